import { drawnRows } from '../figures/drawn/fewerRows.js';
import { tickText } from '../figures/axes.js';
import type { SpanFigure } from '../figures/figure.js';
import { reachOf } from '../figures/spans.js';
import { barLegend, lookOf } from './barChart.js';
import { shortened } from './lineChart.js';
import { group, tag, type Markup } from './markup.js';
import { scaleOver, type Scale } from './scale.js';

const WIDTH = 760;
const LEFT = 170;
const NOTE = 210;
const TOP = 20;
const ROW = 34;
const BAR = 20;
const AXIS = 44;

/** Bars from one value to another, a row a thing, as SVG with its key. */
export function spanChart(all: SpanFigure): Markup {
  const figure = { ...all, ...drawnRows(all) };
  const reach = reachOf(figure);
  const x = scaleOver(figure.axis, [reach.low, reach.high], [LEFT, WIDTH - NOTE], 4);
  const bottom = TOP + figure.rows.length * ROW;
  return group([
    tag(
      'svg',
      {
        class: 'chart',
        viewBox: `0 0 ${WIDTH} ${bottom + AXIS}`,
        role: 'img',
        'aria-label': figure.summary,
      },
      axisMarks(figure, x, bottom),
      group(figure.rows.map((_, i) => rowMarks(figure, i, x))),
      group(figure.lines.map((line) => lineMark(line, x, bottom))),
    ),
    figure.parts.length > 1 ? barLegend(figure.parts) : null,
  ]);
}

function axisMarks({ axis }: SpanFigure, x: Scale, bottom: number): Markup {
  return group([
    ...x.ticks.map((tick) => {
      const at = fixed(x.at(tick));
      return group([
        tag('line', { class: 'grid', x1: at, x2: at, y1: TOP, y2: bottom }),
        tag('text', { class: 'tick middle', x: at, y: bottom + 16 }, tickText(axis, tick)),
      ]);
    }),
    tag('text', { class: 'title middle', x: fixed((LEFT + WIDTH - NOTE) / 2), y: bottom + 36 }, axis.title),
  ]);
}

function rowMarks({ rows, parts }: SpanFigure, index: number, x: Scale): Markup {
  const row = rows[index];
  const y = TOP + index * ROW + (ROW - BAR) / 2;
  const spans = parts.flatMap((part) => {
    const span = part.values[index];
    return span ? [{ part, from: x.at(span[0]), to: x.at(span[1]) }] : [];
  });
  const mark = row?.mark == null ? null : x.at(row.mark);
  const end = Math.max(LEFT, mark ?? 0, ...spans.map(({ to }) => to));
  return group([
    tag('text', { class: 'name end', x: LEFT - 10, y: y + 15 }, shortened(row?.label ?? '')),
    ...spans.map(({ part, from, to }) =>
      tag(
        'rect',
        {
          class: lookOf({ ...part, colour: part.rowColours?.[index] ?? part.colour }),
          x: fixed(from),
          y,
          width: fixed(Math.max(1, to - from)),
          height: BAR,
        },
        tag('title', {}, part.label),
      ),
    ),
    mark === null
      ? null
      : tag('rect', { class: 'mark', x: fixed(mark - 1.5), y: y - 3, width: 3, height: BAR + 6 }),
    tag('text', { class: 'name', x: fixed(end + 8), y: y + 15 }, row?.note ?? ''),
  ]);
}

function lineMark({ value, label }: SpanFigure['lines'][number], x: Scale, bottom: number): Markup {
  const at = fixed(x.at(value));
  return group([
    tag('line', { class: 'rule crossing', x1: at, x2: at, y1: TOP - 4, y2: bottom }),
    tag('text', { class: 'note middle', x: at, y: TOP - 8 }, label),
  ]);
}

const fixed = (value: number): string => String(Number(value.toFixed(1)));
