import {
  kvOverContext,
  latentPerRank,
  type KvPoint,
  type LatentRankPoint,
} from '../../src/engine/questions/charts.js';
import type { KvCacheResult, VariantName } from '../../src/engine/shapes/result.js';
import * as l10n from '../../src/l10n/l10n.js';
import { createBarChart, type BarSpec } from '../charts/bars.js';
import { bytesAxis, contextAxis, type Axis } from '../../src/report/figures/axes.js';
import { savingClaimsFinding, savingClaimsTable } from '../../src/report/words/claims.js';
import { cellsOf, createTable } from '../charts/tableTwin.js';
import { createLineChart, type LineSpec } from '../charts/line.js';
import { dropdown } from '../controls.js';
import { element, show } from '../dom.js';
import * as format from '../../src/report/words/format.js';
import { chosenOf } from '../state.js';
import {
  rankFinding,
  savingsFinding,
  sequenceFinding,
  VARIANT_NAMES,
} from '../../src/report/words/sentences.js';
import type { Page, Scene, View } from '../view.js';

const VARIANTS: readonly VariantName[] = ['native', 'mla', 'mqa', 'gqa8', 'mha'];

/** What compressed attention saves against the same model with other attention. */
export function createMlaView(page: Page): View {
  const workloads = dropdown(l10n.t('Workload'), [], (workload) => page.setView({ workload }));
  const tokenBars = createBarChart('mla-token', page);
  const sequence = createLineChart('mla-context', page);
  const ranks = createLineChart('mla-ranks', page);
  const claims = createTable();
  const claimsCard = element(
    'section',
    { class: 'card' },
    element('header', {}, element('h3', {}, savingClaimsFinding())),
    element(
      'p',
      { class: 'subtitle' },
      l10n.t('Published savings of KV cache, as meant and in other frames'),
    ),
    claims.element,
  );
  const empty = element(
    'p',
    { class: 'missing' },
    l10n.t('The plan names no workloads yet, so there is no context length to compare at.'),
  );
  const toolbar = element('div', { class: 'toolbar' }, workloads.element);
  const charts = element(
    'div',
    { class: 'view' },
    tokenBars.element,
    sequence.element,
    ranks.element,
    claimsCard,
  );
  const root = element('div', { class: 'view' }, toolbar, empty, charts);
  const update = (scene: Scene) => {
    const names = Object.keys(scene.plan.workloads);
    const workload = chosenOf(scene.view.workload, names);
    workloads.update(
      names.map((name) => ({ value: name, label: name })),
      workload,
    );
    const cache = workload === null ? undefined : scene.result.workloads[workload]?.kvCache;
    show(empty, cache === undefined);
    show(charts, cache !== undefined);
    show(toolbar, names.length > 0);
    if (workload === null || !cache) return;
    const tokens = scene.plan.workloads[workload]?.context.p50 ?? 0;
    tokenBars.update(tokenSpec(scene, cache, tokens));
    sequence.update(contextSpec(scene, workload, cache, tokens));
    ranks.update(rankSpec(latentPerRank(scene.plan), scene.plan.model.name));
    const published = savingClaimsTable(scene.plan.model.name, cache, tokens);
    claims.update({
      ...cellsOf(published, l10n.t('Published savings of KV cache and what they compare with')),
      endsInText: true,
    });
  };
  return { element: root, update };
}

function tokenSpec({ plan }: Scene, cache: KvCacheResult, tokens: number): BarSpec {
  const values = VARIANTS.map((name) => cache.variants[name].bytesPerToken);
  const own = cache.variants.native.bytesPerToken;
  const finding = savingsFinding(plan.model.name, cache, tokens);
  const compared = (value: number) => (own > 0 && value !== own ? ` · ${format.times(value / own)}` : '');
  return {
    finding,
    subtitle: l10n.t(
      'KV bytes that one more token adds at {tokens} context, whole model; the same model with other attention for comparison',
      { tokens: format.tokens(tokens) },
    ),
    summary: l10n.t('Bars of KV bytes per token. {values}.', {
      values: VARIANTS.map((name, i) => `${VARIANT_NAMES[name]}: ${format.bytes(values[i] ?? 0)}`).join('; '),
    }),
    missing: null,
    pending: false,
    axis: l10n.t('KV bytes per token'),
    max: Math.max(...values) || 1,
    format: format.bytes,
    rows: VARIANTS.map((name, i) => ({
      label: VARIANT_NAMES[name],
      note: `${format.bytes(values[i] ?? 0)}${compared(values[i] ?? 0)}`,
      limit: null,
      path: name === 'native' ? 'model' : 'serving.kvCache',
    })),
    parts: [{ label: l10n.t('KV bytes per token'), colour: 0, texture: 'solid', values }],
    table: {
      caption: l10n.t('KV cache by attention'),
      columns: [
        l10n.t('Attention'),
        l10n.t('Per token'),
        l10n.t('Sequence at p50'),
        l10n.t('at p95'),
        l10n.t('at max'),
      ],
      rows: VARIANTS.map((name) => {
        const { bytesPerToken, bytesPerSequence } = cache.variants[name];
        const sizes = [bytesPerToken, bytesPerSequence.p50, bytesPerSequence.p95, bytesPerSequence.max];
        return [{ text: VARIANT_NAMES[name] }, ...sizes.map((size) => ({ text: format.bytes(size) }))];
      }),
    },
  };
}

