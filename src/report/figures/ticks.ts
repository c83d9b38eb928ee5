/** Places of axis ticks. Scales are drawn with exactly these, so that labels read well in the axis' own unit. */

/** 1, 2, 5 in each decade between two positive numbers, thinned until at most `most` remain. */
export function decadeTicks(low: number, high: number, most: number): number[] {
  if (!(low > 0) || !(high > low)) return [];
  const between = (steps: readonly number[], everyDecade: number) => {
    const found: number[] = [];
    for (let decade = Math.floor(Math.log10(low)); decade <= Math.ceil(Math.log10(high)); decade++) {
      if (decade % everyDecade !== 0) continue;
      for (const step of steps) found.push(Number(`${step}e${decade}`));
    }
    return found.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
  };
  const found = TICK_PLANS.map(([steps, everyDecade]) => between(steps, everyDecade)).find(
    (ticks) => ticks.length <= most,
  );
  if (!found || found.length >= FEWEST) return found ?? [low, high];
  // Within one decade: one tick alone says no scale.
  const finer = FINER.map((steps) => between(steps, 1)).find((ticks) => ticks.length <= most);
  const placed = finer && finer.length > found.length ? finer : found;
  return placed.length > 1 || most < 2 ? placed : outermost(between(FINER[0] ?? [], 1), placed);
}

/** Where there is room for two ticks only: one alone says no scale. */
function outermost(ticks: readonly number[], otherwise: number[]): number[] {
  const [first, last] = [ticks[0], ticks.at(-1)];
  return first !== undefined && last !== undefined && first < last ? [first, last] : otherwise;
}

/** Round numbers between two positive ones, as many as there may be: places to look at rather than to label. */
export function laddered(low: number, high: number, most: number): number[] {
  for (const steps of LADDERS) {
    const found = steps.flatMap((step) => decades(low, high).map((decade) => Number(`${step}e${decade}`)));
    const inside = found.filter((value) => value >= low * 0.999 && value <= high * 1.001);
    if (inside.length <= most) return inside.sort((a, b) => a - b);
  }
  return decadeTicks(low, high, most);
}

function decades(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  return Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => first + i);
}

const LADDERS: readonly (readonly number[])[] = [
  [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8],
  [1, 1.5, 2, 3, 4, 5, 7],
  [1, 1.5, 2, 3, 5, 7],
  [1, 2, 3, 5, 7],
  [1, 2, 5],
];

/** Fewer than these say how an axis grows only to those who know it. */
const FEWEST = 3;
const FINER: readonly (readonly number[])[] = [
  [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2, 2.2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9],
  [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8],
  [1, 1.5, 2, 3, 4, 5, 7],
];

const TICK_PLANS: readonly (readonly [readonly number[], number])[] = [
  [[1, 2, 5], 1],
  [[1, 3], 1],
  [[1], 1],
  [[1], 2],
  [[1], 3],
  [[1], 6],
];

/** Powers of two between two token counts, thinned until at most `most` remain. */
export function tokenTicks(low: number, high: number, most: number): number[] {
  if (!(low > 0) || !(high > low)) return [];
  const first = Math.ceil(Math.log2(low) - 1e-6);
  const last = Math.floor(Math.log2(high) + 1e-6);
  const step = Math.max(1, Math.ceil((last - first + 1) / most));
  const ticks: number[] = [];
  for (let power = last; power >= first; power -= step) ticks.unshift(2 ** power);
  return ticks;
}

/** Round steps from `low` to `high`, about `wanted` of them. */
export function evenTicks(low: number, high: number, wanted: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(1, wanted);
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((n) => n * decade >= rough) ?? 10) * decade;
  const ticks: number[] = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high * (1 + 1e-9); n++)
    ticks.push(Number((n * step).toPrecision(12)));
  return ticks;
}

/** Powers of two between two counts of ranks. */
export function rankTicks(low: number, high: number): number[] {
  return [1, 2, 4, 8, 16, 32, 64].filter((n) => n >= low && n <= high);
}
