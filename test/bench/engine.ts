import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { resolvePlan } from '../../src/catalog/resolve/resolvePlan.js';
import type { Layout, ResolvedPlan, Workload } from '../../src/catalog/shapes/resolvedPlan.js';
import { breakEvenParts, breakEvensOf, type BreakEvenPart } from '../../src/engine/questions/breakEven.js';
import { evaluate } from '../../src/engine/questions/evaluate.js';
import { candidateLayouts } from '../../src/engine/memory/layouts.js';
import { buildMachine, type Machine } from '../../src/engine/fleet/machine.js';
import { promptTime } from '../../src/engine/time/prefill/promptTime.js';
import { sampleCosts } from '../../src/engine/questions/uncertainty.js';
import { parsePlan } from '../../src/plan/document.js';
import { clearCaches } from '../../src/units/cacheRegistry.js';
import { counter, timed, type Measure } from './measures.js';
import { planText } from './plans.js';

const EXAMPLE = 'examples/agentic-deepseek-v4-pro.decodeplan';

export function resolved(text: string): ResolvedPlan {
  const { input, problems } = parsePlan(text);
  const plan = input && problems.length === 0 ? resolvePlan(input).plan : null;
  if (!plan) throw new Error(`not a valid plan: ${JSON.stringify(problems[0])}`);
  return plan;
}

const answer = (plan: ResolvedPlan) => evaluate(plan, { breakEven: false });

/** The same plan for a model by another name: nothing kept from other evaluations is of it. */
export function unseen(plan: ResolvedPlan, i: number): ResolvedPlan {
  return { ...plan, model: { ...plan.model, name: `${plan.model.name} ${i}` } };
}

export async function benchEngine(): Promise<Measure[]> {
  return [
    ...(await points()),
    ...(await prompts()),
    ...(await plans('fixed')),
    ...(await plans('searched')),
    ...(await plans('requests')),
    ...(await draws()),
    ...breakEvens(),
  ];
}

function machineOf(plan: ResolvedPlan, layout: Layout, context: number): Machine {
  const { model, serving, gpus } = plan;
  if (!gpus) throw new Error('no GPUs');
  const lengths = { p50: context, p95: context, max: context };
  const { speculation = null } = plan.options['software'] ?? {};
  const nothing = {
    dynamo: null,
    lpx: null,
    measured: { steps: [], prefill: [], memory: null },
    scale: null,
  };
  return buildMachine({
    model,
    serving,
    accelerator: gpus.accelerator,
    layout,
    context: lengths,
    speculation,
    ...nothing,
  });
}

const LOADS = 1000;

/** The plan and layout whose decode steps are measured. */
function measuredPoint(): { plan: ResolvedPlan; layouts: readonly Layout[]; machine: Machine } {
  const plan = resolved(readFileSync(EXAMPLE, 'utf8'));
  const accelerator = plan.gpus?.accelerator;
  const layouts = accelerator ? candidateLayouts(plan.model, accelerator, 144).slice(0, 20) : [];
  const [layout] = layouts.slice(-1);
  if (!layout || layouts.length < 20) throw new Error('fewer than 20 layouts');
  return { plan, layouts, machine: machineOf(plan, layout, 96 * 1024) };
}

function stepsOf(machine: Machine): number {
  let seconds = 0;
  for (let load = 1; load <= LOADS; load++) seconds += machine.step(load).seconds;
  return seconds;
}

/** Points that this thread makes in a time, by the clock, after warming up. */
export function countPoints(milliseconds: number): number {
  const { machine } = measuredPoint();
  const during = (time: number) => {
    const until = performance.now() + time;
    let points = 0;
    while (performance.now() < until && stepsOf(machine) > 0) points += LOADS;
    return points;
  };
  during(milliseconds / 4);
  return during(milliseconds);
}

