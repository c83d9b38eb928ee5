import type * as vscode from 'vscode';

/** One timer a document: a later one takes the place of one that still runs. */
export interface DocumentTimers {
  /** Calls `go` after so many milliseconds, unless the document is closed by then. */
  readonly later: (document: vscode.TextDocument, milliseconds: number, go: () => void) => void;
  /** Forgets the timer of one document, by its address, or all. */
  readonly stop: (key: string | null) => void;
}

export function createTimers(): DocumentTimers {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  return {
    later: (document, milliseconds, go) => {
      const key = document.uri.toString();
      clearTimeout(timers.get(key));
      timers.set(
        key,
        setTimeout(() => {
          timers.delete(key);
          if (!document.isClosed) go();
        }, milliseconds),
      );
    },
    stop: (key) => {
      for (const [own, timer] of timers)
        if (key === null || key === own) {
          clearTimeout(timer);
          timers.delete(own);
        }
    },
  };
}
