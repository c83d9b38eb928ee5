import type { BreakEven, OwnedBasis } from '../../src/engine/shapes/result.js';
import type { VariableSummary } from '../../src/engine/questions/charts.js';
import * as l10n from '../../src/l10n/l10n.js';
import { crossingsOf, type Crossings } from '../../src/report/figures/crossings.js';
import type { Subject } from '../../src/report/figures/questions.js';
import * as format from '../../src/report/words/format.js';
import {
  basisColumns,
  limitsAmong,
  movedSentence,
  neverSentences,
  onItsBasis,
  otherBasisText,
} from '../../src/report/words/fleet/breakEven.js';
import { fullStop, noAnswer } from '../../src/report/words/sentences.js';
import type { TwinCell, TableSpec } from '../charts/tableTwin.js';
import type { Page } from '../view.js';

/** Every break-even of two options, one an input, and in a few sentences the inputs that have none. */
export function crossingsTable(
  subject: Subject,
  workload: string,
  known: readonly VariableSummary[],
  page: Page,
): { readonly table: TableSpec; readonly never: string } {
  const asked = known.map((variable) => ({ variable, ...crossingsOf(subject, workload, variable) }));
  const told = asked.filter(({ found, pending }) => pending || !neverCross(found));
  const never = asked.flatMap(({ variable, found, pending }) =>
    pending || !neverCross(found)
      ? []
      : found.map((one) => ({
          found: one,
          label: variable.label,
          quantity: (value: number) => format.crossing(value, variable.dimension),
        })),
  );
  const table = {
    caption: l10n.t('Break-evens by input'),
    columns: crossingColumns(subject.result.basis),
    endsInText: true,
    rows: told.flatMap((one) => crossingRows(subject, one, page)),
  };
  return { table, never: neverSentences(never) };
}

/** No cost crosses another, on either basis, none comes near, and both serve and are allowed all along: a row would repeat the others'. */
const neverCross = (found: readonly BreakEven[]): boolean =>
  found.length > 0 &&
  found.every(
    ({ value, otherBasis, aboutEqual, withinLimits, whereServed }) =>
      value === null &&
      aboutEqual === null &&
      (withinLimits ?? whereServed ?? []).length < 2 &&
      (otherBasis === null || otherBasis.crossings.length === 0),
  );

const crossingColumns = (basis: OwnedBasis) => [
  l10n.t('Input'),
  l10n.t('Plan'),
  ...basisColumns(basis),
  l10n.t('In words'),
];

interface Asked extends Crossings {
  readonly variable: VariableSummary;
}

function crossingRows({ plan }: Subject, { variable, found, pending }: Asked, page: Page): TwinCell[][] {
  const { path, label, dimension, current } = variable;
  const crossed = (value: number) => format.crossing(value, dimension);
  const text = format.capitalized(label);
  const name: TwinCell = path === null ? { text } : { text, onClick: () => page.reveal(path) };
  const now: TwinCell =
    current === null ? { text: '–', tone: 'muted' } : { text: format.quantity(current, dimension) };
  if (found.length === 0) {
    return [
      [
        name,
        now,
        { text: pending ? '…' : '–', tone: 'muted' },
        { text: '' },
        { text: noAnswer(pending), tone: 'muted' },
      ],
    ];
  }
  return found.map((one): TwinCell[] => [
    name,
    now,
    one.value === null ? { text: l10n.t('none'), tone: 'muted' } : { text: crossed(one.value) },
    { text: otherBasisText(one.otherBasis, crossed), tone: 'muted' },
    {
      text: format.joined(
        fullStop(onItsBasis(one, label, crossed, null)),
        movedSentence(plan, one),
        limitsAmong(one, crossed, found),
      ),
    },
  ]);
}
