import { ticksOf, type Axis } from '../figures/axes.js';

/** From values of an axis to places in a drawing. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** A scale over `values`, from place `from` to place `to`. */
export function scaleOver(
  axis: Axis,
  values: readonly number[],
  [from, to]: readonly [number, number],
  most: number,
): Scale {
  const usable = values.filter((value) => Number.isFinite(value) && (!axis.logarithmic || value > 0));
  const low = usable.length > 0 ? Math.min(...usable) : 1;
  const top = usable.length > 0 ? Math.max(...usable) : 10;
  const high = top > low ? top : low * 2 || 1;
  const share = axis.logarithmic
    ? (value: number) => Math.log(value / low) / Math.log(high / low)
    : (value: number) => (value - low) / (high - low);
  return {
    low,
    high,
    at: (value) => from + (to - from) * share(value),
    ticks: ticksOf(axis, low, high, most).filter((tick) => tick >= low * 0.999 && tick <= high * 1.001),
  };
}

/** Moves labels apart until each has `height` to itself between `top` and `bottom`; keeps their order. */
export function spreadOut(
  anchors: readonly number[],
  [top, bottom]: readonly [number, number],
  height: number,
): number[] {
  const order = anchors.map((_, i) => i).sort((a, b) => (anchors[a] ?? 0) - (anchors[b] ?? 0));
  const places = [...anchors];
  let floor = top;
  for (const i of order) {
    places[i] = Math.max(places[i] ?? 0, floor);
    floor = (places[i] ?? 0) + height;
  }
  let ceiling = bottom;
  for (const i of order.toReversed()) {
    places[i] = Math.min(places[i] ?? 0, ceiling);
    ceiling = (places[i] ?? 0) - height;
  }
  return places;
}
