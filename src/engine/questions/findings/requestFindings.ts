import type { Finding } from './finding.js';
import type { ResolvedPlan, Workload } from '../../../catalog/shapes/resolvedPlan.js';
import { pathKey } from '../../../plan/path.js';
import { meanTokens } from '../../memory/contextMix.js';
import type { OptionWorkloadResult, PlanResult } from '../../shapes/result.js';

/** What a plan says of requests that cannot all be true, or that costs more than it seems to. */
export function requestFindings(plan: ResolvedPlan, { options }: PlanResult): Finding[] {
  return Object.entries(plan.workloads).flatMap(([name, workload]) => {
    const results = Object.values(options).flatMap(({ workloads }) => workloads[name] ?? []);
    return [
      ...longPrompts(plan, name, workload),
      ...oddPrompts(name, workload),
      ...lostPrefixes(name, workload, results),
      ...overBudget(name, results),
    ];
  });
}

/** A prompt longer than any that the model, or the server, takes. */
function longPrompts(plan: ResolvedPlan, name: string, { input }: Workload): Finding[] {
  const limits = [plan.model.maxContextTokens, plan.serving.maxModelLength].flatMap((one) => one ?? []);
  const limit = Math.min(...limits);
  if (!input || input.p50 < limit) return [];
  return [
    {
      severity: 'warning',
      code: 'prompt-over-model',
      data: { inputTokens: input.p50, limitTokens: limit },
      path: pathKey(['workloads', name, 'input']),
    },
  ];
}

/** A request holds its prompt and, on average, half of its answer; contexts that are far off are of other requests. */
const FAR_OFF = 1.5;

function oddPrompts(name: string, { input, output, context }: Workload): Finding[] {
  if (!input || !output) return [];
  const held = meanTokens(input) + meanTokens(output) / 2;
  const mean = meanTokens(context);
  if (Math.max(held / mean, mean / held) <= FAR_OFF) return [];
  const value = Math.round(mean - meanTokens(output) / 2);
  return [
    {
      severity: 'warning',
      code: 'prompt-beside-context',
      data: { heldTokens: Math.round(held), contextTokens: Math.round(mean) },
      path: pathKey(['workloads', name, 'input']),
      ...(value > 0 ? { value } : {}),
      related: ['workloads', name, 'context'],
    },
  ];
}

/** Part of the asked hits that may be missing before it is worth a word. */
const SLIGHT = 0.02;

function lostPrefixes(
  name: string,
  { cachedInput, turnDelay }: Workload,
  results: readonly OptionWorkloadResult[],
): Finding[] {
  const path = pathKey(['workloads', name, 'cachedInput']);
  const caches = results.flatMap(({ prefixCache }) => prefixCache ?? []);
  const [first] = caches;
  if (!first || cachedInput <= 0) return [];
  if (!turnDelay)
    return [
      {
        severity: 'information',
        code: 'hits-without-turn-delay',
        data: {},
        path,
      },
    ];
  const best = Math.max(...caches.map(({ servedHit }) => servedHit));
  if (best >= first.hit * (1 - SLIGHT)) return [];
  return [
    {
      severity: 'warning',
      code: 'prefixes-without-room',
      data: { served: best, asked: first.hit },
      path,
    },
  ];
}

/** Prompts that no option's steps have room for. */
function overBudget(name: string, results: readonly OptionWorkloadResult[]): Finding[] {
  const prompts = results.flatMap(({ prefill }) => prefill ?? []);
  const used = prompts.map(({ mode, utilization }) => (mode === 'colocated' ? (utilization ?? 0) : 0));
  const least = Math.min(...used);
  if (prompts.length === 0 || least <= 1) return [];
  return [
    {
      severity: 'warning',
      code: 'prompts-over-budget',
      data: { factor: least },
      path: pathKey(['workloads', name, 'input']),
    },
  ];
}
