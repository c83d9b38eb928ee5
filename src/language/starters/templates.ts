import { trafficById, type MeasuredLengths, type TrafficEntry } from '../../catalog/entries/traffic.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';
import * as l10n from '../../l10n/l10n.js';
import * as format from '../../report/words/format.js';
import type { Question } from './questions.js';

/** Workloads that a new plan can begin with. */
export const TEMPLATES = ['chat', 'rag', 'agentic', 'documents', 'batch'] as const;
export type Template = (typeof TEMPLATES)[number];

/** What a template says beside the lengths that were measured. */
interface Usual {
  readonly title: string;
  /** Name of the workload in the plan. */
  readonly workload: string;
  /** Requests in flight at peak, where the planner does not say. */
  readonly users: number;
  /** Tokens per second of each user, at least; `null` where nobody waits. */
  readonly speed: number | null;
}

/** Speeds and loads are assumptions, and the plan says so: MLPerf asks 40 ms a token of interactive chat, 25 tok/s. */
const USUAL: Readonly<Record<Template, Usual>> = {
  chat: {
    get title() {
      return l10n.t('Chat');
    },
    workload: 'chat',
    users: 100,
    speed: 25,
  },
  rag: {
    get title() {
      return l10n.t('Questions over documents (RAG)');
    },
    workload: 'questions',
    users: 50,
    speed: 25,
  },
  agentic: {
    get title() {
      return l10n.t('Agentic coding');
    },
    workload: 'agents',
    users: 20,
    speed: 50,
  },
  documents: {
    get title() {
      return l10n.t('Long documents');
    },
    workload: 'documents',
    users: 20,
    speed: 20,
  },
  batch: {
    get title() {
      return l10n.t('Batch: short answers in bulk');
    },
    workload: 'batch',
    users: 200,
    speed: null,
  },
};

export function usualOf(template: Template): Usual {
  return USUAL[template];
}

/** LPX racks are for speeds that accelerators alone hardly reach. */
const FAST = 100;

/** The speed that a question asks of a template; `null` for none. */
export function speedAsked(template: Template, question: Question): number | null {
  if (question === 'fit') return null;
  return question === 'lpx' ? FAST : USUAL[template].speed;
}

/** The measured traffic of a template that a model can read. */
function trafficOf(template: Template, spec: ModelSpec): TrafficEntry {
  const long = trafficById(template);
  const short = trafficById(`${template}-short`);
  const chosen = short && long && windowOf(spec) < long.contextTokens.p95 ? short : long;
  if (!chosen) throw new Error(`the catalogue has no traffic ${template}`);
  return chosen;
}

const windowOf = ({ maxContextTokens }: ModelSpec) => maxContextTokens ?? Number.POSITIVE_INFINITY;

/** A template in a line for who chooses one: lengths and hits. */
export function templateDetail(template: Template, spec: ModelSpec): string {
  const { inputTokens, outputTokens, cachedInput } = trafficOf(template, spec);
  const lengths = l10n.t('{input} tokens in (p95 {long}), {output} out', {
    input: written(inputTokens.p50),
    long: written(inputTokens.p95),
    output: written(outputTokens),
  });
  return cachedInput === null
    ? lengths
    : l10n.t('{lengths}, {hits} from the cache', { lengths, hits: format.fill(cachedInput) });
}

/** Whose requests a template's lengths were measured on, and when. */
export function templateSource(template: Template, spec: ModelSpec): string {
  const { trace, sources } = trafficOf(template, spec);
  return l10n.t('{trace} ({date})', { trace, date: sources[0]?.date ?? '' });
}

/** Lines of the workload's lengths, with whose they are. Cut at what the model reads. */
export function lengthLines(template: Template, spec: ModelSpec): string[] {
  const { contextTokens, inputTokens, outputTokens, cachedInput, turnDelaySeconds } = trafficOf(
    template,
    spec,
  );
  const longest = windowOf(spec);
  const output = Math.max(1, Math.min(outputTokens, Math.floor(longest / 2)));
  const cut = contextTokens.max > longest ? ` # ${l10n.t('cut at what the model reads')}` : '';
  return [
    `context: ${distribution(contextTokens, longest)}${cut}`,
    `input: ${distribution(inputTokens, longest - output)}`,
    `output: ${written(output)}`,
    ...(cachedInput === null ? [] : [`cachedInput: ${Math.round(cachedInput * 100)}%`]),
    ...(turnDelaySeconds === null
      ? []
      : [`turnDelay: { p50: ${turnDelaySeconds.p50} s, p95: ${turnDelaySeconds.p95} s }`]),
  ];
}

function distribution({ p50, p95, max }: MeasuredLengths, most: number): string {
  const [middle, long, longest] = [p50, p95, max].map((tokens) =>
    tokens <= most ? written(tokens) : written(most, Math.floor),
  );
  if (middle === longest) return middle ?? '';
  return `{ p50: ${middle}, p95: ${long}, max: ${longest} }`;
}

/** Tokens with two digits, or three from 100k on: a plan is read by people. */
function written(tokens: number, round: (value: number) => number = Math.round): string {
  if (tokens < 1000) return String(round(tokens));
  const step = tokens < 10_000 ? 100 : 1000;
  return `${(round(tokens / step) * step) / 1000}k`;
}
