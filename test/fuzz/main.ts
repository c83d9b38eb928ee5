import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DIMENSIONS } from '../../src/units/dimensions.js';
import { bookSeeds, DRAWN, fuzzBook, fuzzDraws, fuzzGguf, ggufSeeds } from './files.js';
import { IMPORTS } from './imports.js';
import { exploreMessages } from './messages.js';
import { mutated, randomFrom, seedTexts } from './mutate.js';
import { DIMENSION_NAMES, fuzzAnswer, fuzzEditor, fuzzPlan, fuzzUnits, type Ask } from './targets.js';

/** One kind of input, and its share of the time. */
interface Target {
  readonly name: string;
  readonly share: number;
  readonly seeds: readonly string[];
  /** Milliseconds for one thing that is asked of an input, three times over, that count as a hang. */
  readonly hang: number;
  /** Answers with the kind of answer that the input got; `at` is a place in it, 0 to 1. */
  readonly run: (text: string, at: number, ask: Ask) => string;
  /** How texts are changed, where it is not letter by letter. */
  readonly mutate?: typeof mutated;
}

const plans = seedTexts();
const quantities = Object.values(DIMENSIONS).flatMap(({ example, units }) => [
  example,
  ...Object.keys(units).flatMap((unit) => [`1.5 ${unit}`, `2..3 ${unit}`, `1e3${unit}`]),
]);
/** Shares of the time of what imports read. */
const IMPORT_SHARES = { launch: 0.12, measured: 0.13, trace: 0.08, config: 0.08 } as const;
const TARGETS: readonly Target[] = [
  {
    name: 'units',
    share: 0.17,
    seeds: quantities,
    hang: 50,
    run: (text, at, ask) => {
      const dimension = DIMENSION_NAMES[Math.floor(at * DIMENSION_NAMES.length)] ?? 'count';
      return ask('units', () => fuzzUnits(text, dimension));
    },
  },
  {
    name: 'plan',
    share: 0.11,
    seeds: plans,
    hang: 100,
    run: (text, _, ask) => ask('plan', () => fuzzPlan(text)),
  },
  {
    name: 'editor',
    share: 0.11,
    seeds: plans,
    hang: 100,
    run: (text, at, ask) => fuzzEditor(text, Math.floor(at * (text.length + 1)), ask),
  },
  {
    // Break-evens and all: nobody waits for it with a key pressed.
    name: 'answer',
    share: 0.05,
    seeds: plans.slice(0, 8),
    hang: 2000,
    run: (text, _, ask) => ask('answer', () => fuzzAnswer(text)),
  },
  {
    name: 'draws',
    share: 0.05,
    seeds: DRAWN,
    hang: 2000,
    run: (text, _, ask) => ask('draws', () => fuzzDraws(text)),
  },
  {
    name: 'book',
    share: 0.05,
    seeds: bookSeeds(),
    hang: 100,
    run: (text, _, ask) => fuzzBook(text, ask),
  },
  {
    name: 'gguf',
    share: 0.05,
    seeds: ggufSeeds(),
    hang: 100,
    run: (text, _, ask) => ask('gguf', () => fuzzGguf(text)),
  },
  ...(['launch', 'measured', 'trace', 'config'] as const).map((name): Target => ({
    name,
    share: IMPORT_SHARES[name],
    seeds: IMPORTS[name].seeds,
    hang: 100,
    mutate: IMPORTS[name].mutate,
    run: (text, at, ask) => ask(name, () => IMPORTS[name].run(text, at)),
  })),
];

/** Inputs that fail alike are kept once; more kinds than this end the run. */
const MOST_FAILURES = 20;
/** Inputs kept to go on from, for each target; the longest plans would make it slow. */
const MOST_KEPT = 20_000;
const LONGEST_KEPT = 20_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    target: { type: 'string' },
    record: { type: 'boolean', default: false },
  },
});
const failures = new Map<string, string>();
const runs: Run[] = [];
for (const target of TARGETS.filter(({ name }) => values.target === undefined || name === values.target)) {
  const share = values.target === undefined ? target.share : 1;
  const run = explore(target, Number(values.minutes) * 60_000 * share, Number(values.seed));
  runs.push(run);
  const { inputs, kinds, slowestMs } = run;
  console.log(`${target.name}: ${inputs} inputs, ${kinds} kinds of answer, slowest ${slowestMs} ms`);
}
if (values.target === 'messages')
  runs.push(await exploreServer(Number(values.minutes) * 60_000, Number(values.seed)));
