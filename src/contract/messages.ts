/**
 * Everything that the extension and the panel's page say to each other; the only file both import.
 * Each side checks what it receives with the readers below.
 */
import type { ResolvedPlan } from '../catalog/shapes/resolvedPlan.js';

/** A problem of the plan, at its place in the file. Line and column count from 1. */
export interface PlanProblem {
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** Path of the value concerned, as in `workloads.chat.share`; empty if it has none. */
  readonly path: string;
}

/** The plan as it now stands. */
export interface PlanMessage {
  readonly type: 'plan';
  /** URI of the document; empty if no plan is open. */
  readonly source: string;
  /** Version of the document; grows with each edit. */
  readonly version: number;
  readonly title: string;
  /** `null` while the text cannot be read as a plan. */
  readonly plan: ResolvedPlan | null;
  readonly problems: readonly PlanProblem[];
  /** The plan comes from an older version or from the valid parts of a broken one. */
  readonly stale: boolean;
  /** The panel is pinned to this plan. */
  readonly locked: boolean;
  /** How the file writes each value that can be moved, by path; `null` where it leaves it out. */
  readonly written: Readonly<Record<string, string | null>>;
  /** Paths of those that an anchor ties to others, and that are changed in the text only. */
  readonly shared: readonly string[];
}

/** Tabs of the panel, in their order. */
export const TABS = [
  'overview',
  'memory',
  'mla',
  'breakEven',
  'attachRate',
  'sensitivity',
  'uncertainty',
] as const;
export type Tab = (typeof TABS)[number];

/** Show a tab, and an input along which a break-even is drawn. */
export interface ShowMessage {
  readonly type: 'show';
  readonly tab: Tab;
  readonly variable: string | null;
}

/** The value that the page asked to write was not written. */
export interface RefusedMessage {
  readonly type: 'refused';
  readonly reason: string;
}

/** The cursor stands in a workload or an option of the plan, or in neither. */
export interface FocusMessage {
  readonly type: 'focus';
  readonly source: string;
  readonly name: string | null;
}

/** Which charts are shown? The page answers with `charts`. */
export interface ListChartsMessage {
  readonly type: 'listCharts';
}

/** All plans of the workspace: which kind of option serves their tokens at the lowest cost. */
export interface PortfolioMessage {
  readonly type: 'portfolio';
  readonly headline: string;
  readonly kinds: readonly string[];
  readonly plans: readonly PortfolioRow[];
}

export interface PortfolioRow {
  readonly file: string;
  readonly uri: string;
  /** Fractions of its tokens, one a kind; empty where nothing is known. */
  readonly shares: readonly number[];
  readonly attachRate: number | null;
  readonly problem: string | null;
}

/** Forms in which a chart can be saved. */
export const CHART_FORMATS = ['png', 'svg', 'csv', 'md', 'json'] as const;
export type ChartFormat = (typeof CHART_FORMATS)[number];

/** Save a chart, by its name. */
export interface ExportChartMessage {
  readonly type: 'exportChart';
  readonly chart: string;
  readonly format: ChartFormat;
}

export type ToPage =
  | PlanMessage
  | ShowMessage
  | RefusedMessage
  | FocusMessage
  | PortfolioMessage
  | ListChartsMessage
  | ExportChartMessage;

/** The page has loaded (or was reloaded) and wants the full state. */
export interface ReadyMessage {
  readonly type: 'ready';
}

/** Show where an input stands in the file, by its path. */
export interface RevealMessage {
  readonly type: 'reveal';
  readonly source: string;
  readonly path: string;
}

