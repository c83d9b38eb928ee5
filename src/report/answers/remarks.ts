import * as l10n from '../../l10n/l10n.js';
import { placed, type PlanDocument, type Problem } from '../../plan/document.js';

/** What a text says that is allowed, and probably not what was meant. */
export function remarks(document: PlanDocument): Problem[] {
  const options = document.nodeAt(['options']);
  if (options?.kind !== 'map') return [];
  return options.entries
    .filter(({ key, value }) => value.kind === 'scalar' && value.value === null && key !== 'as-is')
    .map(({ key: name }) =>
      placed(
        {
          code: 'empty-option',
          message: l10n.t('`{name}` changes nothing yet: it counts as the plan without options', { name }),
          path: ['options', name],
          atKey: true,
        },
        document,
        'information',
      ),
    );
}
