import type { Tornado } from '../../src/engine/sensitivity.js';
import { variableById } from '../../src/engine/variables.js';
import * as format from '../../src/report/format.js';
import {
  ends,
  flips,
  inputName,
  moving,
  tornadoFigures,
  tornadoFinding,
  type TornadoFigure,
} from '../../src/report/spread.js';
import { createSpanChart, type SpanSpec } from '../charts/spans.js';
import { dropdown } from '../controls.js';
import { element, setText, show } from '../dom.js';
import type { Page, Scene, View } from '../view.js';

/** Which uncertain input moves the answer most. */
export function createSensitivityView(page: Page): View {
  let chosen: TornadoFigure | null = null;
  let latest: Scene | null = null;
  const figures = dropdown('Shown', [], (figure) => {
    chosen = figure === 'breakEven' ? 'breakEven' : 'difference';
    if (latest) update(latest);
  });
  const tornado = createSpanChart('tornado', page);
  tornado.tools.append(figures.element);
  const still = element('p', { class: 'subtitle' });
  const empty = element('p', { class: 'missing' });
  const root = element('div', { class: 'view' }, empty, tornado.element, still);
  const update = (scene: Scene) => {
    latest = scene;
    const { value, pending, failure } = scene.analyst.ask('sensitivity', null);
    const reason = failure ?? reasonForNone(scene, value, pending);
    setText(empty, reason ?? '');
    show(empty, reason !== null);
    show(tornado.element, reason === null);
    show(still, reason === null && value !== null);
    if (reason !== null) return;
    const known = value ? tornadoFigures(value) : [];
    const figure = known.find((name) => name === chosen) ?? known[0] ?? 'difference';
    figures.update(
      known.map((name) => ({ value: name, label: FIGURE_NAMES[name] })),
      figure,
    );
    show(figures.element, known.length > 1);
    tornado.update(value ? specOf(value, figure, pending) : WAITING);
    setText(still, value ? stillSentence(value, figure) : '');
  };
  return { element: root, update };
}

const FIGURE_NAMES: Readonly<Record<TornadoFigure, string>> = {
  breakEven: 'Break-even',
  difference: 'Cost difference',
};

function reasonForNone({ plan }: Scene, tornado: Tornado | null, pending: boolean): string | null {
  if (Object.keys(plan.options).length < 2) return 'Sensitivity compares two options: add another one.';
  if (tornado === null) return pending ? null : 'This plan compares no two options.';
  return tornado.inputs.length === 0
    ? 'No input of this plan has a range. Write one as in `price: 2.5M..4.5M USD` to see how much it matters.'
    : null;
}

const WAITING: SpanSpec = {
  finding: 'Sensitivity: working it out …',
  subtitle: '',
  summary: 'Sensitivity is being worked out.',
  missing: null,
  pending: true,
  axis: '',
  rows: [],
  parts: [],
  lines: [],
  format: format.plain,
  table: { caption: 'Sensitivity', columns: [], rows: [] },
};

interface Reading {
  readonly axis: string;
  readonly planned: number | null;
  readonly write: (value: number) => string;
  readonly none: string;
}

function readingOf(tornado: Tornado, figure: TornadoFigure): Reading {
  const { baseline, challenger } = tornado.comparison;
  if (figure === 'difference') {
    return {
      axis: `cost of ${challenger} less that of ${baseline}, USD per million tokens`,
      planned: tornado.difference,
      write: signed,
      none: 'no cost',
    };
  }
  const variable = tornado.variable === null ? null : variableById(tornado.variable);
  return {
    axis: `break-even ${variable?.label ?? ''}`,
    planned: tornado.breakEven,
    write: (value) => (variable ? format.quantity(value, variable.dimension) : format.plain(value)),
    none: 'no break-even',
  };
}

function signed(value: number): string {
  const sign = value < 0 ? '−' : value > 0 ? '+' : '';
  return `${sign}${format.usdPerMillion(Math.abs(value))}`;
}

function specOf(tornado: Tornado, figure: TornadoFigure, pending: boolean): SpanSpec {
  const { axis, planned, write, none } = readingOf(tornado, figure);
  const shown = moving(tornado, figure);
  const known = shown.flatMap(({ [figure]: { low, high } }) => [low ?? [], high ?? []].flat());
  const base = planned ?? (known.length > 0 ? known.reduce((sum, one) => sum + one, 0) / known.length : 0);
  const part = (end: 'low' | 'high') =>
    shown.map(({ [figure]: swing }): readonly [number, number] | null => {
      const value = swing[end];
      return value === null ? null : [Math.min(base, value), Math.max(base, value)];
    });
  const written = (value: number | null) => (value === null ? none : write(value));
  const finding = tornadoFinding(tornado, figure);
  return {
    finding,
    subtitle: `Each input alone at the low and the high end of its range, all others as planned${planned === null ? '' : ` (${write(planned)})`}`,
    summary: `Tornado of ${axis}. ${finding}. ${shown.map((one) => `${inputName(one.path).label}: ${written(one[figure].low)} to ${written(one[figure].high)}`).join('; ')}.`,
    missing: shown.length === 0 ? 'No input with a range moves it.' : null,
    pending,
    axis,
    rows: shown.map((one) => ({
      label: inputName(one.path).label,
      note: `${ends(one.path, one.range)}${flips(one) ? ' · changes the winner' : ''}`,
      mark: null,
      path: one.path,
    })),
    parts: [
      { label: 'at its low end', colour: 0, texture: 'solid', values: part('low') },
      { label: 'at its high end', colour: 1, texture: 'hatch', values: part('high') },
    ],
    lines: [
      ...(planned === null ? [] : [{ value: planned, label: 'as planned' }]),
      ...(figure === 'difference' && shown.some(flips) ? [{ value: 0, label: 'equal' }] : []),
    ],
    format: write,
    table: {
      caption: finding,
      columns: ['Input', 'Range', 'At its low end', 'At its high end', 'Changes the winner'],
      rows: shown.map((one) => [
        { text: inputName(one.path).label },
        { text: ends(one.path, one.range) },
        { text: written(one[figure].low) },
        { text: written(one[figure].high) },
        { text: flips(one) ? 'yes' : 'no' },
      ]),
    },
  };
}

/** Inputs whose range does not matter here. */
function stillSentence(tornado: Tornado, figure: TornadoFigure): string {
  const shown = new Set(moving(tornado, figure).map(({ path }) => path));
  const still = tornado.inputs
    .filter(({ path }) => !shown.has(path))
    .map(({ path }) => inputName(path).label);
  return still.length === 0 ? '' : `No effect on it: ${still.join(', ')}.`;
}
