import { readFileSync, writeFileSync } from 'node:fs';
import type { PrefillCurves } from '../../src/engine/time/prefill/curves.js';
import type { PrefillServer } from '../../src/engine/time/prefill/factors.js';
import { curvesOf, FREE, passSeconds, promptSteps, START, totalOf, type PromptStep } from './prompts.js';
import { foldsOf, mean, quantile, search, type Numbers } from './search.js';
import {
  freeServer,
  promptRates,
  serverOf,
  serverRuns,
  startServer,
  toldOnly,
  type PromptRate,
  type ServerRun,
} from './serverRuns.js';

/** Folds of whole series that are left out in turn. */
const FOLDS = 8;
/** A band holds as many of the errors. */
const MOST = 0.8;

const off = (predicted: number, measured: number): number => Math.abs(Math.log(predicted / measured));
const PARTS = ['linear', 'attention', 'communication'] as const;

/** Sum of the logarithmic errors of passes, and of their parts by the share of the time that they take. */
function passLoss(steps: readonly PromptStep[]): (at: Numbers) => number {
  return (at) => {
    const curves = curvesOf(at);
    return steps.reduce((sum, step) => {
      const [predicted, { measured }] = [passSeconds(step, curves), step];
      const total = totalOf(measured);
      const parts = PARTS.filter((part) => predicted[part] > 0 && measured[part] > 0).map(
        (part) => (measured[part] / total) * off(predicted[part], measured[part]),
      );
      return sum + off(totalOf(predicted), total) + parts.reduce((a, b) => a + b, 0);
    }, 0);
  };
}

const passErrors = (steps: readonly PromptStep[], curves: PrefillCurves): number[] =>
  steps.map((step) => off(totalOf(passSeconds(step, curves)), totalOf(step.measured)));

/** Logarithmic errors in sample and left out, as they are written and told. */
export interface FitErrors {
  readonly cases: number;
  readonly mean: number;
  readonly leftOutMean: number;
  readonly leftOutMedian: number;
  /** Four of five left-out errors are below. */
  readonly leftOutMost: number;
}

const round = (value: number): number => Number(value.toPrecision(4));

function errorsOf(inSample: readonly number[], leftOut: readonly number[]): FitErrors {
  return {
    cases: inSample.length,
    mean: round(mean(inSample)),
    leftOutMean: round(mean(leftOut)),
    leftOutMedian: round(median(leftOut)),
    leftOutMost: round(quantile(leftOut, MOST)),
  };
}

function fitKernels(generation: string) {
  const steps = promptSteps(generation);
  const fit = (some: readonly PromptStep[]) => curvesOf(search(START, FREE, passLoss(some)));
  const curves = fit(steps);
  const leftOut = foldsOf(steps, ({ series }) => series, FOLDS).flatMap((fold) => {
    const out = new Set(fold);
    return passErrors(fold, fit(steps.filter((step) => !out.has(step))));
  });
  return { steps, curves, errors: errorsOf(passErrors(steps, curves), leftOut) };
}

interface Measured {
  readonly runs: readonly ServerRun[];
  readonly rates: readonly PromptRate[];
}

const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Groups of one series. */
function bySeries<T extends { readonly series: string }>(all: readonly T[]): T[][] {
  return foldsOf(all, ({ series }) => series, all.length);
}

/**
 * Mean logarithmic error of runs, and of series of rates. While fitting, the decode steps of a series get one factor of
 * their own: their errors must not be laid at the door of prompts. Errors that are told have none.
 */
function serverLoss({ runs, rates }: Measured): (at: Numbers) => number {
  const [series, rateSeries] = [bySeries(runs), bySeries(rates)];
  return (at) => {
    const server = serverOf(at);
    const ofRuns = series.flatMap((all) => {
      const loops = all.map((run) => ({ run, loop: run.predict(server) }));
      const ratios = loops.map(({ run, loop }) => (run.tpotSeconds - loop.stall) / loop.plain);
      const decode = Math.min(3, Math.max(0.3, median(ratios)));
      return loops.map(({ run, loop }) => {
        const plain = decode * loop.plain;
        const first = loop.rest + loop.steps * plain;
        const ttft = run.ttftSeconds === null ? 0 : soft(off(first, run.ttftSeconds));
        return soft(off(plain + loop.stall, run.tpotSeconds)) + TTFT_WEIGHT * ttft;
      });
    });
    const ofRates = rateSeries.map((all) =>
      mean(all.map((rate) => soft(off(rate.predict(server), rate.measured)))),
    );
    return mean(ofRuns) + mean(ofRates);
  };
}

