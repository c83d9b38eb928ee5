import type { Dimension } from '../../units/dimensions.js';
/** Series behind the charts: the same functions that answer a plan, sampled. SI units. */
import { kvBytesPerSequence, kvVariants } from '../../catalog/shapes/cacheGroups.js';
import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { chooseFleet } from '../fleet/choose.js';
import { costOf } from './comparison.js';
import { costBands } from './costSpread.js';
import { knownResult } from './kept/known.js';
import type { CostBand } from '../shapes/costBand.js';
import type { LpxResult, OptionResult } from '../shapes/result.js';
import { sequenceBytesPerRank } from '../memory/footprint.js';
import { caseOf } from '../fleet/optionCase.js';
import { poolPressure } from '../memory/kvPool.js';
import { blockSizeOf } from '../memory/rank.js';
import { withMedianContext } from '../moves/stretches.js';
import { basesIn } from '../fleet/optionResult.js';
import type { PathKey } from '../../plan/path.js';
import { gridBetween } from '../shapes/roots.js';
import { variableById, variablesOf } from './variables.js';

const SHORTEST_TOKENS = 1024;

/** The longest context that the model or a workload of the plan has, in tokens. */
export function longestDrawnContext(plan: ResolvedPlan): number {
  return Math.max(
    plan.model.maxContextTokens ?? SHORTEST_TOKENS * 128,
    ...Object.values(plan.workloads).map((w) => w.context.max),
  );
}

function contextGrid(plan: ResolvedPlan, points: number): number[] {
  return gridBetween(SHORTEST_TOKENS, longestDrawnContext(plan), points, true).map((tokens) =>
    Math.round(tokens),
  );
}

export interface KvPoint {
  readonly tokens: number;
  readonly native: number;
  readonly mha: number;
  readonly gqa8: number;
  readonly mqa: number;
  readonly mla: number;
}

/** Bytes of one sequence over its length: as the model is, and as it would be with other attention. */
export function kvOverContext(plan: ResolvedPlan, points = 41): KvPoint[] {
  if (plan.model.groups.length === 0) return [];
  const formats = plan.serving.kvCache;
  const variants = kvVariants(plan.model, formats);
  return contextGrid(plan, points).map((tokens) => ({
    tokens,
    native: kvBytesPerSequence(plan.model, formats, tokens),
    mha: variants.mha.bytesPerSequence(tokens),
    gqa8: variants.gqa8.bytesPerSequence(tokens),
    mqa: variants.mqa.bytesPerSequence(tokens),
    mla: variants.mla.bytesPerSequence(tokens),
  }));
}

export interface MemoryPoint {
  readonly tokens: number;
  readonly demandedBytes: number;
  readonly poolBytes: number;
  readonly maxConcurrency: number;
}

/** KV demanded of one accelerator over context, against its pool, if every sequence had that length. */
export function memoryOverContext(
  plan: ResolvedPlan,
  option: string,
  workload: string,
  points = 41,
): MemoryPoint[] {
  const rank = rankOf(plan, option, workload);
  if (!rank) return [];
  return contextGrid(plan, points).map((tokens) => ({
    tokens,
    demandedBytes: rank.sequences * rank.bytes(tokens),
    poolBytes: rank.pool,
    maxConcurrency: Math.floor((rank.pool / rank.bytes(tokens)) * rank.groups),
  }));
}

export interface ConcurrencyMap {
  readonly tokens: readonly number[];
  readonly concurrency: readonly number[];
  /** Demanded over available KV pool, by median context: `pressure[row of concurrency][column of tokens]`. */
  readonly pressure: readonly (readonly number[])[];
}

/**
 * KV pressure over median contexts and concurrency, on the fleet that serves the workload now. Contexts keep their
 * shape, as they do where a longer context is searched for.
 */
export function concurrencyMap(
  plan: ResolvedPlan,
  option: string,
  workload: string,
  tokens: readonly number[],
): ConcurrencyMap {
  const operation = operationOf(plan, option, workload);
  const own = plan.workloads[workload];
  const now = operation ? Math.ceil(operation.inFlight - 1e-6) : 1;
  const concurrency = [0.125, 0.25, 0.5, 1, 2, 4, 8].map((factor) => Math.max(1, Math.round(now * factor)));
  const pools = tokens.map((median) => {
    if (!operation || !own) return null;
    const { context } = withMedianContext(plan, workload, median).workloads[workload] ?? own;
    return operation.machine.replica.kvPool(context);
  });
  const pressure = concurrency.map((n) =>
    pools.map((pool) => (pool && operation ? poolPressure(pool, n / operation.allocated) : Infinity)),
  );
  return { tokens, concurrency, pressure };
}

