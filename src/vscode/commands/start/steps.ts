import * as vscode from 'vscode';

/** A question of several in a row. */
export interface QuickStep<T extends vscode.QuickPickItem> {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly T[];
  /** Counted from 1; the first has no way back. */
  readonly step: number;
  readonly of: number;
  /** What was chosen when the question was asked before. */
  readonly chosen?: T | undefined;
  /** What a text stands for that was typed instead of choosing; `null` for nothing. */
  readonly typed?: (text: string) => T | null;
}

/** Asks one question of several; `back` for the one before it, `null` where it is left unanswered. */
export function askStep<T extends vscode.QuickPickItem>(step: QuickStep<T>): Promise<T | 'back' | null> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<T>();
    pick.title = step.title;
    pick.placeholder = step.placeholder;
    pick.step = step.step;
    pick.totalSteps = step.of;
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    pick.items = step.items;
    pick.buttons = step.step > 1 ? [vscode.QuickInputButtons.Back] : [];
    const { typed } = step;
    if (typed) {
      pick.onDidChangeValue((text) => {
        const own = text.trim() === '' ? null : typed(text.trim());
        pick.items = own ? [own, ...step.items] : step.items;
      });
    }
    const before = step.items.find(({ label }) => label === step.chosen?.label);
    if (before) pick.activeItems = [before];
    pick.onDidTriggerButton(() => {
      resolve('back');
      pick.dispose();
    });
    pick.onDidAccept(() => {
      const [chosen] = pick.activeItems;
      // A click on a heading, or on nothing that matches, is no answer yet.
      if (!chosen || chosen.kind === vscode.QuickPickItemKind.Separator) return;
      resolve(chosen);
      pick.dispose();
    });
    pick.onDidHide(() => {
      resolve(null);
      pick.dispose();
    });
    pick.show();
  });
}
