import type { BarFigure, PartLook } from '../figures/figure.js';
import { drawnRows } from '../figures/drawn/fewerRows.js';
import { LOOKS, shortened } from './lineChart.js';
import { group, tag, type Markup } from './markup.js';

const WIDTH = 760;
const LEFT = 150;
const NOTE = 220;
const ROW = 34;
const BAR = 20;

/** Stacked bars with their key, where they have parts. */
export function barFigure(figure: BarFigure): Markup {
  const bars = barChart(figure);
  return figure.parts.length > 1 ? group([bars, barLegend(figure.parts)]) : bars;
}

/** Bars from left to right, stacked where they have parts, as SVG. */
function barChart(figure: BarFigure): Markup {
  const { summary, max } = figure;
  const { rows, parts } = drawnRows(figure);
  const width = (value: number) => ((WIDTH - LEFT - NOTE) * Math.min(max, Math.max(0, value))) / (max || 1);
  const height = rows.length * ROW + 6;
  return tag(
    'svg',
    { class: 'chart', viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': summary },
    group(
      rows.map((row, i) => {
        const y = i * ROW + 6;
        const values = parts.map((part) => part.values[i] ?? 0);
        const total = values.reduce((sum, value) => sum + value, 0);
        const reach = Math.max(total, row.band?.[1] ?? 0, row.limit ?? 0);
        return group([
          tag('text', { class: 'name end', x: LEFT - 10, y: y + 15 }, shortened(row.label)),
          stack(values, parts, y, width),
          row.limit === null ? null : upright('rule limit', LEFT + width(row.limit), y),
          row.band ? whisker(row.band, y, width) : null,
          tag('text', { class: 'name', x: fixed(LEFT + width(reach) + 8), y: y + 15 }, row.note),
        ]);
      }),
    ),
  );
}

function stack(
  values: readonly number[],
  parts: readonly PartLook[],
  y: number,
  width: (value: number) => number,
): Markup {
  let sum = 0;
  return group(
    values.map((value, i) => {
      const part = parts[i];
      const from = width(sum);
      sum += Math.max(0, value);
      return tag(
        'rect',
        {
          class: part ? lookOf(part) : 'part',
          x: fixed(LEFT + from),
          y,
          width: fixed(width(sum) - from),
          height: BAR,
        },
        tag('title', {}, part?.label ?? ''),
      );
    }),
  );
}

const upright = (look: string, x: number, y: number) =>
  tag('line', { class: look, x1: fixed(x), x2: fixed(x), y1: y - 3, y2: y + BAR + 3 });

function whisker(
  [low, high]: readonly [number, number],
  y: number,
  width: (value: number) => number,
): Markup {
  const middle = y + BAR / 2;
  return group([
    tag('line', {
      class: 'whisker',
      x1: fixed(LEFT + width(low)),
      x2: fixed(LEFT + width(high)),
      y1: middle,
      y2: middle,
    }),
    ...[low, high].map((end) =>
      tag('line', {
        class: 'whisker',
        x1: fixed(LEFT + width(end)),
        x2: fixed(LEFT + width(end)),
        y1: middle - 4,
        y2: middle + 4,
      }),
    ),
  ]);
}

/** Class of a part: its colour, and its texture as an opacity that print keeps apart. */
export function lookOf({ colour, texture }: PartLook): string {
  const hue = colour === null ? 'muted' : colour === 'error' ? 'error' : `look${colour % LOOKS}`;
  return `part ${hue} ${texture}`;
}

/** What the parts of the bars are. */
export function barLegend(parts: readonly PartLook[]): Markup {
  return tag(
    'ul',
    { class: 'legend' },
    ...parts.map((part) =>
      tag(
        'li',
        {},
        tag(
          'svg',
          { viewBox: '0 0 14 14', class: 'swatch', 'aria-hidden': 'true' },
          tag('rect', { class: lookOf(part), width: 14, height: 14 }),
        ),
        part.label,
      ),
    ),
  );
}

const fixed = (value: number): string => String(Number(value.toFixed(1)));
