import { ownedGpus, ownedGpusPath } from '../../catalog/shapes/owned.js';
import type { Gpus, Option, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { memberOf, titleInText } from '../../plan/members.js';
import { pathKey, type Path, type PathKey } from '../../plan/path.js';
import type { VariableName } from '../../plan/schema.js';
import { JOULES_PER_KWH } from '../../units/constants.js';
import type { Dimension } from '../../units/dimensions.js';
import { numberAt, withNumber } from '../moves/held.js';
import { withGpuPrice, withHostedPrice, withSalePrice } from '../moves/prices.js';
import {
  acceptedLengthAt,
  withAcceptedLength,
  withEveryOption,
  withMedianInput,
  withMedianContext,
} from '../moves/stretches.js';
import { comparisonOf } from './comparison.js';

/** An input along which two options may change places. Values in SI units. */
export interface Variable {
  readonly id: VariableName;
  /** Its name within a sentence. */
  readonly label: string;
  /** Dimension that formats its values (see `units`). */
  readonly dimension: Dimension;
  /** Unit of values in the result JSON. */
  readonly unit: string;
  /** Belongs to each workload rather than to the plan. */
  readonly perWorkload: boolean;
  readonly logarithmic: boolean;
  /** Only whole numbers make a difference. */
  readonly whole: boolean;
  /** Where it stands in the plan; `null` if it has no value there. */
  readonly current: (plan: ResolvedPlan, workload: string) => number | null;
  /** Where it is drawn: near the plan's own value. */
  readonly range: (plan: ResolvedPlan, workload: string) => readonly [number, number];
  /** Where break-evens are searched, if farther than it is drawn. */
  readonly wide?: (plan: ResolvedPlan, workload: string) => readonly [number, number];
  /** The plan with another value; everything else is shared, not copied. */
  readonly apply: (plan: ResolvedPlan, workload: string, value: number) => ResolvedPlan;
  /** The path in the file that holds it, for showing and editing. */
  readonly path: (plan: ResolvedPlan, workload: string) => PathKey | null;
}

/** Drawn ranges reach this many times below and above the plan's own value. */
const REACH = 8;
/** Volumes are searched this many times below and above it. */
const FAR = 100;
/** Prices are searched from nothing to this many times the plan's own. */
const DEAR = 5;

function around(
  value: number | null,
  fallback: readonly [number, number],
  reach = REACH,
): readonly [number, number] {
  return value !== null && value > 0 ? [value / reach, value * reach] : fallback;
}

/** From nothing to several times the plan's own price. */
function fromNothing(value: number | null, fallback: number): readonly [number, number] {
  return [0, value !== null && value > 0 ? value * DEAR : fallback];
}

/** Where break-evens along a variable are searched; in equal steps where that begins with nothing. */
export function searchOf(
  variable: Variable,
  plan: ResolvedPlan,
  workload: string,
): { readonly range: readonly [number, number]; readonly logarithmic: boolean } {
  const range = (variable.wide ?? variable.range)(plan, workload);
  return { range, logarithmic: variable.logarithmic && range[0] > 0 };
}

/** A variable is called, and counted, as its member of the file is. */
function named(
  member: Path,
  own: Omit<Variable, 'label' | 'dimension' | 'unit' | 'whole'> & { readonly whole?: boolean },
): Variable {
  const { dimension = 'count', unit = '' } = memberOf(member) ?? {};
  return {
    whole: false,
    ...own,
    dimension,
    unit,
    get label() {
      return titleInText(member);
    },
  };
}

type Search = Pick<Variable, 'range' | 'logarithmic' | 'wide'> & { readonly whole?: boolean };

/** A number of each workload. */
function ofWorkload(id: 'speed' | 'demand' | 'cachedInput' | 'requests', search: Search): Variable {
  const at = (workload: string) => ['workloads', workload, id];
  return named(at('*'), {
    id,
    ...search,
    perWorkload: true,
    current: (plan, workload) => numberAt(plan, at(workload)),
    apply: (plan, workload, value) => withNumber(plan, at(workload), value),
    path: (_plan, workload) => pathKey(at(workload)),
  });
}

/** A number that every option with LPX racks has; the first says where it stands. */
function ofLpx(id: 'price' | 'racks' | 'power', search: Search, held = (value: number) => value): Variable {
  const member = ['lpx', id];
  const at = (plan: ResolvedPlan) => placeIn(plan, ({ lpx }) => lpx !== null, member);
  return named(['options', '*', ...member], {
    id,
    ...search,
    perWorkload: false,
    current: (plan) => {
      const path = at(plan);
      return path && numberAt(plan, path);
    },
    apply: (plan, _workload, value) => withEveryOption(plan, member, held(value)),
    path: (plan) => keyOf(at(plan)),
  });
}

/** A number of the economics. */
function ofEconomics(id: 'electricity' | 'utilization', search: Search): Variable {
  const path = ['economics', id];
  return named(path, {
    id,
    ...search,
    perWorkload: false,
    current: (plan) => numberAt(plan, path),
    apply: (plan, _workload, value) => withNumber(plan, path, value),
    path: () => pathKey(path),
  });
}

/** Where the first option of a kind holds a member; `null` where there is none. */
function placeIn(plan: ResolvedPlan, holds: (option: Option) => boolean, member: Path): Path | null {
  const option = Object.entries(plan.options).find(([, one]) => holds(one))?.[0];
  return option === undefined ? null : ['options', option, ...member];
}

const keyOf = (path: Path | null): PathKey | null => path && pathKey(path);

const price = ofLpx('price', {
  logarithmic: true,
  // Who owns accelerators saves little by racks: what these may cost lies far below what they are asked for.
  range: (plan) => {
    const now = price.current(plan, '');
    const [low, high] = around(now, [0.1e6, 20e6]);
    return now !== null && now > 0 ? [low / 4, high] : [low, high];
  },
  wide: (plan) => fromNothing(price.current(plan, ''), 20e6),
});

const speed = ofWorkload('speed', { logarithmic: true, range: () => [5, 2000] });

const demand = ofWorkload('demand', {
  logarithmic: true,
  range: (plan, workload) => around(demand.current(plan, workload), [1e3, 1e7]),
  wide: (plan, workload) => around(demand.current(plan, workload), [1e2, 1e8], FAR),
});

const context = named(['workloads', '*', 'context', 'p50'], {
  id: 'context',
  perWorkload: true,
  logarithmic: true,
  current: (plan, workload) => numberAt(plan, ['workloads', workload, 'context', 'p50']),
  range: () => [1024, 1048576],
  apply: withMedianContext,
  path: (_plan, workload) => pathKey(['workloads', workload, 'context']),
});

const acceptedLength = named(['options', '*', 'speculation', 'acceptance'], {
  id: 'acceptedLength',
  perWorkload: false,
  logarithmic: false,
  current: (plan) => {
    const speculation = Object.values(plan.options).find((o) => o.speculation)?.speculation;
    return speculation ? acceptedLengthAt(speculation.acceptance, speculation.draftTokens) : null;
  },
  range: (plan) => {
    const drafts = Object.values(plan.options).find((o) => o.speculation)?.speculation?.draftTokens ?? 5;
    return [1.05, drafts + 1];
  },
  apply: (plan, _workload, value) => withAcceptedLength(plan, value),
  path: (plan) =>
    keyOf(placeIn(plan, ({ speculation }) => speculation !== null, ['speculation', 'acceptance'])),
});

const racks = ofLpx(
  'racks',
  {
    logarithmic: false,
    whole: true,
    range: () => [1, 64],
    wide: (plan) => [1, Math.max(64, DEAR * (racks.current(plan, '') ?? 0))],
  },
  (value) => Math.max(1, Math.round(value)),
);

const power = ofLpx('power', {
  logarithmic: true,
  range: (plan) => around(power.current(plan, ''), [10e3, 1e6]),
  wide: (plan) => fromNothing(power.current(plan, ''), 1e6),
});

const electricity = ofEconomics('electricity', {
  logarithmic: true,
  range: (plan) => around(plan.economics.electricity, [0.01 / JOULES_PER_KWH, 1 / JOULES_PER_KWH]),
  wide: (plan) => fromNothing(plan.economics.electricity, 1 / JOULES_PER_KWH),
});

const utilization = ofEconomics('utilization', { logarithmic: false, range: () => [0.05, 1] });

const input = named(['workloads', '*', 'input'], {
  id: 'input',
  perWorkload: true,
  logarithmic: true,
  current: (plan, workload) => plan.workloads[workload]?.input?.p50 ?? null,
  range: (plan, workload) => around(input.current(plan, workload), [256, 131072]),
  wide: (plan, workload) => {
    const now = input.current(plan, workload);
    const [low, high] = around(now, [16, 1048576], FAR);
    return [Math.max(1, low), Math.min(high, Math.max(now ?? 0, plan.model.maxContextTokens ?? 1048576))];
  },
  apply: (plan, workload, value) => withMedianInput(plan, workload, Math.round(value)),
  path: (_plan, workload) => pathKey(['workloads', workload, 'input']),
});

/** All of a prompt is never served from a cache: its last token is computed. */
const cachedInput = ofWorkload('cachedInput', { logarithmic: false, range: () => [0, 0.99] });

const requests = ofWorkload('requests', {
  logarithmic: true,
  range: (plan, workload) => around(requests.current(plan, workload), [0.1, 1000]),
  wide: (plan, workload) => around(requests.current(plan, workload), [0.01, 10000], FAR),
});

const PREFILL_COUNT = ['prefill', 'count'];
const isSite = ({ prefill: site }: Option) => typeof site === 'object';

const prefill = named(['options', '*', ...PREFILL_COUNT], {
  id: 'prefill',
  perWorkload: false,
  logarithmic: true,
  whole: true,
  current: (plan) => {
    const path = placeIn(plan, isSite, PREFILL_COUNT);
    return path && numberAt(plan, path);
  },
  range: (plan) => {
    const [low, high] = around(prefill.current(plan, ''), [1, 256]);
    return [Math.max(1, low), high];
  },
  wide: (plan) => {
    const [low, high] = around(prefill.current(plan, ''), [1, 1024], FAR);
    return [Math.max(1, Math.round(low)), Math.round(high)];
  },
  apply: (plan, _workload, value) => withEveryOption(plan, PREFILL_COUNT, Math.max(1, Math.round(value))),
  path: (plan) => keyOf(placeIn(plan, isSite, PREFILL_COUNT)),
});

const priced = (one: Gpus | null): one is Gpus => one !== null && one.rent === null;

/** The accelerators whose price is asked about: the plan's own, or those of the first option that has some. */
function pricedGpus(plan: ResolvedPlan): { readonly gpus: Gpus; readonly path: Path } | null {
  const own = ownedGpus(plan);
  if (own) return priced(own) ? { gpus: own, path: [...ownedGpusPath(plan), 'price'] } : null;
  const first = Object.entries(plan.options).find(([, option]) => priced(option.gpus));
  return first?.[1].gpus ? { gpus: first[1].gpus, path: ['options', first[0], 'gpus', 'price'] } : null;
}

/** Wherever a plan holds accelerators of one kind that are bought, they are of one price. */
const gpuPrice = named(['gpus', 'price'], {
  id: 'gpuPrice',
  perWorkload: false,
  logarithmic: true,
  current: (plan) => pricedGpus(plan)?.gpus.price ?? null,
  range: (plan) => around(gpuPrice.current(plan, ''), [5e3, 500e3]),
  wide: (plan) => fromNothing(gpuPrice.current(plan, ''), 500e3),
  apply: (plan, _workload, value) => {
    const asked = pricedGpus(plan)?.gpus;
    return asked ? withGpuPrice(plan, asked, value) : plan;
  },
  path: (plan) => keyOf(pricedGpus(plan)?.path ?? null),
});

const askedService = (plan: ResolvedPlan): string | null => {
  const compared = comparisonOf(plan);
  const names = compared ? [compared.challenger, compared.baseline] : [];
  return names.find((name) => plan.options[name]?.hosted) ?? null;
};

/** Prices of a service move together; one that publishes none is asked for one price of whole requests. */
const hostedPrice = named(['options', '*', 'hosted', 'output'], {
  id: 'hostedPrice',
  perWorkload: false,
  logarithmic: true,
  current: (plan) => plan.options[askedService(plan) ?? '']?.hosted?.outputUsdPerToken ?? null,
  range: (plan) => around(hostedPrice.current(plan, ''), [0.1e-6, 100e-6]),
  wide: (plan) => fromNothing(hostedPrice.current(plan, ''), 100e-6),
  apply: (plan, _workload, value) => withHostedPrice(plan, askedService(plan) ?? '', value),
  path: (plan) => {
    const name = askedService(plan);
    return name === null ? null : pathKey(['options', name, 'hosted']);
  },
});

/** What a workload earns: no cost follows from it, so it is told where that covers the cost. */
const salePrice = named(['workloads', '*', 'price'], {
  id: 'salePrice',
  perWorkload: true,
  logarithmic: true,
  current: (plan, workload) => {
    const own = plan.workloads[workload]?.price ?? null;
    return own === null || typeof own === 'number' ? own : own.output;
  },
  range: (plan, workload) => around(salePrice.current(plan, workload), [0.01e-6, 100e-6]),
  apply: (plan, workload, value) => withSalePrice(plan, workload, value),
  path: (_plan, workload) => pathKey(['workloads', workload, 'price']),
});

const ALL: readonly Variable[] = [
  price,
  speed,
  demand,
  context,
  acceptedLength,
  racks,
  electricity,
  utilization,
  input,
  cachedInput,
  requests,
  prefill,
  gpuPrice,
  hostedPrice,
  salePrice,
  power,
];

/** Variables that a plan's break-even can be searched along: those that the plan names first, in its order. */
export function variablesOf(plan: ResolvedPlan): readonly Variable[] {
  const workloads = Object.values(plan.workloads);
  const hasPrompts = workloads.some((one) => one.input !== null && one.output !== null);
  const hasLpx = Object.values(plan.options).some((option) => option.lpx);
  const speculates = Object.values(plan.options).some((option) => option.speculation);
  const possible = ALL.filter(({ id }) => {
    if (id === 'price') return hasLpx && Object.values(plan.options).some(({ lpx }) => lpx?.rent === null);
    if (id === 'racks' || id === 'power') return hasLpx;
    if (id === 'gpuPrice') return pricedGpus(plan) !== null;
    if (id === 'hostedPrice') return askedService(plan) !== null;
    if (id === 'salePrice') return workloads.some((one) => one.price !== null);
    if (id === 'input' || id === 'cachedInput') return hasPrompts;
    if (id === 'requests') return workloads.some((one) => one.requests !== null);
    if (id === 'prefill') return hasPrompts && Object.values(plan.options).some(isSite);
    return id === 'acceptedLength' ? speculates : true;
  });
  const wanted = plan.breakEven?.variables ?? [];
  const first = wanted.flatMap((id) => possible.find((one) => one.id === id) ?? []);
  return [...new Set([...first, ...possible])];
}

/** The variables that a plan asks for: those that it names, else all. */
export function askedVariables(plan: ResolvedPlan): readonly Variable[] {
  const wanted = plan.breakEven?.variables ?? [];
  const possible = variablesOf(plan);
  return wanted.length > 0 ? possible.filter(({ id }) => wanted.includes(id)) : possible;
}

export function variableById(id: string): Variable | null {
  return ALL.find((variable) => variable.id === id) ?? null;
}
