import { readFileSync, writeFileSync } from 'node:fs';
import type { ServerStep } from '../../src/engine/time/request/serverStep.js';
import { serverRuns, type ServerRun } from './serverRuns.js';
import { foldsOf, quantile } from './search.js';
import { fitted, predict, type Coefficients, type Measured } from './steps/fit.js';

const FILE = 'src/engine/time/coefficients.json';
const FOLDS = 8;
const PARTS = ['weights', 'kv', 'compute', 'communication', 'fixed'] as const;
/** Kernels stand for themselves but where servers say otherwise. */
const SETTINGS = { pull: 0.5, loose: 0.15 };

interface HostRun extends Measured {
  readonly run: ServerRun;
  /** Seconds of what is not fitted: prompts in the steps, and kernels that stand for themselves. */
  readonly apart: number;
}

/** What a server's steps take beside the prompts in them, as a sum of kernels' parts and of host time. */
function hostRuns(): HostRun[] {
  return serverRuns().map((run) => {
    const { step, stall, sequences } = run.kernels();
    const amounts = new Map<string, number>();
    // Weights and products of 16 bits are as their kernels are: no such server was measured.
    const share = (part: (typeof PARTS)[number]) =>
      part === 'weights' || part === 'compute' ? run.narrow : 1;
    const wide = PARTS.reduce((sum, part) => sum + (1 - share(part)) * step.parts[part], 0);
    for (const part of PARTS) amounts.set(`part ${part}`, share(part) * step.parts[part]);
    amounts.set(`host ${run.engine}`, 1);
    amounts.set('sequence', sequences);
    const seconds = Math.max(0.1 * run.tpotSeconds, run.tpotSeconds - stall - wide);
    return { run, apart: stall + wide, amounts, seconds, whole: run.tpotSeconds, weight: 1 };
  });
}

const prior = (name: string) => (name.startsWith('part ') ? 1 : 0);
const offOf = (one: HostRun, of: Coefficients) =>
  Math.abs((predict(one.amounts, of) + one.apart) / one.run.tpotSeconds - 1);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** Fits the factors that tie kernels to servers, with whole series left out to tell their errors. */
export function calibrateHosts(): void {
  const all = hostRuns();
  // Carried coefficients err for other reasons.
  const own = all.filter(({ run }) => run.measured);
  const of = (some: readonly HostRun[]) => fitted(some, prior, undefined, SETTINGS);
  const fit = of(own);
  const say = (what: string, some: readonly HostRun[], errors: readonly number[]) =>
    console.log(
      `${what}: ${some.length} runs, median ${percent(quantile(errors, 0.5))}, nine of ten ${percent(quantile(errors, 0.9))}`,
    );
  say(
    'kernels alone',
    own,
    own.map((one) => offOf(one, new Map(PARTS.map((p) => [`part ${p}`, 1] as const)))),
  );
  say(
    'in sample',
    own,
    own.map((one) => offOf(one, fit)),
  );
  say(
    'all',
    all,
    all.map((one) => offOf(one, fit)),
  );
  const out = foldsOf(own, ({ run }) => run.series, FOLDS).flatMap((fold) => {
    const without = of(own.filter((one) => !fold.includes(one)));
    return fold.map((one) => offOf(one, without));
  });
  say('series left out', own, out);
  console.log(Object.fromEntries(fit));
  const round = (name: string) => Number((fit.get(name) ?? prior(name)).toPrecision(3));
  const host = { vllm: round('host vllm'), sglang: round('host sglang'), trtllm: round('host trtllm') };
  const server: ServerStep = {
    factors: {
      weights: round('part weights'),
      kv: round('part kv'),
      compute: round('part compute'),
      communication: round('part communication'),
      fixed: round('part fixed'),
    },
    hostSeconds: { ...host, tuned: Math.min(host.vllm, host.sglang, host.trtllm) },
    sequenceSeconds: round('sequence'),
  };
  const table = JSON.parse(readFileSync(FILE, 'utf8')) as object;
  writeFileSync(FILE, `${JSON.stringify({ ...table, server }, null, 2)}\n`);
}
