import type { Look } from '../../src/contract/vocabulary.js';
import { firstTimeOnly } from '../scroll.js';

/** Colours and type of the editor's theme, as canvas needs them: resolved, for it knows no CSS variables. */
export interface ChartTheme {
  readonly foreground: string;
  readonly muted: string;
  /** Edges of the plot. */
  readonly axis: string;
  readonly grid: string;
  readonly background: string;
  /** What is cleared behind a label; nothing in a picture without a background. */
  readonly behindLabels: string;
  readonly focus: string;
  readonly error: string;
  readonly hover: { readonly background: string; readonly foreground: string; readonly border: string };
  readonly font: { readonly family: string; readonly size: number };
  readonly palette: readonly string[];
  readonly highContrast: boolean;
}

const GRID_SHARE = 30;
const CHART_COLOURS = ['blue', 'orange', 'green', 'purple', 'red', 'yellow'];

type Colours = Omit<ChartTheme, 'font' | 'hover' | 'highContrast' | 'behindLabels'>;

const FIXED: Readonly<Record<Exclude<Look, 'shown'>, Colours>> = {
  light: {
    foreground: '#3b3b3b',
    muted: '#616161',
    axis: '#d0d0d0',
    grid: '#e5e5e5',
    background: '#ffffff',
    focus: '#005fb8',
    error: '#c72e0f',
    palette: ['#1a85ff', '#b5690f', '#388a34', '#652d90', '#e51400', '#9a6f02'],
  },
  dark: {
    foreground: '#cccccc',
    muted: '#9d9d9d',
    axis: '#454545',
    grid: '#313131',
    background: '#1f1f1f',
    focus: '#0078d4',
    error: '#f85149',
    palette: ['#3794ff', '#d18616', '#89d185', '#b180d7', '#f14c4c', '#cca700'],
  },
};

let forced: Partial<ChartTheme> | null = null;

/** A colour that covers nothing. */
const CLEAR = 'rgba(0, 0, 0, 0)';

/** How a picture is to look, and whether nothing is painted behind it. */
interface Wanted {
  readonly look: Look;
  readonly transparent: boolean;
}

/** Draws something in another look; `redraw` brings what is on the page into it, and back. */
export function drawnAs<T>({ look, transparent }: Wanted, redraw: () => void, draw: () => T): T {
  if (look === 'shown' && !transparent) return draw();
  const colours = look === 'shown' ? null : FIXED[look];
  forced = {
    ...(colours && { ...colours, behindLabels: colours.background, highContrast: false }),
    ...(transparent ? { behindLabels: CLEAR } : {}),
  };
  try {
    redraw();
    return draw();
  } finally {
    forced = null;
    redraw();
  }
}

/** The theme as charts are to be drawn in now. */
export function readTheme(): ChartTheme {
  const own = pageTheme();
  return forced ? { ...own, ...forced } : own;
}

let read: ChartTheme | null = null;

/** The page's own theme, read again after it has changed: each reading has the page work its styles out. */
function pageTheme(): ChartTheme {
  forgetOnChange();
  return (read ??= themeFromStyle());
}

/** What was read is forgotten when the editor changes the theme, or the system brings colours of its own. */
const forgetOnChange = firstTimeOnly(() => {
  const forget = () => (read = null);
  watchTheme(forget);
  window.matchMedia('(forced-colors: active)').addEventListener('change', forget);
});

