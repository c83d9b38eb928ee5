import { tickText, type Axis } from '../figures/axes.js';
import type { LineFigure, LineSeries, Rule, Spot } from '../figures/figure.js';
import { clippedInside } from '../words/clipping.js';
import { group, tag, type Markup } from './markup.js';
import { scaleOver, spreadOut, type Scale } from './scale.js';

/** What of a figure is drawn. */
type Drawn = Pick<LineFigure, 'summary' | 'x' | 'y' | 'series' | 'rules' | 'spots'>;

const WIDTH = 760;
const HEIGHT = 380;
const PLOT = { left: 72, top: 56, bottom: HEIGHT - 52 };
const CHARACTER = 6.6;
const LINE = 15;
/** Looks that differ in colour and dash; they repeat after that. */
export const LOOKS = 6;

/** A value below all others, so that the lowest line does not lie on the axis and a tick stands under it. */
function below({ logarithmic }: Axis, heights: readonly number[]): number[] {
  const positive = heights.filter((height) => height > 0);
  return logarithmic && positive.length > 0 ? [Math.min(...positive) / 1.25] : [];
}

/** A line chart as SVG; colours come from the page's style sheet. */
export function lineChart(chart: Drawn): Markup {
  const drawn = chart.series.filter(({ points }) => points.some(({ y }) => y !== null));
  const named = drawn.filter(({ style }) => style !== null);
  const longest = Math.max(0, ...named.map(({ label }) => shortened(label).length));
  const right = WIDTH - 14 - longest * CHARACTER;
  const points = drawn.flatMap((series) => series.points.filter(({ y }) => y !== null));
  const limits = chart.rules.filter(({ axis }) => axis === 'y').map(({ value }) => value);
  const x = scaleOver(
    chart.x,
    points.map((p) => p.x),
    [PLOT.left, right],
    8,
  );
  const heights = [
    ...points.flatMap((p) => [p.y ?? 0, ...(p.band ? [p.band.low, p.band.high] : [])]),
    ...limits,
  ];
  const y = scaleOver(chart.y, [...heights, ...below(chart.y, heights)], [PLOT.bottom, PLOT.top], 6);
  return tag(
    'svg',
    { class: 'chart', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': chart.summary },
    axes(chart, x, y, right),
    group(named.map((series) => bandOf(series, x, y))),
    group(drawn.map((series) => curve(series, x, y))),
    group(chart.rules.map((rule, i) => ruleMark(rule, i, x, y, right))),
    group(chart.spots.map((spot) => ring(spot, x, y))),
    endLabels(named, x, y, right),
  );
}

function axes(chart: Drawn, x: Scale, y: Scale, right: number): Markup {
  return group([
    ...y.ticks.map((tick) =>
      group([
        tag('line', {
          class: 'grid',
          x1: PLOT.left,
          x2: fixed(right),
          y1: fixed(y.at(tick)),
          y2: fixed(y.at(tick)),
        }),
        tag(
          'text',
          { x: PLOT.left - 8, y: fixed(y.at(tick) + 4), class: 'tick end' },
          tickText(chart.y, tick),
        ),
      ]),
    ),
    ...x.ticks.map((tick) =>
      group([
        tag('line', {
          class: 'grid',
          x1: fixed(x.at(tick)),
          x2: fixed(x.at(tick)),
          y1: PLOT.bottom,
          y2: PLOT.bottom + 4,
        }),
        tag(
          'text',
          { x: fixed(x.at(tick)), y: PLOT.bottom + 18, class: 'tick middle' },
          tickText(chart.x, tick),
        ),
      ]),
    ),
    tag('path', { class: 'axis', d: `M${PLOT.left} ${PLOT.top}V${PLOT.bottom}H${fixed(right)}` }),
    tag('text', { x: fixed((PLOT.left + right) / 2), y: HEIGHT - 10, class: 'title middle' }, chart.x.title),
    tag('text', { x: 4, y: 14, class: 'title' }, chart.y.title),
  ]);
}

/** Class of a line: its look, or that of the background. */
const lookOf = (style: number | null) => (style === null ? 'back' : `look${style % LOOKS}`);

/** A line; the part that takes more than the plan has is a faint one of its own. */
function curve(line: LineSeries, x: Scale, y: Scale): Markup {
  const parts = [stroke(line, x, y, false), stroke(line, x, y, true)];
  return group(parts.filter((part) => part !== null));
}

function stroke({ points, style }: LineSeries, x: Scale, y: Scale, faint: boolean): Markup | null {
  let pen = 'M';
  const path = points.map(({ x: px, y: py, beyond = false }, i) => {
    // A stretch belongs to the point that it ends at.
    const next = points[i + 1];
    const begins = next !== undefined && (next.beyond ?? false) === faint;
    if (py === null || (beyond !== faint && !begins)) {
      pen = 'M';
      return '';
    }
    const step = `${pen}${fixed(x.at(px))} ${fixed(y.at(py))}`;
    pen = 'L';
    return step;
  });
  const d = path.join('');
  if (faint && d === '') return null;
  return tag('path', { class: `line ${lookOf(style)}`, ...(faint ? { opacity: '0.45' } : {}), d });
}

/** The band around a line, for each stretch without a gap. */
function bandOf({ points, style }: LineSeries, x: Scale, y: Scale): Markup {
  const runs: string[][][] = [[]];
  for (const { x: px, band } of points) {
    const at = (value: number) => `${fixed(x.at(px))} ${fixed(y.at(value))}`;
    if (band) runs.at(-1)?.push([at(band.high), at(band.low)]);
    else runs.push([]);
  }
  return group(
    runs
      .filter((run) => run.length > 1)
      .map((run) => {
        const edge = [...run.map(([high]) => high), ...run.toReversed().map(([, low]) => low)];
        return tag('path', { class: `band fill${(style ?? 0) % LOOKS}`, d: `M${edge.join('L')}Z` });
      }),
  );
}

function ruleMark(
  { axis, value, label, tone }: Rule,
  index: number,
  x: Scale,
  y: Scale,
  right: number,
): Markup {
  if (axis === 'y') {
    const at = fixed(y.at(value));
    return group([
      tag('line', { class: `rule ${tone}`, x1: PLOT.left, x2: fixed(right), y1: at, y2: at }),
      tag('text', { class: `note ${tone}`, x: PLOT.left + 6, y: fixed(y.at(value) - 5) }, label),
    ]);
  }
  if (value < x.low || value > x.high) return group([]);
  const place = x.at(value);
  const late = place > (PLOT.left + right) / 2;
  return group([
    tag('line', {
      class: `rule ${tone}`,
      x1: fixed(place),
      x2: fixed(place),
      y1: PLOT.top - 16 - LINE * (index % 2),
      y2: PLOT.bottom,
    }),
    tag(
      'text',
      {
        class: `note ${tone}${late ? ' end' : ''}`,
        x: fixed(place + (late ? -5 : 5)),
        y: PLOT.top - 6 - LINE * (index % 2),
      },
      label,
    ),
  ]);
}

/** A ring around a place, named under it where it has a name. */
function ring({ x: at, y: height, label }: Spot, x: Scale, y: Scale): Markup {
  const [cx, cy] = [x.at(at), y.at(height)];
  return group([
    tag('circle', { class: 'spot', cx: fixed(cx), cy: fixed(cy), r: 5 }),
    label === undefined
      ? null
      : tag('text', { class: 'note middle', x: fixed(cx), y: fixed(cy + LINE + 4) }, label),
  ]);
}

/** Each line is named at its end, so that no legend has to be looked up. */
function endLabels(drawn: readonly LineSeries[], x: Scale, y: Scale, right: number): Markup {
  const ends = drawn.map(({ points }) => points.findLast((point) => point.y !== null));
  const anchors = ends.map((end) => y.at(end?.y ?? y.low));
  const places = spreadOut(anchors, [PLOT.top + 4, PLOT.bottom - 2], LINE);
  return group(
    drawn.map(({ label, style }, i) => {
      const at = x.at(ends[i]?.x ?? x.high);
      const place = places[i] ?? 0;
      return group([
        tag('line', {
          class: `lead ${lookOf(style)}`,
          x1: fixed(at),
          y1: fixed(anchors[i] ?? 0),
          x2: fixed(right + 4),
          y2: fixed(place),
        }),
        tag('text', { class: 'name', x: fixed(right + 8), y: fixed(place + 4) }, shortened(label)),
      ]);
    }),
  );
}

const LONGEST = 26;

/** Names of a plan may be of any length; the table beside a chart has them in full. */
export function shortened(label: string): string {
  return clippedInside(label, LONGEST);
}

const fixed = (value: number): string => String(Number(value.toFixed(1)));
