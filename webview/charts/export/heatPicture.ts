import { keyText, type MapCell, type MapFigure, type Tint } from '../../../src/report/figures/figure.js';
import { pictureFrom, type Drawing, type Picture } from './picture.js';
import { readTheme, seriesColour, type ChartTheme } from '../theme.js';

/** A map drawn for taking away: the page shows it as a table, which no picture can be taken of. */
export function heatPicture(spec: () => MapFigure | null): Picture {
  return pictureFrom(() => {
    const latest = spec();
    return latest && drawingOf(latest);
  });
}

const ROW = 26;
const HEAD = 24;
const KEY = 34;
const PADDING = 8;
const SWATCH = 12;
/** Share of a colour in the strongest tint, as in the table. */
const STRONGEST = 0.3;

function drawingOf(spec: MapFigure): Drawing | null {
  const ruler = document.createElement('canvas').getContext('2d');
  if (!ruler) return null;
  const theme = readTheme();
  ruler.font = fontOf(theme);
  const widest = (texts: readonly string[]) =>
    Math.max(0, ...texts.map((text) => ruler.measureText(text).width)) + 2 * PADDING;
  const left = widest([cornerOf(spec), ...spec.rows.map(({ label }) => label)]);
  const cell = Math.max(
    widest(spec.columns),
    widest(spec.rows.flatMap(({ cells }) => cells.map(({ text }) => text))),
  );
  const draw = (context: CanvasRenderingContext2D) => {
    context.font = fontOf(theme);
    context.textBaseline = 'middle';
    drawHead(context, spec, theme, { left, cell });
    spec.rows.forEach((row, i) => {
      const top = HEAD + i * ROW;
      write(context, row.label, PADDING, top + ROW / 2, theme.foreground, 'left');
      row.cells.forEach((one, j) =>
        drawCell(context, one, theme, { x: left + j * cell, y: top, width: cell }),
      );
    });
    drawKey(context, spec, theme);
  };
  const width = left + cell * spec.columns.length;
  return {
    width: Math.max(width, widest(spec.key.map(keyText)) * spec.key.length),
    height: HEAD + ROW * spec.rows.length + KEY,
    paint: draw,
    trace: draw,
  };
}

const cornerOf = ({ across, down }: MapFigure) => `↓ ${down}, ${across} →`;

function fontOf({ font }: ChartTheme): string {
  return `${font.size - 1}px ${font.family}`;
}

function write(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  colour: string,
  align: 'left' | 'center',
): void {
  context.fillStyle = colour;
  context.textAlign = align;
  context.fillText(text, x, y);
}

function drawHead(
  context: CanvasRenderingContext2D,
  spec: MapFigure,
  theme: ChartTheme,
  { left, cell }: { readonly left: number; readonly cell: number },
): void {
  write(context, cornerOf(spec), PADDING, HEAD / 2, theme.muted, 'left');
  spec.columns.forEach((column, i) => {
    write(context, column, left + (i + 0.5) * cell, HEAD / 2, theme.muted, 'center');
  });
}

function drawCell(
  context: CanvasRenderingContext2D,
  { text, colour, strength, current }: MapCell,
  theme: ChartTheme,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): void {
  tint(context, colour, strength, theme, [x + 1, y + 1, width - 2, ROW - 2]);
  if (current) {
    context.strokeStyle = theme.foreground;
    context.lineWidth = 2;
    context.strokeRect(x + 2, y + 2, width - 4, ROW - 4);
  }
  context.font = `${colour === 'error' ? '600 ' : ''}${fontOf(theme)}`;
  write(context, text, x + width / 2, y + ROW / 2, theme.foreground, 'center');
  context.font = fontOf(theme);
}

function drawKey(context: CanvasRenderingContext2D, { key, rows }: MapFigure, theme: ChartTheme): void {
  const middle = HEAD + ROW * rows.length + KEY / 2;
  let x = PADDING;
  for (const entry of key) {
    const label = keyText(entry);
    tint(context, entry.colour, 1, theme, [x, middle - SWATCH / 2, SWATCH, SWATCH]);
    context.strokeStyle = theme.grid;
    context.lineWidth = 1;
    context.strokeRect(x, middle - SWATCH / 2, SWATCH, SWATCH);
    x += SWATCH + 6;
    write(context, label, x, middle, theme.foreground, 'left');
    x += context.measureText(label).width + 2 * PADDING;
  }
}

function tint(
  context: CanvasRenderingContext2D,
  colour: Tint,
  strength: number,
  theme: ChartTheme,
  [x, y, width, height]: readonly [number, number, number, number],
): void {
  if (colour === null) return;
  context.globalAlpha = strength * STRONGEST;
  context.fillStyle = colour === 'error' ? theme.error : seriesColour(theme, colour);
  context.fillRect(x, y, width, height);
  context.globalAlpha = 1;
}
