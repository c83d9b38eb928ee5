import type { Chart, Plugin, Scale } from 'chart.js';
import type { Rule, Spot } from '../../src/report/figures/figure.js';
import { cutToWidth } from './endLabels.js';
import type { ChartTheme } from './theme.js';

/** What the marks plugin draws; changed in place between updates. */
export interface MarksState {
  theme: ChartTheme;
  rules: readonly Rule[];
  spots: readonly Spot[];
}

const DASH: Readonly<Record<Rule['tone'], number[]>> = {
  limit: [],
  plan: [5, 4],
  crossing: [1, 3],
  published: [6, 3, 1, 3],
};
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
      for (const mark of fromAbove(state.rules)) drawLine(chart, state, mark, taken);
      // First all rings: a name keeps clear of those that come after its own.
      for (const spot of state.spots) drawSpot(chart, state.theme, spot);
      for (const spot of state.spots) nameSpot(chart, state, spot, taken);
      ctx.restore();
    },
  };
}

/** Of level lines next to each other the upper one has its label over it, the lower one under it. */
export function fromAbove(rules: readonly Rule[]): Rule[] {
  return rules.toSorted((a, b) => (a.axis === 'y' && b.axis === 'y' ? b.value - a.value : 0));
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

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function drawLine(chart: Chart, state: MarksState, mark: Rule, taken: Box[]): void {
  const { theme } = state;
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
  drawLabel(chart, state, mark, at, taken);
}

/** Height that the labels of upright lines take over the plot: two rows where two might meet. */
export function marksHeight({ theme, rules }: MarksState): number {
  const upright = rules.filter(({ axis }) => axis === 'x').length;
  return Math.min(upright, ROWS) * rowHeight(theme);
}

const ROWS = 2;
const rowHeight = ({ font }: ChartTheme) => font.size + 3;

/** Where the label of a line may stand, the best place first. */
export function placesOf(
  axis: Rule['axis'],
  at: number,
  { width, height, row }: { readonly width: number; readonly height: number; readonly row: number },
  area: Box,
): Box[] {
  const box = (left: number, top: number) => ({ left, right: left + width, top, bottom: top + height });
  if (axis === 'y') {
    const [over, under] = [at - height - 2, at + 2];
    const tops = over < area.top ? [under] : under + height > area.bottom ? [over] : [over, under];
    const lefts = [area.left + LABEL_GAP, area.right - LABEL_GAP - width];
    return lefts.flatMap((left) => tops.map((top) => box(left, top)));
  }
  const [right, left] = [at + LABEL_GAP, at - LABEL_GAP - width];
  const inside = [right, left].filter((one) => one >= 2 && one + width <= area.right);
  // Where neither side has room, it stands over its line.
  const lefts = inside.length > 0 ? inside : [Math.max(left, 2)];
  const tops = Array.from({ length: ROWS }, (_, i) => area.top - height - i * row);
  return tops.flatMap((top) => lefts.map((one) => box(one, top)));
}

/** Labels nearer to each other than this, side by side, read as one. */
const APART = 8;

/** The first of some places that nothing stands in; `null` where something stands in all of them. */
export function freePlace(places: readonly Box[], taken: readonly Box[]): Box | null {
  const near = ({ left, right, ...rows }: Box) => ({ ...rows, left: left - APART, right: right + APART });
  return places.find((place) => !taken.some((other) => overlap(other, near(place)))) ?? null;
}

/** Labels of upright lines stand over the plot, those of level lines in it; never one on the other. */
function drawLabel(chart: Chart, { theme, rules }: MarksState, mark: Rule, at: number, taken: Box[]): void {
  const { ctx, chartArea: area } = chart;
  const room = area.right - area.left - 2 * LABEL_GAP;
  const label = mark.axis === 'y' ? cutToWidth(ctx, mark.label, room) : mark.label;
  const size = { width: ctx.measureText(label).width, height: theme.font.size + 2, row: rowHeight(theme) };
  const places = placesOf(mark.axis, at, size, area);
  const others = strips(
    chart,
    rules.filter((one) => one !== mark && one.axis === mark.axis),
  );
  // Rather beside another line than across it, where there is room.
  const place = freePlace(places, [...taken, ...others]) ?? freePlace(places, taken);
  // The line stays, and the table under the chart names what it is.
  if (!place) return;
  if (mark.axis === 'x' && place.bottom < area.top) {
    ctx.beginPath();
    ctx.moveTo(at, area.top);
    ctx.lineTo(at, place.top + size.height / 2);
    ctx.stroke();
  }
  taken.push(place);
  const { left, top } = place;
  ctx.globalAlpha = 0.85;
  ctx.fillStyle = theme.behindLabels;
  ctx.fillRect(left - 2, top - 1, size.width + 4, size.height + 1);
  ctx.globalAlpha = 1;
  ctx.fillStyle = mark.tone === 'limit' ? theme.error : theme.foreground;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.fillText(label, left, top);
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Straight lines as boxes that nothing may stand across: over the plot, too, where their labels are. */
function strips(chart: Chart, rules: readonly Rule[]): Box[] {
  const { left, right, bottom } = chart.chartArea;
  return rules.flatMap(({ axis, value }) => {
    const at = pixelOf(chart, axis, value);
    if (at === null) return [];
    return axis === 'x'
      ? [{ left: at - 1, right: at + 1, top: 0, bottom }]
      : [{ left, right, top: at - 1, bottom: at + 1 }];
  });
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function placeOfSpot(chart: Chart, spot: Spot): Place | null {
  const x = pixelOf(chart, 'x', spot.x);
  const y = pixelOf(chart, 'y', spot.y);
  return x === null || y === null ? null : { x, y };
}

function drawSpot(chart: Chart, theme: ChartTheme, spot: Spot): void {
  const at = placeOfSpot(chart, spot);
  if (!at) return;
  const { ctx } = chart;
  ctx.beginPath();
  ctx.arc(at.x, at.y, RING, 0, 2 * Math.PI);
  ctx.lineWidth = 2;
  ctx.strokeStyle = theme.foreground;
  ctx.stroke();
}

/** Where the name of a ring may stand, the best place first: under it, over it, beside it; within the plot. */
export function spotPlaces(
  { x, y }: Place,
  { width, height }: { readonly width: number; readonly height: number },
  area: Box,
): Box[] {
  const middle = Math.min(Math.max(area.left + 2, x - width / 2), area.right - width);
  const corners = [
    [middle, y + RING + 3],
    [middle, y - RING - 3 - height],
    [x + RING + 4, y + 3],
    [x + RING + 4, y - 3 - height],
    [x - RING - 4 - width, y - 3 - height],
    [x - RING - 4 - width, y + 3],
  ] as const;
  return corners
    .map(([left, top]) => ({ left, top, right: left + width, bottom: top + height }))
    .filter(
      (box) =>
        box.left >= area.left && box.right <= area.right && box.top >= area.top && box.bottom <= area.bottom,
    );
}

/** The name of a ring stands beside it, off all lines and other rings; where there is no such place, the title has it. */
function nameSpot(chart: Chart, { theme, rules, spots }: MarksState, spot: Spot, taken: Box[]): void {
  const at = placeOfSpot(chart, spot);
  if (!at || spot.label === undefined) return;
  const { ctx, chartArea: area } = chart;
  const size = { width: ctx.measureText(spot.label).width, height: theme.font.size + 2 };
  const rings = spots.flatMap((other): Box[] => {
    const place = other === spot ? null : placeOfSpot(chart, other);
    if (!place) return [];
    const { x, y } = place;
    return [{ left: x - RING, right: x + RING, top: y - RING, bottom: y + RING }];
  });
  const box = freePlace(spotPlaces(at, size, area), [...taken, ...strips(chart, rules), ...rings]);
  if (!box) return;
  taken.push(box);
  ctx.globalAlpha = 0.85;
  ctx.fillStyle = theme.behindLabels;
  ctx.fillRect(box.left - 2, box.top - 1, size.width + 4, size.height);
  ctx.globalAlpha = 1;
  ctx.fillStyle = theme.foreground;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.fillText(spot.label, box.left, box.top);
}

/** Where a value stands on the canvas; `null` outside the plot. */
function pixelOf(chart: Chart, axis: 'x' | 'y', value: number): number | null {
  const scale: Scale | undefined = chart.scales[axis];
  if (!scale || value < scale.min || value > scale.max) return null;
  return scale.getPixelForValue(value);
}
