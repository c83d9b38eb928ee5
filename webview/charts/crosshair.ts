import type { Chart, Plugin } from 'chart.js';
import { fullText, tickText } from '../../src/report/figures/axes.js';
import type { LineSeries } from '../../src/report/figures/figure.js';
import { between } from '../../src/report/words/format.js';
import { valueAt } from '../../src/report/words/insight.js';
import * as l10n from '../../src/l10n/l10n.js';
import { element, resize, setAttribute, setText, show } from '../dom.js';
import { makeSwatch, patchSwatch } from './legend.js';
import type { LineSpec } from './lineSpec.js';
import { readTheme, seriesColour } from './theme.js';

/** A line at a place of the x axis, with what every line of the chart has there, told under the plot. */
export interface Crosshair {
  readonly plugin: Plugin<'line'>;
  /** After the chart has changed. */
  readonly refresh: () => void;
}

interface CrosshairEnds {
  readonly chart: () => Chart<'line'> | null;
  readonly spec: () => LineSpec | null;
  readonly isHidden: (series: string) => boolean;
}

/** More lines than this are counted, not named. */
const MOST = 12;

/** What a line has at a place. */
interface Reading {
  readonly series: LineSeries;
  readonly value: number;
  readonly band: { readonly low: number; readonly high: number } | null;
  readonly note: string;
}

/** Places that can be stood at: where any line has a point, in order. */
function placesOf(series: readonly LineSeries[], [low, high]: readonly [number, number]): number[] {
  const all = series.flatMap(({ points }) => points.flatMap(({ x, y }) => (y === null ? [] : [x])));
  return [...new Set(all)].filter((x) => x >= low && x <= high).sort((a, b) => a - b);
}

/** What every line has at a place, the lowest first; lines without a value there are left out. */
function readingsAt(series: readonly LineSeries[], x: number): Reading[] {
  return series
    .flatMap((one): Reading[] => {
      const point = one.points.find((candidate) => candidate.x === x);
      const value = point ? point.y : valueAt(one.points, x);
      if (value === null) return [];
      const told = [
        point?.note ?? '',
        point?.beyond ? l10n.t('more than the plan has and may buy') : '',
      ].filter((text) => text !== '');
      return [{ series: one, value, band: point?.band ?? null, note: told.join('; ') }];
    })
    .toSorted((a, b) => a.value - b.value);
}

/** The same as a screen reader is told, shorter. */
const zoomHint = () => l10n.t('drag, Ctrl and wheel, or + and −: closer; 0: the whole axis');

export function createCrosshair(
  plot: HTMLElement,
  canvas: HTMLCanvasElement,
  ends: CrosshairEnds,
): Crosshair {
  const place = element('strong');
  const list = element('ul');
  const hint = element('small', { 'aria-hidden': 'true' }, zoomHint());
  const readout = element('div', { class: 'readout' }, place, list, hint);
  setAttribute(
    canvas,
    'aria-description',
    l10n.t(
      'Arrows read the lines at a place. + and − look closer and away, Shift with arrows moves along, 0 shows the whole axis.',
    ),
  );
  plot.append(readout);
  show(readout, false);
  let at: number | null = null;

  const shownSeries = () => (ends.spec()?.series ?? []).filter(({ id }) => !ends.isHidden(id));
  const places = () => {
    const scale = ends.chart()?.scales['x'];
    return scale ? placesOf(shownSeries(), [scale.min, scale.max]) : [];
  };
  const stand = (x: number | null) => {
    if (x === at) return;
    at = x;
    tell();
    ends.chart()?.draw();
  };
  const tell = () => {
    const spec = ends.spec();
    show(readout, at !== null && spec !== null);
    if (at === null || !spec) return;
    setText(place, fullText(spec.x, at));
    const all = readingsAt(shownSeries(), at);
    const told = all.slice(0, MOST);
    const more = all.length - told.length;
    resize(list, told.length + Number(more > 0), makeEntry);
    told.forEach((reading, i) => patchEntry(list.children.item(i), reading, spec));
    if (more > 0) patchMore(list.children.item(told.length), more);
  };
  const nearest = (pixel: number) => {
    const scale = ends.chart()?.scales['x'];
    if (!scale) return null;
    const distance = (x: number) => Math.abs(scale.getPixelForValue(x) - pixel);
    return places().reduce<number | null>(
      (best, x) => (best === null || distance(x) < distance(best) ? x : best),
      null,
    );
  };

  canvas.addEventListener('pointermove', ({ offsetX }) => {
    setAttribute(readout, 'aria-live', null);
    const area = ends.chart()?.chartArea;
    stand(area && offsetX >= area.left && offsetX <= area.right ? nearest(offsetX) : null);
  });
  canvas.addEventListener('pointerleave', () => stand(null));
  canvas.addEventListener('blur', () => stand(null));
  canvas.addEventListener('keydown', (event) => {
    const all = places();
    const next = target(event, all, at);
    if (next === undefined) return;
    event.preventDefault();
    // Said to those who read by keys; a pointer passes too much.
    setAttribute(readout, 'aria-live', 'polite');
    stand(next);
  });
  return {
    plugin: {
      id: 'crosshair',
      afterDatasetsDraw: (chart) => at !== null && drawLine(chart, at, readingsAt(shownSeries(), at)),
    },
    refresh: () => {
      if (at !== null && !places().includes(at)) at = null;
      tell();
    },
  };
}

