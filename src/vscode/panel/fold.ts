import type * as vscode from 'vscode';

/** Whether the sliders of charts stand open: as the user left them, in all plans and windows. */
export interface Fold {
  readonly isOpen: () => boolean;
  readonly keep: (open: boolean) => Thenable<void>;
}

const KEY = 'decodeplan.whatIf';

/** They begin folded: the answer is read before anything is moved. */
export function createFold(state: vscode.Memento): Fold {
  return {
    isOpen: () => state.get<unknown>(KEY) === true,
    keep: (open) => state.update(KEY, open),
  };
}
