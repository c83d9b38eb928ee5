/**
 * Everything that the extension and the panel's page say to each other; the only file both import.
 * Each side checks what it receives with the readers below.
 */
import type { ResolvedPlan } from '../catalog/resolvedPlan.js';

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
}

/** Show a tab, and an input along which a break-even is drawn. */
export interface ShowMessage {
  readonly type: 'show';
  readonly tab: 'overview' | 'memory' | 'mla' | 'breakEven';
  readonly variable: string | null;
}

export type ToPage = PlanMessage | ShowMessage;

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

/** Show how the engine compares with measurements. */
export interface ValidationMessage {
  readonly type: 'validation';
}

export type FromPage = ReadyMessage | RevealMessage | GoToMessage | ValidationMessage;

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | null {
  // Any object can be read as a record of unknowns.
  return typeof value === 'object' && value !== null ? (value as Fields) : null;
}

/** What the page received, if it is a message of this contract. */
export function readToPage(value: unknown): ToPage | null {
  const message = fieldsOf(value);
  if (message?.['type'] === 'show') return readShow(message);
  if (message?.['type'] !== 'plan') return null;
  const { source, version, title, plan, problems, stale, locked } = message;
  const plain = typeof source === 'string' && typeof title === 'string' && typeof version === 'number';
  if (!plain || typeof stale !== 'boolean' || typeof locked !== 'boolean') return null;
  if (plan !== null && !looksLikePlan(plan)) return null;
  if (!Array.isArray(problems) || !problems.every(isProblem)) return null;
  // The members of a plan were checked by the schema on the other side.
  return { type: 'plan', source, version, title, plan: plan as ResolvedPlan | null, problems, stale, locked };
}

function readShow({ tab, variable }: Fields): ShowMessage | null {
  if (tab !== 'overview' && tab !== 'memory' && tab !== 'mla' && tab !== 'breakEven') return null;
  return { type: 'show', tab, variable: typeof variable === 'string' ? variable : null };
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
  const { type, source, path, line, column } = message;
  if (type === 'ready' || type === 'validation') return { type };
  if (typeof source !== 'string') return null;
  if (type === 'reveal' && typeof path === 'string') return { type, source, path };
  if (type === 'goTo' && isPosition(line) && isPosition(column)) return { type, source, line, column };
  return null;
}

function isPosition(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}