/** Where a key leads; `undefined` where it means nothing here. */
function target(
  { key, shiftKey }: KeyboardEvent,
  all: readonly number[],
  at: number | null,
): number | null | undefined {
  if (shiftKey || all.length === 0) return undefined;
  const index = at === null ? -1 : all.indexOf(at);
  if (key === 'ArrowRight') return all[Math.min(all.length - 1, index + 1)];
  if (key === 'ArrowLeft') return all[index < 0 ? all.length - 1 : Math.max(0, index - 1)];
  if (key === 'Home') return all[0];
  if (key === 'End') return all.at(-1);
  return key === 'Escape' ? null : undefined;
}

function makeEntry(): HTMLElement {
  return element('li', {}, makeSwatch(), element('span'), element('b'), element('small'));
}

function patchEntry(entry: Element | null, { series, value, band, note }: Reading, spec: LineSpec): void {
  const [swatch, name, number, small] = entry?.children ?? [];
  if (!swatch || !name || !number || !small) return;
  const theme = readTheme();
  const named = series.style !== null;
  patchSwatch(swatch, {
    style: series.style ?? 0,
    colour: series.style === null ? theme.grid : seriesColour(theme, series.style),
  });
  setAttribute(swatch, 'data-back', named ? null : 'true');
  setText(name, series.label);
  setText(number, tickText(spec.y, value));
  const spread = band ? between(band.low, band.high, (value) => tickText(spec.y, value)) : '';
  setText(small, [spread, note].filter((text) => text !== '').join('; '));
}

function patchMore(entry: Element | null, more: number): void {
  const [, name, number, small] = entry?.children ?? [];
  for (const part of [number, small]) if (part) setText(part, '');
  if (name) setText(name, l10n.t('and {more} more', { more }));
}

function drawLine(chart: Chart, at: number, readings: readonly Reading[]): void {
  const { ctx, chartArea: area, scales } = chart;
  const { x, y } = scales;
  if (!x || !y) return;
  const theme = readTheme();
  const pixel = x.getPixelForValue(at);
  ctx.save();
  ctx.strokeStyle = theme.muted;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(pixel, area.top);
  ctx.lineTo(pixel, area.bottom);
  ctx.stroke();
  for (const { series, value } of readings) {
    if (series.style === null || value < y.min || value > y.max) continue;
    ctx.beginPath();
    ctx.arc(pixel, y.getPixelForValue(value), 4, 0, 2 * Math.PI);
    ctx.fillStyle = seriesColour(theme, series.style);
    ctx.fill();
  }
  ctx.restore();
}
