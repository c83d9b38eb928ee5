import assert from 'node:assert/strict';
import { gpuTypeById } from '../../src/catalog/entries/hardware.js';
import { modelById } from '../../src/catalog/entries/models.js';
import { UNMEASURED } from '../../src/catalog/shapes/measured.js';
import type { Serving } from '../../src/catalog/shapes/resolvedPlan.js';
import type { WeightFormat } from '../../src/catalog/shapes/types.js';
import { buildMachine } from '../../src/engine/fleet/machine.js';
import { mostRunning } from '../../src/engine/fleet/prompts.js';
import { stepKind, type StepKind } from '../../src/engine/time/kernels/kind.js';
import { prefillCurves } from '../../src/engine/time/prefill/curves.js';
import { launchSeconds, PREFILL_SERVER, type PrefillServer } from '../../src/engine/time/prefill/factors.js';
import { promptKernel, type PromptInputs } from '../../src/engine/time/prefill/promptKernel.js';
import { narrowShares, predates, type ByFormat } from '../../src/engine/time/request/serverStep.js';
import type { Step } from '../../src/engine/time/step.js';
import { promptTime } from '../../src/engine/time/prefill/promptTime.js';
import {
  closedLoop,
  togetherSeconds,
  type ColocatedReplica,
} from '../../src/engine/time/request/colocated.js';
import { turnAt } from '../../src/engine/time/request/turns.js';
import { firstSteps, REQUEST_OVERHEAD_SECONDS } from '../../src/engine/time/request/ttft.js';
import { readCases } from '../unit/cases/caseFiles.js';
import { planOf, servingOf } from '../unit/plans.js';
import { layoutOf, serverCases, serverPlan, type ServerCase } from '../validation/servers.js';
import { SWEEP_CONTEXT, sweepSpeeds } from './points.js';
import type { FreeNumber, Numbers } from './search.js';

/** A measured server, and what coefficients of servers make of it. Seconds. */
export interface ServerRun {
  readonly id: string;
  readonly series: string;
  /** Prompts between decode steps, and the time to a first token. */
  readonly predict: (server: PrefillServer) => Loop;
  /** The step by its kernels, what prompts add to a token, and sequences on a data-parallel rank. */
  readonly kernels: () => { readonly step: Step; readonly stall: number; readonly sequences: number };
  readonly narrow: ByFormat;
  readonly kind: StepKind;
  readonly engine: Serving['engine'];
  readonly mode: 'colocated' | 'disaggregated';
  readonly generation: string;
  /** Its release came before the first whose kernels were timed. */
  readonly older: boolean;
  /** Data-parallel ranks. */
  readonly ranks: number;
  /** Whether coefficients of its engine and hardware were measured. */
  readonly measured: boolean;
  readonly tpotSeconds: number;
  readonly ttftSeconds: number | null;
}

interface Loop {
  /** A decode step over its accepted length, and what prompts add to it. */
  readonly plain: number;
  readonly stall: number;
  /** Of the first token: what follows the decode step, in steps, and the rest. */
  readonly steps: number;
  readonly rest: number;
}

/** Runs that decode and compute prompts in the same steps. */
export function serverRuns(): ServerRun[] {
  return serverCases()
    .filter(({ input }) => !input.prefill)
    .map((run) => serverRun(run));
}

/** Decode steps of runs whose prompts are computed apart, where the rate says how many sequences really decoded. */
export function decodeRuns(): ServerRun[] {
  return serverCases().flatMap((run) => {
    const { decode, prefill, concurrency } = run.input;
    const { outputTokensPerSecondPerAccelerator: rate, tpotMs } = run.expected;
    if (!decode || !prefill || rate === undefined) return [];
    const all = (rate * (decode.accelerators + prefill.accelerators) * tpotMs) / 1e3;
    const decoding = Math.max(1, Math.min(concurrency, all) / decode.workers);
    return [serverRun(run, decoding)];
  });
}

/** The sweep of V4-Pro without drafts: the only servers of vLLM with compressed attention that were measured. */
export function sweptRuns(): ServerRun[] {
  return sweepSpeeds()
    .filter(({ drafts }) => drafts === 0)
    .map(({ id, series, requests, seconds }) => {
      const place = { model: 'deepseek-v4-pro', gpu: 'b300-sxm', accelerators: 8, tensor: 8, expert: 8 };
      const tokens = { inputTokens: SWEEP_CONTEXT / 2, outputTokens: SWEEP_CONTEXT };
      const serving = { engine: 'vllm', kvCache: 'fp8', concurrency: Math.round(requests) };
      return serverRun({
        id,
        series,
        input: { ...place, ...tokens, ...serving },
        expected: { tpotMs: seconds * 1e3, statistic: 'mean' },
        source: { repo: 'vllm-project/vllm-project.github.io', date: '2026-08-14', origin: 'vllm-blog' },
      });
    });
}

