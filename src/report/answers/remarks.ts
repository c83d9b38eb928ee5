import * as l10n from '../../l10n/l10n.js';
import { placed, type PlanDocument, type Problem } from '../../plan/document.js';
import type { ValueProblem } from '../../plan/problems.js';

/** What a text says that is allowed, and probably not what was meant. */
export function remarks(document: PlanDocument): Problem[] {
  const options = document.nodeAt(['options']);
  if (options?.kind !== 'map') return [];
  return [...emptyOptions(options), ...freeDrafters(document, options)].map((problem) =>
    placed(problem, document, problem.code === 'empty-option' ? 'information' : 'warning'),
  );
}

type Entries = Pick<Extract<ReturnType<PlanDocument['nodeAt']>, { kind: 'map' }>, 'entries'>;

function emptyOptions({ entries }: Entries): ValueProblem[] {
  return entries
    .filter(({ key, value }) => value.kind === 'scalar' && value.value === null && key !== 'as-is')
    .map(({ key: name }) => ({
      code: 'empty-option',
      message: l10n.t('`{name}` changes nothing yet: it counts as the plan without options', { name }),
      path: ['options', name],
      atKey: true,
    }));
}

/** Drafters that would draft beside those that verify, on nothing: neither accelerators nor LPX racks are named. */
function freeDrafters(document: PlanDocument, { entries }: Entries): ValueProblem[] {
  return entries.flatMap(({ key: name }): ValueProblem[] => {
    const path = ['options', name, 'dynamo', 'remoteDrafter'];
    const node = document.nodeAt(path);
    const isNamed = [['dynamo', 'drafter'], ['lpx']].some((member) =>
      document.nodeAt(['options', name, ...member]),
    );
    if (node?.kind !== 'scalar' || node.value !== true || isNamed) return [];
    return [
      {
        code: 'no-remote-drafter',
        message: l10n.t(
          'nothing drafts apart: name `drafter`, or LPX racks; until then drafts take their time',
        ),
        path,
      },
    ];
  });
}
