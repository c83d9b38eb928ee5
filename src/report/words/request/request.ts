import type { ResolvedPlan, Ttft } from '../../../catalog/shapes/resolvedPlan.js';
import type { TtftSeconds } from '../../../engine/shapes/requestResult.js';
import type { OptionResult, OptionWorkloadResult } from '../../../engine/shapes/result.js';
import type { Reason } from '../../../engine/shapes/reasons.js';
import { decodeOnly } from '../decodeOnly.js';
import { reasonText } from '../reasons.js';
import * as l10n from '../../../l10n/l10n.js';
import { shownAmount, signed } from '../../../units/shownMoney.js';
import * as format from '../format.js';

/** What is said of whole requests, in words. */

/** Accelerators that an option takes. */
export interface Accelerators {
  /** Those that decode; `null` where that is not known of every workload, or nothing is owned. */
  readonly decode: number | null;
  /** Those that compute nothing but prompts. */
  readonly prompts: number;
  /** Those that do nothing but draft. */
  readonly drafts: number;
}

/** Accelerators of an option over all its workloads. */
export function acceleratorsOf({ workloads, total }: OptionResult): Accelerators {
  const needed = Object.values(workloads).map(({ cost }) => cost.acceleratorsNeeded);
  const known = needed.filter((n) => n !== null);
  const sum = known.reduce((all, n) => all + n, 0);
  return {
    decode: known.length === needed.length && sum > 0 ? sum : null,
    prompts: total.prefillAccelerators ?? 0,
    drafts: total.drafterAccelerators ?? 0,
  };
}

/** Which of a workload's members a request cannot do without, and are not there. */
function missingMembers(plan: ResolvedPlan, workload: string): readonly ('input' | 'output')[] {
  const found = plan.workloads[workload];
  return (['input', 'output'] as const).filter((member) => !found?.[member]);
}

/** What to write for an answer about whole requests; `null` where the workload has it all. */
export function missingSentence(plan: ResolvedPlan, workload: string): string | null {
  const missing = missingMembers(plan, workload);
  if (missing.length === 0) return null;
  const members = missing.map((member) => `\`${member}\``);
  return members.length === 2
    ? l10n.t(
        'Costs and speeds are decode only: add {first} and {second} to workload {workload} to see whole requests.',
        { first: members[0] ?? '', second: members[1] ?? '', workload },
      )
    : l10n.t('Costs and speeds are decode only: add {first} to workload {workload} to see whole requests.', {
        first: members[0] ?? '',
        workload,
      });
}

/** `missingSentence` of every workload, in the plan’s order. */
export function missingRequests(plan: ResolvedPlan): string[] {
  return Object.keys(plan.workloads).flatMap((name) => missingSentence(plan, name) ?? []);
}

/** How the missing members may be written. */
export function memberExample(plan: ResolvedPlan, workload: string): string {
  const shown = { input: 'input: 8K', output: 'output: 800' } as const;
  return missingMembers(plan, workload)
    .map((member) => shown[member])
    .join('\n');
}

/** Names of times to a first token, the one that a target usually means first. */
const TTFT_NAMES = ['p95', 'p99', 'p50', 'mean'] as const;

/** Name of a time to the first token. */
export type TtftName = keyof TtftSeconds;

/** A target for first tokens, in seconds. */
export interface TtftTarget {
  readonly name: TtftName;
  readonly seconds: number;
}

/** The target that figures mark, of several the one that is usually meant; `null` where the plan has none. */
export function ttftTarget(target: Ttft | null | undefined): TtftTarget | null {
  const name = target && TTFT_NAMES.find((one) => target[one] !== null);
  const seconds = name ? target[name] : null;
  return name && seconds !== null ? { name, seconds } : null;
}

/** Seconds, as a reader says them. */
export const seconds = (value: number): string => format.quantity(value, 'duration');

/** Requests per second. */
export const requestRate = (value: number): string => format.quantity(value, 'requestRate');

/** USD for one request: thousandths of a cent matter there. */
export function usdPerRequest(value: number): string {
  const amount = shownAmount(value);
  return signed(amount >= 1 ? amount.toFixed(2) : format.plain(Number(amount.toPrecision(2))));
}

/** Why there is nothing to say of a workload's requests in an option; `null` where there is. */
export function noRequestReason(
  { request, cost, reasons }: OptionWorkloadResult,
  option: Pick<OptionResult, 'reasons'>,
): string | null {
  if (request) return request.ttftSeconds === null ? (textOf(request.reason) ?? tooManyPrompts()) : null;
  // What does not run at all has no prompts to leave out.
  const reason = reasons[0] ?? option.reasons[0] ?? cost.reason;
  return textOf(reason) ?? (cost.decodeOnly ? decodeOnly() : l10n.t('not known'));
}

const textOf = (reason: Reason | undefined) => reason && reasonText(reason);

/** Said where requests arrive faster than their prompts are computed. */
export const tooManyPrompts = () => reasonText({ code: 'prompts-too-many' });
