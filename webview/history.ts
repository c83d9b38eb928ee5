/** Undo and redo on the page are meant for the file: hears their keys, but for those in a field that has its own. */
export function watchHistory(onAsked: (redo: boolean) => void): void {
  window.addEventListener('keydown', (event) => {
    const asked = historyOf(event);
    const { target } = event;
    const typing =
      target instanceof HTMLInputElement && target.type !== 'range' && target.type !== 'checkbox';
    if (asked === null || typing) return;
    event.preventDefault();
    onAsked(asked === 'redo');
  });
}

/** What keys ask for; `null` where they ask for something else. */
export function historyOf({
  key,
  ctrlKey,
  metaKey,
  shiftKey,
  altKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): 'undo' | 'redo' | null {
  if ((!ctrlKey && !metaKey) || altKey) return null;
  const letter = key.toLowerCase();
  if (letter === 'z') return shiftKey ? 'redo' : 'undo';
  return letter === 'y' && !shiftKey ? 'redo' : null;
}
