import type { Chart, Plugin, Scale } from 'chart.js';
import type { Rule, Spot } from '../../src/report/figures/figure.js';
import type { ChartTheme } from './theme.js';

/** What the marks plugin draws; changed in place between updates. */
export interface MarksState {
  theme: ChartTheme;
  rules: readonly Rule[];
  spots: readonly Spot[];
}

const DASH: Readonly<Record<Rule['tone'], number[]>> = { limit: [], plan: [5, 4], crossing: [1, 3] };
const LABEL_GAP = 4;
/** Radius of a ring, in pixels. */
const RING = 6;

/** Chart.js plugin for limits, the plan's own value and crossings, labelled on the spot. */
export function marksPlugin(state: MarksState): Plugin<'line'> {
  return {
    id: 'marks',
    afterDatasetsDraw: (chart) => {
      const { ctx } = chart;
      ctx.save();
      ctx.font = `${state.theme.font.size - 1}px ${state.theme.font.family}`;
      const taken: Box[] = [];
      for (const mark of state.rules) drawLine(chart, state.theme, mark, taken);
      for (const spot of state.spots) drawSpot(chart, state.theme, spot, taken);
      ctx.restore();
    },
  };
}

/** A line is hit this near, in pixels. */
const NEAR = 5;

/** The line at a place of the canvas, if one is near. */
export function markAt(chart: Chart, { rules }: MarksState, x: number, y: number): Rule | null {
  const near = ({ axis, value }: Rule) => {
    const at = pixelOf(chart, axis, value);
    return at !== null && Math.abs(at - (axis === 'x' ? x : y)) <= NEAR;
  };
  return rules.find((rule) => rule.path !== undefined && near(rule)) ?? null;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function drawLine(chart: Chart, theme: ChartTheme, mark: Rule, taken: Box[]): void {
  const at = pixelOf(chart, mark.axis, mark.value);
  if (at === null) return;
  const { ctx, chartArea: area } = chart;
  ctx.strokeStyle = mark.tone === 'limit' ? theme.error : theme.foreground;
  ctx.lineWidth = mark.tone === 'limit' || theme.highContrast ? 2 : 1;
  ctx.setLineDash(DASH[mark.tone]);
  ctx.beginPath();
  if (mark.axis === 'x') {
    ctx.moveTo(at, area.top);
    ctx.lineTo(at, area.bottom);
  } else {
    ctx.moveTo(area.left, at);
    ctx.lineTo(area.right, at);
  }
  ctx.stroke();
  ctx.setLineDash([]);
  drawLabel(chart, theme, mark, at, taken);
}

/** Height that the labels of upright lines take over the plot: two rows where two might meet. */
export function marksHeight({ theme, rules }: MarksState): number {
  const upright = rules.filter(({ axis }) => axis === 'x').length;
  return Math.min(upright, ROWS) * rowHeight(theme);
}

const ROWS = 2;
const rowHeight = ({ font }: ChartTheme) => font.size + 3;

/** Labels of upright lines stand over the plot, one over the other where they would overlap. */
function drawLabel(chart: Chart, theme: ChartTheme, mark: Rule, at: number, taken: Box[]): void {
  const { ctx, chartArea: area } = chart;
  const height = theme.font.size + 2;
  const width = ctx.measureText(mark.label).width;
  const toRight = at + LABEL_GAP + width <= area.right;
  const beside = toRight ? at + LABEL_GAP : at - LABEL_GAP - width;
  // Where neither side has room, it stands over its line.
  const left = mark.axis === 'y' ? area.left + LABEL_GAP : Math.max(beside, 2);
  const over = at - height - 2 < area.top ? at + 2 : at - height - 2;
  let top = mark.axis === 'x' ? area.top - height : over;
  const box = () => ({ left, right: left + width, top, bottom: top + height });
  const collides = () => taken.some((other) => overlap(other, box()));
  if (mark.axis === 'x' && collides()) {
    top -= rowHeight(theme);
    ctx.beginPath();
    ctx.moveTo(at, area.top);
    ctx.lineTo(at, top + height / 2);
    ctx.stroke();
  }
  taken.push(box());
  ctx.globalAlpha = 0.85;
  ctx.fillStyle = theme.behindLabels;
  ctx.fillRect(left - 2, top - 1, width + 4, height + 1);
  ctx.globalAlpha = 1;
  ctx.fillStyle = mark.tone === 'limit' ? theme.error : theme.foreground;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.fillText(mark.label, left, top);
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function drawSpot(chart: Chart, theme: ChartTheme, spot: Spot, taken: Box[]): void {
  const x = pixelOf(chart, 'x', spot.x);
  const y = pixelOf(chart, 'y', spot.y);
  if (x === null || y === null) return;
  const { ctx } = chart;
  ctx.beginPath();
  ctx.arc(x, y, RING, 0, 2 * Math.PI);
  ctx.lineWidth = 2;
  ctx.strokeStyle = theme.foreground;
  ctx.stroke();
  if (spot.label !== undefined) nameSpot(chart, theme, spot.label, { x, y }, taken);
}

/** The name of a ring stands under it, unless another stands there or the plot ends. */
function nameSpot(
  { ctx, chartArea: area }: Chart,
  theme: ChartTheme,
  label: string,
  at: { readonly x: number; readonly y: number },
  taken: Box[],
): void {
  const width = ctx.measureText(label).width;
  const height = theme.font.size + 2;
  const left = Math.min(Math.max(area.left + 2, at.x - width / 2), area.right - width);
  const box = { left, right: left + width, top: at.y + RING + 3, bottom: at.y + RING + 3 + height };
  if (box.bottom > area.bottom || taken.some((other) => overlap(other, box))) return;
  taken.push(box);
  ctx.globalAlpha = 0.85;
  ctx.fillStyle = theme.behindLabels;
  ctx.fillRect(box.left - 2, box.top - 1, width + 4, height);
  ctx.globalAlpha = 1;
  ctx.fillStyle = theme.foreground;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.fillText(label, box.left, box.top);
}

/** Where a value stands on the canvas; `null` outside the plot. */
function pixelOf(chart: Chart, axis: 'x' | 'y', value: number): number | null {
  const scale: Scale | undefined = chart.scales[axis];
  if (!scale || value < scale.min || value > scale.max) return null;
  return scale.getPixelForValue(value);
}