function serverRun(run: ServerCase, concurrency = run.input.concurrency): ServerRun {
  const plan = planOf(serverPlan(run));
  const [workload] = Object.values(plan.workloads);
  assert.ok(workload && plan.gpus);
  const { model, serving } = plan;
  const { accelerator } = plan.gpus;
  const { decode } = run.input;
  const layout = { ...layoutOf(decode ?? run.input, run.input.pipeline), context: 1 };
  const system = { model, serving, accelerator, speculation: null, dynamo: null, lpx: null };
  const rest = { measured: UNMEASURED, scale: null, layout, context: workload.context };
  const machine = buildMachine({ ...system, ...rest });
  const steps = new Map<number, ReturnType<typeof machine.step>>();
  const step = (sequences: number) => {
    const known = steps.get(sequences) ?? machine.step(sequences);
    steps.set(sequences, known);
    return known;
  };
  const { inputTokens: input, outputTokens: output } = run.input;
  const tokens = { input, cached: 0, output };
  const curves = prefillCurves(accelerator.generation);
  // Fits of hosts find what prompts take of steps they are mixed into; fits of prompts keep to what was found.
  const mixed = machine.replica.host()?.promptFactor ?? 1;
  const loopWith = (server: PrefillServer, factor = 1) => {
    const kernel = promptKernel({ model, serving, accelerator, layout }, { ...curves, server });
    const replica: ColocatedReplica = {
      step,
      prompt: (room, beside) => {
        const time = promptTime(kernel, { tokens: input, cached: 0 }, room, beside);
        return { ...time, addedSeconds: factor * time.addedSeconds };
      },
      budget: serving.maxBatchedTokens,
      ranks: layout.attentionData,
      most: mostRunning(machine, tokens),
    };
    return closedLoop(replica, tokens, concurrency);
  };
  const unlaunched = remembered((server: PrefillServer) =>
    loopWith({ ...server, launchSeconds: LAUNCHED_FREE }, mixed),
  );
  const place = { engine: serving.engine, generation: accelerator.generation, kind: stepKind(model) };
  return {
    id: run.id,
    series: run.series,
    tpotSeconds: run.expected.tpotMs / 1e3,
    ttftSeconds: run.expected.ttftMs === undefined ? null : run.expected.ttftMs / 1e3,
    engine: serving.engine,
    generation: accelerator.generation,
    ranks: layout.attentionData,
    narrow: narrowShares(model, serving.weights),
    kind: stepKind(model),
    older: predates(serving.engineVersion, machine.replica.chosen.coefficients.release),
    measured: machine.replica.chosen.basis.code === 'measured',
    mode: decode ? 'disaggregated' : 'colocated',
    kernels: () => {
      if (decode)
        return { step: machine.step(concurrency), stall: 0, sequences: concurrency / layout.attentionData };
      const loop = loopWith(PREFILL_SERVER);
      const stall = loop.tpotSeconds - loop.step.seconds / loop.step.acceptedLength;
      return { step: machine.step(loop.decoding), stall, sequences: loop.decoding / layout.attentionData };
    },
    predict: (server) => {
      const loop = unlaunched(server);
      const { decoding, prompt, turn, tpotSeconds } = loop;
      const plain = loop.step.seconds / loop.step.acceptedLength;
      // The median request waits for nobody that asked with it at the start.
      const isMean = run.expected.statistic === 'mean';
      const waves = isMean ? server.waves : 0;
      const wave = (waves * Math.max(0, decoding - 1) * prompt.addedSeconds) / 2;
      const launched = prompt.chunks * (model.promptLayers ?? model.layers) * launchSeconds(server, place);
      const more = Math.max(0, launched - prompt.seconds);
      const between = decoding > 1 ? Math.max(0, prompt.chunks - 1) : 0;
      const { schedulerRecvInterval: interval } = serving;
      const added = togetherSeconds(loop, tokens, interval);
      return {
        plain,
        stall: tpotSeconds - plain,
        steps: firstSteps(interval, (decoding - 1) / layout.attentionData) + between,
        rest:
          REQUEST_OVERHEAD_SECONDS +
          prompt.seconds +
          (isMean ? turn.seconds : turnAt(turn, 0.5)) +
          wave +
          Math.max(more, added) +
          more * (concurrency / decoding - 1),
      };
    },
  };
}

const FREE = { any: 0 };
const LAUNCHED_FREE = { vllm: FREE, sglang: FREE, trtllm: FREE, tuned: FREE };
/** As many as a search goes back and forth between. */
const REMEMBERED = 8;

/** Remembers what the numbers that change slowly in a search make: all but launches and waves. */
function remembered<T>(make: (server: PrefillServer) => T): (server: PrefillServer) => T {
  const known = new Map<string, T>();
  return (server) => {
    const key = JSON.stringify([server.factors, server.exposedExchange]);
    const found = known.get(key) ?? make(server);
    if (!known.has(key) && known.size >= REMEMBERED) known.clear();
    known.set(key, found);
    return found;
  };
}

