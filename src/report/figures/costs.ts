import { pathKey } from '../../plan/path.js';
import type { VariableSummary } from '../../engine/questions/charts.js';
import type { BreakEven } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import { drawsDecodeOnly, markedDecodeOnly } from '../words/decodeOnly.js';
import * as format from '../words/format.js';
import { lookOfOption, valueAt } from '../words/insight.js';
import { breakEvensClaim } from '../words/fleet/breakEven.js';
import { bandNote, costFinding } from '../words/sentences.js';
import {
  asPlanned,
  askInputCurves,
  askSpeedCurves,
  MOST_NAMED,
  namedOptions,
  type AsPlanned,
  type CostCurves,
  type Curve,
} from './asking/costCurves.js';
import { costAxis, fullText, speedAxis, variableAxis, type Axis } from './axes.js';
import { crossingsOf, scopeOf } from './crossings.js';
import { fastestMark, publishedRules, type FastestMark } from './evidence/fastest.js';
import type { FigureCell, FigureTable, LineFigure, LinePoint, LineSeries, Rule } from './figure.js';
import type { Subject } from './questions.js';
import { moneyCode } from '../../units/shownMoney.js';

/** What the options cost, over the speed of each user and over inputs. */

/** What costs are drawn over, in words. */
interface CostQuestion {
  readonly axis: Axis;
  /** The workload whose cost it is; `null` for the whole plan's. */
  readonly scope: string | null;
  /** What stands behind a value of it, as in `250 tok/s per user`. */
  readonly label: string;
  /** What it is called without a value. */
  readonly along: string;
  readonly subtitle: string;
  /** Value in the plan, in SI units; `null` where it has none. */
  readonly current: number | null;
  readonly currentLabel: string;
  /** Where the plan stands on the axis. */
  readonly where: string;
  readonly full: (value: number) => string;
  /** What is said where no option has a cost. */
  readonly missing: string;
  /** More is asked of options the farther right. */
  readonly asksMore: boolean;
  /** Costs leave prompts out. */
  readonly decodeOnly: boolean;
  /** What others reached on this axis; `null` where nothing was published, or the axis is another. */
  readonly published: FastestMark | null;
}

/** Cost of a workload over the speed that each of its users gets, which is `current` tokens per second in the plan. */
function costOverSpeedQuestion(plan: Subject['plan'], workload: string): CostQuestion {
  const current = plan.workloads[workload]?.speed ?? null;
  const asked = current === null ? '' : format.tokenRate(current);
  return {
    axis: speedAxis(),
    scope: workload,
    label: l10n.t('per user'),
    along: l10n.t('the speed of each user'),
    subtitle: l10n.t(
      'Cost of {workload} over the speed each user gets; a line ends where its option can go no faster',
      { workload },
    ),
    current,
    currentLabel: current === null ? '' : l10n.t('asked for: {current}', { current: asked }),
    where:
      current === null
        ? l10n.t('for {workload}', { workload })
        : l10n.t('at the {current} that {workload} asks for', { current: asked, workload }),
    full: format.tokenRate,
    missing: l10n.t('No option has a cost at any speed.'),
    asksMore: true,
    decodeOnly: drawsDecodeOnly(plan, workload),
    published: fastestMark(plan),
  };
}

/** Cost of a workload, or (`null`) of the whole plan, over one of its inputs. */
function costOverInputQuestion(
  plan: Subject['plan'],
  variable: VariableSummary,
  workload: string | null,
): CostQuestion {
  const { current, label, dimension } = variable;
  const axis = variableAxis(variable);
  const scope = workload ?? l10n.t('the whole plan');
  return {
    axis,
    scope: workload,
    label,
    along: label,
    subtitle: l10n.t('Cost of {scope} over {label}, everything else as planned', { scope, label }),
    current,
    currentLabel: current === null ? '' : l10n.t('plan: {current}', { current: fullText(axis, current) }),
    where:
      current === null
        ? l10n.t('for {workload}', { workload: scope })
        : l10n.t('at {current} {label}', { current: fullText(axis, current), label }),
    full: (value) => format.crossing(value, dimension),
    missing: l10n.t('No option has a cost over {label}.', { label }),
    asksMore: false,
    decodeOnly: drawsDecodeOnly(plan, workload),
    published: null,
  };
}

