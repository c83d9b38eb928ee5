import { pathKey } from '../../../plan/path.js';
import { comparisonOf } from '../../../engine/questions/comparison.js';
import type { LoadCurve, LoadPoint } from '../../../engine/questions/requestLoad.js';
import * as l10n from '../../../l10n/l10n.js';
import { lookOfOption, valueAt } from '../../words/insight.js';
import { requestRate, seconds, ttftTarget } from '../../words/request/request.js';
import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { drawnRows } from '../drawn/fewerRows.js';
import { tableOf, type LineFigure, type Rule } from '../figure.js';
import type { Subject } from '../questions.js';
import { answering, type RequestChoice } from './choice.js';
import { firstTokens, noRequest } from './timeLine.js';

/** Waits of users over the load: to the first token, and between tokens. */

interface Curve {
  readonly option: string;
  readonly path: string;
  readonly curve: LoadCurve;
}

interface Curves {
  readonly curves: readonly Curve[];
  /** Options with requests that are not asked. */
  readonly left: number;
  readonly pending: boolean;
}

/** What is drawn over the load. */
interface Waiting {
  readonly id: string;
  readonly of: (point: LoadPoint) => number;
  /** The longest that is allowed; `null` where nothing is. */
  readonly most: number | null;
  readonly mostLabel: string;
  readonly mostPath: string;
  readonly title: string;
  readonly subtitle: string;
  readonly what: string;
}

/** Times to the first token over requests per second, with target and present load. */
export function firstTokenOverLoad(subject: Subject, choice: RequestChoice): LineFigure {
  const { workload } = choice;
  const target = ttftTarget(subject.plan.workloads[workload]?.ttft);
  const name = target?.name ?? 'p95';
  return overLoad(subject, choice, {
    id: 'request-ttft-load',
    of: ({ ttftSeconds }) => ttftSeconds[name],
    most: target?.seconds ?? null,
    mostLabel: l10n.t('target: {most} at {name}', { most: seconds(target?.seconds ?? 0), name }),
    mostPath: pathKey(['workloads', workload, 'ttft']),
    title: l10n.t('time to the first token, {name}', { name }),
    what: l10n.t('first tokens'),
    subtitle: l10n.t(
      'Time to the first token of {workload} at {name} over its load, on the accelerators of each option; a line ends where no more is served',
      { workload, name },
    ),
  });
}

/** Times between tokens over requests per second, with target and present load. */
export function tokensOverLoad(subject: Subject, choice: RequestChoice): LineFigure {
  const { workload } = choice;
  const speed = subject.plan.workloads[workload]?.speed ?? null;
  const most = speed === null ? null : 1 / speed;
  return overLoad(subject, choice, {
    id: 'request-tpot-load',
    of: ({ tpotSeconds }) => tpotSeconds,
    most,
    mostLabel: l10n.t('target: {most} a token', { most: seconds(most ?? 0) }),
    mostPath: pathKey(['workloads', workload, 'speed']),
    title: l10n.t('time between two tokens of a user'),
    what: l10n.t('tokens'),
    subtitle: l10n.t(
      'Time between two tokens of one user of {workload} over its load; prompts of the others are in the steps',
      { workload },
    ),
  });
}

/** With more options than this, those are named that the answer is about, and the first few beside them. */
const MOST_NAMED = 8;
const MOST_BESIDE = 3;

function overLoad(subject: Subject, choice: RequestChoice, waiting: Waiting): LineFigure {
  const { plan, result } = subject;
  const { workload } = choice;
  const { curves, pending, left } = curvesOf(subject, choice);
  const now = presentLoad(subject, choice);
  const comparison = comparisonOf(plan);
  const named = new Set([choice.lead, comparison?.baseline, comparison?.challenger]);
  const finding =
    pending && curves.length === 0 ? workingOut(waiting) : findingOf(curves, choice, waiting, now);
  return {
    id: waiting.id,
    kind: 'lines',
    finding,
    subtitle: waiting.subtitle + leftNote(left, plan),
    summary: l10n.t('Seconds over requests per second, one line an option. {finding}.', { finding }),
    missing:
      curves.length === 0 && !pending
        ? noRequest({ plan, result }, answering({ result }, workload), choice.lead)
        : null,
    pending,
    x: {
      title: l10n.t('requests per second, all users together'),
      logarithmic: areFarApart(curves),
      unit: 'requestRate',
    },
    y: { title: waiting.title, logarithmic: true, unit: 'duration' },
    series: curves.map(({ option, path, curve }, i) => ({
      id: option,
      label: option,
      style:
        curves.length <= MOST_NAMED || named.has(option) || i < MOST_BESIDE
          ? lookOfOption(plan, option)
          : null,
      points: curve.points.map((point) => ({ x: point.requestsPerSecond, y: waiting.of(point) })),
      path,
    })),
    rules: rulesOf(waiting, now, workload),
    spots: [],
    table: tableOf(
      finding,
      [l10n.t('Option'), l10n.t('Requests per second'), waiting.title],
      curves.flatMap(({ option, curve }) =>
        curve.points.map((point) => [
          option,
          requestRate(point.requestsPerSecond),
          seconds(waiting.of(point)),
        ]),
      ),
    ),
  };
}

