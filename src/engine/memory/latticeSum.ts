import { POINTS, transform, type Complex } from './fourier.js';
import { HELD_SHARE } from './lengthNodes.js';

/** A random size between 0 and 1: its values at rising shares, as `LengthNodes` has them. */
export interface SizeShape {
  readonly values: Float64Array;
  readonly below: readonly number[];
}

/** Calls `part` for each stretch over which sizes are evenly spread: from, to, and its share. */
export function eachPart(
  { values, below }: SizeShape,
  part: (from: number, to: number, share: number) => void,
): void {
  let [before, counted] = [values[0] ?? 0, 0];
  values.forEach((value, i) => {
    const share = below[i] ?? 1;
    part(before, value, share - counted);
    [before, counted] = [value, share];
  });
  part(before, before, 1 - counted);
}

/** Shares at the points `0, 1/cells … 1` with the mean of the sizes: each part goes to the points beside it. */
function onLattice(shape: SizeShape, cells: number): Float64Array {
  const masses = new Float64Array(POINTS);
  const put = (place: number, share: number) => {
    const left = Math.min(cells - 1, Math.floor(place));
    masses[left] = (masses[left] ?? 0) + share * (left + 1 - place);
    masses[left + 1] = (masses[left + 1] ?? 0) + share * (place - left);
  };
  eachPart(shape, (from, to, share) => {
    const [low, high] = [from * cells, to * cells];
    for (let start = low; ;) {
      const end = Math.min(high, Math.floor(start) + 1);
      put((start + end) / 2, high > low ? (share * (end - start)) / (high - low) : share);
      if (end >= high) return;
      start = end;
    }
  });
  return masses;
}

/** What sums on a lattice follow from. */
export interface SizeLattice {
  readonly cells: number;
  readonly spectrum: Complex;
}

/** The lattice of a shape with so many cells, and the transform of its shares. */
export function latticeOf(shape: SizeShape, cells: number): SizeLattice {
  const spectrum = { re: onLattice(shape, cells), im: new Float64Array(POINTS) };
  transform(spectrum);
  return { cells, spectrum };
}

/** How many sizes are added, and a sum that hardly any of them is below. */
interface Counted {
  readonly count: number;
  readonly lowest: number;
}

/**
 * The 95 % quantiles of two sums of independent sizes: the transform of their shares to each power, and back. Both go
 * back in one, as real and imaginary part. Sums further apart than the lattice is long fall together.
 */
export function latticeQuantiles(
  { cells, spectrum }: SizeLattice,
  a: Counted,
  b: Counted,
): readonly [number, number] {
  const sums = bothRaised(spectrum, a.count, b.count);
  transform(sums);
  return [quantileOf(sums.re, a.lowest * cells) / cells, quantileOf(sums.im, b.lowest * cells) / cells];
}

/** The place on a circle of shares, from one that little is before, by which 95 % of them lie. */
function quantileOf(masses: Float64Array, lowest: number): number {
  const first = Math.max(0, Math.floor(lowest));
  const target = HELD_SHARE * POINTS;
  let [counted, before] = [0, 0];
  for (let place = first; place < first + POINTS; place++) {
    const mass = masses[place % POINTS] ?? 0;
    // The half of a point's share lies before it.
    const over = counted + mass / 2 - target;
    if (over >= 0) return place - Math.min(1, (2 * over) / (mass + before));
    counted += mass;
    before = mass;
  }
  return first + POINTS;
}

/**
 * Conjugates of all numbers to two whole powers, the second one times i. The transform of a conjugate is the way back,
 * and as shares are real, neither comes into the other's part.
 */
function bothRaised({ re, im }: Complex, first: number, second: number): Complex {
  const out = { re: new Float64Array(POINTS), im: new Float64Array(POINTS) };
  const half = POINTS / 2;
  const [one, two] = [
    { re: 0, im: 0 },
    { re: 0, im: 0 },
  ];
  for (let i = 0; i <= half; i++) {
    const [x, y] = [re[i] ?? 0, im[i] ?? 0];
    raise(one, x, y, first);
    raise(two, x, y, second);
    out.re[i] = one.re + two.im;
    out.im[i] = two.re - one.im;
    // The second half mirrors the first.
    const mirrored = (POINTS - i) % POINTS;
    out.re[mirrored] = one.re - two.im;
    out.im[mirrored] = two.re + one.im;
  }
  return out;
}

/** `(x + iy)` to a whole power, into `out`: by squares. */
function raise(out: { re: number; im: number }, x: number, y: number, power: number): void {
  let [a, b, u, v, left] = [1, 0, x, y, power];
  for (;;) {
    if (left % 2 === 1) {
      const c = a * u - b * v;
      b = a * v + b * u;
      a = c;
    }
    left = Math.floor(left / 2);
    if (left === 0) break;
    const w = u * u - v * v;
    v = 2 * u * v;
    u = w;
  }
  out.re = a;
  out.im = b;
}