/** Bands around more curves than are named would be fog. */
const isBanded = ({ plan }: Subject) => Object.keys(plan.options).length <= MOST_NAMED;

/** `plain` with the bands of those curves whose bands are there. */
function withBands(plain: CostCurves, banded: CostCurves): CostCurves {
  const curves = plain.curves.map((curve) => {
    const own = banded.curves.find(({ option }) => option === curve.option);
    return own && sameLine(own.points, curve.points) ? own : curve;
  });
  return { ...plain, curves };
}

/** Bands of the plan before would not lie around the lines of this one. */
function sameLine(a: readonly LinePoint[], b: readonly LinePoint[]): boolean {
  return a.length === b.length && a.every(({ x, y }, i) => b[i]?.x === x && b[i].y === y);
}

/** Whether curves are to have bands: they take several times as long as the curves themselves. */
export interface CostDetail {
  readonly bands: boolean;
}

/** Cost of a workload over the speed that each of its users gets. */
export function costOverSpeed(
  subject: Subject,
  workload: string,
  variable: VariableSummary | null,
  { bands }: CostDetail,
): LineFigure {
  const question = costOverSpeedQuestion(subject.plan, workload);
  const plain = askSpeedCurves(subject, workload);
  const curves =
    bands && isBanded(subject) ? withBands(plain, askSpeedCurves(subject, workload, { bands: true })) : plain;
  return costFigure('cost-speed', subject, curves, question, { workload, variable });
}

/** Cost over an input of the reader's choice. */
export function costOverInput(
  subject: Subject,
  workload: string,
  variable: VariableSummary,
  { bands }: CostDetail,
): LineFigure {
  const question = costOverInputQuestion(subject.plan, variable, scopeOf(subject, workload, variable));
  const plain = askInputCurves(subject, workload, variable);
  const curves =
    bands && isBanded(subject)
      ? withBands(plain, askInputCurves(subject, workload, variable, { bands: true }))
      : plain;
  return costFigure('cost-over', subject, curves, question, { workload, variable });
}

function costFigure(
  id: string,
  subject: Subject,
  { curves, left }: CostCurves,
  question: CostQuestion,
  { workload, variable }: { readonly workload: string; readonly variable: VariableSummary | null },
): LineFigure {
  const found = variable ? crossingsOf(subject, workload, variable).found : [];
  const { along } = question;
  const finding = findingOf(question, curves, found, asPlanned(subject, question.scope));
  const pending = left > 0;
  const isDrawn = curves.some(({ points }) => points.some(({ y }) => y !== null));
  const isWithin = (x: number) => isDrawnAt(curves, x);
  const published =
    question.published && isWithin(question.published.tokensPerSecond) ? question.published : null;
  // The lowest of all is not known before all are.
  const isTold = !pending || (isDrawn && question.current !== null);
  return {
    id,
    kind: 'lines',
    finding: isTold ? finding : l10n.t('Cost over {label}: working it out …', { label: along }),
    subtitle:
      markedDecodeOnly(question.subtitle, question.decodeOnly) +
      // Where nothing is drawn, no look has to be explained.
      (isDrawn && isBanded(subject) ? bandNote() : '') +
      lookNote(curves) +
      leftNote(left, curves.length) +
      (question.asksMore ? fallNote(curves, subject.plan.workloads[workload]?.demand ?? null) : '') +
      (isDrawn ? (published?.note ?? '') : ''),
    summary: l10n.t('Cost per million tokens over {label}, one line an option. {finding}.', {
      label: along,
      finding,
    }),
    missing: isDrawn || pending ? null : question.missing,
    pending,
    x: question.axis,
    y: costAxis(subject.result.basis),
    series: seriesOf(subject, curves, question.scope),
    rules: [...rulesOf(question, found, variable?.path ?? null, isWithin), ...publishedRules(published)],
    spots: spotsOf(curves, found),
    table: costTable(question, curves, published),
  };
}

