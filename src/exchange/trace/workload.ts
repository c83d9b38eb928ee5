import * as l10n from '../../l10n/l10n.js';
import { parsePlan } from '../../plan/document.js';
import { minimalEdit, setValue, type TextEdit } from '../../plan/edits.js';
import type { LengthCounts } from './lengths.js';
import type { TraceStatistics } from './trace.js';

/** A workload of a plan out of a log of requests: members as a plan writes them, and what is said beside them. */
export interface TraceWorkload {
  readonly members: readonly (readonly [name: string, value: string])[];
  /** What the log shows and no member says. */
  readonly notes: readonly string[];
}

const digits = (value: number, most: number): string => String(Number(value.toPrecision(most)));
const percent = (part: number): string => `${digits(part * 100, 3)}%`;

function distribution(lengths: LengthCounts): string | null {
  const [p50, p95, max] = [0.5, 0.95, 1].map((part) => Math.max(1, lengths.percentile(part) ?? 0));
  return lengths.count === 0 || lengths.sum === 0
    ? null
    : `{ p50: ${p50 ?? 1}, p95: ${p95 ?? 1}, max: ${max ?? 1} }`;
}

/** The workload that a log of requests shows. */
export function workloadOf(statistics: TraceStatistics): TraceWorkload {
  const { requests, spanSeconds, concurrency, input, output, context, cachedPart, reuse, turnDelay } =
    statistics;
  const cached = cachedPart ?? reuse?.curve.at(-1)?.part ?? null;
  const rate = spanSeconds === null ? null : requests / spanSeconds;
  const delay = (part: number) => `${digits(Math.max(1, turnDelay?.percentile(part) ?? 1) / 1e3, 3)} s`;
  const rows: readonly (readonly [string, string | null])[] = [
    ['concurrency', concurrency === null ? null : String(concurrency)],
    ['context', distribution(context)],
    ['input', distribution(input)],
    ['output', distribution(output)],
    ['cachedInput', cached === null ? null : percent(cached)],
    ['requests', rate === null ? null : `${digits(rate, 4)} req/s`],
    ['turnDelay', turnDelay === null ? null : `{ p50: ${delay(0.5)}, p95: ${delay(0.95)} }`],
  ];
  return {
    members: rows.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
    notes: notesOf(statistics),
  };
}

function notesOf({
  requests,
  skipped,
  spanSeconds,
  timed,
  peakFactor,
  concurrency,
  cachedPart,
  reuse,
  input,
  output,
}: TraceStatistics): string[] {
  return [
    spanSeconds === null && timed > 0 && timed < requests
      ? l10n.t('{requests} requests, of which {timed} say when they came: put how many arrive', {
          requests,
          timed,
        })
      : spanSeconds === null
        ? l10n.t('{requests} requests, without times: put how many arrive', { requests })
        : l10n.t('{requests} requests in {minutes} minutes', {
            requests,
            minutes: digits(spanSeconds / 60, 3),
          }),
    ...(peakFactor === null
      ? []
      : [
          l10n.t('the busiest minute has {factor} times the average: utilization {part}', {
            factor: digits(peakFactor, 3),
            part: percent(1 / Math.max(1, peakFactor)),
          }),
        ]),
    ...(concurrency === null
      ? [l10n.t('no ends of requests: how many ran together is not known')]
      : [l10n.t('{concurrency} ran together at most, waiting ones among them', { concurrency })]),
    ...(cachedPart === null && reuse !== null
      ? reuse.curve.map(({ tokens, part }) =>
          l10n.t('a prefix cache of {tokens} tokens serves {part} of the prompts', {
            tokens,
            part: percent(part),
          }),
        )
      : []),
    ...(input.count === 0 ? [l10n.t('lengths of prompts are not logged: put `input`')] : []),
    ...(output.count === 0 ? [l10n.t('lengths of answers are not logged: put `output` and `context`')] : []),
    ...(skipped === 0 ? [] : [l10n.t('{skipped} lines are no requests', { skipped })]),
  ];
}

/** Name of an imported workload. */
const TRACE_WORKLOAD = 'imported';

/** The workload as a block for a plan. */
export function workloadText({ members, notes }: TraceWorkload): string {
  const lines = members.map(([name, value]) => `    ${name}: ${value}\n`).join('');
  return `workloads:\n  ${TRACE_WORKLOAD}: # ${notes[0] ?? ''}\n${lines}`;
}

/** The one edit that puts the workload into a plan; members that the log does not show stay as they are. */
export function workloadEdit(text: string, { members }: TraceWorkload): TextEdit {
  const written = members.reduce((plan, [name, value]) => {
    const edit = setValue(parsePlan(plan), ['workloads', TRACE_WORKLOAD, name], value);
    return edit ? plan.slice(0, edit.start) + edit.newText + plan.slice(edit.end) : plan;
  }, text);
  return minimalEdit(text, written);
}
