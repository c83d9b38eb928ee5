import { generationOf } from '../../../catalog/shapes/generations.js';
import type { Option, ResolvedPlan, Serving } from '../../../catalog/shapes/resolvedPlan.js';
import type { ServerName } from '../../../catalog/shapes/servers/server.js';
import { SERVER_NAMES, serverOf } from '../../../catalog/shapes/servers/servers.js';
import { gpusOf, servingOf } from '../../fleet/optionCase.js';

const OF_NVIDIA = new Set(['ampere', 'ada', 'hopper', 'blackwell', 'blackwell-rtx', 'rubin']);

/**
 * Engines that could serve all options of a plan that name the plan's own, beside that; empty where an option is driven
 * by its vendor's software, or where nothing runs on accelerators.
 */
export function otherEngines(plan: ResolvedPlan): ServerName[] {
  const { engine } = plan.serving;
  const generations = Object.values(plan.options).flatMap((option) => {
    const gpus = gpusOf(plan, option);
    return option.hosted || !gpus || servingOf(plan, option).engine !== engine
      ? []
      : gpus.accelerator.generation;
  });
  if (generations.length === 0 || generations.some((one) => generationOf(one).software === 'own')) return [];
  const nvidiaAlone = generations.every((one) => OF_NVIDIA.has(one));
  return SERVER_NAMES.filter((other) => {
    const { runsOn } = serverOf(other);
    return other !== engine && (runsOn === 'all' || (runsOn === 'nvidia' && nvidiaAlone));
  });
}

/** The plan served by another engine wherever it is served by its own; what was measured on that is left out. */
export function withEngine(plan: ResolvedPlan, engine: ServerName): ResolvedPlan {
  const from = plan.serving.engine;
  const at = <T extends Serving | null>(serving: T): T =>
    serving?.engine === from ? { ...serving, engine, engineVersion: null } : serving;
  const options = Object.entries(plan.options).map(([name, option]): [string, Option] => {
    const { prefill } = option;
    const site = typeof prefill === 'string' ? prefill : { ...prefill, serving: at(prefill.serving) };
    return [name, { ...option, serving: at(option.serving), prefill: site }];
  });
  return { ...plan, serving: at(plan.serving), options: Object.fromEntries(options) };
}
