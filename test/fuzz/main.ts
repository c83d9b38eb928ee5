import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DIMENSIONS } from '../../src/units/dimensions.js';
import { mutated, randomFrom, seedTexts } from './mutate.js';
import { DIMENSION_NAMES, fuzzAnswer, fuzzEditor, fuzzPlan, fuzzUnits } from './targets.js';

/** One kind of input, and its share of the time. */
interface Target {
  readonly name: string;
  readonly share: number;
  readonly seeds: readonly string[];
  /** Milliseconds for one input, twice over, that count as a hang. */
  readonly hang: number;
  readonly run: (text: string, random: () => number) => void;
}

const plans = seedTexts();
const quantities = Object.values(DIMENSIONS).flatMap(({ example, units }) => [
  example,
  ...Object.keys(units).flatMap((unit) => [`1.5 ${unit}`, `2..3 ${unit}`, `1e3${unit}`]),
]);
const TARGETS: readonly Target[] = [
  {
    name: 'units',
    share: 0.4,
    seeds: quantities,
    hang: 50,
    run: (text, random) =>
      fuzzUnits(text, DIMENSION_NAMES[Math.floor(random() * DIMENSION_NAMES.length)] ?? 'count'),
  },
  { name: 'plan', share: 0.25, seeds: plans, hang: 200, run: fuzzPlan },
  {
    name: 'editor',
    share: 0.25,
    seeds: plans,
    hang: 1000,
    run: (text, random) => fuzzEditor(text, Math.floor(random() * (text.length + 1))),
  },
  { name: 'answer', share: 0.1, seeds: plans.slice(0, 8), hang: 10_000, run: fuzzAnswer },
];

/** Inputs that fail alike are kept once; more kinds than this end the run. */
const MOST_FAILURES = 20;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    target: { type: 'string' },
  },
});
const failures = new Map<string, string>();
for (const target of TARGETS.filter(({ name }) => values.target === undefined || name === values.target)) {
  const share = values.target === undefined ? target.share : 1;
  const { inputs, slowest } = explore(target, Number(values.minutes) * 60_000 * share, Number(values.seed));
  console.log(`${target.name}: ${inputs} inputs, slowest ${slowest.toFixed(0)} ms, seed ${values.seed}`);
}
console.log(`${failures.size} kinds of failure`);
process.exit(failures.size > 0 ? 1 : 0);

function explore(target: Target, milliseconds: number, seed: number): { inputs: number; slowest: number } {
  const random = randomFrom(seed);
  const until = performance.now() + milliseconds;
  let inputs = 0;
  let slowest = 0;
  while (performance.now() < until && failures.size < MOST_FAILURES) {
    const [source = '', other = ''] = [0, 0].map(
      () => target.seeds[Math.floor(random() * target.seeds.length)],
    );
    const text = mutated(source, other, random);
    const time = tried(target, text, random);
    slowest = Math.max(slowest, time);
    inputs++;
  }
  return { inputs, slowest };
}

/** Milliseconds that an input took; a failure is kept with its text. */
function tried(target: Target, text: string, random: () => number): number {
  const once = () => {
    const started = performance.now();
    target.run(text, random);
    return performance.now() - started;
  };
  try {
    const time = once();
    return time > target.hang && Math.min(once(), once()) > target.hang
      ? keep(target, text, 'hangs', time)
      : time;
  } catch (error) {
    const trace =
      error instanceof Error ? (error.stack ?? '').split('\n').slice(0, 4).join('\n') : String(error);
    return keep(target, text, trace, 0);
  }
}

function keep({ name }: Target, text: string, why: string, time: number): number {
  const kind = why.replace(/\d+|`[^`]*`|'[^']*'|"[^"]*"/g, '');
  if (failures.has(kind)) return time;
  failures.set(kind, text);
  mkdirSync('dist/fuzz', { recursive: true });
  const file = `dist/fuzz/${name}-${failures.size}.decodeplan`;
  writeFileSync(file, text);
  console.log(`${name} fails, input kept in ${file}:\n${why}\n${JSON.stringify(text).slice(0, 600)}\n`);
  return time;
}