/** Show a place in the file. */
export interface GoToMessage {
  readonly type: 'goTo';
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

/** Write a value of a lever into the file, as the text that stands there then. */
export interface SetMessage {
  readonly type: 'set';
  readonly source: string;
  /** Version of the document that the page moved the value of. */
  readonly version: number;
  readonly path: string;
  readonly text: string;
}

/** Show how the engine compares with measurements. */
export interface ValidationMessage {
  readonly type: 'validation';
}

/** Summarize all plans of the workspace. The answer is a `portfolio`, unless the user cancels. */
export interface AskPortfolioMessage {
  readonly type: 'askPortfolio';
}

/** Show a plan of the workspace. */
export interface OpenPlanMessage {
  readonly type: 'openPlan';
  readonly uri: string;
}

/** Keep showing this plan, or follow the active one again. */
export interface PinMessage {
  readonly type: 'pin';
  readonly locked: boolean;
}

/** Put a text on the clipboard. */
export interface CopyMessage {
  readonly type: 'copy';
  readonly text: string;
}

/** Save a file where the user says. */
export interface SaveMessage {
  readonly type: 'save';
  /** Suggested name, without its ending. */
  readonly name: string;
  readonly format: ChartFormat;
  /** Text; for `png`, bytes in base 64. */
  readonly data: string;
}

/** A chart that is shown. */
export interface ChartSummary {
  readonly name: string;
  readonly title: string;
  readonly formats: readonly ChartFormat[];
}

export interface ChartsMessage {
  readonly type: 'charts';
  readonly charts: readonly ChartSummary[];
}

export type FromPage =
  | ReadyMessage
  | RevealMessage
  | GoToMessage
  | SetMessage
  | ValidationMessage
  | AskPortfolioMessage
  | OpenPlanMessage
  | PinMessage
  | CopyMessage
  | SaveMessage
  | ChartsMessage;

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | null {
  // Any object can be read as a record of unknowns.
  return typeof value === 'object' && value !== null ? (value as Fields) : null;
}

/** What the page received, if it is a message of this contract. */
export function readToPage(value: unknown): ToPage | null {
  const message = fieldsOf(value);
  if (!message) return null;
  const { type, source, name, reason, chart, format } = message;
  if (type === 'plan') return readPlan(message);
  if (type === 'portfolio') return readPortfolio(message);
  if (type === 'show') return readShow(message);
  if (type === 'listCharts') return { type };
  if (type === 'refused' && typeof reason === 'string') return { type, reason };
  if (type === 'exportChart' && typeof chart === 'string' && isFormat(format)) return { type, chart, format };
  if (type === 'focus' && typeof source === 'string' && (name === null || typeof name === 'string'))
    return { type, source, name };
  return null;
}

function readPlan(message: Fields): PlanMessage | null {
  const { source, version, title, plan, problems, stale, locked, written, shared } = message;
  const plain = typeof source === 'string' && typeof title === 'string' && typeof version === 'number';
  if (!plain || typeof stale !== 'boolean' || typeof locked !== 'boolean') return null;
  if (plan !== null && !looksLikePlan(plan)) return null;
  if (!Array.isArray(problems) || !problems.every(isProblem) || !isWritten(written)) return null;
  if (!Array.isArray(shared) || !shared.every(isText)) return null;
  // The members of a plan were checked by the schema on the other side.
  const known = plan as ResolvedPlan | null;
  return { type: 'plan', source, version, title, plan: known, problems, stale, locked, written, shared };
}

function readShow({ tab, variable }: Fields): ShowMessage | null {
  const known = TABS.find((name) => name === tab);
  if (known === undefined) return null;
  return { type: 'show', tab: known, variable: typeof variable === 'string' ? variable : null };
}

function readPortfolio({ headline, kinds, plans }: Fields): PortfolioMessage | null {
  if (typeof headline !== 'string' || !Array.isArray(kinds) || !kinds.every(isText)) return null;
  if (!Array.isArray(plans) || !plans.every(isPortfolioRow)) return null;
  return { type: 'portfolio', headline, kinds, plans };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isPortfolioRow(value: unknown): value is PortfolioRow {
  const row = fieldsOf(value);
  if (!row || !isText(row['file']) || !isText(row['uri']) || !Array.isArray(row['shares'])) return false;
  const { attachRate, problem } = row;
  return (
    row['shares'].every((share) => typeof share === 'number') &&
    (attachRate === null || typeof attachRate === 'number') &&
    (problem === null || isText(problem))
  );
}

function isFormat(value: unknown): value is ChartFormat {
  return CHART_FORMATS.some((format) => format === value);
}

function isWritten(value: unknown): value is PlanMessage['written'] {
  const texts = fieldsOf(value);
  return texts !== null && Object.values(texts).every((text) => text === null || typeof text === 'string');
}

function looksLikePlan(value: unknown): boolean {
  const plan = fieldsOf(value);
  const members = ['model', 'workloads', 'options', 'serving', 'economics'];
  return plan !== null && members.every((name) => fieldsOf(plan[name]) !== null);
}

function isProblem(value: unknown): value is PlanProblem {
  const problem = fieldsOf(value);
  if (!problem || !['error', 'warning', 'information'].includes(String(problem['severity']))) return false;
  return typeof problem['message'] === 'string' && typeof problem['line'] === 'number';
}

/** What the extension received, if it is a message of this contract. */
export function readFromPage(value: unknown): FromPage | null {
  const message = fieldsOf(value);
  if (!message) return null;
  const { type, text, locked, charts } = message;
  if (type === 'ready' || type === 'validation' || type === 'askPortfolio') return { type };
  if (type === 'openPlan' && typeof message['uri'] === 'string') return { type, uri: message['uri'] };
  if (type === 'pin' && typeof locked === 'boolean') return { type, locked };
  if (type === 'copy' && typeof text === 'string') return { type, text };
  if (type === 'save') return readSave(message);
  if (type === 'charts' && Array.isArray(charts) && charts.every(isChart)) return { type, charts };
  return readAboutSource(message);
}

/** Messages that concern a document. */
function readAboutSource(message: Fields): FromPage | null {
  const { type, source, path, line, column, version, text } = message;
  if (typeof source !== 'string') return null;
  if (type === 'goTo' && isPosition(line) && isPosition(column)) return { type, source, line, column };
  if (typeof path !== 'string') return null;
  if (type === 'reveal') return { type, source, path };
  if (type === 'set' && typeof text === 'string' && typeof version === 'number')
    return { type, source, version, path, text };
  return null;
}

function readSave({ name, format, data }: Fields): SaveMessage | null {
  if (typeof name !== 'string' || typeof data !== 'string' || !isFormat(format)) return null;
  return { type: 'save', name, format, data };
}

function isChart(value: unknown): value is ChartSummary {
  const chart = fieldsOf(value);
  if (typeof chart?.['name'] !== 'string' || typeof chart['title'] !== 'string') return false;
  return Array.isArray(chart['formats']) && chart['formats'].every(isFormat);
}

function isPosition(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}
