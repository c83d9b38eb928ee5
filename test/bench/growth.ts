import { readFileSync } from 'node:fs';
import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import { evaluate } from '../../src/engine/questions/evaluate.js';
import { sampleCosts } from '../../src/engine/questions/uncertainty.js';
import { analyze } from '../../src/report/answers/analysis.js';
import { resolved, unseen } from './engine.js';
import { longPlan } from './language.js';
import { counter, timedInTurns, type Measure } from './measures.js';
import { planText } from './plans.js';

/** What each thing costs by how many there are of it: a function that makes one measured call of a size. */
const GROWING: Readonly<Record<string, (size: number) => (i: number) => unknown>> = {
  'workloads (2 options in one layout, plan not seen before)': (size) => evaluated(size, 2),
  'options (2 workloads in one layout, plan not seen before)': (size) => evaluated(2, size),
  'lines (parsed and validated)': (size) => {
    const text = longPlan(size);
    return (i) => analyze(text.replace('20 tok/s', `${21 + i} tok/s`)).problems;
  },
  'lines (parsed, validated, evaluated, and what the numbers say)': (size) => {
    const text = longPlan(size);
    return (i) => analyze(text.replace('20 tok/s', `${21 + i} tok/s`)).diagnostics();
  },
  'draws of the uncertainty of the first example': (size) => {
    const plan = resolved(readFileSync('examples/agentic-deepseek-v4-pro.decodeplan', 'utf8'));
    return (i) => sampleCosts(plan, { seed: 1, from: size * i, count: size });
  },
};

function evaluated(workloads: number, options: number): (i: number) => unknown {
  const plan: ResolvedPlan = resolved(
    planText({
      model: 'deepseek-v4-pro',
      gpus: '{ type: vera-rubin-nvl72, racks: 4 }',
      workloads,
      options,
      lpx: false,
    }).replace('workloads:', 'serving: { layout: { tensor: 1, attentionData: 8, expert: 8 } }\nworkloads:'),
  );
  return (i) => evaluate(unseen(plan, i), { breakEven: false });
}

/** Ten times as much may take ten times as long, and a quarter more for what large heaps cost. */
const LINEAR = 12.5;

export async function benchGrowth(): Promise<Measure[]> {
  const found: Measure[] = [];
  for (const [what, make] of Object.entries(GROWING)) {
    const [few, many, most] = [make(10), make(100), make(1000)];
    const next = counter();
    const times = await timedInTurns({
      ten: () => few(next()),
      hundred: () => many(next()),
      thousand: () => most(next()),
    });
    const ten = times.ten.median;
    const hundred = times.hundred.median;
    const thousand = times.thousand.median;
    found.push(
      { group: 'Growth', what: `10 ${what}`, unit: 'ms', value: ten },
      { group: 'Growth', what: `100 ${what}`, unit: 'ms', value: hundred },
      { group: 'Growth', what: `1,000 ${what}`, unit: 'ms', value: thousand },
      {
        group: 'Growth',
        what: `1,000 over 100 ${what}`,
        unit: 'times',
        value: thousand / hundred,
        goal: { most: LINEAR },
      },
    );
  }
  return found;
}