/** Ends this many times apart are seen on one axis only where it grows by factors. */
const FAR_APART = 4;

/** Whether the most that one option serves would vanish beside the most that another does. */
function areFarApart(curves: Curves['curves']): boolean {
  const ends = curves.flatMap(({ curve }) => curve.points.at(-1)?.requestsPerSecond ?? []);
  return Math.max(...ends) > FAR_APART * Math.min(...ends);
}

const workingOut = ({ title }: Waiting) => l10n.t('{title} over load: working it out …', { title });

/** Of many options, which have lines. */
const leftNote = (left: number, { options }: ResolvedPlan) =>
  left === 0
    ? ''
    : l10n.t('; {left} of {all} options have no line: those that have no bar above', {
        left,
        all: Object.keys(options).length,
      });

/** Only options that answer for requests are asked, and of many those with bars: each takes some dozen evaluations. */
function curvesOf(subject: Subject, choice: RequestChoice): Curves {
  const { result, ask } = subject;
  const { workload } = choice;
  const drawn = new Set(drawnRows(firstTokens(subject, choice)).rows.map(({ label }) => label));
  const answers = answering({ result }, workload).filter(({ found }) => found.request !== null);
  const asked = answers
    .filter(({ option }) => drawn.has(option))
    .map((one) => ({ ...one, ...ask('requestOverLoad', { option: one.option, workload }) }));
  return {
    curves: asked.flatMap(({ option, path, value }) =>
      value && value.points.length > 0 ? [{ option, path, curve: value }] : [],
    ),
    pending: asked.some((one) => one.pending),
    left: answers.length - asked.length,
  };
}

/** Requests per second as planned, of the option that the title speaks of. */
function presentLoad({ result }: Subject, { workload, lead }: RequestChoice): number | null {
  return result.options[lead]?.workloads[workload]?.request?.requestsPerSecond ?? null;
}

function rulesOf({ most, mostLabel, mostPath }: Waiting, now: number | null, workload: string): Rule[] {
  const rules: Rule[] = [];
  if (most !== null) rules.push({ axis: 'y', value: most, label: mostLabel, tone: 'limit', path: mostPath });
  if (now !== null && now > 0)
    rules.push({
      axis: 'x',
      value: now,
      label: l10n.t('plan: {now}', { now: requestRate(now) }),
      tone: 'plan',
      path: pathKey(['workloads', workload, 'requests']),
    });
  return rules;
}

/** The largest load at which all wait no longer than they should; `null` where none is that small. */
export function mostWithin(
  points: readonly { readonly x: number; readonly y: number }[],
  most: number,
): number | null {
  let held: number | null = null;
  for (const [i, point] of points.entries()) {
    if (point.y <= most) {
      held = point.x;
      continue;
    }
    const before = points[i - 1];
    if (!before) return null;
    const share = Math.log(most / before.y) / Math.log(point.y / before.y);
    return before.x * (point.x / before.x) ** share;
  }
  return held;
}

/** Where the plan does not say how many requests come. */
function withoutPeak(
  values: Readonly<Record<'option' | 'workload' | 'what' | 'last', string>>,
  held: number | null,
): string {
  return held === null
    ? l10n.t('{option} gives {what} of {workload} up to {last}', values)
    : l10n.t('On {option}, {what} of {workload} come in time up to {held}', {
        ...values,
        held: requestRate(held),
      });
}

function findingOf(
  curves: readonly Curve[],
  { workload, lead }: RequestChoice,
  { of, most, what }: Waiting,
  now: number | null,
): string {
  const own = curves.find(({ option }) => option === lead) ?? curves[0];
  if (!own) return l10n.t('What load does to {workload} is not known', { workload });
  const points = own.curve.points.map((point) => ({ x: point.requestsPerSecond, y: of(point) }));
  const last = points.at(-1)?.x ?? 0;
  const here = now === null ? null : valueAt(points, now);
  const values = {
    what,
    workload,
    option: own.option,
    last: requestRate(last),
    now: requestRate(now ?? 0),
    here: seconds(here ?? 0),
  };
  const held = most === null ? null : mostWithin(points, most);
  if (most !== null && held === null)
    return l10n.t('On {option}, {what} of {workload} are later than asked at any load', values);
  if (now === null) return withoutPeak(values, held !== null && held < last * 0.999 ? held : null);
  if (held !== null && held < last * 0.999 && requestRate(held) === values.now)
    return l10n.t(
      'On {option}, {what} of {workload} come in time up to the plan’s peak of {now}, no further',
      values,
    );
  if (held !== null && held < last * 0.999)
    return l10n.t('On {option}, {what} of {workload} come in time up to {held}; the plan peaks at {now}', {
      ...values,
      held: requestRate(held),
    });
  if (here === null)
    return l10n.t('{option} gives {what} of {workload} up to {last}; the plan peaks at {now}', values);
  return own.curve.end === 'memory'
    ? l10n.t(
        'On {option}, {what} of {workload} take about {here} at the plan’s peak of {now}; memory is full at {last}',
        values,
      )
    : l10n.t(
        'On {option}, {what} of {workload} take about {here} at the plan’s peak of {now}; no more than {last} are served',
        values,
      );
}
