import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { gpusOf, servingOf } from '../../../engine/fleet/optionCase.js';
import type { OptionResult } from '../../../engine/shapes/result.js';
import { stepKind } from '../../../engine/time/kernels/kind.js';
import { serverRecord, type ServerRecord } from '../../../engine/time/request/serverErrors.js';
import { mainFormat, runClasses, runSeries, type RunPlace, type RunPoint, type RunSeries } from './runs.js';

/** What a measured server has in common with a plan's, or has not. */
export type Difference =
  'engine' | 'weights' | 'mode' | 'tensor' | 'attentionData' | 'expert' | 'input' | 'output' | 'users';

/** A measured server of the same model on the same accelerator, at the load that is nearest to a plan's. */
export interface NearRun {
  readonly series: RunSeries;
  readonly point: RunPoint;
  /** Sum of the logarithms of what is apart; whatever differs in kind counts as much as a factor of ten. */
  readonly distance: number;
  readonly differs: readonly Difference[];
  /** The same server, with lengths and load within a factor of two. */
  readonly close: boolean;
}

/** What of a server is compared. */
interface Wanted extends RunPlace {
  /** Sequences of one replica at a time. */
  readonly users: number;
}

/** Lengths and loads further apart than this differ. */
const FACTOR = 2;
const KINDS = ['engine', 'weights', 'mode', 'tensor', 'attentionData', 'expert'] as const;
const SIZES = ['input', 'output'] as const;
const OTHER_KIND = Math.log(10);

/** Measured servers nearest to one, of its model on its accelerator; empty where there are none. */
export function nearestTo(wanted: Wanted, most: number, all = runSeries()): NearRun[] {
  return all
    .filter(({ model, gpu }) => model === wanted.model && gpu === wanted.gpu)
    .flatMap((series) => nearPoint(series, wanted) ?? [])
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most);
}

function nearPoint(series: RunSeries, wanted: Wanted): NearRun | null {
  const apart = (a: number, b: number) => Math.abs(Math.log(a / b));
  const users = (point: RunPoint) => apart(point.users, wanted.users);
  const [first, ...others] = series.points;
  if (!first) return null;
  const point = others.reduce((best, other) => (users(other) < users(best) ? other : best), first);
  const kinds = KINDS.filter((name) => series[name] !== wanted[name]);
  const sizes = SIZES.filter((name) => apart(series[name], wanted[name]) > Math.log(FACTOR));
  const far = users(point) > Math.log(FACTOR) ? (['users'] as const) : [];
  const differs = [...kinds, ...sizes, ...far];
  const distance =
    OTHER_KIND * kinds.length +
    SIZES.reduce((sum, name) => sum + apart(series[name], wanted[name]), users(point));
  return { series, point, distance, differs, close: differs.length === 0 };
}

/** What stands beside the answer of an option for a workload. */
export interface Evidence {
  /** How servers of its class were predicted; `null` with a reason where none was measured. */
  readonly record: ClassRecord | null;
  readonly reason: NoRecord | null;
  /** The nearest first. */
  readonly nearest: readonly NearRun[];
  readonly wanted: Wanted | null;
}

/** The record of a class of measured servers. */
export interface ClassRecord extends Pick<
  ServerRecord,
  'engine' | 'generation' | 'mode' | 'runs' | 'median' | 'own'
> {
  /** Part of its runs that the stated spread holds. */
  readonly held: number | null;
}

/** Why there is no record: bought, LPX or drafts, which no such run has, no request, nothing that runs, or none measured. */
export type NoRecord = 'hosted' | 'lpx' | 'drafts' | 'no-request' | 'not-run' | 'none-measured';

const MOST_NEAR = 3;

/** Evidence for an option's answer for a workload. Pure: the plan and its answer decide it. */
export function evidenceOf(
  plan: ResolvedPlan,
  { option, workload }: { readonly option: string; readonly workload: string },
  result: OptionResult,
): Evidence {
  const asked = plan.options[option];
  const answer = result.workloads[workload];
  const without = (reason: NoRecord): Evidence => ({ record: null, reason, nearest: [], wanted: null });
  if (!asked || !answer) return without('not-run');
  const gpus = gpusOf(plan, asked);
  if (asked.hosted) return without('hosted');
  if (asked.lpx) return without('lpx');
  if (asked.speculation && asked.speculation.draftTokens > 0) return without('drafts');
  const { decode, request, prefill } = answer;
  const says = plan.workloads[workload];
  const layout = answer.pool === null ? null : (result.pools[answer.pool]?.layout ?? null);
  if (!gpus || !layout || !decode) return without('not-run');
  if (!request || !prefill || !says?.input || !says.output) return without('no-request');
  const serving = servingOf(plan, asked);
  const wanted: Wanted = {
    model: plan.model.id,
    gpu: gpus.accelerator.id,
    engine: serving.engine,
    weights: mainFormat(plan.model, serving.weights),
    mode: prefill.mode,
    tensor: layout.tensor,
    attentionData: layout.attentionData,
    expert: layout.expert,
    input: says.input.p50,
    output: says.output.p50,
    users: decode.batch,
  };
  const record = recordOf(
    serverRecord({
      engine: serving.engine,
      generation: gpus.accelerator.generation,
      mode: prefill.mode,
      kind: stepKind(plan.model),
    }),
  );
  const reason = record ? null : 'none-measured';
  return { record, reason, nearest: nearestTo(wanted, MOST_NEAR), wanted };
}

function recordOf(record: ServerRecord | null): ClassRecord | null {
  if (!record) return null;
  const { engine, generation, mode, runs, median, own } = record;
  const found = runClasses().find(
    (one) => one.engine === engine && one.generation === generation && one.mode === mode,
  );
  return { engine, generation, mode, runs, median, own, held: found ? found.held / found.runs : null };
}
