import type { Option, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { pathKey } from '../../plan/path.js';
import { JOULES_PER_KWH } from '../../units/constants.js';
import { numberAt, withNumber } from '../moves/held.js';
import {
  acceptedLengthAt,
  withAcceptedLength,
  withEveryOption,
  withMedianInput,
  withMedianContext,
} from '../moves/stretches.js';
import {
  askedService,
  isRented,
  LPX_PRICES,
  OTHER_PRICES,
  pricedGpus,
  rentedGpus,
} from './variables/prices.js';
import {
  around,
  DEAR,
  FAR,
  fromNothing,
  holding,
  writtenKey,
  named,
  ofLpx,
  placeIn,
  type Search,
  type Variable,
} from './variables/variable.js';

/** Where break-evens along a variable are searched; in equal steps where that begins with nothing. */
export function searchOf(
  variable: Variable,
  plan: ResolvedPlan,
  workload: string,
): { readonly range: readonly [number, number]; readonly logarithmic: boolean } {
  const range = (variable.wide ?? variable.range)(plan, workload);
  return { range, logarithmic: variable.logarithmic && range[0] > 0 };
}

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

const speed = ofWorkload('speed', {
  logarithmic: true,
  range: (plan, workload) => holding(speed.current(plan, workload), [5, 2000]),
});

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
  range: (plan, workload) => holding(context.current(plan, workload), [1024, 1048576]),
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
    writtenKey(placeIn(plan, ({ speculation }) => speculation !== null, ['speculation', 'acceptance'])),
});

const racks = ofLpx(
  'racks',
  {
    logarithmic: false,
    whole: true,
    range: (plan) => holding(racks.current(plan, ''), [1, 64]),
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
  path: (plan) => writtenKey(placeIn(plan, isSite, PREFILL_COUNT)),
});

const ALL: readonly Variable[] = [
  ...LPX_PRICES,
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
  ...OTHER_PRICES,
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
    if (id === 'rent') return Object.values(plan.options).some(isRented);
    if (id === 'racks' || id === 'power') return hasLpx;
    if (id === 'gpuPrice') return pricedGpus(plan) !== null;
    if (id === 'gpuRent') return rentedGpus(plan) !== null;
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
