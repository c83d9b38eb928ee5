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

/** Calls `scroll` the first time only: after a reload the page starts where it was left. */
export function firstTimeOnly(scroll: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    scroll();
  };
}
