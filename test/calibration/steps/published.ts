import type { StepCoefficients } from '../../../src/engine/time/coefficients.js';
import { stepWork } from '../../../src/engine/time/kernels/work.js';
import { SWEEP_CONTEXT, SWEEP_RELEASE, sweepInputs, sweepSpeeds, V4_PRO_DRAFT_COST } from '../points.js';
import { amountsOf, merged, type Amounts } from './features.js';
import { fitted, predict, type Coefficients, type Fit, type Measured } from './fit.js';

const NEWEST = 'vllm blackwell 0.24.0';

function scaled(amounts: Amounts, by: number): Amounts {
  return new Map([...amounts].map(([name, amount]) => [name, amount * by]));
}

function sweepMeasured(): (Measured & { readonly series: string })[] {
  const work = sweepInputs();
  const kernels = stepWork(work);
  const all = (sequences: number, queries: number) => {
    const { linear, attention, experts, collectives, launch } = amountsOf(
      work,
      kernels,
      sequences,
      SWEEP_CONTEXT,
      queries,
    );
    return merged(linear, attention, experts, collectives, launch);
  };
  return sweepSpeeds().map(({ requests, drafts, length, seconds, series }) => {
    const verified = all(requests, drafts + 1);
    const drafted = drafts === 0 ? new Map<string, number>() : all(requests, drafts);
    const amounts = merged(scaled(verified, 1 / length), scaled(drafted, V4_PRO_DRAFT_COST / length));
    return { amounts, seconds, whole: seconds, weight: 1, series };
  });
}

const round = (value: number) => Number(value.toPrecision(3));
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

/** A row, and what its values are. */
export interface Published extends Omit<StepCoefficients, 'values'> {
  readonly own: Coefficients;
}

/** Rows of what was published of servers, drawn to the kernels of the newest release but lightly. */
export function publishedRows(rows: readonly StepCoefficients[], fit: Fit): Published[] {
  const newest = rows.find(
    ({ engine, generation, release }) => `${engine} ${generation} ${release}` === NEWEST,
  );
  if (!newest) throw new Error(`no row ${NEWEST}`);
  const measured = sweepMeasured();
  const settings = { pull: 0.08, loose: 1 };
  const of = (some: readonly Measured[]) => fitted(some, fit.of(NEWEST), undefined, settings);
  const own = of(measured);
  const off = (one: Measured, with_: ReadonlyMap<string, number>) =>
    Math.abs(predict(one.amounts, with_) / one.seconds - 1);
  const errors = measured.map((one) => off(one, own));
  const out = [...new Set(measured.map(({ series }) => series))].flatMap((series) => {
    const without = of(measured.filter((one) => one.series !== series));
    return measured.filter((one) => one.series === series).map((one) => off(one, without));
  });
  console.log(
    `sweep: ${measured.length} speeds, mean ${mean(errors)}, worst ${Math.max(...errors)}, series left out ${mean(out)}`,
  );
  const most = Math.max(...out);
  const unseen = newest.errors.find(({ kind }) => kind === 'any')?.unseen ?? most;
  return [
    {
      ...newest,
      release: SWEEP_RELEASE,
      own,
      eagerLayerSeconds: 0.00174,
      meanError: round(mean(errors)),
      leftOutError: round(mean(out)),
      errors: [{ kind: 'any', seen: round(most), unseen: Math.max(unseen, round(most)) }],
      models: ['deepseek-v4-pro'],
      evidence: '36 speeds of DeepSeek-V4-Pro-0813 on 8 x B300 with 0 to 7 drafts (vLLM blog, 2026-08-14)',
    },
  ];
}
