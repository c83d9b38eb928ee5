import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PAGE_SCRIPTS, WORKER_SCRIPTS } from '../../src/contract/scripts.js';
import { analyze } from '../../src/report/answers/analysis.js';
import { activated } from '../harness/activation.mjs';
import { packageExtension } from '../harness/package.mjs';
import { quantiles, type Goal, type Measure, type Times } from './measures.js';

/** Builds what ships, as it ships. */
export function buildProduct(): void {
  execFileSync(process.execPath, ['esbuild.mjs', '--production'], { stdio: 'inherit' });
}

function runs(times: number, args: readonly string[]): Times {
  const samples = Array.from({ length: times }, () => {
    const started = performance.now();
    const { error } = spawnSync(process.execPath, args, { stdio: 'ignore' });
    if (error) throw error;
    return performance.now() - started;
  });
  return quantiles(samples);
}

const SMALL = 'examples/small-team-llama-70b.decodeplan';
const LARGE = 'examples/agentic-deepseek-v4-pro.decodeplan';

/** The command line from its start to its end. */
export function benchCommandLine(): Measure[] {
  const row = (what: string, value: number): Measure => ({ group: 'Command line', what, unit: 'ms', value });
  const check = (plan: string) => runs(9, ['dist/cli.cjs', 'check', plan]).median;
  const jobs = [...new Set([1, availableParallelism()])];
  const sweep = (of: string, plan: string, path: string, points: number, goal?: Goal) =>
    jobs.map((count): Measure => {
      // Whole loads: each point is a plan that is valid.
      const grid = `${path}=101..${100 + points}/${points}`;
      const { median } = runs(3, ['dist/cli.cjs', 'sweep', plan, '--set', grid, '--jobs', String(count)]);
      return {
        group: 'Command line',
        what: `decodeplan sweep of the ${of} example over ${points.toLocaleString('en-US')} loads, start included, each point the whole plan: on ${count === 1 ? 'one core' : `${count} cores`}`,
        unit: 'points/s',
        value: (1000 * points) / median,
        ...(goal && count > 1 ? { goal } : {}),
      };
    });
  const bare = runs(9, ['-e', '0']).median;
  const version = runs(9, ['dist/cli.cjs', '--version']).median;
  const small = check(SMALL);
  const over = (what: string, value: number, most: number): Measure => ({
    group: 'Command line',
    what: `${what}, over Node.js alone`,
    unit: 'times',
    value: value / bare,
    goal: { most },
  });
  return [
    row('Node.js alone, doing nothing', bare),
    row('decodeplan --version', version),
    over('decodeplan --version', version, 1.3),
    { ...row('decodeplan check of the smallest example', small), goal: { most: 150 } },
    over('decodeplan check of the smallest example', small, 2),
    row('decodeplan check of the first example (DeepSeek V4-Pro, 4 options, layouts searched)', check(LARGE)),
    ...sweep('smallest', SMALL, 'workloads.assistants.concurrency', 20_000, { least: 20_000 }),
    ...sweep('first', LARGE, 'workloads.agents.concurrency', 200),
  ];
}

/** What activation takes of the extension host, in a new process each time. */
export function benchActivation(): Measure[] {
  const times = Array.from({ length: 9 }, activated);
  const of = (which: 'loaded' | 'activated') => quantiles(times.map((time) => time[which])).median;
  const where = 'in a new Node.js process, the editor left out';
  return [
    { group: 'Editor', what: `activate(), ${where}`, unit: 'ms', value: of('activated'), goal: { most: 50 } },
    { group: 'Editor', what: `loading the extension's code, ${where}`, unit: 'ms', value: of('loaded') },
  ];
}

interface Metafile {
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly bytes: number;
        readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
      }
    >
  >;
}

const TOOLKIT = /node_modules\/(@microsoft\/fast-|@vscode\/webview-ui-toolkit|exenv-es6|tabbable)/;

const folder = (name: string) =>
  readdirSync(name).reduce((sum, file) => sum + statSync(`${name}/${file}`).size, 0);

/** Bytes of all files that the extension has loaded once it is active. */
function activation(): number {
  return activated().files.reduce((sum, file) => sum + statSync(file).size, 0);
}

/** Minified sizes, in thousands of bytes. */
export async function benchSizes(): Promise<Measure[]> {
  const kB = (bytes: number) => bytes / 1000;
  const row = (what: string, bytes: number, most: number): Measure => ({
    group: 'Sizes',
    what,
    unit: 'kB',
    value: kB(bytes),
    goal: { most },
  });
  const of = (target: string, files: readonly string[]) => {
    // esbuild's own description of what it wrote.
    const { outputs } = JSON.parse(readFileSync(`dist/meta/${target}.json`, 'utf8')) as Metafile;
    const own = Object.entries(outputs).filter(([file]) => files.includes(file));
    const parts = own.flatMap(([, output]) => Object.entries(output.inputs));
    const toolkit = parts.reduce(
      (sum, [file, part]) => sum + (TOOLKIT.test(file) ? part.bytesInOutput : 0),
      0,
    );
    return { bytes: files.reduce((sum, file) => sum + statSync(file).size, 0), toolkit };
  };
  const script = (name: string) => `dist/${name}.js`;
  const first = of('app', PAGE_SCRIPTS.map(script));
  const scripts = ['dist/shared', 'dist/webview'].flatMap((name) =>
    readdirSync(name).map((file) => `${name}/${file}`),
  );
  const whole = of(
    'app',
    scripts.filter((file) => file.endsWith('.js')),
  );
  const worker = of('app', WORKER_SCRIPTS.map(script));
  const vsix = await packageExtension('dist/bench.vsix');
  const kept = (what: string, bytes: number): Measure => ({
    group: 'Sizes',
    what,
    unit: 'kB',
    value: kB(bytes),
  });
  return [
    row('code that the extension host loads at activation', activation(), 350),
    row('page: loaded before its first picture, with the webview UI toolkit', first.bytes, 550),
    row('page: the same without the toolkit', first.bytes - first.toolkit, 300),
    kept('page with all that it loads later: every tab, its charts and their files', whole.bytes),
    kept('the toolkit itself, as far as it is used', first.toolkit),
    kept("the page's worker", worker.bytes),
    kept('command line', folder('dist/program') + statSync('dist/cli.cjs').size),
    row('packaged extension (vsix)', statSync(vsix).size, 1000),
  ];
}

const EDITS = 10_000;

/** Memory that stays in use while a plan is edited: each edit another load, context, price or draft length. */
export function benchMemory(): Measure[] {
  setFlagsFromString('--expose-gc');
  // The collector, which the flag makes available to new contexts.
  const collect = runInNewContext('gc') as () => void;
  const text = readFileSync(SMALL, 'utf8');
  const used = () => {
    collect();
    return process.memoryUsage().heapUsed / 1e6;
  };
  const edit = (i: number) =>
    text
      .replace(/concurrency: \d+/, `concurrency: ${10 + (i % 997)}`)
      .replace(/p50: \d+K/, `p50: ${2 + (i % 13)}K`);
  if (edit(1) === edit(2)) throw new Error('the edits change nothing');
  let early = 0;
  for (let i = 1; i <= EDITS; i++) {
    analyze(edit(i)).diagnostics();
    if (i === EDITS / 10) early = used();
  }
  const late = used();
  return [
    { group: 'Engine', what: 'memory in use after 1,000 edits of a plan', unit: 'MB', value: early },
    {
      group: 'Engine',
      what: 'memory that 9,000 more edits add',
      unit: 'MB',
      value: late - early,
      goal: { most: 10 },
    },
  ];
}