interface RateCase {
  readonly id: string;
  readonly series: string;
  readonly model: string;
  readonly gpu: string;
  readonly engine: Serving['engine'];
  readonly weights: WeightFormat | 'native';
  readonly tensor: number;
  readonly attentionData: number;
  readonly expert: number;
  readonly tokens: number;
  /** Tokens of a step, where not the usual ones. */
  readonly budget?: number;
  readonly seconds?: number;
  readonly tokensPerSecondPerAccelerator?: number;
}

/** Prompts without decoding: one alone, or as many as keep accelerators busy. Tokens a second and accelerator. */
export interface PromptRate {
  readonly id: string;
  readonly series: string;
  readonly measured: number;
  readonly predict: (server: PrefillServer, curvesFrom?: string) => number;
  readonly inputs: PromptInputs;
}

const BUDGET = 8192;

/** Measured rates of prompts. */
export function promptRates(): PromptRate[] {
  return readCases<RateCase>('prompt-rates').map((one) => {
    const [model, type] = [modelById(one.model), gpuTypeById(one.gpu)];
    assert.ok(model && type, one.id);
    const { tensor, attentionData, expert, tokens } = one;
    const layout = { tensor, attentionData, expert, pipeline: 1, context: 1 };
    const serving = servingOf(model, 'bf16', { weights: one.weights, engine: one.engine });
    const inputs = { model, serving, accelerator: type.accelerator, layout };
    const devices = tensor * attentionData;
    const { seconds, tokensPerSecondPerAccelerator: busy } = one;
    return {
      id: one.id,
      series: one.series,
      inputs,
      measured: busy ?? tokens / ((seconds ?? 1) * devices),
      predict: (server, from = type.accelerator.generation) => {
        const kernel = promptKernel(inputs, { ...prefillCurves(from), server });
        const time = promptTime(kernel, { tokens, cached: 0 }, one.budget ?? BUDGET);
        // A prompt that was timed alone was asked of a server.
        const alone = REQUEST_OVERHEAD_SECONDS + time.seconds;
        return tokens / ((busy === undefined ? alone : time.batchedSeconds) * devices);
      },
    };
  });
}

/** Launches of a layer were measured alone, from a compiled layer's to those of the slowest host (request.md 2.2). */
const LAUNCH = { low: 0.2e-3, start: 1e-3, high: 1.74e-3 };
const ENGINES = ['vllm', 'sglang', 'trtllm'] as const;
const launchName = ({ engine, kind }: Pick<ServerRun, 'engine' | 'kind'>) => `${engine} ${kind}`;

/** What the fit may change: launches of the engines and kinds of models that were measured, and what all have in common. */
export function freeServer(runs: readonly ServerRun[]): readonly FreeNumber[] {
  return [
    ...[...new Set(runs.map(launchName))]
      .sort()
      .map((name) => ({ name, low: LAUNCH.low, high: LAUNCH.high })),
    { name: 'kernels', low: 0.8, high: 3 },
    { name: 'spreadExperts', low: 0.3, high: 3 },
    { name: 'localExperts', low: 0.3, high: 3 },
    { name: 'exposedExchange', low: 0.05, high: 1 },
    { name: 'waves', low: 0.01, high: 1 },
  ];
}

/** Where every fit starts. */
const COMMON: Numbers = {
  kernels: 1,
  spreadExperts: 1,
  localExperts: 1,
  exposedExchange: 0.5,
  waves: 0.1,
};
export const startServer = (free: readonly FreeNumber[]): Numbers => ({
  ...Object.fromEntries(free.map(({ name }) => [name, LAUNCH.start])),
  ...COMMON,
});

/** Without launches that no run told: those that a search left where it began. */
export const toldOnly = (at: Numbers): Numbers =>
  Object.fromEntries(Object.entries(at).filter(([, value]) => value !== LAUNCH.start));

/** Numbers as coefficients. Kinds that no server was measured of are as the engine's others are on average. */
export function serverOf(at: Numbers): PrefillServer {
  const of = (name: string) => at[name] ?? 1;
  const launches = ENGINES.map((engine) => {
    const kinds = Object.entries(at).filter(([name]) => name.startsWith(`${engine} `));
    const logs = kinds.reduce((sum, [, seconds]) => sum + Math.log(seconds), 0);
    const byKind = kinds.map(([name, seconds]) => [name.slice(engine.length + 1), seconds] as const);
    return [engine, { any: Math.exp(logs / kinds.length), ...Object.fromEntries(byKind) }] as const;
  });
  // An engine that is tuned to a model launches as its fastest kin does.
  const tuned = { any: Math.min(...launches.map(([, { any }]) => any)) / 2 };
  return {
    // All engines that plans name are there.
    launchSeconds: { ...Object.fromEntries(launches), tuned } as PrefillServer['launchSeconds'],
    factors: {
      kernels: of('kernels'),
      spreadExperts: of('spreadExperts'),
      localExperts: of('localExperts'),
    },
    exposedExchange: of('exposedExchange'),
    waves: of('waves'),
  };
}