/** Reads the theme from the page's computed style. */
function themeFromStyle(): ChartTheme {
  const style = getComputedStyle(document.body);
  const token = (name: string, ...others: string[]): string => {
    const found = [name, ...others]
      .map((n) => style.getPropertyValue(`--vscode-${n}`).trim())
      .find((v) => v !== '');
    return found ?? style.color;
  };
  const frame = token('contrastBorder', 'panel-border', 'editorWidget-border', 'charts-lines');
  // Charts stand on cards: what is cleared behind a label must not show as a box.
  const background = forcedBackground() ?? token('editorWidget-background', 'editor-background');
  const highContrast = (document.body.dataset['vscodeThemeKind'] ?? '').includes('high-contrast');
  const foreground = token('charts-foreground', 'editor-foreground', 'foreground');
  return {
    foreground,
    muted: token('descriptionForeground', 'foreground'),
    axis: frame,
    // Borders of high contrast are as strong as the data: as grid lines they would stand before it.
    grid: highContrast ? mixed(frame, GRID_SHARE, background) : frame,
    background,
    behindLabels: background,
    focus: token('focusBorder', 'contrastActiveBorder'),
    error: token('editorError-foreground', 'errorForeground'),
    hover: {
      background: token('editorHoverWidget-background', 'editor-background'),
      foreground: token('editorHoverWidget-foreground', 'editor-foreground'),
      border: token('editorHoverWidget-border', 'contrastBorder', 'panel-border'),
    },
    font: {
      family: style.getPropertyValue('--vscode-font-family').trim() || style.fontFamily,
      size: Number.parseFloat(style.getPropertyValue('--vscode-font-size')) || 13,
    },
    // A high contrast theme may leave one out: a colour that none of the others is stands in.
    palette: CHART_COLOURS.map((name) => token(`charts-${name}`, 'terminal-ansiCyan', 'charts-foreground')),
    highContrast,
  };
}

/** What a system with colours of its own puts under everything, whatever the theme says; `null` where it has none. */
function forcedBackground(): string | null {
  if (!window.matchMedia('(forced-colors: active)').matches) return null;
  const probe = document.createElement('div');
  probe.style.setProperty('background-color', 'Canvas');
  document.body.append(probe);
  const found = getComputedStyle(probe).backgroundColor;
  probe.remove();
  return found;
}

/** How the tooltip of every chart looks: like the editor's own hovers. */
export function tooltipLook({ hover, font }: ChartTheme) {
  const type = { family: font.family, size: font.size };
  return {
    backgroundColor: hover.background,
    borderColor: hover.border,
    borderWidth: 1,
    titleColor: hover.foreground,
    bodyColor: hover.foreground,
    titleFont: type,
    bodyFont: type,
  };
}

/** Calls back after the theme has changed: VS Code rewrites the body's class and the root's style. */
export function watchTheme(onChange: () => void): void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-kind'] });
  observer.observe(document.documentElement, { attributeFilter: ['style'] });
}

export type PointShape = 'circle' | 'rect' | 'triangle' | 'rectRot' | 'crossRot' | 'star';

/** How a series looks apart from its colour, so that it can be told without colour too. */
export interface SeriesStyle {
  readonly dash: readonly number[];
  readonly shape: PointShape;
}

const STYLES: readonly SeriesStyle[] = [
  { dash: [], shape: 'circle' },
  { dash: [7, 3], shape: 'rect' },
  { dash: [2, 2], shape: 'triangle' },
  { dash: [9, 3, 2, 3], shape: 'rectRot' },
  { dash: [14, 4], shape: 'crossRot' },
  { dash: [2, 4], shape: 'star' },
];

/** The look of the `index`-th series. Where colours begin anew, dashes and shapes do so one further. */
export function seriesStyle(index: number): SeriesStyle {
  const shifted = index + Math.floor(index / CHART_COLOURS.length);
  return STYLES[shifted % STYLES.length] ?? { dash: [], shape: 'circle' };
}

export function seriesColour(theme: ChartTheme, index: number): string {
  return theme.palette[index % theme.palette.length] ?? theme.foreground;
}

/** A colour that steps back behind others; still told from the background in high contrast. */
export function faded(colour: string, theme: ChartTheme): string {
  return mixed(colour, theme.highContrast ? 55 : 35, theme.background);
}

const known = new Map<string, string>();

/** `percent` of a colour over another, as plain red, green and blue: what shows a saved SVG may know no more. */
function mixed(colour: string, percent: number, under: string): string {
  const key = `${colour} ${percent} ${under}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return colour;
  context.fillStyle = under;
  context.fillRect(0, 0, 1, 1);
  context.globalAlpha = percent / 100;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  const made = `rgb(${red} ${green} ${blue})`;
  known.set(key, made);
  return made;
}
