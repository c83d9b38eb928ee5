import type { Gpus, Layout, Lpx } from '../../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../../catalog/shapes/types.js';
import { memo, memoWithin } from '../../../units/memo.js';
import { candidateLayouts, layoutProblems } from '../../memory/layouts.js';
import type { Accelerator, LpxRole } from '../../shapes/machineInputs.js';
import type { Reason } from '../../shapes/reasons.js';
import { modelUnknowns } from '../../shapes/unknownInputs.js';
import { lpxCapacity } from '../../time/lpx.js';
import { unitCosts, type FleetRacks } from '../buying/hardware.js';
import { candidateOf, type Candidate } from '../fleet.js';
import type { OptionCase } from '../optionCase.js';
import { isApart, promptPlaces, type PromptPlaces } from '../prefillPool.js';
import { acceleratorOf, racksOf, type Site } from '../reach.js';
import type { SecondLook } from '../request/missed.js';
import type { PiecePrices } from './block.js';
import { asksNothing, loadsOf, withRoom, type Load, type Numbered } from './load.js';
import type { Pool } from './pool.js';

/** Replicas larger than this are not searched: beyond a few racks a replica only gets slower. */
const MAX_REPLICA_DEVICES = 144;

/** An option's workloads and where they may run. */
interface Given {
  readonly asked: OptionCase;
  readonly gpus: Gpus;
  readonly loads: readonly Numbered[];
  readonly layouts: readonly Layout[];
}

/** The same with where prompts may be computed, and the sites that follow. */
export interface OptionPlace extends Given {
  readonly prompts: PromptPlaces;
  readonly site: (where: Where) => Site;
}

/** Beside racks in a role or (`null`) without, and whether prompts are computed apart. */
interface Where {
  readonly role: LpxRole | null;
  readonly apart: boolean;
}

/** Every site of an option: three roles and none, prompts apart or not. */
const MOST_SITES = 8;

/** Each is made once, as what is remembered of a site is found by all that is in it. */
function sitesOf(given: Given): OptionPlace['site'] {
  const { lpx } = given.asked;
  return memoWithin(MOST_SITES, ({ role, apart }: Where) =>
    lpx && role ? racksAt(given, lpx, role, apart) : siteOf(given, apart),
  );
}

const numbered = (loads: readonly Load[], look: SecondLook | null): readonly Numbered[] =>
  loads.map((load, member) => {
    const room = look?.rooms.get(member);
    return { member, load: room ? withRoom({ load, ...room }) : load };
  });

/** Where an option's workloads may run; `null` with the reasons where its model or its layouts leave no place. */
export function optionPlace(
  asked: OptionCase,
  gpus: Gpus,
  look: SecondLook | null = null,
): { readonly place: OptionPlace | null; readonly reasons: readonly Reason[] } {
  const loads = loadsOf({ workloads: asked.workloads, utilization: asked.economics.utilization });
  const unknown = modelUnknowns(asked.model);
  if (unknown.length > 0) return { place: null, reasons: unknown };
  const { layouts, problems } = layoutsFor(asked, gpus, loads);
  if (layouts.length === 0) return { place: null, reasons: problems };
  const given = { asked, gpus, loads: numbered(loads, look), layouts };
  const prompts = promptPlaces(asked, gpus, look?.promptPart);
  return { place: { ...given, prompts, site: sitesOf(given) }, reasons: [] };
}

/** A single workload without a volume or a time to keep runs on all that is there. */
export function fillsAll(loads: readonly Load[], { count }: Gpus): boolean {
  const [only] = loads;
  return count > 0 && loads.length === 1 && only !== undefined && asksNothing(only);
}

/** Workloads of pools whose prompts are computed apart, by their numbers. */
export function membersApart(pools: readonly Pool[]): readonly number[] {
  const members: number[] = [];
  for (const { parts } of pools)
    for (const { member, point } of parts) if (isApart(point)) members.push(member);
  return members;
}

/** Pools with what they need beside them: accelerators for the prompts that their own steps do not compute. */
export function weighed(
  { asked, gpus, prompts }: OptionPlace,
  pools: readonly Pool[],
  racks: FleetRacks | null,
): Candidate {
  const sorted = membersApart(pools).toSorted((a, b) => a - b);
  return candidateOf({ gpus, asked }, pools, racks, sorted.length > 0 ? prompts.choice(sorted) : null);
}

function siteOf({ asked, gpus, layouts }: Given, apart: boolean): Site {
  const { model, serving, speculation, dynamo, measured, scale } = asked;
  const accelerator = acceleratorOf(gpus.accelerator);
  // One by one: spreading took as long as its key.
  return { model, serving, accelerator, speculation, dynamo, measured, scale, layouts, lpx: null, apart };
}

/** Racks that a role cannot do without. */
export const minimumOf = ({ model, serving, speculation }: OptionCase, lpx: Lpx, role: LpxRole): number =>
  lpxCapacity(role, model, serving, lpx, speculation?.drafterBytes ?? 0).minimumRacks;

/** A site beside racks in a role. Where they decode alone, prompts are computed apart. */
function racksAt(given: Given, lpx: Lpx, role: LpxRole, apart: boolean): Site {
  const prompts = given.loads.some(({ load }) => load.request !== null);
  const minimumRacks = minimumOf(given.asked, lpx, role);
  const racks = lpx.racks === 'auto' ? minimumRacks : lpx.racks;
  const elsewhere = apart || (role === 'decode' && prompts);
  // Only racks that hold experts leave weights to those who compute prompts.
  const held = role === 'ffn' && prompts && !elsewhere;
  return {
    ...siteOf(given, elsewhere),
    lpx: { lpx: racksOf(lpx), role, minimumRacks, racks, prompts: held },
  };
}

/** What pieces cost; `null` where not both prices are known. */
export function piecePrices({ asked, gpus }: OptionPlace): PiecePrices | null {
  const { rack, gpu } = unitCosts({ gpus, asked });
  return rack.usdPerSecond === null || gpu.usdPerSecond === null
    ? null
    : { rack: rack.usdPerSecond, gpu: gpu.usdPerSecond };
}

/** The layouts that an option allows, and why there are none. */
function layoutsFor(
  { model, serving }: OptionCase,
  gpus: Gpus,
  loads: readonly Load[],
): { layouts: readonly Layout[]; problems: readonly Reason[] } {
  const { layout: wanted } = serving;
  if (wanted !== 'auto') {
    const problems = layoutProblems(wanted, model);
    return { layouts: problems.length > 0 ? [] : [wanted], problems };
  }
  const limit = fillsAll(loads, gpus) ? Math.min(gpus.count, MAX_REPLICA_DEVICES) : MAX_REPLICA_DEVICES;
  const layouts = searched({ model, accelerator: acceleratorOf(gpus.accelerator), limit });
  return { layouts, problems: [{ code: 'no-layout' }] };
}

/** What a search of layouts follows from. */
interface Searched {
  readonly model: ModelSpec;
  readonly accelerator: Accelerator;
  /** Accelerators that a replica may take at most. */
  readonly limit: number;
}

const searched = memo(
  { name: 'layouts that are searched', most: 64 },
  ({ model, accelerator, limit }: Searched): readonly Layout[] => candidateLayouts(model, accelerator, limit),
);