/** One pool, the bytes a sequence takes of it, and the pools that share the sequences. */
function rankOf(plan: ResolvedPlan, option: string, workload: string) {
  const operation = operationOf(plan, option, workload);
  if (!operation) return null;
  const { machine, allocated } = operation;
  const groups = allocated * machine.kvPool.pools;
  const sequences = operation.inFlight / groups;
  return { pool: Math.max(0, machine.kvPool.bytes), bytes: machine.kvPool.sequenceBytes, groups, sequences };
}

/** A workload's part of the fleet that an option runs on now. */
function operationOf(plan: ResolvedPlan, optionName: string, workload: string) {
  const option = plan.options[optionName];
  const asked = option && caseOf(plan, option);
  if (!asked?.gpus || asked.hosted) return null;
  const { fleet } = chooseFleet(asked, asked.gpus);
  return fleet?.operations.find((operation) => operation.workload === workload) ?? null;
}

export interface CostPoint {
  readonly speed: number;
  readonly usdPerMillionTokens: number | null;
  /** How far the plan's ranges and the model's error may move it; only where asked for. */
  readonly band: CostBand | null;
  /** Sequences per replica at that speed. */
  readonly batch: number | null;
  /** Whether the fleet is there, can be bought, or is more than the plan allows. */
  readonly works: OptionResult['works'];
  readonly lpx: Pick<LpxResult, 'role' | 'racks' | 'byRole'> | null;
}

const SPEEDS = [
  10, 15, 20, 25, 30, 40, 50, 60, 75, 90, 110, 130, 160, 200, 250, 300, 400, 500, 700, 1000, 1400, 2000,
];
/** Beside these, where a plan asks for more. */
const FASTER = [3000, 4000, 5000, 7000, 10_000, 14_000, 20_000, 30_000, 40_000, 50_000, 70_000, 100_000];

/** Bands take several times as long as the curve itself. */
export interface CurveDetail {
  readonly bands: boolean;
}

/** Cost per million tokens over the speed each user gets. `null` where the option cannot go so fast. */
export function costOverSpeed(
  plan: ResolvedPlan,
  option: string,
  workload: string,
  { bands: banded }: CurveDetail = { bands: false },
): CostPoint[] {
  const speed = variableById('speed');
  const chosen = plan.options[option];
  if (!speed || !chosen) return [];
  const [, fastest] = speed.range(plan, workload);
  const bands = banded ? costBands(plan, option, workload) : null;
  return [...SPEEDS, ...FASTER.filter((value) => value <= fastest)].map((value) => {
    const result = knownResult(caseOf(speed.apply(plan, workload, value), chosen));
    const own = result.workloads[workload];
    const usdPerMillionTokens = own?.cost.meetsSpeed
      ? own.cost.basis[plan.economics.owned].usdPerMillionTokens
      : null;
    return {
      speed: value,
      usdPerMillionTokens,
      band:
        usdPerMillionTokens === null ? null : (bands?.around((p) => speed.apply(p, workload, value)) ?? null),
      batch: own?.decode?.batch ?? null,
      works: result.works,
      lpx: result.lpx && racksOf(result.lpx),
    };
  });
}

export interface VariableSummary {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly dimension: Dimension;
  readonly low: number;
  readonly high: number;
  readonly current: number | null;
  readonly path: PathKey | null;
  readonly logarithmic: boolean;
}

/** Variables a break-even can be drawn along, for a workload. */
export function breakEvenVariables(plan: ResolvedPlan, workload?: string): VariableSummary[] {
  const owner = workload ?? Object.keys(plan.workloads)[0] ?? '';
  return variablesOf(plan).map((v) => {
    const [low, high] = v.range(plan, owner);
    const { id, label, unit, dimension, logarithmic } = v;
    const path = v.path(plan, owner);
    return {
      id,
      label,
      unit,
      dimension,
      logarithmic,
      low,
      high,
      current: v.current(plan, owner),
      path,
    };
  });
}

