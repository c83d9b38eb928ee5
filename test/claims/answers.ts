import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import { caseOf } from '../../src/engine/fleet/optionCase.js';
import { evaluateOption } from '../../src/engine/fleet/optionResult.js';
import { shareOf } from '../../src/engine/questions/mix/share.js';
import type { DecodeResult, OptionResult } from '../../src/engine/shapes/result.js';
import { analyze } from '../../src/report/answers/analysis.js';
import { summarizePlan, type PlanSummary } from '../../src/report/writers/portfolio.js';

/** What the engine answers to the plans of examples/claims: one plan for each side of each claim. */

const FOLDER = 'examples/claims';

/** A plan of the folder, which must be one without a problem. */
export function planOf(name: string): ResolvedPlan {
  const { plan, problems } = analyze(readFileSync(`${FOLDER}/${name}.decodeplan`, 'utf8'));
  assert.deepEqual(problems, [], name);
  assert.ok(plan, name);
  return plan;
}

export function optionOf(plan: ResolvedPlan, name: string): OptionResult {
  const option = plan.options[name];
  assert.ok(option, name);
  return evaluateOption(caseOf(plan, option));
}

/** The plan whose only workload is another. */
function withWorkload(plan: ResolvedPlan, change: Partial<ResolvedPlan['workloads'][string]>): ResolvedPlan {
  const workloads = Object.entries(plan.workloads).map(
    ([name, own]) => [name, { ...own, ...change }] as const,
  );
  return { ...plan, workloads: Object.fromEntries(workloads) };
}

const only = ({ workloads }: OptionResult) => Object.values(workloads)[0];

/** A value with the error of the step times that it follows from, as a factor. */
export interface Valued {
  readonly value: number;
  readonly error: number;
  /** What is assumed of LPX alone, as a factor; 1 without. */
  readonly lpxError: number;
}

/** By how much the step times of an option may be off, as a fraction; options on one engine and hardware share it. */
export const stepError = (plan: ResolvedPlan, name: string): number =>
  (only(optionOf(plan, name))?.decode?.band.high ?? 1) - 1;

/** Decoded tokens per second and megawatt of an option at a speed per user; `null` where it does not reach it. */
export function perMegawatt(plan: ResolvedPlan, name: string, speed: number): Valued | null {
  const asked = withWorkload(plan, { speed });
  const result = optionOf(asked, name);
  const { tokensPerSecondPerMegawatt: value } = result.power;
  const option = asked.options[name];
  if (result.works === 'no' || value === null || !option) return null;
  const [share] = shareOf(caseOf(asked, option)).workloads;
  return { value, error: only(result)?.decode?.band.high ?? 1, lpxError: share?.lpxError ?? 1 };
}

/** The largest value up to `most` for which something holds, to a part in a thousand. */
function largest(most: number, holds: (value: number) => boolean): number | null {
  if (!holds(1)) return null;
  let [low, high] = [1, most];
  if (holds(high)) return high;
  while (high / low > 1.001) {
    const middle = Math.sqrt(low * high);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** No user's tokens come faster than this. */
const FASTEST = 2 ** 14;

/** The highest speed per user that an option reaches, in tokens per second. */
export const topSpeed = (plan: ResolvedPlan, name: string): number =>
  largest(FASTEST, (speed) => optionOf(withWorkload(plan, { speed }), name).works !== 'no') ?? 0;

/** The highest speed per user at which an option still makes so many tokens per second and megawatt. */
export const speedAtPower = (plan: ResolvedPlan, name: string, least: number): number | null =>
  largest(FASTEST, (speed) => (perMegawatt(plan, name, speed)?.value ?? 0) >= least);

/** So many users on all accelerators that the plan has. */
export function withUsers(plan: ResolvedPlan, name: string, users: number): DecodeResult | null {
  const crowd = { concurrency: users, speed: null, demand: null, ttft: null, requests: null };
  const result = optionOf(withWorkload(plan, crowd), name);
  return only(result)?.decode ?? null;
}

/** Users at which each still has so many tokens per second; at least one accelerator's throughput is then known. */
export const usersAtSpeed = (plan: ResolvedPlan, name: string, speed: number): number | null =>
  largest(2 ** 16, (users) => (withUsers(plan, name, users)?.tokensPerSecondPerUser ?? 0) >= speed);

/** Users at which an accelerator makes at least so many tokens per second, as few as do. */
export function usersAtThroughput(plan: ResolvedPlan, name: string, least: number): number | null {
  const below = largest(
    2 ** 16,
    (users) => (withUsers(plan, name, users)?.tokensPerSecondPerAccelerator ?? Infinity) < least,
  );
  return below === null || below >= 2 ** 16 ? null : below * 1.001;
}

/** Bytes of one sequence of a plan's workload at its median context. */
export function sequenceBytes(name: string): number {
  const { plan, result } = analyze(readFileSync(`${FOLDER}/${name}.decodeplan`, 'utf8'));
  assert.ok(plan, name);
  const [first] = Object.values(result()?.workloads ?? {});
  assert.ok(first?.kvCache, name);
  return first.kvCache.bytesPerSequence.p50;
}

/** The classes of the portfolio, with another engine and LPX price where they are given. */
export function portfolio(change: (text: string) => string = (text) => text): PlanSummary[] {
  const folder = `${FOLDER}/portfolio`;
  return readdirSync(folder)
    .filter((file) => file.endsWith('.decodeplan'))
    .toSorted()
    .map((file) => summarizePlan(file, analyze(change(readFileSync(`${folder}/${file}`, 'utf8')))));
}
