import { variedName } from '../../src/report/words/inputs.js';
import type { Tornado } from '../../src/engine/questions/sensitivity.js';
import * as l10n from '../../src/l10n/l10n.js';
import { tornadoSpans } from '../../src/report/figures/spans.js';
import { moving, tornadoFigures, type TornadoFigure } from '../../src/report/figures/spread.js';
import { createSpanChart, type SpanSpec } from '../charts/spans.js';
import { dropdown } from '../controls.js';
import { element, setText, show } from '../dom.js';
import type { Page, Scene, View } from '../view.js';

/** Which uncertain input moves the answer most. */
export function createSensitivityView(page: Page): View {
  let chosen: TornadoFigure | null = null;
  let latest: Scene | null = null;
  const figures = dropdown(l10n.t('Shown'), [], (figure) => {
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
    const { value: ranged, pending, failure } = scene.analyst.ask('sensitivity', null);
    const assumed = scene.analyst.ask('assumed', null).value ?? [];
    const value = ranged && { ...ranged, inputs: [...ranged.inputs, ...assumed] };
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
    tornado.update(value ? { ...tornadoSpans(value, figure), pending } : WAITING);
    setText(still, value ? stillSentence(value, figure) : '');
  };
  return { element: root, update };
}

const FIGURE_NAMES: Readonly<Record<TornadoFigure, string>> = {
  get breakEven() {
    return l10n.t('Break-even');
  },
  get difference() {
    return l10n.t('Cost difference');
  },
};

function reasonForNone({ plan }: Scene, tornado: Tornado | null, pending: boolean): string | null {
  if (Object.keys(plan.options).length < 2)
    return l10n.t('Sensitivity compares two options: add another one.');
  if (tornado === null) return pending ? null : l10n.t('This plan compares no two options.');
  return tornado.inputs.length === 0
    ? l10n.t(
        'No input of this plan has a range. Write one as in `price: 2.5M..4.5M USD` to see how much it matters.',
      )
    : null;
}

const WAITING: SpanSpec = {
  id: 'tornado',
  kind: 'spans',
  get finding() {
    return l10n.t('Sensitivity: working it out …');
  },
  subtitle: '',
  get summary() {
    return l10n.t('Sensitivity is being worked out.');
  },
  missing: null,
  pending: true,
  axis: { title: '', logarithmic: false, unit: 'plain' },
  rows: [],
  parts: [],
  lines: [],
  table: {
    get caption() {
      return l10n.t('Sensitivity');
    },
    columns: [],
    rows: [],
  },
};

/** Inputs whose range does not matter here. */
function stillSentence(tornado: Tornado, figure: TornadoFigure): string {
  const shown = new Set(moving(tornado, figure));
  const still = tornado.inputs
    // What was assumed is not tried on the break-even.
    .filter((one) => !shown.has(one) && !(one.assumed && figure === 'breakEven'))
    .map((one) => variedName(one, tornado.inputs).label);
  return still.length === 0 ? '' : l10n.t('No effect on it: {still}.', { still: still.join(', ') });
}