/** Errors that repeated runs show as well count by their squares, larger ones as they are. */
const soft = (error: number): number => Math.hypot(error, SOFT) - SOFT;
const SOFT = 0.15;
/** Repeated runs agree five times better in TPOT than in TTFT; a fifth would leave launches to few runs. */
const TTFT_WEIGHT = 0.5;

const CLASSES = {
  prefillRate: ({ rates }: Measured, server: PrefillServer) =>
    rates.map((rate) => off(rate.predict(server), rate.measured)),
  colocatedTpot: ({ runs }: Measured, server: PrefillServer) =>
    runs.map((run) => {
      const { plain, stall } = run.predict(server);
      return off(plain + stall, run.tpotSeconds);
    }),
  colocatedTtft: ({ runs }: Measured, server: PrefillServer) =>
    runs.flatMap((run) => {
      const { plain, steps, rest } = run.predict(server);
      return run.ttftSeconds === null ? [] : [off(rest + steps * plain, run.ttftSeconds)];
    }),
};

function fitServers() {
  const all: Measured = { runs: serverRuns(), rates: promptRates() };
  const free = freeServer(all.runs);
  const fit = (some: Measured) => serverOf(toldOnly(search(startServer(free), free, serverLoss(some))));
  const server = fit(all);
  const [runFolds, rateFolds] = [
    foldsOf(all.runs, ({ series }) => series, FOLDS),
    foldsOf(all.rates, ({ series }) => series, FOLDS),
  ];
  const without = runFolds.map((runs, at) => {
    const [out, outRates] = [new Set(runs), new Set(rateFolds[at])];
    const left = { runs, rates: rateFolds[at] ?? [] };
    const others = {
      runs: all.runs.filter((run) => !out.has(run)),
      rates: all.rates.filter((rate) => !outRates.has(rate)),
    };
    return { left, server: fit(others) };
  });
  const errors = Object.fromEntries(
    Object.entries(CLASSES).map(([name, errorsIn]) => [
      name,
      errorsOf(
        errorsIn(all, server),
        without.flatMap(({ left, server: others }) => errorsIn(left, others)),
      ),
    ]),
  );
  return { server, errors, rates: all.rates };
}

const FILE = 'src/engine/time/prefill/coefficients.json';

/** Writes numbers to four digits. */
const write = (value: unknown) =>
  writeFileSync(
    FILE,
    `${JSON.stringify(value, (_, one: unknown) => (typeof one === 'number' ? round(one) : one), 2)}\n`,
  );

/** Fits what kernels reach, by generation. */
export function calibrateKernels(): void {
  const table = JSON.parse(readFileSync(FILE, 'utf8')) as { kernels: object; servers: object };
  const names = ['hopper', 'blackwell'] as const;
  const fits = names.map((name) => ({ name, ...fitKernels(name) }));
  const generations = Object.fromEntries(
    fits.map(({ name, curves, errors }) => [name, { ...curves, errors }]),
  );
  // Another generation's curves in place of its own: what standing in costs.
  const carried = fits.flatMap(({ name, steps }) =>
    fits.filter((other) => other.name !== name).flatMap(({ curves }) => passErrors(steps, curves)),
  );
  const carriedErrors = { cases: carried.length, mean: mean(carried), most: quantile(carried, MOST) };
  write({ ...table, kernels: { ...table.kernels, generations, carriedErrors } });
  for (const { name, errors } of fits) console.log(`kernels on ${name}: ${JSON.stringify(errors)}`);
  console.log(`kernels carried: ${JSON.stringify(carriedErrors)}`);
}

/** Fits what servers add, on the kernels that the table holds. */
export function calibrateServers(): void {
  const table = JSON.parse(readFileSync(FILE, 'utf8')) as { kernels: object; servers: object };
  const { server, errors, rates } = fitServers();
  write({ ...table, servers: { ...table.servers, ...server, errors } });
  console.log(`servers: ${JSON.stringify(server)}`);
  for (const [name, of] of Object.entries(errors)) console.log(`${name}: ${JSON.stringify(of)}`);
  for (const rate of rates) console.log(`  ${rate.id}: ${(rate.predict(server) / rate.measured).toFixed(2)}`);
}
