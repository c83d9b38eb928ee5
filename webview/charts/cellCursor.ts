import { setAttribute } from '../dom.js';

/** Lets the cells of a map be walked with the arrow keys, with one stop for the Tab key, and be taken. */
export interface CellCursor {
  /** After cells came or went. `starts` has the column of the plan's own cell in each row, -1 for none. */
  readonly refresh: (starts: readonly number[]) => void;
}

export function createCellCursor(body: HTMLElement, take: (row: number, column: number) => void): CellCursor {
  let [row, column] = [0, 0];
  let moved = false;
  const cellAt = (y: number, x: number) => {
    const found = body.children.item(y)?.children.item(x + 1);
    return found instanceof HTMLElement ? found : null;
  };
  const mark = () => {
    for (const cell of body.querySelectorAll('td[tabindex="0"]')) cell.setAttribute('tabindex', '-1');
    const here = cellAt(row, column);
    if (here) setAttribute(here, 'tabindex', '0');
  };
  const placeOf = (target: EventTarget | null): readonly [number, number] | null => {
    const cell = target instanceof Element ? target.closest('td') : null;
    const line = cell?.parentElement;
    if (!cell || !line) return null;
    return [[...body.children].indexOf(line), [...line.children].indexOf(cell) - 1];
  };
  body.addEventListener('click', ({ target }) => {
    const place = placeOf(target);
    if (place) take(...place);
  });
  body.addEventListener('keydown', (event) => {
    const place = placeOf(event.target);
    if (!place) return;
    if (event.key === 'Enter' || event.key === ' ') take(...place);
    else {
      const step = STEPS[event.key];
      if (!step) return;
      const y = place[0] + step[0];
      let x = place[1] + step[1];
      // Columns that have no room are passed over.
      while (cellAt(y, x)?.hidden) x += step[1];
      const next = cellAt(y, x);
      if (!next) return;
      [row, column] = [y, x];
      moved = true;
      mark();
      next.focus();
    }
    event.preventDefault();
  });
  const refresh = (starts: readonly number[]) => {
    const own = starts.findIndex((start) => start >= 0);
    if (!moved && own >= 0) [row, column] = [own, starts[own] ?? 0];
    if (cellAt(row, column)?.hidden !== false) [row, column] = [0, 0];
    while (cellAt(row, column)?.hidden) column += 1;
    mark();
  };
  return { refresh };
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};
