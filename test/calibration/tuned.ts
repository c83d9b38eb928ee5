import { readFileSync, writeFileSync } from 'node:fs';
import { gpuTypeById } from '../../src/catalog/entries/hardware.js';
import { modelById } from '../../src/catalog/entries/models.js';
import { kvCacheFormat } from '../../src/catalog/shapes/formats.js';
import type { StepCoefficients } from '../../src/engine/time/coefficients.js';
import { genericName, leastCoefficient } from '../../src/engine/time/kernels/names.js';
import type { KernelWork } from '../../src/engine/time/kernels/term.js';
import { stepWork } from '../../src/engine/time/kernels/work.js';
import { planOf } from '../unit/plans.js';
import { tunedPlan, tunedSpeeds, type TunedSpeed } from '../validation/tuned.js';
import { nextError } from './bands.js';
import { mean } from './search.js';
import { amountsOf, merged } from './steps/features.js';
import { fitted, predict, type Coefficients, type Measured } from './steps/fit.js';

const FILE = 'src/engine/time/coefficients.json';

/** Fixed times of layers are scaled together: one model cannot tell them apart. */
const LAYERS = 'layers';
const isLayer = (name: string) =>
  /^(?:|routed |latent |sparse |(?:window |chosen )?entries )layer$/.test(name);
/** Seconds of the layers by hand, in proportion to each other: all kernels of one, and those of some kinds beside. */
const layerByHand = (name: string) => (name === 'layer' ? 30e-6 : 8e-6);
/** What the points tell, and where it begins: beyond what an indexer selects, and by each token that is verified. */
const TOLD: Readonly<Record<string, number>> = {
  [LAYERS]: 1,
  'sparse selecting': 0,
  'sparse selected': 0,
  'index bytes': 1,
  'sparse rows': 0,
};
/** Everything else stays as it was set by hand. */
const pull = (name: string) => (name in TOLD ? 1e-4 : 1e6);

type Table = {
  readonly terms: string[];
  readonly rows: readonly StepCoefficients[];
};

function work(): KernelWork {
  const [model, type] = [modelById('glm-5'), gpuTypeById('b200-sxm')];
  if (!model || !type) throw new Error('GLM-5 or B200 is not in the catalogue');
  const layout = { tensor: 8, attentionData: 1, expert: 1, pipeline: 1, context: 1 };
  const serving = { weights: 'fp8-block' as const, kvCache: kvCacheFormat(model, 'fp8') };
  return { model, serving, accelerator: type.accelerator, layout, moved: new Set() };
}

/** Speeds as sums of amounts of one token's time: a step that verifies, and what drafting it takes of plain steps. */
function measuredOf(speeds: readonly TunedSpeed[]): Measured[] {
  const at = work();
  const kernels = stepWork(at);
  const step = (context: number, queries: number) =>
    merged(...Object.values(amountsOf(at, kernels, 1, context, queries)));
  return speeds.map((speed) => {
    const { drafts, length, tokensPerSecond, context } = speed;
    const speculation = planOf(tunedPlan(speed)).options['run']?.speculation;
    const drafting = drafts * (speculation?.draftCostFraction ?? 0);
    const amounts = new Map<string, number>();
    for (const [part, times] of [
      [step(context, 1 + drafts), 1],
      [step(context, 1), drafting],
    ] as const)
      for (const [name, amount] of part) {
        const known = genericName(name);
        const [to, by] = isLayer(known) ? [LAYERS, layerByHand(known)] : [known, 1];
        amounts.set(to, (amounts.get(to) ?? 0) + (amount * by * times) / length);
      }
    const seconds = 1 / tokensPerSecond;
    return { amounts, seconds, whole: seconds, weight: 1 };
  });
}

const round = (value: number) => Number(value.toPrecision(3));

/** Fits the row of `tuned` to its published stack: as TileRT serves one user of one model. */
export function calibrateTuned(): void {
  const table = JSON.parse(readFileSync(FILE, 'utf8')) as Table;
  const isTuned = ({ engine, generation }: StepCoefficients) =>
    engine === 'tuned' && generation === 'blackwell';
  const row = table.rows.find(isTuned);
  const unseen = table.rows
    .find(({ engine, generation }) => engine === 'vllm' && generation === 'blackwell')
    ?.errors.find(({ kind }) => kind === 'any')?.unseen;
  if (!row || unseen === undefined) throw new Error('no row to fit, or none to take a spread from');
  const valueOf = (name: string) => row.values[table.terms.indexOf(name)] ?? leastCoefficient(name);
  const measured = measuredOf(tunedSpeeds());
  const byHand = (name: string) => TOLD[name] ?? valueOf(name);
  const fit = (some: readonly Measured[]) =>
    fitted(some, byHand, undefined, { pull, loose: Number.POSITIVE_INFINITY });
  const off = (one: Measured, of: Coefficients) => Math.abs(predict(one.amounts, of) / one.seconds - 1);
  const own = fit(measured);
  // One series is all there is of it: its speeds are left out one by one.
  const left = measured.map((one) => off(one, fit(measured.filter((other) => other !== one))));
  console.log(
    `tuned: ${measured.length} speeds, mean ${mean(measured.map((one) => off(one, own)))}, left out ${mean(left)}, at most ${Math.max(...left)}`,
  );
  for (const name of Object.keys(TOLD)) {
    console.log(`  ${name}: ${own.get(name)}`);
    if (name !== LAYERS && !table.terms.includes(name)) table.terms.push(name);
  }
  const values = table.terms.map((name, at) => {
    const before = row.values[at] ?? null;
    if (isLayer(name) && before !== null) return round(layerByHand(name) * (own.get(LAYERS) ?? 1));
    return name in TOLD ? round(own.get(name) ?? 0) : before;
  });
  const seen = round(Math.expm1(nextError(left.map(Math.log1p)) ?? 0));
  const changed: StepCoefficients = {
    ...row,
    values,
    meanError: round(mean(measured.map((one) => off(one, own)))),
    leftOutError: round(mean(left)),
    errors: [{ kind: 'any', seen, unseen: Math.max(seen, unseen) }],
    models: ['glm-5'],
    basis: 'fit',
    evidence:
      '14 speeds of one user of GLM-5.1 in FP8 on 8 x B200 with TileRT 0.1.5, with and without 3 drafts (2026-07-14)',
  };
  const rows = table.rows.map((one) => (isTuned(one) ? changed : one));
  writeFileSync(FILE, `${JSON.stringify({ ...table, rows }, null, 2)}\n`);
}
