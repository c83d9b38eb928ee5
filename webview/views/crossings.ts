import type { OwnedBasis } from '../../src/engine/shapes/result.js';
import type { VariableSummary } from '../../src/engine/questions/charts.js';
import * as l10n from '../../src/l10n/l10n.js';
import { crossingsOf } from '../../src/report/figures/crossings.js';
import type { Subject } from '../../src/report/figures/questions.js';
import * as format from '../../src/report/words/format.js';
import {
  basisColumns,
  limitsSentence,
  onItsBasis,
  otherBasisText,
} from '../../src/report/words/fleet/breakEven.js';
import { fullStop, noAnswer } from '../../src/report/words/sentences.js';
import type { TwinCell, TableSpec } from '../charts/tableTwin.js';
import type { Page } from '../view.js';

/** Every break-even of two options, one an input, with the same in words. */
export function crossingsTable(
  subject: Subject,
  workload: string,
  known: readonly VariableSummary[],
  page: Page,
): TableSpec {
  return {
    caption: l10n.t('Break-evens by input'),
    columns: crossingColumns(subject.result.basis),
    endsInText: true,
    rows: known.flatMap((variable) => crossingRows(subject, workload, variable, page)),
  };
}

const crossingColumns = (basis: OwnedBasis) => [
  l10n.t('Input'),
  l10n.t('Plan'),
  ...basisColumns(basis),
  l10n.t('In words'),
];

function crossingRows(
  subject: Subject,
  workload: string,
  variable: VariableSummary,
  page: Page,
): TwinCell[][] {
  const { found, pending } = crossingsOf(subject, workload, variable);
  const { path, label, dimension, current } = variable;
  const crossed = (value: number) => format.crossing(value, dimension);
  const name: TwinCell = path === null ? { text: label } : { text: label, onClick: () => page.reveal(path) };
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
    { text: `${fullStop(onItsBasis(one, label, crossed, null))} ${limitsSentence(one, crossed)}`.trim() },
  ]);
}
