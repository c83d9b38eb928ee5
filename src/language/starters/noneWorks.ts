import { gpuTypeById, gpuTypes } from '../../catalog/entries/hardware.js';
import * as l10n from '../../l10n/l10n.js';
import { leadingOption } from '../../report/words/insight.js';
import { reasonText } from '../../report/words/reasons.js';
import type { NewPlan } from './draft.js';
import { worksSomehow, type Sized } from './sizing.js';

/** Why none of a new plan's options works, and hardware of the catalogue on which one does. */
export function whyNoneWorks({ draft: { plan }, analysis }: Sized): string[] {
  const result = analysis.result();
  const lead = result && leadingOption(result);
  const reasons = (lead !== null && result?.options[lead]?.reasons) || [];
  const why = reasons.slice(0, 2).map(reasonText).join('; ');
  const other = first(nearestMemory(plan), (accelerator) =>
    worksSomehow({ ...plan, accelerator, count: null, question: 'fit' }),
  );
  return [
    ...(why === '' ? [] : [l10n.t('Why: {reasons}.', { reasons: why })]),
    other === null
      ? l10n.t('On no hardware of the catalogue does it work: see what is missing of the model.')
      : l10n.t('It works on {units} x {accelerator}: put that under gpus.', {
          units: other.draft.units,
          accelerator: other.draft.plan.accelerator,
        }),
  ];
}

/** The first answer that there is. */
function first<T, R>(from: readonly T[], find: (one: T) => R | null): R | null {
  for (const one of from) {
    const found = find(one);
    if (found !== null) return found;
  }
  return null;
}

/** Other accelerators, those with the next more memory first, then racks. */
function nearestMemory({ accelerator, book }: NewPlan): string[] {
  const memory = (id: string) => gpuTypeById(id, book)?.accelerator.memoryBytes ?? 0;
  const isRack = (id: string) => Number(gpuTypeById(id, book)?.rack != null);
  return gpuTypes(book)
    .map(({ id }) => id)
    .filter((id) => id !== accelerator && memory(id) >= memory(accelerator))
    .sort((a, b) => isRack(a) - isRack(b) || memory(a) - memory(b));
}
