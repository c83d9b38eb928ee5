import * as l10n from '../../../l10n/l10n.js';
import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type { PlanResult } from '../../../engine/shapes/result.js';
import type { Table } from '../../words/table.js';
import * as format from '../../words/format.js';
import { chosenOf, leadingOption } from '../../words/insight.js';
import { tableOf, type LineFigure } from '../figure.js';
import type { Subject } from '../questions.js';
import { evidenceOf, type Evidence, type NearRun } from './nearest.js';
import { differenceList, evidenceSentence, nearestSentence } from './words.js';
import type { RunPoint, RunSeries } from './runs.js';

/** Measured servers beside the prediction of a plan. */

type Told = Pick<Subject, 'plan' | 'result'>;

/** What a reader may choose; `null` for what speaks for itself. */
export interface EvidenceWish {
  readonly workload: string | null;
  readonly option: string | null;
}

/** What the figure is about; empty names where there is nothing. */
export interface EvidenceChoice {
  readonly workload: string;
  readonly option: string;
}

/** What the reader chose; first an option that measured servers speak of. */
export function evidenceChoice(
  { plan, result }: Told,
  wish: EvidenceWish = { workload: null, option: null },
): EvidenceChoice {
  const options = Object.keys(result.options);
  const workloads = Object.keys(plan.workloads);
  const workload = chosenOf(wish.workload, workloads) ?? '';
  const known = options.find(
    (option) => evidenceAt({ plan, result }, { option, workload }).nearest.length > 0,
  );
  const option = chosenOf(wish.option ?? known ?? leadingOption(result), options) ?? '';
  return { workload, option };
}

/** Evidence of one option and workload. */
export function evidenceAt({ plan, result }: Told, choice: EvidenceChoice): Evidence {
  const own = result.options[choice.option];
  return own ? evidenceOf(plan, choice, own) : { record: null, reason: 'not-run', nearest: [], wanted: null };
}

/** Tokens a second of each user over users: as measured on the nearest server, and as predicted with its band. */
export function evidenceOverLoad(subject: Told, choice: EvidenceChoice): LineFigure {
  const evidence = evidenceAt(subject, choice);
  const [first] = evidence.nearest;
  const finding = format.capitalized(evidenceSentence(evidence));
  const line = (name: string, style: number, points: LineFigure['series'][number]['points']) => ({
    id: name,
    label: name,
    style,
    points,
    path: null,
  });
  const points = first ? first.series.points : [];
  const measured = line(
    l10n.t('measured'),
    0,
    points.map((point) => ({ x: point.users, y: 1 / point.measured })),
  );
  const predicted = line(
    l10n.t('predicted'),
    1,
    points.map((point) => ({ x: point.users, y: 1 / point.predicted, band: bandOf(point) })),
  );
  const users = evidence.wanted?.users;
  return {
    id: 'evidence-load',
    kind: 'lines',
    finding,
    subtitle: first ? serverText(first) : '',
    summary: `${finding}. ${format.capitalized(nearestSentence(evidence))}.`,
    missing: first ? null : `${format.capitalized(nearestSentence(evidence))}.`,
    pending: false,
    x: { title: l10n.t('users of a replica at a time'), logarithmic: true, unit: 'plain' },
    y: { title: l10n.t('tokens per second of each user'), logarithmic: true, unit: 'tokenRate' },
    series: first ? [measured, predicted] : [],
    rules:
      first && users !== undefined
        ? [{ axis: 'x', value: users, label: l10n.t('the plan'), tone: 'plan' }]
        : [],
    spots: [],
    table: tableOf(
      l10n.t('Measured servers beside the prediction'),
      runColumns(),
      evidence.nearest.flatMap(({ series, differs }) => runRows(series, differenceList(differs))),
    ),
  };
}

/** Speeds that the stated spread of times reaches. */
const bandOf = ({ predicted, band }: RunPoint) => ({
  low: 1 / (predicted * band.high),
  high: 1 / (predicted * band.low),
});

/** The server that is drawn, and what of it is not the plan's. */
function serverText({ series, differs }: NearRun): string {
  const text = l10n.t(
    'Speed of each user over users at a time, measured by {source} {date}: {model} on {gpu}, {engine}, {weights}, tensor {tensor}, {input} in and {output} out',
    {
      source: series.source,
      date: series.date.slice(0, 7),
      model: series.model,
      gpu: series.gpu,
      engine: series.version === null ? series.engine : `${series.engine} ${series.version}`,
      weights: series.weights,
      tensor: series.tensor * series.attentionData,
      input: format.tokens(series.input),
      output: format.tokens(series.output),
    },
  );
  return differs.length === 0
    ? text
    : l10n.t('{server}. The plan differs in {differences}', {
        server: text,
        differences: differenceList(differs),
      });
}

const runColumns = () => [
  l10n.t('Server'),
  l10n.t('Users'),
  l10n.t('Measured'),
  l10n.t('Predicted'),
  l10n.t('Error'),
  l10n.t('The plan differs in'),
];

function runRows(series: RunSeries, differences: string): string[][] {
  const { source, date, engine, version, weights, input, output } = series;
  const server = `${source} ${date.slice(0, 7)}, ${engine} ${version ?? ''} ${weights}, ${format.tokens(input)}/${format.tokens(output)}`;
  return series.points.map(({ users, measured, predicted }) => [
    server,
    format.plain(users),
    format.quantity(1 / measured, 'tokenRate'),
    format.quantity(1 / predicted, 'tokenRate'),
    signed(measured / predicted - 1),
    differences === '' ? '–' : differences,
  ]);
}

/** Of the speed. */
const signed = (share: number) => `${share < 0 ? '−' : '+'}${format.percent(Math.abs(share))}`;

/** Every option's and workload's class and nearest run, for reports without pictures. */
export function evidenceTable(plan: ResolvedPlan, result: PlanResult): Table {
  const rows = Object.keys(result.options).flatMap((option) =>
    Object.keys(plan.workloads).map((workload) => {
      const evidence = evidenceAt({ plan, result }, { option, workload });
      const near =
        evidence.reason !== null && evidence.nearest.length === 0 ? '–' : nearestSentence(evidence);
      return [option, workload, evidenceSentence(evidence), near];
    }),
  );
  return {
    columns: [l10n.t('Option'), l10n.t('Workload'), l10n.t('Its class'), l10n.t('Nearest measured run')],
    rows,
  };
}

/** What measured servers say of a plan, as lines; only of answers that have a record. */
export function evidenceLines(plan: ResolvedPlan, result: PlanResult): string[] {
  const lines = Object.keys(result.options).flatMap((option) =>
    Object.keys(plan.workloads).flatMap((workload) => {
      const evidence = evidenceAt({ plan, result }, { option, workload });
      if (!evidence.record) return [];
      const parts = [
        evidenceSentence(evidence),
        ...(evidence.nearest.length > 0 ? [nearestSentence(evidence)] : []),
      ];
      return [l10n.t('{option}, {workload}: {evidence}', { option, workload, evidence: parts.join('; ') })];
    }),
  );
  return lines;
}

/** Over what measured servers say. */
export const evidenceHeading = () => l10n.t('Measured servers beside it');