async function points(): Promise<Measure[]> {
  const { plan, layouts, machine } = measuredPoint();
  const { layout } = machine.replica;
  const next = counter();
  const loads = await timed(() => stepsOf(machine));
  const context = await timed(() => {
    let sum = 0;
    for (let i = 0; i < LOADS; i++) {
      const one = machineOf(plan, layout, 1024 + next());
      sum += one.step(256).seconds + one.kvPool.sequenceBytes(4096) / one.replica.memory.kvPoolBytes;
    }
    return sum;
  });
  const sweep = await timed(() => {
    let seconds = 0;
    for (const each of layouts)
      for (let i = 0; i < 45; i++) {
        const one = machineOf(plan, each, 1024 * (i + 1) + next());
        for (let load = 1; load <= 45; load++) seconds += one.step(load * 8).seconds;
      }
    return seconds;
  });
  const each = (1000 * loads.median) / LOADS;
  return [
    {
      group: 'Engine',
      what: 'one point: a decode step of DeepSeek V4-Pro with DSpark drafts of adaptive length on Vera Rubin, one layout, 96K, at another load each time',
      unit: 'µs',
      value: each,
      goal: { most: 2 },
    },
    { group: 'Engine', what: 'the same as a rate, on one core', unit: 'points/s', value: 1e6 / each },
    ...(await onThreads()),
    {
      group: 'Engine',
      what: 'one point at a new context length: the machine built for it, its memory and one step',
      unit: 'µs',
      value: (1000 * context.median) / LOADS,
    },
    {
      group: 'Engine',
      what: 'a sweep of 40,500 points: 20 layouts × 45 context lengths not seen before × 45 loads',
      unit: 'ms',
      value: sweep.median,
      goal: { most: 150 },
    },
  ];
}

/** Prompts of other lengths on one replica. */
async function prompts(): Promise<Measure[]> {
  const { prompt } = measuredPoint().machine.replica;
  const next = counter();
  const { median } = await timed(() => {
    let seconds = 0;
    const first = next();
    for (let i = 1; i <= LOADS; i++)
      seconds += promptTime(prompt, { tokens: 16 * i + first, cached: 64 * i }, 8192).seconds;
    return seconds;
  });
  return [
    {
      group: 'Engine',
      what: 'one prefill point: a prompt of DeepSeek V4-Pro on the same replica, another length and hit each time',
      unit: 'µs',
      value: (1000 * median) / LOADS,
      goal: { most: 1 },
    },
  ];
}

const THREAD_MS = 2000;

/** The rate by the clock with one worker thread, and with one for each core. */
async function onThreads(): Promise<Measure[]> {
  const cores = availableParallelism();
  const [one, all] = [await pointsOn(1), await pointsOn(cores)];
  const row = (where: string, value: number): Measure => ({
    group: 'Engine',
    what: `the same by the clock, ${where}`,
    unit: 'points/s',
    value,
  });
  return [
    row('in one worker thread', one),
    row(`in ${cores} worker threads, one for each core`, all),
    {
      group: 'Engine',
      what: `${cores} worker threads over one (as many as there are cores, where nothing else runs)`,
      unit: 'times',
      value: all / one,
    },
  ];
}

async function pointsOn(threads: number): Promise<number> {
  const counts = Array.from(
    { length: threads },
    () =>
      new Promise<number>((resolve, reject) => {
        const worker = new Worker(new URL(import.meta.url), { workerData: { countPoints: THREAD_MS } });
        worker.once('message', resolve);
        worker.once('error', reject);
      }),
  );
  const points = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  return (1000 * points) / THREAD_MS;
}

const PLAN = {
  model: 'deepseek-v4-pro',
  gpus: '{ type: vera-rubin-nvl72, racks: 4 }',
  workloads: 10,
  options: 10,
};
const FIXED = 'serving: { layout: { tensor: 1, attentionData: 8, expert: 8 } }\n';

type Edit = (plan: ResolvedPlan, i: number) => ResolvedPlan;

function changed(plan: ResolvedPlan, change: (workload: Workload) => Workload): ResolvedPlan {
  const { w0 } = plan.workloads;
  return w0 ? { ...plan, workloads: { ...plan.workloads, w0: change(w0) } } : plan;
}

