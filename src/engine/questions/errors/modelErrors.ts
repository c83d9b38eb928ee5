import type { Option, ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type { ServerName } from '../../../catalog/shapes/servers/server.js';
import { gpusOf, servingOf } from '../../fleet/optionCase.js';
import { triangular } from '../../shapes/sampling.js';
import { errorsOf } from '../uncertainInputs.js';

/** What an error of the model is of. Options that have the same one are wrong together. */
export type ErrorOf =
  /** Step times of an engine on a kind of accelerator, by its id. */
  | { readonly code: 'steps'; readonly engine: ServerName; readonly accelerator: string }
  /** Step times that were measured on one option, and say nothing of others. */
  | { readonly code: 'measured-steps'; readonly option: string }
  /** What is assumed of LPX: its efficiencies, its link, its floor, and what launches leave. */
  | { readonly code: 'lpx' };

/** An error of the model, and how far it moves the costs of each option that has it: logarithms, above 0. */
export interface ModelErrorSource {
  readonly of: ErrorOf;
  readonly reach: Readonly<Record<string, number>>;
}

/** Errors below this are none. */
const NONE = 1e-12;

/**
 * The model's errors, as far as options share them (fleet.md 6): one for each engine on each kind of accelerator, one
 * for what is assumed of LPX beyond that, and one for each option that was measured. A service has its price.
 */
export function modelErrors(plan: ResolvedPlan): ModelErrorSource[] {
  const found = new Map<string, { readonly of: ErrorOf; readonly reach: Record<string, number> }>();
  const add = (of: ErrorOf, option: string, reach: number) => {
    if (reach <= NONE) return;
    const key = JSON.stringify(of);
    const known = found.get(key) ?? { of, reach: {} };
    known.reach[option] = reach;
    found.set(key, known);
  };
  for (const [name, option] of Object.entries(plan.options)) {
    const of = stepsOf(plan, name, option);
    if (!of) continue;
    const { error, assumed } = errorsOf(plan, name);
    const reach = Math.log(1 + error);
    // What racks compute is not the engine's: the band of an option is that of both together.
    const ofRacks = Math.min(reach, Math.log(1 + assumed));
    add(of, name, reach - ofRacks);
    add({ code: 'lpx' }, name, ofRacks);
  }
  return [...found.values()];
}

/** What an option's step times are of; `null` where it has none. */
function stepsOf(plan: ResolvedPlan, name: string, option: Option): ErrorOf | null {
  const gpus = gpusOf(plan, option);
  if (option.hosted || !gpus) return null;
  const serving = servingOf(plan, option);
  const isMeasured = serving.layout !== 'auto' && option.measured.steps.length > 0;
  return isMeasured
    ? { code: 'measured-steps', option: name }
    : { code: 'steps', engine: serving.engine, accelerator: gpus.accelerator.id };
}

/** What an error multiplies the costs of an option by, `u` (0..1) being how it falls out. */
export function factorAt({ reach }: ModelErrorSource, option: string, u: number): number {
  const most = reach[option] ?? 0;
  // As likely too high by as much as too low: triangular in the logarithm.
  return most === 0 ? 1 : Math.exp(triangular({ low: -most, likely: 0, high: most }, u));
}
