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

/** What could have more room again is given it once texts have rested this long, in milliseconds. */
const REST_MS = 200;

/**
 * Gives `scroller` the first level at which what it holds is no wider than itself; `onLevel` hears of another. To find
 * it, levels are tried one after the other, and the page is laid out for each. So while texts change it is only looked
 * whether they still fit, which cards always do; whether more would fit is looked at when they rest.
 */
export function fitColumns(
  scroller: HTMLElement,
  isCards: () => boolean,
  onLevel: (level: Level) => void,
): Fitting {
  let fitted = '';
  let chosen = isCards();
  let width = 0;
  let now: Level | null = null;
  let rest: ReturnType<typeof setTimeout> | undefined;
  const fit = () => {
    clearTimeout(rest);
    chosen = isCards();
    const found = chosen ? 'cards' : LEVELS.find((level) => fits(scroller, level));
    const level = found ?? 'cards';
    setAttribute(scroller, 'data-level', level);
    if (level !== now) onLevel(level);
    now = level;
  };
  /** Whether the texts may stay as they stand, perhaps with less room than there is. */
  const stillFits = () => chosen === isCards() && now !== null && (now === 'cards' || fits(scroller, now));
  const refresh = (signature: string) => {
    // The first time, and after it was put away, the room is not known: what fitted before may not now, nor be all that fits.
    if (width === 0) {
      width = scroller.clientWidth;
      fitted = '';
      now = null;
    }
    const key = `${signature} ${isCards()}`;
    // Without a place on the page it has no width, and is fitted once it gets one.
    if (key === fitted || width === 0) return;
    fitted = key;
    if (!stillFits()) fit();
    else if (!chosen && now !== LEVELS[0]) {
      clearTimeout(rest);
      rest = setTimeout(() => scroller.clientWidth > 0 && fit(), REST_MS);
    }
  };
  new ResizeObserver(() => {
    if (scroller.clientWidth === width) return;
    width = scroller.clientWidth;
    if (width > 0) fit();
  }).observe(scroller);
  return { refresh };
}

function fits(scroller: HTMLElement, level: Level): boolean {
  setAttribute(scroller, 'data-level', level);
  return scroller.scrollWidth <= scroller.clientWidth;
}
