import type { ResolvedPlan } from '../catalog/shapes/resolvedPlan.js';
import {
  counted,
  fieldsOf,
  flag,
  listOf,
  message,
  messageOf,
  nullable,
  number,
  object,
  oneOf,
  recordOf,
  text,
  type Read,
  type Reader,
} from './readers.js';
import { scenarios } from './scenarios.js';
import { CHART_FORMATS, TABS } from './vocabulary.js';

/** What the extension says to the page. A message with an `id` is a question, or the answer to one of the page. */

/** A plan by its looks: its members were checked by the schema on the other side. */
const plan: Reader<ResolvedPlan> = (value) => {
  const fields = fieldsOf(value);
  const members = ['model', 'workloads', 'options', 'serving', 'economics'];
  const looksRight = fields !== undefined && members.every((name) => fieldsOf(fields[name]) !== undefined);
  return looksRight ? (value as ResolvedPlan) : undefined;
};

/** An overview as far as it is looked at here: what is in its lists is between who composes and who draws it. */
export interface Overview {
  readonly headline: string;
  readonly tiles: readonly unknown[];
  readonly options: { readonly columns: readonly unknown[]; readonly rows: readonly unknown[] };
}

const overview: Reader<Overview> = (value) => {
  const fields = fieldsOf(value);
  const options = fieldsOf(fields?.['options']);
  const lists = [fields?.['tiles'], options?.['columns'], options?.['rows']];
  const looksRight = typeof fields?.['headline'] === 'string' && lists.every(Array.isArray);
  return looksRight ? (value as Overview) : undefined;
};

/** A problem of the plan, at its place in the file. */
const planProblem = object({
  severity: oneOf(['error', 'warning', 'information']),
  message: text,
  /** Line and column count from 1. */
  line: counted,
  column: counted,
  /** Path of the value concerned, as in `workloads.chat.share`; empty if it has none. */
  path: text,
});

/** One plan of the workspace. */
const portfolioRow = object({
  file: text,
  uri: text,
  /** Fractions of its tokens, one a kind; empty where nothing is known. */
  shares: listOf(number),
  attachRate: nullable(number),
  problem: nullable(text),
});

/** All plans of the workspace: which kind of option serves their tokens at the lowest cost. */
const portfolio = object({ claim: text, kinds: listOf(text), plans: listOf(portfolioRow) });

const messages = {
  /** The plan as it now stands. */
  plan: message('plan', {
    /** URI of the document; empty if no plan is open. */
    source: text,
    /** Version of the document; grows with each edit. */
    version: number,
    title: text,
    /** `null` while the text cannot be read as a plan. */
    plan: nullable(plan),
    /** The overview, for a page that has only begun; `null` where it is to work that out. */
    first: nullable(overview),
    problems: listOf(planProblem),
    /** The plan comes from an older version or from the valid parts of a broken one. */
    stale: flag,
    /** The panel is pinned to this plan. */
    locked: flag,
    /** How the file writes each value that can be moved, by path; `null` where it leaves it out. */
    written: recordOf(nullable(text)),
    /** Paths of those that an anchor ties to others, and that are changed in the text only. */
    shared: listOf(text),
    /** Paths of those that an anchor ties to nothing but the same price elsewhere, and that move together. */
    anchored: listOf(text),
    /** What-ifs that are kept beside the plan. */
    scenarios,
  }),
  /** Show a tab, and an input along which a break-even is drawn. */
  show: message('show', { tab: oneOf(TABS), variable: nullable(text) }),
  /** Something that the page asked for was not done. */
  refused: message('refused', { reason: text }),
  /** The cursor stands in a workload or an option of the plan, or in neither. */
  focus: message('focus', { source: text, name: nullable(text) }),
  /** Answers `set`: the value was written, or `reason` says why not. */
  written: message('written', { id: counted, reason: nullable(text) }),
  /** Answers `askPortfolio`; `null` where the user cancelled it. */
  portfolio: message('portfolio', { id: counted, portfolio: nullable(portfolio) }),
  /** Asks which charts are shown. The page answers with `charts`. */
  listCharts: message('listCharts', { id: counted }),
  /** Asks for a chart, by its name. The page answers with `chart`. */
  exportChart: message('exportChart', { id: counted, chart: text, format: oneOf(CHART_FORMATS) }),
};

export type ToPage = Read<(typeof messages)[keyof typeof messages]>;
export type PlanMessage = Read<typeof messages.plan>;
export type ShowMessage = Read<typeof messages.show>;
export type PlanProblem = Read<typeof planProblem>;
export type Portfolio = Read<typeof portfolio>;

const read = messageOf(messages);

/** What the page received, if it is a message of this contract. */
export function readToPage(value: unknown): ToPage | null {
  return read(value) ?? null;
}
