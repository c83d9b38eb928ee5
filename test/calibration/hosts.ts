import { readFileSync, writeFileSync } from 'node:fs';
import { gpuTypeById } from '../../src/catalog/entries/hardware.js';
import { modelById } from '../../src/catalog/entries/models.js';
import { stepKind } from '../../src/engine/time/kernels/kind.js';
import type { EngineServer, ServerStep } from '../../src/engine/time/request/serverStep.js';
import type { ServerErrors } from '../../src/engine/time/request/serverErrors.js';
import type { Step } from '../../src/engine/time/step.js';
import { engineOf, serverAnswer, serverCases, type ServerCase } from '../validation/servers.js';
import { decodeRuns, serverRuns, sweptRuns, type ServerRun } from './serverRuns.js';
import { nextError } from './bands.js';
import { foldsOf, mean, quantile } from './search.js';
import { fitted, predict, type Coefficients, type Measured } from './steps/fit.js';

const FILE = 'src/engine/time/coefficients.json';
const FOLDS = 8;
const SCALED = ['weights', 'kv', 'compute', 'communication'] as const;
const scaleOf = (engine: string, part: (typeof SCALED)[number]) => `part ${engine} ${part}`;
/** Parts that quantizing is a part of, which servers fuse as kernels of each format of weights do. */
const FORMATS = ['eight', 'nvfp4', 'mxfp4', 'int4'] as const;
const isByFormat = (part: (typeof SCALED)[number]) => part === 'weights' || part === 'compute';
const ENGINES = ['vllm', 'sglang', 'trtllm'] as const;
/** How firmly factors are drawn to what kernels take, and hosts to nothing. */
const SETTINGS = { pull: (name: string) => (isFactor(name) ? 0.3 : 0.01), loose: 0.2 };
/** Turns at generations that others stand in for, whose factor multiplies all the rest. */
const TURNS = 6;

interface HostRun extends Measured {
  readonly run: ServerRun;
  /** Seconds of 16-bit weights and products, which stand for themselves: no such server was measured. */
  readonly apart: number;
  readonly lightSeconds: number;
}

/** Engines that no plan names run as the one they grew out of; they say nothing of it. */
const isItsOwn = ({ series, engine }: ServerRun) => engineOf({ series, input: { engine } }) === engine;

/** What a server's steps take, as a sum of kernels' parts, of prompts in them and of host time. */
function hostRuns(): HostRun[] {
  return [...serverRuns(), ...decodeRuns(), ...sweptRuns()].filter(isItsOwn).map((run) => {
    const { step, stall, sequences } = run.kernels();
    const { engine } = run;
    const amounts = new Map<string, number>();
    const wide = FORMATS.reduce((rest, format) => rest - run.narrow[format], 1);
    const apart = wide * (step.parts.weights + step.parts.compute - step.quantizingSeconds);
    for (const part of SCALED) {
      // Servers fuse quantizing into other kernels.
      const seconds = step.parts[part] - (part === 'compute' ? step.quantizingSeconds : 0);
      if (!isByFormat(part)) amounts.set(scaleOf(engine, part), seconds);
      else
        for (const format of FORMATS)
          amounts.set(`${scaleOf(engine, part)} ${format}`, run.narrow[format] * seconds);
    }
    // Servers launch the layers of each kind of model as they fuse them.
    amounts.set(`part ${engine} fixed ${run.kind}`, step.parts.fixed);
    // The first server of a kind is slower than what became of it.
    if (run.older) amounts.set(olderName(engine, run.generation, run.kind), kernelSeconds(step));
    amounts.set(`prompt ${engine}`, stall);
    // What all kinds of models have in common, and what is a kind's own.
    amounts.set(`host ${engine} ${run.generation} any`, 1);
    amounts.set(`host ${engine} ${run.generation} ${run.kind}`, 1);
    amounts.set(`sequence ${engine}`, sequences);
    const least = [...amounts].reduce((sum, [name, v]) => sum + (isFactor(name) ? LEAST * v : 0), apart);
    const seconds = Math.max(0.1 * run.tpotSeconds, run.tpotSeconds - least);
    const { lightSeconds } = step;
    return { run, apart: least, lightSeconds, amounts, seconds, whole: run.tpotSeconds, weight: 1 };
  });
}

const olderName = (engine: string, generation: string, kind: string) =>
  `older ${engine} ${generation} ${kind}`;
const kernelSeconds = ({ parts, quantizingSeconds }: Step) =>
  parts.weights + parts.kv + parts.compute + parts.communication + parts.fixed - quantizingSeconds;

