import { format, resolveConfig } from 'prettier';
import { GROUPS, isMet, ratioOf, type Group, type Measure } from './measures.js';
import { PROFILE } from './profile.js';

/** One run of all measures, as `results.json` holds it. */
export interface Run {
  readonly date: string;
  readonly machine: string;
  readonly cores: number;
  readonly node: string;
  /** Load averages of the last minute when the run began and when it ended. */
  readonly load: readonly [number, number];
  readonly measures: readonly Measure[];
}

/** The two files that a run is kept in, by path, as the formatter leaves them. */
export async function formatted(run: Run): Promise<Readonly<Record<string, string>>> {
  const files = { 'test/bench/results.json': JSON.stringify(run), 'docs/benchmarks.md': page(run) };
  const texts = Object.entries(files).map(async ([file, text]) => {
    const options = await resolveConfig(file);
    return [file, await format(text, { ...options, filepath: file })] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

/** The page about speed. */
function page(run: Run): string {
  const { date, machine, node, measures } = run;
  const of = (group: Group) => measures.filter((measure) => measure.group === group);
  const others = GROUPS.filter((group) => group !== 'Against other tools' && of(group).length > 0);
  return `# Benchmarks

How long Decode Plan takes, written by \`npm run bench\` on ${date}: ${machine}, Node.js ${node}. Times are medians of
many runs, p95 is the 95th percentile; what runs in process is measured in processor time, programs and VS Code by the
clock. Seconds differ from machine to machine and with what else runs on it, ratios
hardly: those come first. ${loadText(run)} The same numbers for machines are in [\`test/bench/results.json\`](../test/bench/results.json).

\`npm run bench -- --fast\` leaves out what needs a VS Code. The other tools are installed when first measured, into
\`dist/peers\`, and not with the project: they weigh 27 MB and nothing else here needs them. Where they cannot be
installed, those rows are left out. No test asserts a time, except that completion and hover answer within 5 ms.

## Against other tools

Both do the same work in the same process, turn by turn. These tools do a part of what a plan asks.

| what | Decode Plan | other | other ÷ ours | goal | met |
| --- | --- | --- | --- | --- | --- |
${of('Against other tools').map(comparedRow).join('\n')}

${missingText(GROUPS.filter((group) => of(group).length === 0))}${others.map((group) => `## ${group}\n\n${INTRODUCTIONS[group] ?? ''}${table(of(group))}`).join('\n\n')}

${PROFILE}
`;
}

function loadText({ load: [before, after], cores }: Run): string {
  const loads = `Load average at the start ${before.toFixed(1)}, at the end ${after.toFixed(1)}`;
  if (Math.max(before, after) <= cores) return `${loads}.`;
  return `${loads}: above the number of cores, others wanted them too, and every time is longer than it is on a machine at rest.`;
}

/** A run that was cut short says what it lacks. */
function missingText(groups: readonly Group[]): string {
  return groups.length > 0 ? `Not measured in this run: ${groups.join(', ').toLowerCase()}.\n\n` : '';
}

const INTRODUCTIONS: Partial<Record<Group, string>> = {
  Engine: `A point is one machine (a model on an accelerator in one layout) at one context length and one load. A plan asks
thousands of them: each option in each layout that it may take, each workload at the largest load that still meets its
speed. What an edit leaves as it is comes from the evaluation before; "never seen before" keeps nothing.

`,
  Editor: `In process as VS Code calls it, then in a real VS Code in headless Chromium, without a GPU and on the same cores.

`,
  Growth: `Linear is 10; a quarter more is allowed for what large heaps cost.

`,
  Sizes: `Minified, not compressed, in thousands of bytes; the vsix is a zip.

`,
};

function table(measures: readonly Measure[]): string {
  return [
    '| what | median | p95 | goal | met |',
    '| --- | --- | --- | --- | --- |',
    ...measures.map(plainRow),
  ].join('\n');
}

function plainRow(measure: Measure): string {
  const { what, value, p95, unit } = measure;
  const second = p95 === undefined ? '' : shown(p95, unit);
  return `| ${what} | ${shown(value, unit)} | ${second} | ${goalText(measure)} | ${metText(measure)} |`;
}

function comparedRow(measure: Measure): string {
  const { what, value, unit, other } = measure;
  const theirs = other ? `${shown(other.value, unit)} (${other.name})` : '';
  return `| ${what} | ${shown(value, unit)} | ${theirs} | **${number(ratioOf(measure) ?? NaN)}** | ${goalText(measure)} | ${metText(measure)} |`;
}

export function goalText({ goal, unit }: Measure): string {
  if (!goal) return '';
  if ('most' in goal) return `≤ ${shown(goal.most, unit)}`;
  if ('mostP95' in goal) return `p95 ≤ ${shown(goal.mostP95, unit)}`;
  return 'least' in goal ? `≥ ${shown(goal.least, unit)}` : `≥ ${goal.leastRatio}`;
}

const metText = (measure: Measure) =>
  ({ true: 'yes', false: '**no**', null: '' })[String(isMet(measure)) as 'null'];

export function shown(value: number, unit: Measure['unit']): string {
  return unit === 'times' ? `${number(value)} ×` : `${number(value)} ${unit}`;
}

function number(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(2)));
}