const EDITS: Readonly<Record<string, Edit>> = {
  'read again without a change': (plan) => ({ ...plan, economics: { ...plan.economics } }),
  'after an edit of a price': (plan, i) => ({
    ...plan,
    economics: { ...plan.economics, electricity: plan.economics.electricity * (1 + i / 1e5) },
  }),
  "after an edit of a workload's volume": (plan, i) =>
    changed(plan, (w) => ({ ...w, demand: (w.demand ?? 1) * (1 + (i + 1) / 1e5) })),
  "after an edit of a workload's context": (plan, i) =>
    changed(plan, (w) => ({ ...w, context: { ...w.context, p50: w.context.p50 + i + 1 } })),
  'after an edit of an option': (plan, i) => {
    const { o0 } = plan.options;
    const serving = { ...plan.serving, memoryUtilization: 0.85 + (i % 1000) / 1e5 };
    return o0 ? { ...plan, options: { ...plan.options, o0: { ...o0, serving } } } : plan;
  },
  'never seen before': unseen,
};

/** How plans are written, and the milliseconds of an edit. */
const KINDS = {
  fixed: {
    name: 'in one layout',
    written: (text: string) => text.replace('workloads:', `${FIXED}workloads:`),
    most: 1,
  },
  searched: {
    name: 'with layouts searched (70 for each option and LPX role)',
    written: (text: string) => text,
    most: 16,
  },
  requests: {
    name: 'of whole requests with layouts searched',
    written: (text: string) =>
      text.replaceAll('    output: 800', '    output: 800\n    input: 6K\n    cachedInput: 50%'),
    most: 16,
  },
} as const;
const MOST_UNSEEN = 100;

/** Ten workloads and ten options: three with LPX in any role, the others with and without speculation. */
async function plans(kind: keyof typeof KINDS): Promise<Measure[]> {
  const text = planText({ ...PLAN, lpx: true });
  const { name, written, most } = KINDS[kind];
  const plan = resolved(written(text));
  answer(plan);
  const found: Measure[] = [];
  for (const [edit, apply] of Object.entries(EDITS)) {
    const next = counter();
    const { median } = await timed(() => answer(apply(plan, next())), 5);
    const isNew = apply === unseen;
    found.push({
      group: 'Engine',
      what: `a plan of 10 workloads × 10 options ${name}, ${edit}`,
      unit: 'ms',
      value: median,
      ...(isNew && kind !== 'requests' ? {} : { goal: { most: isNew ? MOST_UNSEEN : most } }),
    });
  }
  return found;
}

const DRAWS = 20;

async function draws(): Promise<Measure[]> {
  const plan = resolved(readFileSync(EXAMPLE, 'utf8'));
  const next = counter();
  const { median } = await timed(() => sampleCosts(plan, { seed: 1, from: DRAWS * next(), count: DRAWS }), 5);
  return [
    {
      group: 'Engine',
      what: 'one draw of the uncertainty of the first example: all its ranges drawn anew, all options costed',
      unit: 'ms',
      value: median / DRAWS,
    },
  ];
}

/** Break-evens of the first example, as a worker that has answered the plan finds them: the first input, and all. */
function breakEvens(): Measure[] {
  const plan = resolved(readFileSync(EXAMPLE, 'utf8'));
  const took = (parts: readonly BreakEvenPart[]) => {
    clearCaches();
    evaluate(plan, { breakEven: false });
    const before = process.cpuUsage();
    for (const part of parts) breakEvensOf(plan, part);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const row = (what: string, value: number): Measure => ({
    group: 'Engine',
    what: `break-evens of the first example ${what}`,
    unit: 'ms',
    value,
  });
  const parts = breakEvenParts(plan);
  return [
    row('along the first input, the price of a rack', took(parts.slice(0, 1))),
    // The example names no inputs, so that it asks for all.
    { ...row(`along all inputs, ${parts.length} searches`, took(parts)), goal: { most: 300 } },
  ];
}