/** Coefficients, and how much longer servers take of generations whose kernels were not measured. */
interface Fit {
  readonly of: Coefficients;
  readonly generations: ReadonlyMap<string, number>;
}

const isOlder = (name: string) => name.startsWith('older ');
const isFactor = (name: string) => /^(part|prompt) /.test(name);
/** No part of a server's step is less than this of what its kernels take: nothing that was timed fuses more away. */
const LEAST = 0.4;
/** What is fitted of a factor is what it is above the least. Kernels stand for themselves. */
const prior = (name: string) => (isFactor(name) ? 1 - LEAST : 0);
const isKernel = (name: string) => name.startsWith('part ') || isOlder(name);
const isCarried = ({ run }: HostRun) => !run.measured;

/** The seconds of a run with its kernels so many times as long. */
function scaled(one: HostRun, times: number): HostRun {
  const amounts = new Map([...one.amounts].map(([name, v]) => [name, isKernel(name) ? v * times : v]));
  return { ...one, amounts, apart: one.apart * times };
}

const secondsOf = (one: HostRun, of: Coefficients) =>
  Math.max(one.lightSeconds, predict(one.amounts, of) + one.apart);

function fitOf(some: readonly HostRun[]): Fit {
  const generations = new Map(some.filter(isCarried).map(({ run }) => [run.generation, 1]));
  const now = (one: HostRun) => scaled(one, (isCarried(one) && generations.get(one.run.generation)) || 1);
  const fit = () => fitted(some.map(now), prior, undefined, SETTINGS);
  let of = fit();
  for (let turn = 0; turn < TURNS && generations.size > 0; turn++) {
    for (const [generation, times] of generations) {
      const own = some.filter((one) => isCarried(one) && one.run.generation === generation);
      const missed = quantile(
        own.map((one) => one.run.tpotSeconds / secondsOf(now(one), of)),
        0.5,
      );
      generations.set(generation, Math.max(1, times * missed));
    }
    of = fit();
  }
  return { of, generations };
}

