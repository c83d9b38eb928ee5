import { setAttribute } from '../dom.js';

/**
 * How a table stands in the room there is: with all its columns, without those of the last ranks, with the first rank
 * only, or each row as a card. A number is never cut.
 */
const LEVELS = ['all', 'most', 'some', 'few', 'cards'] as const;
export type Level = (typeof LEVELS)[number];

export interface Fitting {
  /** After texts may have changed. `signature` changes with what may need more room. */
  readonly refresh: (signature: string) => void;
}

/** Gives `scroller` the first level at which what it holds is no wider than itself; `onLevel` hears of another. */
export function fitColumns(
  scroller: HTMLElement,
  isCards: () => boolean,
  onLevel: (level: Level) => void,
): Fitting {
  let fitted = '';
  let width = 0;
  let now: Level | null = null;
  const fit = () => {
    const found = isCards() ? 'cards' : LEVELS.find((level) => fits(scroller, level));
    const level = found ?? 'cards';
    setAttribute(scroller, 'data-level', level);
    if (level !== now) onLevel(level);
    now = level;
  };
  const refresh = (signature: string) => {
    width = scroller.clientWidth;
    // The room may have changed while this was put away.
    const key = `${signature} ${isCards()} ${width}`;
    // Without a place on the page it has no width, and is fitted once it gets one.
    if (key === fitted || width === 0) return;
    fitted = key;
    fit();
  };
  new ResizeObserver(() => {
    if (scroller.clientWidth === width || scroller.clientWidth === 0) return;
    width = scroller.clientWidth;
    fit();
  }).observe(scroller);
  return { refresh };
}

function fits(scroller: HTMLElement, level: Level): boolean {
  setAttribute(scroller, 'data-level', level);
  return scroller.scrollWidth <= scroller.clientWidth;
}
