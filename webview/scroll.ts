const REST_MS = 200;

/** Tells where the page is scrolled to, once that rests or the page is put away. */
export function watchScroll(onRest: (scroll: number) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = () => {
    clearTimeout(timer);
    timer = setTimeout(() => onRest(window.scrollY), REST_MS);
  };
  window.addEventListener('scroll', keep, { passive: true });
  document.addEventListener('visibilitychange', keep);
}

/** A wheel, finger or key moves the page for so long, in milliseconds. */
const HAND_MS = 1000;
const HANDS = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;
let lastHand = Number.NEGATIVE_INFINITY;

/** Whether the reader scrolls just now, rather than the page itself. */
export const isByHand = (): boolean => performance.now() - lastHand < HAND_MS;

/** Calls `onRest` when the page rests after the reader has scrolled it. */
export function watchHand(onRest: () => void): void {
  for (const kind of HANDS)
    window.addEventListener(kind, () => (lastHand = performance.now()), { passive: true, capture: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  window.addEventListener(
    'scroll',
    () => {
      if (!isByHand()) return;
      lastHand = performance.now();
      clearTimeout(timer);
      timer = setTimeout(onRest, REST_MS);
    },
    { passive: true },
  );
}

/** Calls `act` the first time only, as after a reload the page starts where it was left. */
export function firstTimeOnly(act: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    act();
  };
}