/** Predicted over measured. */
function ratioOf(one: HostRun, { of, generations }: Fit): number {
  const times = isCarried(one) ? (generations.get(one.run.generation) ?? 1) : 1;
  return secondsOf(scaled(one, times), of) / one.run.tpotSeconds;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const offBy = (ratio: number) => Math.abs(ratio - 1);
/** How far apart, as a factor: 0 is equal. */
const logOff = (ratio: number) => Math.abs(Math.log(ratio));

/** A class of servers with what was missed of its runs, as ratios. */
interface Class {
  readonly engine: string;
  readonly generation: string;
  readonly mode: ServerErrors['mode'];
  readonly kind: ServerErrors['kind'];
  readonly ratios: number[];
}

/** Classes by kind of model, and of all kinds together. */
function classesOf(rows: readonly (Omit<Class, 'ratios'> & { readonly ratio: number })[]): Class[] {
  const classes = new Map<string, Class>();
  for (const { ratio, ...one } of rows)
    for (const kind of new Set([one.kind, 'any'] as const)) {
      const { engine, generation, mode } = one;
      const key = JSON.stringify([mode, engine, generation, kind]);
      const known = classes.get(key) ?? { engine, generation, mode, kind, ratios: [] };
      classes.set(key, known);
      known.ratios.push(ratio);
    }
  return [...classes.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

const nameOf = ({ mode, engine, generation, kind }: Omit<Class, 'ratios'>) =>
  `${mode} ${engine} ${generation} ${kind}`;

const round = (value: number) => Number(value.toPrecision(3));

/** A band is no wider than so many times what the runs of its class take. */
const WIDEST = 2;

/** Errors of a class, beside what another series of it may be off by. `takes`: what its runs take, where they were fitted. */
function errorsOf({ ratios, ...one }: Class, another = 0, takes: number | null = null): ServerErrors {
  const logs = ratios.map(logOff);
  // Of too few runs nothing is stated; their largest error is kept to be looked at.
  const next = nextError(logs) ?? Math.max(...logs);
  const widest = Math.max(next, WIDEST * (takes ?? next));
  return {
    ...one,
    runs: ratios.length,
    median: round(quantile(ratios.map(offBy), 0.5)),
    most: round(Math.expm1(Math.min(Math.hypot(next, another), widest))),
  };
}

const say = (what: string, ratios: readonly number[]) => {
  const errors = ratios.map(offBy);
  console.log(
    `${what}: ${ratios.length} runs, median ${percent(quantile(errors, 0.5))}, nine of ten ${percent(quantile(errors, 0.9))}`,
  );
};

/** Runs as fits to all others make of them, without all that `by` calls alike. */
const leftOut = (all: readonly HostRun[], by: keyof Pick<ServerRun, 'series' | 'id'> = 'series', of = all) =>
  foldsOf(of, ({ run }) => run[by], FOLDS).flatMap((fold) => {
    const without = fitOf(all.filter((one) => !fold.includes(one)));
    return fold.map((one) => {
      const { id, series, engine, generation, mode, kind } = one.run;
      return { id, series, engine, generation, mode, kind, ratio: ratioOf(one, without) };
    });
  });
type LeftOutRun = ReturnType<typeof leftOut>[number];

/** Runs of classes that have one series: left out whole it would tell what a class costs that nobody measured. */
function alone(all: readonly HostRun[]): readonly HostRun[] {
  const series = new Map<string, Set<string>>();
  for (const { run } of all) {
    const name = nameOf(run);
    series.set(name, (series.get(name) ?? new Set()).add(run.series));
  }
  return all.filter(({ run }) => series.get(nameOf(run))?.size === 1);
}

/** What a whole series is off by as one, nine times of ten: a logarithm. */
function offBySeries(runs: readonly LeftOutRun[]): number {
  const logs = new Map<string, number[]>();
  for (const { series, ratio } of runs) logs.set(series, [...(logs.get(series) ?? []), Math.log(ratio)]);
  return quantile(
    [...logs.values()].map((some) => Math.abs(mean(some))),
    0.9,
  );
}

/**
 * Errors of classes that have one series: of its runs, left out one by one, beside what another series is off by, as those of
 * other classes tell.
 */
function errorsAlone(all: readonly HostRun[], out: readonly LeftOutRun[]): ServerErrors[] {
  const single = alone(all);
  const ids = new Set(single.map(({ run }) => run.id));
  const another = offBySeries(out.filter(({ id }) => !ids.has(id)));
  console.log(`another series: off by ${percent(Math.expm1(another))}, nine of ten`);
  return classesOf(leftOut(all, 'id', single))
    .filter(({ kind }) => kind !== 'any')
    .map((one) => errorsOf(one, another));
}

/** Errors of all classes of a mode. */
function withAlone(classes: readonly Class[], single: readonly ServerErrors[]): ServerErrors[] {
  return classes.map((one) => single.find((other) => nameOf(other) === nameOf(one)) ?? errorsOf(one));
}

/** Fits what ties kernels to servers, with whole series left out to tell their errors by class. */
export function calibrateHosts(): void {
  const all = hostRuns();
  const fit = fitOf(all);
  const kernelsAlone: Fit = {
    of: new Map([...fit.of.keys()].map((name) => [name, prior(name)] as const)),
    generations: new Map(),
  };
  say(
    'kernels alone',
    all.map((one) => ratioOf(one, kernelsAlone)),
  );
  say(
    'in sample',
    all.map((one) => ratioOf(one, fit)),
  );
  const out = leftOut(all);
  say(
    'series left out',
    out.map(({ ratio }) => ratio),
  );
  for (const one of classesOf(out)) say(`  ${nameOf(one)}`, one.ratios);
  const colocated = withAlone(
    classesOf(out.filter(({ mode }) => mode === 'colocated')),
    errorsAlone(all, out),
  );
  const table = readTable();
  const kept = table.serverErrors.filter(({ mode }) => mode !== 'colocated');
  write({ ...table, server: serverOf(fit), serverErrors: [...colocated, ...kept] });
}

function serverOf({ of, generations }: Fit): ServerStep {
  const at = (name: string) => round((of.get(name) ?? prior(name)) + (isFactor(name) ? LEAST : 0));
  const engines = ENGINES.map((engine) => {
    const byFormat = (part: (typeof SCALED)[number]) =>
      Object.fromEntries(FORMATS.map((format) => [format, at(`${scaleOf(engine, part)} ${format}`)]));
    const factors = Object.fromEntries(
      SCALED.map((part) => [part, isByFormat(part) ? byFormat(part) : at(scaleOf(engine, part))]),
    );
    const launches = `part ${engine} fixed `;
    const kinds = [...of.keys()].filter((name) => name.startsWith(launches)).sort();
    const fixed = {
      // Where no server was measured kernels stand for themselves.
      any: 1,
      ...Object.fromEntries(kinds.map((name) => [name.slice(launches.length), at(name)])),
    };
    const hostSeconds = hostsOf(engine, of);
    const older: Record<string, Record<string, number>> = {};
    for (const name of [...of.keys()].filter((one) => one.startsWith(`older ${engine} `)).sort()) {
      const [, , generation = '', kind = ''] = name.split(' ');
      older[generation] = { ...older[generation], [kind]: at(name) };
    }
    const server = {
      // All parts are there.
      factors: factors as unknown as EngineServer['factors'],
      fixed,
      hostSeconds,
      sequenceSeconds: at(`sequence ${engine}`),
      promptFactor: at(`prompt ${engine}`),
      older,
    };
    return [engine, server] as const;
  });
  return {
    engines: Object.fromEntries(engines),
    generationFactors: Object.fromEntries([...generations].map(([name, times]) => [name, round(times)])),
  };
}

/** Host seconds by generation and kind of model: a kind's own beside what all have in common. */
function hostsOf(engine: string, of: Coefficients): EngineServer['hostSeconds'] {
  const hosts: Record<string, { any: number; [kind: string]: number }> = {};
  for (const name of [...of.keys()].filter((one) => one.startsWith(`host ${engine} `)).sort()) {
    const [, , generation = '', kind = ''] = name.split(' ');
    const any = of.get(`host ${engine} ${generation} any`) ?? 0;
    const own = kind === 'any' ? 0 : (of.get(name) ?? 0);
    hosts[generation] = { ...hosts[generation], any: round(any), [kind]: round(any + own) };
  }
  return hosts;
}

/**
 * Tells the errors of whole disaggregated servers: those by the table as it is, times what leaving their series out of the
 * fit of decode steps does to them. The pools themselves are not fitted.
 */
export function calibratePools(): void {
  const all = hostRuns();
  const fit = fitOf(all);
  const inSample = new Map(all.map((one) => [one.run.id, ratioOf(one, fit)]));
  const single = alone(all);
  const out = leftOut(all);
  const another = offBySeries(out.filter(({ id }) => !single.some(({ run }) => run.id === id)));
  // A series that is all of its class is left out run by run.
  const unseen = new Map(
    [...out, ...leftOut(all, 'id', single)].map(({ id, ratio }) => [id, ratio / (inSample.get(id) ?? ratio)]),
  );
  const names = new Set(single.map(({ run }) => nameOf(run)));
  const rows = serverCases()
    .filter(({ input }) => input.prefill)
    .flatMap((run) => {
      const { request } = serverAnswer(run);
      const gpu = gpuTypeById(run.input.gpu);
      return request && gpu
        ? [
            {
              engine: run.input.engine,
              generation: gpu.accelerator.generation,
              mode: 'disaggregated' as const,
              kind: kindOf(run),
              ratio: ((request.tpotSeconds * 1e3) / run.expected.tpotMs) * (unseen.get(run.id) ?? 1),
              seen: (request.tpotSeconds * 1e3) / run.expected.tpotMs,
              rate: rateRatio(run, request.requestsPerSecond) / (unseen.get(run.id) ?? 1),
            },
          ]
        : [];
    });
  say(
    'disaggregated',
    rows.map(({ ratio }) => ratio),
  );
  say(
    'output, as if all of it followed from steps',
    rows.map(({ rate }) => rate).filter((rate) => !Number.isNaN(rate)),
  );
  const classes = classesOf(rows.map(({ rate: _, seen: __, ...row }) => row));
  const seen = classesOf(rows.map(({ rate: _, seen: ratio, ...row }) => ({ ...row, ratio })));
  for (const one of classes) say(`  ${nameOf(one)}`, one.ratios);
  const table = readTable();
  const kept = table.serverErrors.filter(({ mode }) => mode === 'colocated');
  const errors = classes.map((one, i) =>
    errorsOf(one, names.has(nameOf(one)) ? another : 0, nextError((seen[i]?.ratios ?? []).map(logOff))),
  );
  write({ ...table, serverErrors: [...kept, ...errors] });
}

/** Output of a pair of pools, predicted over measured; NaN where it was not measured. */
function rateRatio({ input, expected }: ServerCase, requestsPerSecond: number): number {
  const { prefill, decode, outputTokens } = input;
  const devices = (prefill?.accelerators ?? 0) + (decode?.accelerators ?? 0);
  const measured = expected.outputTokensPerSecondPerAccelerator ?? Number.NaN;
  return (requestsPerSecond * outputTokens) / devices / measured;
}

interface Table {
  readonly serverErrors: readonly ServerErrors[];
}

function kindOf({ input }: ServerCase): ServerErrors['kind'] {
  const model = modelById(input.model);
  return model ? stepKind(model) : 'any';
}

const readTable = () => JSON.parse(readFileSync(FILE, 'utf8')) as Table;
const write = (table: Table & { readonly server?: ServerStep }) =>
  writeFileSync(FILE, `${JSON.stringify(table, null, 2)}\n`);