export interface VariablePoint {
  readonly x: number;
  readonly usdPerMillionTokens: number | null;
  /** How far the plan's other ranges and the model's error may move it; only where asked for. */
  readonly band: CostBand | null;
  /** Whether the fleet is there, can be bought, or is more than the plan allows; `null` where there is no such option. */
  readonly works: OptionResult['works'] | null;
  readonly lpx: Pick<LpxResult, 'role' | 'racks' | 'byRole'> | null;
}

const CURVE_POINTS = 25;

/** Cost per million tokens of an option over a variable. */
export function costOver(
  plan: ResolvedPlan,
  variable: string,
  option: string,
  workload: string | null,
  { bands: banded }: CurveDetail = { bands: false },
): VariablePoint[] {
  const v = variableById(variable);
  if (!v) return [];
  const owner = workload ?? Object.keys(plan.workloads)[0] ?? '';
  const [low, high] = v.range(plan, owner);
  const bands = banded ? costBands(plan, option, workload) : null;
  return gridBetween(low, high, CURVE_POINTS, v.logarithmic).map((x) => {
    const there = v.apply(plan, owner, x);
    const chosen = there.options[option];
    const result = chosen ? knownResult(caseOf(there, chosen)) : null;
    return {
      x,
      usdPerMillionTokens:
        result && (basesIn(result, workload)?.[there.economics.owned].usdPerMillionTokens ?? null),
      band: bands?.around((p) => v.apply(p, owner, x)) ?? null,
      works: result?.works ?? null,
      lpx: result?.lpx ? racksOf(result.lpx) : null,
    };
  });
}

export interface WinnerMap {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Cheapest option at `winner[row of y][column of x]`; `null` where none serves. */
  readonly winner: readonly (readonly (string | null)[])[];
}

/** A variable with the values to look at. */
export interface MapAxis {
  readonly id: string;
  readonly values: readonly number[];
}

/** Who is cheapest over two variables. */
export function winnerMap(plan: ResolvedPlan, x: MapAxis, y: MapAxis, workload: string): WinnerMap {
  const [vx, vy] = [variableById(x.id), variableById(y.id)];
  if (!vx || !vy) return { x: [], y: [], winner: [] };
  const winner = y.values.map((valueY) => {
    const row = vy.apply(plan, workload, valueY);
    return x.values.map((valueX) => cheapest(vx.apply(row, workload, valueX), workload));
  });
  return { x: x.values, y: y.values, winner };
}

function cheapest(plan: ResolvedPlan, workload: string): string | null {
  let winner: string | null = null;
  let lowest = Number.POSITIVE_INFINITY;
  const asks = plan.workloads[workload]?.speed ?? null;
  for (const [name, { hosted }] of Object.entries(plan.options)) {
    // Of a service whose speed nobody knows nobody knows whether it serves: curves of cost leave it out, too.
    if (asks !== null && hosted?.speedTokensPerSecond === null) continue;
    const cost = costOf(plan, name, workload);
    if (cost !== null && cost < lowest) [winner, lowest] = [name, cost];
  }
  return winner;
}

export interface LatentRankPoint {
  readonly tensor: number;
  readonly tensorParallelBytesPerToken: number;
  readonly dataParallelBytesPerToken: number;
}

/** KV bytes that one token takes of each rank: attention split over ranks, against each rank with its own sequences. */
export function latentPerRank(plan: ResolvedPlan): LatentRankPoint[] {
  const { model, serving } = plan;
  const block = blockSizeOf(serving, model);
  const tokens = 1024 * block;
  const layout = { tensor: 1, attentionData: 1, expert: 1, pipeline: 1, context: 1 };
  const bytes = (tensor: number) =>
    sequenceBytesPerRank(model, serving.kvCache, { ...layout, tensor }, tokens, block) / tokens;
  return [1, 2, 4, 8, 16].map((tensor) => ({
    tensor,
    tensorParallelBytesPerToken: bytes(tensor),
    // Sequences are spread: of every `tensor` tokens in the replica a rank holds one.
    dataParallelBytesPerToken: bytes(1) / tensor,
  }));
}

const racksOf = ({ role, racks, byRole }: LpxResult): VariablePoint['lpx'] => ({ role, racks, byRole });
