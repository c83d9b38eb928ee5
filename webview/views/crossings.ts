import type { Comparison } from '../../src/engine/questions/breakEven.js';
import type { VariableSummary } from '../../src/engine/questions/charts.js';
import { variableById } from '../../src/engine/questions/variables.js';
import type { BreakEven } from '../../src/engine/shapes/result.js';
import * as l10n from '../../src/l10n/l10n.js';
import * as format from '../../src/report/words/format.js';
import { breakEvenSentence } from '../../src/report/words/sentences.js';
import type { Cell, TableSpec } from '../charts/tableTwin.js';
import type { Page, Scene } from '../view.js';

/** Two options compared for a workload. */
export interface Asked {
  readonly scene: Scene;
  readonly workload: string;
  readonly comparison: Comparison | null;
}

/** A workload's own input is searched for that workload, the others for the whole plan. */
export function scopeOf({ scene, workload }: Asked, variable: VariableSummary): string | null {
  const own = variableById(variable.id)?.perWorkload ?? false;
  return own || Object.keys(scene.plan.workloads).length === 1 ? workload : null;
}

export function crossingsOf(
  asked: Asked,
  variable: VariableSummary,
): { readonly found: readonly BreakEven[]; readonly pending: boolean } {
  if (!asked.comparison) return { found: [], pending: false };
  const workload = scopeOf(asked, variable);
  const { value, pending } = asked.scene.analyst.ask('breakEven', {
    ...asked.comparison,
    variable: variable.id,
    workload,
  });
  return { found: value ?? [], pending };
}

export function crossingFor(asked: Asked, variable: VariableSummary): BreakEven | null {
  return crossingsOf(asked, variable).found[0] ?? null;
}

/** What the table of break-evens is about. */
export function crossingsHeading(comparison: Comparison | null): string {
  return comparison
    ? l10n.t('Where {challenger} starts to pay against {baseline}', {
        challenger: comparison.challenger,
        baseline: comparison.baseline,
      })
    : l10n.t('Break-evens');
}

/** Every break-even of two options, one an input, with the same in words. */
export function crossingsTable(asked: Asked, known: readonly VariableSummary[], page: Page): TableSpec {
  return {
    caption: l10n.t('Break-evens by input'),
    columns: crossingColumns(),
    endsInText: true,
    rows: crossingRows(asked, known, page),
  };
}

const crossingColumns = () => [l10n.t('Input'), l10n.t('Plan'), l10n.t('Break-even'), l10n.t('In words')];

function crossingRows(asked: Asked, known: readonly VariableSummary[], page: Page): Cell[][] {
  return known.flatMap((variable) => {
    const { found, pending } = crossingsOf(asked, variable);
    const { path, label, dimension, current } = variable;
    const full = (value: number) => format.quantity(value, dimension);
    const crossed = (value: number) => format.crossing(value, dimension);
    const name: Cell = path === null ? { text: label } : { text: label, onClick: () => page.reveal(path) };
    const now: Cell = current === null ? { text: '–', tone: 'muted' } : { text: full(current) };
    if (found.length === 0)
      return [
        [
          name,
          now,
          { text: pending ? '…' : '–', tone: 'muted' },
          { text: pending ? l10n.t('working it out') : l10n.t('not known'), tone: 'muted' },
        ],
      ];
    return found.map((one): Cell[] => [
      name,
      now,
      one.value === null ? { text: l10n.t('none'), tone: 'muted' } : { text: crossed(one.value) },
      { text: breakEvenSentence(one, label, crossed, null) },
    ]);
  });
}