/** Costs nearer than this, relatively, are drawn at one height. */
const LEVEL = 0.01;

/** Why a line falls where more is asked of its option; nothing where none does, as far as it can be reached. */
function fallNote(curves: readonly Curve[], demand: number | null): string {
  const falls = curves.some(({ points }) =>
    points.some(({ y, beyond }, i) => {
      const before = points[i - 1]?.y ?? null;
      return !beyond && y !== null && before !== null && y < before * (1 - LEVEL);
    }),
  );
  if (!falls) return '';
  return demand === null
    ? l10n.t(
        '; where a line falls, faster users make more tokens, and the same fleet is paid by more of them',
      )
    : l10n.t('; where a line falls, the fleet changes its layout or what its racks do');
}

/** How many lines are still to come, of many: those that are named come first. */
function leftNote(left: number, all: number): string {
  return left === 0 || all <= MOST_NAMED
    ? ''
    : l10n.t('; lines of {left} of {all} options are still being worked out', { left, all });
}

/** What faint lines and rings are, where there are any. */
function lookNote(curves: readonly Curve[]): string {
  const points = curves.flatMap(({ points: own }) => own);
  const faint = points.some(({ beyond }) => beyond)
    ? l10n.t('; faint: does not work with what the plan has and may buy')
    : '';
  const rings = points.some(({ turn }) => turn) ? l10n.t('; rings: LPX racks change in role or number') : '';
  return faint + rings;
}

function findingOf(
  { axis, label, along, current, where, full, decodeOnly }: CostQuestion,
  curves: readonly Curve[],
  found: readonly BreakEven[],
  planned: Readonly<Record<string, AsPlanned>>,
): string {
  const crosses = found.some(({ value }) => value !== null);
  if (current === null && !crosses) {
    return markedDecodeOnly(lowestFinding(curves, where, axis), decodeOnly);
  }
  const costsHere = curves.map(({ option, points }) => ({
    label: option,
    // Where a line has a cost at the plan's own value, or is still to come, it is the plan's own, not one between two points.
    at:
      current === null || (points.length > 0 && valueAt(points, current) === null)
        ? null
        : (planned[option]?.usd ?? null),
    works: planned[option]?.works ?? false,
  }));
  if (!crosses) return costFinding(costsHere, null, { where, decodeOnly });
  const claim = isDrawnSo(curves, found)
    ? breakEvensClaim(found, label, full, current)
    : placesClaim(found, along);
  return costFinding(costsHere, claim, { where, decodeOnly });
}

/** Costs nearer than this, relatively, are about equal; so near to a break-even, a point may lie on either side of it. */
const EQUAL = 0.02;
const NEAR_END = 0.15;

/** Whether lines lie as their break-evens say: whole racks can make more of those than a search finds. */
function isDrawnSo(curves: readonly Curve[], found: readonly BreakEven[]): boolean {
  const ends = found
    .filter(({ value }) => value !== null)
    .toSorted((a, b) => (a.value ?? 0) - (b.value ?? 0));
  const [first] = ends;
  const of = (name: string | undefined) => curves.find(({ option }) => option === name)?.points ?? [];
  const others = of(first?.baseline);
  return of(first?.challenger).every(({ x, y }, i) => {
    const other = others[i]?.y ?? null;
    const nearEnd = ends.some(({ value }) => Math.abs(Math.log(x / (value ?? x))) < NEAR_END);
    if (y === null || other === null || nearEnd || Math.abs(y / other - 1) < EQUAL) return true;
    const below = ends.findLast(({ value }) => (value ?? 0) < x);
    const told = below ? below.cheaperAbove : first?.cheaperBelow;
    return told === (y < other ? first?.challenger : first?.baseline);
  });
}

/** What is said where more of them change places than can be told. */
function placesClaim([first]: readonly BreakEven[], label: string): string | null {
  return first
    ? l10n.t('{challenger} and {baseline} change places again and again over {label}', {
        challenger: first.challenger,
        baseline: first.baseline,
        label,
      })
    : null;
}