console.log(`seed ${values.seed}`);
if (values.record) record(runs);
console.log(`${failures.size} kinds of failure`);
process.exit(failures.size > 0 ? 1 : 0);

/** What one target went through, as it is kept in `runs.json`. */
interface Run {
  readonly date: string;
  readonly target: string;
  readonly seed: number;
  readonly inputs: number;
  readonly kinds: number;
  readonly slowestMs: number;
  readonly failures: number;
}

/** Goes on from the seeds, and from each input that got a kind of answer not seen before. */
function explore(target: Target, milliseconds: number, seed: number): Run {
  const random = randomFrom(seed);
  const corpus = [...target.seeds];
  const most = corpus.length + MOST_KEPT;
  const kinds = new Set<string>();
  const until = performance.now() + milliseconds;
  const failed = failures.size;
  let inputs = 0;
  let slowest = 0;
  while (performance.now() < until && failures.size < MOST_FAILURES) {
    const [source = '', other = ''] = [0, 0].map(() => corpus[Math.floor(random() * corpus.length)]);
    const text = (target.mutate ?? mutated)(source, other, random);
    const { time, kind } = tried(target, text, random());
    slowest = Math.max(slowest, time);
    inputs++;
    if (kind === null || kinds.has(kind)) continue;
    kinds.add(kind);
    if (corpus.length < most && text.length < LONGEST_KEPT) corpus.push(text);
  }
  return {
    date: new Date().toISOString().slice(0, 10),
    target: target.name,
    seed,
    inputs,
    kinds: kinds.size,
    slowestMs: Math.round(slowest),
    failures: failures.size - failed,
  };
}

/** Messages to the server of plans: answered between turns of the loop, so by themselves and only where asked for. */
async function exploreServer(milliseconds: number, seed: number): Promise<Run> {
  const until = performance.now() + milliseconds;
  const { failures: failed, ...run } = await exploreMessages(seed, () => performance.now() >= until);
  for (const [why, lines] of failed) {
    failures.set(why, lines);
    console.log(`messages fail:\n${why}\n${lines.slice(0, 2000)}\n`);
  }
  console.log(`messages: ${run.inputs} inputs, ${run.kinds} kinds of answer, slowest ${run.slowestMs} ms`);
  return {
    date: new Date().toISOString().slice(0, 10),
    target: 'messages',
    seed,
    ...run,
    failures: failed.size,
  };
}

/** Adds runs to those on record. */
function record(added: readonly Run[]): void {
  const file = 'test/fuzz/runs.json';
  const known = JSON.parse(readFileSync(file, 'utf8')) as readonly Run[];
  writeFileSync(file, `${JSON.stringify([...known, ...added], null, 1)}\n`);
}

/** Milliseconds of the longest thing asked of an input, and what kind of answer it got; a failure is kept with its text. */
function tried(target: Target, text: string, at: number): { time: number; kind: string | null } {
  const once = () => {
    let [longest, time] = ['', 0];
    const kind = target.run(text, at, (what, work) => {
      const started = performance.now();
      const answer = work();
      const taken = performance.now() - started;
      if (taken > time) [longest, time] = [what, taken];
      return answer;
    });
    return { time, longest, kind };
  };
  try {
    const first = once();
    const hangs = first.time > target.hang && Math.min(once().time, once().time) > target.hang;
    if (hangs) keep(target, text, `${first.longest} hangs`);
    return first;
  } catch (error) {
    const trace =
      error instanceof Error ? (error.stack ?? '').split('\n').slice(0, 4).join('\n') : String(error);
    keep(target, text, trace);
    return { time: 0, kind: null };
  }
}

function keep({ name }: Target, text: string, why: string): void {
  const kind = why.replace(/\d+|`[^`]*`|'[^']*'|"[^"]*"/g, '');
  if (failures.has(kind)) return;
  failures.set(kind, text);
  mkdirSync('dist/fuzz', { recursive: true });
  const file = `dist/fuzz/${name}-${failures.size}.decodeplan`;
  writeFileSync(file, text);
  console.log(`${name} fails, input kept in ${file}:\n${why}\n${JSON.stringify(text).slice(0, 600)}\n`);
}
