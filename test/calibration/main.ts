import { readFileSync, writeFileSync } from 'node:fs';
import type { StepCoefficients } from '../../src/engine/time/coefficients.js';
import { errorsOf, fit, leaveOneOut, type Free } from './fit.js';
import { calibrateKernels, calibrateServers } from './promptFit.js';
import { kernelTablePoints, sweepPoints, verificationPoints, type Point } from './points.js';

/** Fits the rows of coefficients that have measurements, and writes them back. */
const FILE = 'src/engine/time/coefficients.json';

interface Job {
  readonly engine: string;
  readonly generation: string;
  readonly points: readonly Point[];
  /** Measured on another model and not fitted. */
  readonly unseen?: readonly Point[];
  readonly free: readonly Free[];
  readonly evidence: string;
}

const seconds = (name: Free['name']): Free => ({ name, low: 1e-8, high: 1e-3 });
const share = (name: Free['name'], low: number, high: number): Free => ({ name, low, high });

const JOBS: readonly Job[] = [
  {
    engine: 'trtllm',
    generation: 'hopper',
    points: kernelTablePoints(),
    free: [
      ...(
        [
          'layerSeconds',
          'quantizedLayerSeconds',
          'latentLayerSeconds',
          'moeLayerSeconds',
          'collectiveSeconds',
        ] as const
      ).map(seconds),
      share('weightEfficiency', 0.6, 1),
      share('latentKvEfficiency', 0.3, 1),
      share('linkEfficiency', 0.1, 1),
      share('expertAgreement', 0.3, 1.6),
    ],
    evidence:
      '48 decode steps of NVIDIA AIConfigurator kernel tables (TensorRT-LLM 1.2.0rc5 on H100 and H200: Llama-3.1-8B, Llama-3.1-70B, DeepSeek-V3)',
  },
  {
    engine: 'vllm',
    generation: 'blackwell',
    points: sweepPoints(),
    // Its prompts are synthetic, so that tokens agree on experts as real traffic does not.
    unseen: verificationPoints(),
    free: [
      ...(['layerSeconds', 'moeLayerSeconds', 'collectiveSeconds', 'requestSeconds'] as const).map(seconds),
      share('weightEfficiency', 0.6, 1),
      share('expertTokenEfficiency', 0.01, 1),
      share('linkEfficiency', 0.1, 1),
      share('expertAgreement', 0.5, 1.6),
    ],
    evidence: '36 speeds of DeepSeek-V4-Pro-0813 on 8 x B300 with 0 to 7 drafts (vLLM blog, 2026-08-14)',
  },
];

/** Where every fit starts: what one would guess of any engine, so that a series left out is truly unknown. */
const PRIOR: Partial<StepCoefficients> = {
  layerSeconds: 5e-5,
  quantizedLayerSeconds: 1e-5,
  latentLayerSeconds: 4e-5,
  moeLayerSeconds: 4e-5,
  collectiveSeconds: 5e-6,
  weightEfficiency: 0.92,
  latentKvEfficiency: 0.75,
  linkEfficiency: 0.3,
  expertAgreement: 1,
  expertTokenEfficiency: 0.1,
  requestSeconds: 1e-5,
};

/** Fits the rows of decode steps that have measurements. */
function calibrateSteps(): void {
  const table = JSON.parse(readFileSync(FILE, 'utf8')) as { comment: string; rows: StepCoefficients[] };
  const round = (value: number) => Number(value.toPrecision(4));
  for (const { engine, generation, points, unseen, free, evidence } of JOBS) {
    const at = table.rows.findIndex((row) => row.engine === engine && row.generation === generation);
    const row0 = table.rows[at];
    if (!row0) throw new Error(`no row ${engine} on ${generation}`);
    const names = new Set<string>(free.map(({ name }) => name));
    const start = {
      ...row0,
      ...Object.fromEntries(Object.entries(PRIOR).filter(([name]) => names.has(name))),
    };
    const fitted = fit(points, start, free);
    const rounded = Object.fromEntries(free.map(({ name }) => [name, round(Number(fitted[name]))]));
    const errors = errorsOf(points, { ...fitted, ...rounded });
    const others = unseen ?? [];
    const row: StepCoefficients = {
      ...fitted,
      ...rounded,
      meanError: round(errors.mean),
      leaveOneSeriesOutError: round(leaveOneOut('series', points, start, free)),
      otherModelError: round(
        others.length > 0 ? errorsOf(others, fitted).mean : leaveOneOut('model', points, start, free),
      ),
      models: [...new Set(points.map(({ model }) => model))],
      basis: 'fit',
      evidence,
    };
    table.rows[at] = row;
    console.log(
      `${engine} on ${generation}: ${points.length} points, mean error ${(100 * row.meanError).toFixed(1)} %, worst ${(100 * errors.worst).toFixed(1)} %, leave one series out ${(100 * row.leaveOneSeriesOutError).toFixed(1)} %, another model ${(100 * row.otherModelError).toFixed(1)} %`,
    );
    for (const { id, series, measured, predict } of points) {
      const error = predict(row) / measured - 1;
      if (Math.abs(error) > 0.08) console.log(`  ${id} (${series}): ${(100 * error).toFixed(1)} %`);
    }
  }
  writeFileSync(FILE, `${JSON.stringify(table, null, 2)}\n`);
}

/** What is fitted: decode steps, or prompts by kernels and then, on the kernels that were written, by servers. */
const FITS: Readonly<Record<string, () => void>> = {
  steps: calibrateSteps,
  kernels: calibrateKernels,
  servers: calibrateServers,
};

const [wanted = 'steps'] = process.argv.slice(2);
const chosen = FITS[wanted];
if (!chosen) throw new Error(`one of ${Object.keys(FITS).join(', ')} is fitted, not ${wanted}`);
chosen();
