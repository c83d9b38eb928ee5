import { once } from '../../units/memo.js';

/** Points of a transform, a power of two. */
export const POINTS = 1024;

/** Complex numbers, one at each point. */
export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Roots of unity and the order in which a transform takes its points. */
const tables = once(() => {
  const half = POINTS / 2;
  const angle = (i: number) => (-2 * Math.PI * i) / POINTS;
  const bits = Math.log2(POINTS);
  const reversed = (n: number) => {
    let out = 0;
    for (let bit = 0; bit < bits; bit++) out |= ((n >> bit) & 1) << (bits - 1 - bit);
    return out;
  };
  return {
    cos: Float64Array.from({ length: half }, (_, i) => Math.cos(angle(i))),
    sin: Float64Array.from({ length: half }, (_, i) => Math.sin(angle(i))),
    order: Int32Array.from({ length: POINTS }, (_, i) => reversed(i)),
  };
});

/** The discrete Fourier transform in place (Cooley and Tukey, 1965), not scaled. Both parts have `POINTS` numbers. */
export function transform({ re, im }: Complex): void {
  const { cos, sin, order } = tables();
  reorder(re, order);
  reorder(im, order);
  for (let half = 1; half < POINTS; half *= 2) {
    const stride = POINTS / 2 / half;
    // Root by root, so that each is looked up once.
    for (let k = 0; k < half; k++) {
      const [c, s] = [cos[k * stride] ?? 1, sin[k * stride] ?? 0];
      for (let i = k; i < POINTS; i += 2 * half) {
        const j = i + half;
        const x = re[j] ?? 0;
        const y = im[j] ?? 0;
        const u = re[i] ?? 0;
        const v = im[i] ?? 0;
        const a = x * c - y * s;
        const b = x * s + y * c;
        re[i] = u + a;
        im[i] = v + b;
        re[j] = u - a;
        im[j] = v - b;
      }
    }
  }
}

function reorder(values: Float64Array, order: Int32Array): void {
  for (let i = 0; i < POINTS; i++) {
    const j = order[i] ?? 0;
    if (j <= i) continue;
    const kept = values[i] ?? 0;
    values[i] = values[j] ?? 0;
    values[j] = kept;
  }
}