function contextSpec({ plan }: Scene, workload: string, cache: KvCacheResult, p50: number): LineSpec {
  const points = kvOverContext(plan);
  const finding = sequenceFinding(plan.model.name, cache, p50);
  const { p95, max } = plan.workloads[workload]?.context ?? { p95: p50, max: p50 };
  const marks = [
    ...new Map(
      [
        [p50, 'p50'],
        [p95, 'p95'],
        [max, 'max'],
      ].map(([at, name]) => [at, name] as [number, string]),
    ),
  ];
  return {
    finding,
    subtitle: l10n.t(
      'KV bytes of one sequence over its context; both axes grow by factors. Upright lines: contexts of {workload}',
      { workload },
    ),
    summary: l10n.t('KV bytes of one sequence over context for five kinds of attention. {finding}.', {
      finding,
    }),
    missing: null,
    pending: false,
    x: contextAxis,
    y: bytesAxis(l10n.t('KV bytes of one sequence')),
    series: VARIANTS.map((name, i) => ({
      id: name,
      label: VARIANT_NAMES[name],
      style: i,
      points: points.map((point) => ({ x: point.tokens, y: point[name] })),
      path: name === 'native' ? 'model' : 'serving.kvCache',
    })),
    lines: marks.map(([value, label]) => ({ axis: 'x', value, label, tone: 'plan' })),
    spots: [],
    table: contextTable(points),
  };
}

function contextTable(points: readonly KvPoint[]) {
  return {
    caption: l10n.t('KV bytes of one sequence by context'),
    columns: [l10n.t('Context'), ...VARIANTS.map((name) => VARIANT_NAMES[name])],
    rows: points.map((point) => [
      { text: format.tokens(point.tokens) },
      ...VARIANTS.map((name) => ({ text: format.bytes(point[name]) })),
    ]),
  };
}

const ranksAxis: Axis = {
  get title() {
    return l10n.t('ranks that share one replica');
  },
  logarithmic: true,
  ticks: (low, high) => [1, 2, 4, 8, 16, 32, 64].filter((n) => n >= low && n <= high),
  tick: String,
  full: (value) => l10n.t('{value} ranks', { value }),
};

function rankSpec(points: readonly LatentRankPoint[], model: string): LineSpec {
  const finding = rankFinding(points);
  return {
    finding,
    subtitle: l10n.t('KV bytes of each {model} token that one rank holds on average', { model }),
    summary: l10n.t(
      'KV bytes per token and rank over the number of ranks, for tensor parallelism and data-parallel attention. {finding}.',
      { finding },
    ),
    missing: points.length === 0 ? l10n.t('The layout of this cache over ranks is not known.') : null,
    pending: false,
    x: ranksAxis,
    y: bytesAxis(l10n.t('KV bytes per token and rank')),
    series: [
      {
        id: 'tensor-parallel',
        label: l10n.t('Tensor parallel'),
        style: 0,
        points: points.map((point) => ({ x: point.tensor, y: point.tensorParallelBytesPerToken })),
        path: 'serving.layout',
      },
      {
        id: 'data-parallel',
        label: l10n.t('Data-parallel attention'),
        style: 1,
        points: points.map((point) => ({ x: point.tensor, y: point.dataParallelBytesPerToken })),
        path: 'serving.layout',
      },
    ],
    lines: [],
    spots: [],
    table: {
      caption: l10n.t('KV bytes per token and rank'),
      columns: [l10n.t('Ranks'), l10n.t('Tensor parallel'), l10n.t('Data-parallel attention')],
      rows: points.map((point) => [
        { text: String(point.tensor) },
        { text: format.bytes(point.tensorParallelBytesPerToken) },
        { text: format.bytes(point.dataParallelBytesPerToken) },
      ]),
    },
  };
}
