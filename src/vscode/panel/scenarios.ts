import type * as vscode from 'vscode';
import { scenarios as readScenarios, type Scenario } from '../../contract/scenarios.js';

/** What-ifs that are kept beside plans: for the workspace, and not in their files. */
export interface ScenarioStore {
  readonly of: (source: string) => readonly Scenario[];
  readonly keep: (source: string, scenarios: readonly Scenario[]) => Promise<void>;
}

const KEY = 'decodeplan.scenarios';
/** Plans whose what-ifs are kept; of more, those that were kept first are forgotten. */
const MOST_PLANS = 100;

export function createScenarioStore(state: vscode.Memento): ScenarioStore {
  const all = (): readonly (readonly [string, unknown])[] => {
    const kept = state.get<unknown>(KEY);
    return typeof kept === 'object' && kept !== null ? Object.entries(kept) : [];
  };
  return {
    of: (source) => readScenarios(all().find(([plan]) => plan === source)?.[1]) ?? [],
    keep: async (source, scenarios) => {
      const others = all().filter(([plan]) => plan !== source);
      const mine = scenarios.length > 0 ? [[source, scenarios] as const] : [];
      await state.update(KEY, Object.fromEntries([...others, ...mine].slice(-MOST_PLANS)));
    },
  };
}
