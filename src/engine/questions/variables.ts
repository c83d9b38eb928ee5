import type { Option, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { memberOf, titleInText } from '../../plan/members.js';
import { pathKey, type Path, type PathKey } from '../../plan/path.js';
import type { VariableName } from '../../plan/schema.js';
import { JOULES_PER_KWH } from '../../units/constants.js';
import type { Dimension } from '../../units/dimensions.js';
import { numberAt, withNumber } from '../moves/held.js';
import {
  acceptedLengthAt,
  withAcceptedLength,
  withEveryOption,
  withMedianInput,
  withMedianContext,
} from '../moves/stretches.js';

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
  /** Where it stands in the plan; `null` if it has no value there. */
  readonly current: (plan: ResolvedPlan, workload: string) => number | null;
  /** Where to search. */
  readonly range: (plan: ResolvedPlan, workload: string) => readonly [number, number];
  /** The plan with another value; everything else is shared, not copied. */
  readonly apply: (plan: ResolvedPlan, workload: string, value: number) => ResolvedPlan;
  /** The path in the file that holds it, for showing and editing. */
  readonly path: (plan: ResolvedPlan, workload: string) => PathKey | null;
}

/** Searched ranges reach this many times below and above the plan's own value. */
const REACH = 8;

function around(value: number | null, fallback: readonly [number, number]): readonly [number, number] {
  return value !== null && value > 0 ? [value / REACH, value * REACH] : fallback;
}

/** A variable is called, and counted, as its member of the file is. */
function named(member: Path, own: Omit<Variable, 'label' | 'dimension' | 'unit'>): Variable {
  const { dimension = 'count', unit = '' } = memberOf(member) ?? {};
  return {
    ...own,
    dimension,
    unit,
    get label() {
      return titleInText(member);
    },
  };
}

type Search = Pick<Variable, 'range' | 'logarithmic'>;

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
function ofLpx(id: 'price' | 'racks', search: Search, held = (value: number) => value): Variable {
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
  range: (plan) => around(price.current(plan, ''), [0.1e6, 20e6]),
});

const speed = ofWorkload('speed', { logarithmic: true, range: () => [5, 2000] });

const demand = ofWorkload('demand', {
  logarithmic: true,
  range: (plan, workload) => around(demand.current(plan, workload), [1e3, 1e7]),
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

const racks = ofLpx('racks', { logarithmic: false, range: () => [1, 64] }, (value) =>
  Math.max(1, Math.round(value)),
);

const electricity = ofEconomics('electricity', {
  logarithmic: true,
  range: (plan) => around(plan.economics.electricity, [0.01 / JOULES_PER_KWH, 1 / JOULES_PER_KWH]),
});

const utilization = ofEconomics('utilization', { logarithmic: false, range: () => [0.05, 1] });

const input = named(['workloads', '*', 'input'], {
  id: 'input',
  perWorkload: true,
  logarithmic: true,
  current: (plan, workload) => plan.workloads[workload]?.input?.p50 ?? null,
  range: (plan, workload) => around(input.current(plan, workload), [256, 131072]),
  apply: (plan, workload, value) => withMedianInput(plan, workload, Math.round(value)),
  path: (_plan, workload) => pathKey(['workloads', workload, 'input']),
});

/** All of a prompt is never served from a cache: its last token is computed. */
const cachedInput = ofWorkload('cachedInput', { logarithmic: false, range: () => [0, 0.99] });

const requests = ofWorkload('requests', {
  logarithmic: true,
  range: (plan, workload) => around(requests.current(plan, workload), [0.1, 1000]),
});

const PREFILL_COUNT = ['prefill', 'count'];
const isSite = ({ prefill: site }: Option) => typeof site === 'object';

const prefill = named(['options', '*', ...PREFILL_COUNT], {
  id: 'prefill',
  perWorkload: false,
  logarithmic: true,
  current: (plan) => {
    const path = placeIn(plan, isSite, PREFILL_COUNT);
    return path && numberAt(plan, path);
  },
  range: (plan) => {
    const [low, high] = around(prefill.current(plan, ''), [1, 256]);
    return [Math.max(1, low), high];
  },
  apply: (plan, _workload, value) => withEveryOption(plan, PREFILL_COUNT, Math.max(1, Math.round(value))),
  path: (plan) => keyOf(placeIn(plan, isSite, PREFILL_COUNT)),
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
];

/** Variables that a plan's break-even is searched along, in the order they are shown. */
export function variablesOf(plan: ResolvedPlan): readonly Variable[] {
  const workloads = Object.values(plan.workloads);
  const hasPrompts = workloads.some((one) => one.input !== null && one.output !== null);
  const hasLpx = Object.values(plan.options).some((option) => option.lpx);
  const speculates = Object.values(plan.options).some((option) => option.speculation);
  const possible = ALL.filter(({ id }) => {
    if (id === 'price' || id === 'racks') return hasLpx;
    if (id === 'input' || id === 'cachedInput') return hasPrompts;
    if (id === 'requests') return workloads.some((one) => one.requests !== null);
    if (id === 'prefill') return hasPrompts && Object.values(plan.options).some(isSite);
    return id === 'acceptedLength' ? speculates : true;
  });
  const wanted = plan.breakEven?.variables ?? [];
  return wanted.length > 0 ? possible.filter(({ id }) => wanted.includes(id)) : possible;
}

export function variableById(id: string): Variable | null {
  return ALL.find((variable) => variable.id === id) ?? null;
}
