import type { Chart } from 'chart.js';
import { setAttribute } from '../dom.js';
import type { Zoom } from './host.js';
import type { ChartTheme } from './theme.js';

/** An x axis as zooming needs it. */
export interface ZoomAxis {
  readonly min: number;
  readonly max: number;
  readonly logarithmic: boolean;
}

/** A drag shorter than this is a click, in pixels. */
const CLICK_PX = 6;
const WHEEL_STEP = 1.25;
const KEY_STEP = 1.5;
/** Nobody looks closer than a thousandth of an axis. */
const CLOSEST = 0.001;

const to = ({ logarithmic }: ZoomAxis, value: number) => (logarithmic ? Math.log(value) : value);
const from = ({ logarithmic }: ZoomAxis, at: number) => (logarithmic ? Math.exp(at) : at);

/**
 * The part of an axis to look at after zooming by `factor` around a value (above 1: closer) and moving by
 * `shift` of what is seen; `null` where all of it is seen. Even on a logarithmic axis.
 */
export function zoomed(
  whole: ZoomAxis,
  now: Zoom | null,
  around: number,
  factor: number,
  shift = 0,
): Zoom | null {
  const [low, high] = [to(whole, whole.min), to(whole, whole.max)];
  const [left, right] = now ? [to(whole, now[0]), to(whole, now[1])] : [low, high];
  const width = Math.min(high - low, Math.max((high - low) * CLOSEST, (right - left) / factor));
  const place = (to(whole, around) - left) / (right - left);
  const start = to(whole, around) - place * width + shift * width;
  const begin = Math.min(Math.max(low, start), high - width);
  return within(whole, [from(whole, begin), from(whole, begin + width)]);
}

/** A zoom as far as the axis goes; `null` where it shows all of it, or nothing. */
export function within(whole: ZoomAxis, [a, b]: Zoom): Zoom | null {
  const low = Math.max(whole.min, Math.min(a, b));
  const high = Math.min(whole.max, Math.max(a, b));
  const share = (to(whole, high) - to(whole, low)) / (to(whole, whole.max) - to(whole, whole.min));
  return !(share > 0) || share > 0.999 ? null : [low, high];
}

export interface ZoomState {
  /** Selection while dragging, in pixels of the canvas. */
  drag: readonly [number, number] | null;
  /** The last press was a drag: the click that ends it means nothing. */
  dragged: boolean;
}

interface ZoomEnds {
  readonly chart: () => Chart | null;
  readonly whole: () => ZoomAxis | null;
  readonly zoom: () => Zoom | null;
  readonly set: (zoom: Zoom | null) => void;
  readonly redraw: () => void;
}

/** Zooming by dragging, by wheel with Ctrl, and by keys: + and − closer and away, arrows with Shift along, 0 or Esc back. */
export function listenForZoom(canvas: HTMLCanvasElement, ends: ZoomEnds): ZoomState {
  const state: ZoomState = { drag: null, dragged: false };
  const valueAt = (pixel: number) => ends.chart()?.scales['x']?.getValueForPixel(pixel) ?? null;
  const change = (around: number | null, factor: number, shift = 0) => {
    const whole = ends.whole();
    if (whole && around !== null) ends.set(zoomed(whole, ends.zoom(), around, factor, shift));
  };
  setAttribute(canvas, 'tabindex', '0');

  canvas.addEventListener('pointerdown', (event) => {
    const area = ends.chart()?.chartArea;
    state.dragged = false;
    if (event.button !== 0 || !area || event.offsetX < area.left || event.offsetX > area.right) return;
    state.drag = [event.offsetX, event.offsetX];
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!state.drag) return;
    state.drag = [state.drag[0], event.offsetX];
    if (isDrag(state.drag)) state.dragged = true;
    if (state.dragged) ends.redraw();
  });
  canvas.addEventListener('pointerup', () => {
    const { drag } = state;
    state.drag = null;
    const whole = ends.whole();
    if (!drag || !isDrag(drag) || !whole) return;
    const [a, b] = [valueAt(drag[0]), valueAt(drag[1])];
    if (a !== null && b !== null) ends.set(within(whole, [a, b]));
  });
  canvas.addEventListener('pointercancel', () => (state.drag = null));
  canvas.addEventListener('dblclick', () => ends.set(null));
  canvas.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      change(valueAt(event.offsetX), event.deltaY < 0 ? WHEEL_STEP : 1 / WHEEL_STEP);
    },
    { passive: false },
  );
  canvas.addEventListener('keydown', ({ key, shiftKey }) => {
    const area = ends.chart()?.chartArea;
    const middle = area ? valueAt((area.left + area.right) / 2) : null;
    if (key === '+' || key === '=') change(middle, KEY_STEP);
    else if (key === '-') change(middle, 1 / KEY_STEP);
    else if (shiftKey && key === 'ArrowLeft') change(middle, 1, -0.2);
    else if (shiftKey && key === 'ArrowRight') change(middle, 1, 0.2);
    else if (key === '0' || key === 'Escape') {
      state.drag = null;
      ends.set(null);
    }
  });
  return state;
}

function isDrag([start, end]: readonly [number, number]): boolean {
  return Math.abs(end - start) > CLICK_PX;
}

/** Chart.js plugin that shows what is being selected. */
export function zoomPlugin(state: () => ZoomState | null, theme: () => ChartTheme) {
  return {
    id: 'zoom',
    afterDraw: ({ ctx, chartArea: area }: Chart) => {
      const drag = state()?.drag;
      if (!drag || !isDrag(drag)) return;
      const clamp = (pixel: number) => Math.min(area.right, Math.max(area.left, pixel));
      const [start, end] = [clamp(Math.min(...drag)), clamp(Math.max(...drag))];
      ctx.save();
      ctx.strokeStyle = theme().focus;
      ctx.fillStyle = theme().focus;
      ctx.globalAlpha = 0.15;
      ctx.fillRect(start, area.top, end - start, area.bottom - area.top);
      ctx.globalAlpha = 1;
      ctx.strokeRect(start, area.top, end - start, area.bottom - area.top);
      ctx.restore();
    },
  };
}
