import { ownedGpus, ownedGpusPath } from '../../catalog/shapes/owned.js';
import type { Gpus, Option, ResolvedPlan, Workload } from '../../catalog/shapes/resolvedPlan.js';
import { isGiven, moved } from '../../engine/moves/moves.js';
import { acceptedLengthAt } from '../../engine/moves/stretches.js';
import type { PlanResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import { memberOf, titleOf } from '../../plan/members.js';
import { keyPath, pathKey, type Path, type PathKey } from '../../plan/path.js';
import { JOULES_PER_KWH, SECONDS_PER_HOUR } from '../../units/constants.js';
import type { Limits } from '../words/settings.js';

/**
 * One value of the file that can be moved to see what happens. Moving it changes exactly what writing the
 * value at `path` would change, so that the preview and the edited file give the same answer.
 */
export interface Lever extends Limits {
  /** Path in the file of the one value that it stands for. */
  readonly path: PathKey;
  readonly label: string;
  /** Whose value it is; `null` for the plan's own. */
  readonly owner: string | null;
  /** SI value in the plan; `null` where the engine is to choose (`auto`). */
  readonly value: number | null;
  readonly logarithmic: boolean;
  readonly apply: (plan: ResolvedPlan, value: number) => ResolvedPlan;
}

/** A tenth of a cent for a million tokens. */
const USD_A_BILLION = 1e-9;
const CENT_AN_HOUR = 0.01 / SECONDS_PER_HOUR;

/** How far a lever without limits of its own reaches below and above the plan's value. */
const REACH = 8;
const LONGEST_TOKENS = 2 ** 20;
const SHORTEST_TOKENS = 256;

/** Levers of the plan itself, of one workload and of one option; those whose value the plan can hold. */
export function leversOf(plan: ResolvedPlan, workload: string | null, option: string | null): Lever[] {
  const levers = inItsCurrencies(plan, [
    ...(workload === null ? [] : workloadLevers(plan, workload)),
    ...(option === null ? [] : optionLevers(plan, option)),
    ...ownedLevers(plan),
    ...economicLevers(plan),
    ...(workload === null ? [] : saleLevers(plan, workload)),
  ]);
  return levers.map((one) => {
    const alike = levers.some(({ label, path }) => label === one.label && path !== one.path);
    return alike ? { ...one, label: labelWithPlace(one) } : one;
  });
}

/** Of two levers of one name each says where it stands. */
function labelWithPlace({ label, owner, path }: Lever): string {
  const place = keyPath(path).includes('prefill') ? l10n.t('prompts') : (owner ?? l10n.t('the plan'));
  return l10n.t('{label} of {place}', { label, place });
}

/** Every lever that a plan has. */
export function allLevers(plan: ResolvedPlan): Lever[] {
  return inItsCurrencies(plan, [
    ...Object.keys(plan.workloads).flatMap((name) => workloadLevers(plan, name)),
    ...Object.keys(plan.options).flatMap((name) => optionLevers(plan, name)),
    ...ownedLevers(plan),
    ...economicLevers(plan),
    ...Object.keys(plan.workloads).flatMap((name) => saleLevers(plan, name)),
  ]);
}

/** Levers that know the plan's rates: prices are written in the currency that they were written in. */
function inItsCurrencies({ rates }: ResolvedPlan, levers: Lever[]): Lever[] {
  const given = new Map(Object.entries(rates));
  return given.size === 0 ? levers : levers.map((one) => ({ ...one, rates: given }));
}

/** Options that have something to move. */
export function optionsWithLevers(plan: ResolvedPlan): string[] {
  return Object.keys(plan.options).filter((name) => optionLevers(plan, name).length > 0);
}

/** What an `auto` comes to in a result, for showing where its lever stands. */
export function chosenByEngine(lever: Lever, result: PlanResult): number | null {
  const option = lever.owner === null ? undefined : result.options[lever.owner];
  if (!option) return null;
  return (
    (keyPath(lever.path).includes('prefill') ? option.total.prefillAccelerators : option.lpx?.racks) ?? null
  );
}

type Reach = Pick<Lever, 'value' | 'low' | 'high' | 'least' | 'most'>;
type Manner = Pick<Lever, 'logarithmic' | 'whole'>;

/** The lever of the member at a path, named and counted as that is. */
function lever(path: Path, { logarithmic, whole }: Manner, reach: Reach): Lever {
  const [room, name] = path;
  return {
    path: pathKey(path),
    label: titleOf(path),
    owner: room === 'workloads' || room === 'options' ? String(name) : null,
    dimension: memberOf(path)?.dimension ?? 'count',
    logarithmic,
    whole,
    ...reach,
    apply: (plan, value) => moved(plan, path, value),
  };
}

function workloadLevers(plan: ResolvedPlan, name: string): Lever[] {
  const workload = plan.workloads[name];
  if (!workload) return [];
  const { concurrency, demand, speed } = workload;
  const at = (member: string) => ['workloads', name, member];
  return [
    ...contextLevers(plan, at('context'), workload),
    ...(concurrency === null
      ? []
      : [
          lever(
            at('concurrency'),
            { logarithmic: true, whole: true },
            { value: concurrency, ...around(concurrency, 1) },
          ),
        ]),
    ...(demand === null
      ? []
      : [lever(at('demand'), { logarithmic: true, whole: false }, { value: demand, ...around(demand, 1) })]),
    lever(
      at('speed'),
      { logarithmic: true, whole: false },
      { value: speed, low: Math.min(5, speed ?? 5), high: Math.max(2000, speed ?? 0) },
    ),
    ...requestLevers(plan, name, workload),
    ...shareLever(plan, name, workload),
  ];
}

/** Least and most that the slider of a share gives a workload. */
const SHARES = { low: 0.01, high: 0.99 };

/** A workload's part of the traffic, where the file gives every workload one: the others follow it. */
function shareLever(plan: ResolvedPlan, name: string, { share }: Workload): Lever[] {
  const all = Object.keys(plan.workloads);
  const given = all.every((one) => isGiven(plan, ['workloads', one, 'share']));
  if (all.length < 2 || !given || share <= 0) return [];
  const reach = {
    value: share,
    low: Math.min(SHARES.low, share),
    high: Math.max(SHARES.high, share),
    most: 1,
  };
  return [lever(['workloads', name, 'share'], { logarithmic: false, whole: false }, reach)];
}

/** Whether a path is that of a share: with it, those of the other workloads move. */
export function isShare(path: PathKey): boolean {
  const [room, , member] = keyPath(path);
  return room === 'workloads' && member === 'share';
}

const TOKEN_PRICES = ['output', 'input', 'cachedInput'] as const;

/** What a workload's tokens sell for: one price, or one a kind of token that the file gives one for. */
function saleLevers(plan: ResolvedPlan, name: string): Lever[] {
  const price = plan.workloads[name]?.price ?? null;
  const at = ['workloads', name, 'price'];
  const manner = { logarithmic: true, whole: false };
  const sale = (path: Path, value: number) => lever(path, manner, { value, ...around(value, USD_A_BILLION) });
  if (price === null) return [];
  if (typeof price === 'number') return price > 0 ? [sale(at, price)] : [];
  return TOKEN_PRICES.flatMap((member) => {
    const value = price[member];
    const path = [...at, member];
    return value !== null && value > 0 && isGiven(plan, path) ? [sale(path, value)] : [];
  });
}

/** Median prompt, hits and arrivals, where the plan says what a request is. */
function requestLevers(
  plan: ResolvedPlan,
  name: string,
  { input, cachedInput, requests, ttft }: Workload,
): Lever[] {
  if (!input) return [];
  const at = (...member: readonly string[]) => ['workloads', name, ...member];
  const single = plan.provenance[pathKey(at('input', 'p50'))] === undefined;
  const longest = !single && isGiven(plan, at('input', 'p95')) ? { most: input.p95 } : {};
  const reach = { low: Math.min(SHORTEST_TOKENS, input.p50), high: longest.most ?? LONGEST_TOKENS };
  return [
    lever(
      single ? at('input') : at('input', 'p50'),
      { logarithmic: true, whole: true },
      { value: input.p50, ...reach, ...longest },
    ),
    // Where nothing is said of hits, none are assumed, and there is nothing to move.
    ...(cachedInput > 0
      ? [
          lever(
            at('cachedInput'),
            { logarithmic: false, whole: false },
            { value: cachedInput, low: 0.01, high: 0.99 },
          ),
        ]
      : []),
    ...(requests === null
      ? []
      : [
          lever(
            at('requests'),
            { logarithmic: true, whole: false },
            { value: requests, ...around(requests, 0.01) },
          ),
        ]),
    // One time is the 95th percentile; several move each by itself in the file.
    ...(ttft?.p95 && isGiven(plan, at('ttft'))
      ? [
          lever(
            at('ttft'),
            { logarithmic: true, whole: false },
            { value: ttft.p95, ...around(ttft.p95, 0.01) },
          ),
        ]
      : []),
  ];
}

/** One length, or the median and the 95th percentile, which may not pass each other or the longest. */
function contextLevers(plan: ResolvedPlan, at: Path, { context }: Workload): Lever[] {
  const longest = Math.max(LONGEST_TOKENS, context.max, plan.model.maxContextTokens ?? 0);
  const length = (path: Path, value: number, limits: Pick<Lever, 'least' | 'most'>) =>
    lever(
      path,
      { logarithmic: true, whole: true },
      {
        value,
        low: Math.min(limits.least ?? SHORTEST_TOKENS, value),
        high: limits.most ?? longest,
        ...limits,
      },
    );
  const [p50, p95, max] = [
    [...at, 'p50'],
    [...at, 'p95'],
    [...at, 'max'],
  ] as const;
  if (plan.provenance[pathKey(p50)] === undefined) return [length(at, context.p50, {})];
  const end = isGiven(plan, max) ? { most: context.max } : {};
  if (!isGiven(plan, p95)) return [length(p50, context.p50, end)];
  return [
    length(p50, context.p50, { most: context.p95 }),
    length(p95, context.p95, { least: context.p50, ...end }),
  ];
}

function optionLevers(plan: ResolvedPlan, name: string): Lever[] {
  const option = plan.options[name];
  if (!option) return [];
  const at = ['options', name, 'gpus'];
  const { gpus } = option;
  const pays = (['price', 'rent'] as const).some((member) => isGiven(plan, [...at, member]));
  return [
    ...(gpus ? countLevers(plan, at, gpus) : []),
    ...(gpus && pays ? priceLevers(at, gpus) : []),
    ...prefillLevers(name, option),
    ...lpxLevers(name, option),
    ...acceptanceLever(plan, name, option),
  ];
}

/** What the plan owns, as far as it says how much, and what its accelerators cost. */
function ownedLevers(plan: ResolvedPlan): Lever[] {
  const gpus = ownedGpus(plan);
  const at = ownedGpusPath(plan);
  const { lpx } = plan.owned;
  return [
    ...(gpus ? [...countLevers(plan, at, gpus), ...priceLevers(at, gpus)] : []),
    ...(isGiven(plan, ['owned', 'lpx']) && lpx > 0
      ? [lever(['owned', 'lpx'], { logarithmic: true, whole: true }, { value: lpx, ...around(lpx, 1) })]
      : []),
  ];
}

/** How many accelerators there are, in racks where the file counts so. */
function countLevers(plan: ResolvedPlan, at: Path, { count, racks }: Gpus): Lever[] {
  return (['racks', 'count'] as const).flatMap((member) => {
    const value = member === 'racks' ? racks : count;
    if (value === null || value <= 0 || !isGiven(plan, [...at, member])) return [];
    return [lever([...at, member], { logarithmic: true, whole: true }, { value, ...around(value, 1) })];
  });
}

/** What an accelerator costs, bought or rented; a price is of a rack where the file counts in racks. */
function priceLevers(at: Path, { price, rent, racks, perRack }: Gpus): Lever[] {
  const manner = { logarithmic: true, whole: false };
  if (rent !== null) return [lever([...at, 'rent'], manner, { value: rent, ...around(rent, CENT_AN_HOUR) })];
  if (price === null) return [];
  const pieces = racks === null ? 1 : (perRack ?? 1);
  const path = [...at, 'price'];
  const whole = price * pieces;
  return [
    {
      ...lever(path, manner, { value: whole, ...around(whole, 1) }),
      apply: (plan, value) => moved(plan, path, value / pieces),
    },
  ];
}

/** Accelerators that compute prompts, where they stand apart. */
function prefillLevers(name: string, { prefill }: Option): Lever[] {
  if (typeof prefill === 'string') return [];
  const count = prefill.count === 'auto' ? null : prefill.count;
  return [
    lever(
      ['options', name, 'prefill', 'count'],
      { logarithmic: false, whole: true },
      { value: count, low: 1, high: Math.max(256, (count ?? 0) * 2) },
    ),
  ];
}

function lpxLevers(name: string, { lpx }: Option): Lever[] {
  if (!lpx) return [];
  const at = (member: string) => ['options', name, 'lpx', member];
  const racks = typeof lpx.racks === 'number' ? lpx.racks : null;
  const manner = { logarithmic: true, whole: false };
  return [
    lpx.rent === null
      ? lever(at('price'), manner, { value: lpx.price, ...around(lpx.price, 1) })
      : lever(at('rent'), manner, { value: lpx.rent, ...around(lpx.rent, CENT_AN_HOUR) }),
    lever(
      at('racks'),
      { logarithmic: false, whole: true },
      { value: racks, low: 1, high: Math.max(64, racks ?? 0) },
    ),
  ];
}

function acceptanceLever(plan: ResolvedPlan, name: string, { speculation }: Option): Lever[] {
  if (!speculation || speculation.draftTokens === 0) return [];
  const path = ['options', name, 'speculation', 'acceptance'];
  const { acceptance, draftTokens } = speculation;
  return [
    lever(
      path,
      { logarithmic: false, whole: false },
      {
        value: acceptedLengthAt(acceptance, draftTokens),
        ...keepingRange(plan, path, { least: 1, most: draftTokens + 1 }),
      },
    ),
  ];
}

function economicLevers(plan: ResolvedPlan): Lever[] {
  const { electricity, utilization, capitalCost } = plan.economics;
  const at = (member: string) => ['economics', member];
  return [
    lever(
      at('electricity'),
      { logarithmic: true, whole: false },
      { value: electricity, ...around(electricity, 0.01 / JOULES_PER_KWH) },
    ),
    lever(
      at('utilization'),
      { logarithmic: false, whole: false },
      {
        value: utilization,
        ...keepingRange(plan, at('utilization'), { most: 1 }),
        low: Math.min(0.05, utilization),
      },
    ),
    // Interest is on what is bought: rent has none of its own.
    ...(buysAny(plan)
      ? [
          lever(
            at('capitalCost'),
            { logarithmic: false, whole: false },
            {
              value: capitalCost,
              ...keepingRange(plan, at('capitalCost'), { most: 1 }),
              low: Math.min(0.01, capitalCost || 0.01),
              high: Math.max(0.3, capitalCost),
            },
          ),
        ]
      : []),
  ];
}

/** Whether some of the hardware that the plan or its options name is bought. */
function buysAny(plan: ResolvedPlan): boolean {
  const others = Object.values(plan.options).flatMap(({ gpus, lpx }) => [gpus, lpx]);
  return [ownedGpus(plan), ...others].some((one) => one && one.rent === null && one.price !== null);
}

/** Limits of a value whose whole range, moved along with it, must stay within them. */
function keepingRange(
  plan: ResolvedPlan,
  path: Path,
  { least = 0, most }: { readonly least?: number; readonly most: number },
) {
  const range = plan.ranges[pathKey(path)];
  const lowest = range && range.low > 0 ? (least * range.likely) / range.low : least;
  const highest = range && range.high > 0 ? (most * range.likely) / range.high : most;
  return { low: lowest, high: highest, least: lowest, most: highest };
}

function around(value: number, least: number): { readonly low: number; readonly high: number } {
  if (!(value > 0)) return { low: least, high: least * REACH * REACH };
  return { low: Math.max(Math.min(least, value), value / REACH), high: value * REACH };
}

/** How a file writes values, by path. */
type Written = Readonly<Record<string, string | null>>;

/**
 * Paths at which the file writes the same price of the same thing as at this one, without it: who moves one means them
 * all. Today that is what an LPX rack costs, which every option with racks says for itself.
 */
export function tiedTo(plan: ResolvedPlan, written: Written, path: PathKey): PathKey[] {
  const own = lpxPriceAt(plan, path);
  const text = written[path];
  if (!own || text == null) return [];
  return Object.keys(plan.options)
    .map((name) => pathKey(['options', name, 'lpx', 'price']))
    .filter((other) => {
      const there = lpxPriceAt(plan, other);
      return other !== path && there?.thing === own.thing && written[other] === text;
    });
}

/** The rack whose price stands at a path; `null` for a path of something else. */
function lpxPriceAt(plan: ResolvedPlan, path: PathKey): { readonly thing: string } | null {
  const [room, name = '', member, price] = keyPath(path);
  if (room !== 'options' || member !== 'lpx' || price !== 'price') return null;
  const lpx = plan.options[name]?.lpx;
  return lpx ? { thing: lpx.rack.id } : null;
}
