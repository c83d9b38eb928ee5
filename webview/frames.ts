/** Draws with the next frame; many reasons to draw make one drawing. */
export function framed(drawNow: () => void): () => void {
  let frame: number | null = null;
  return () => {
    document.body.dataset['settled'] = 'false';
    frame ??= requestAnimationFrame(() => {
      frame = null;
      drawNow();
    });
  };
}