/** Where the plan has no value to speak of: the lowest point of all lines that the plan can have. */
function lowestFinding(curves: readonly Curve[], where: string, axis: Axis): string {
  const points = curves.flatMap(({ option, points: own }) =>
    own.flatMap(({ x, y, beyond = false }) => (y === null ? [] : [{ option, x, y, beyond }])),
  );
  // What takes more than the plan has and may buy is no cost of the plan, unless all does.
  const [lowest] = points.toSorted((a, b) => Number(a.beyond) - Number(b.beyond) || a.y - b.y);
  if (!lowest) return l10n.t('No option has a cost {where}', { where });
  const values = {
    where,
    usd: format.usdPerMillion(lowest.y),
    option: lowest.option,
    x: fullText(axis, lowest.x),
  };
  return lowest.beyond
    ? l10n.t(
        'The lowest cost {where} is {usd} per million tokens, with {option} at {x}, but no option works there',
        values,
      )
    : l10n.t('The lowest cost {where} is {usd} per million tokens, with {option} at {x}', values);
}

/** Break-evens are searched farther than is drawn. */
function isDrawnAt(curves: readonly Curve[], x: number): boolean {
  return curves.some(({ points }) => x >= (points[0]?.x ?? Infinity) && x <= (points.at(-1)?.x ?? -Infinity));
}

/** The plan's own value, and the break-even. */
function rulesOf(
  { current, currentLabel, full }: CostQuestion,
  found: readonly BreakEven[],
  path: string | null,
  isWithin: (x: number) => boolean,
): Rule[] {
  const rules: Rule[] = [];
  if (current !== null)
    rules.push({
      axis: 'x',
      value: current,
      label: currentLabel,
      tone: 'plan',
      ...(path === null ? {} : { path }),
    });
  for (const { value: crossing } of found) {
    if (crossing === null || !isWithin(crossing)) continue;
    const label = l10n.t('break-even: {crossing}', { crossing: full(crossing) });
    rules.push({ axis: 'x', value: crossing, label, tone: 'crossing' });
  }
  return rules;
}

/** The break-evens on the challenger's line. */
function spotsOf(curves: readonly Curve[], found: readonly BreakEven[]): LineFigure['spots'] {
  return found.flatMap(({ value: x, challenger }) => {
    const own = curves.find(({ option }) => option === challenger)?.points ?? [];
    const y = x === null ? null : valueAt(own, x);
    return x === null || y === null ? [] : [{ x, y }];
  });
}

/** Named lines have the look of their option. */
function seriesOf(subject: Subject, curves: readonly Curve[], scope: string | null): LineSeries[] {
  const { plan } = subject;
  const named = namedOptions(subject, scope);
  return curves.map(({ option, points }) => ({
    id: option,
    label: option,
    style: named.has(option) ? lookOfOption(plan, option) : null,
    points,
    path: pathKey(plan.options[option]?.lpx ? ['options', option, 'lpx', 'price'] : ['options', option]),
  }));
}

function costTable(q: CostQuestion, curves: readonly Curve[], published: FastestMark | null): FigureTable {
  const grid = curves.find(({ points }) => points.length > 0)?.points ?? [];
  const values = { currency: moneyCode(), label: q.label };
  const caption = markedDecodeOnly(
    l10n.t('{currency} per million tokens over {label}', values),
    q.decodeOnly,
  );
  return {
    caption: published ? `${caption}; ${published.detail}` : caption,
    columns: [q.axis.title, ...curves.map(({ option }) => option)],
    rows: grid.map(({ x }, i) => [{ text: q.full(x) }, ...curves.map(({ points }) => costCell(points[i]))]),
  };
}

function costCell(point: LinePoint | undefined): FigureCell {
  if (point?.y == null) return { text: '–' };
  const text = format.usdPerMillion(point.y);
  if (!point.band) return { text };
  const [low, high] = [point.band.low, point.band.high].map(format.usdPerMillion);
  return { text, note: l10n.t('{low} to {high}', { low: low ?? '', high: high ?? '' }) };
}
