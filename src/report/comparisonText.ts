import type { InputChange } from './compareInputs.js';
import { THRESHOLD, type PlanComparison, type PlanVersion, type ResultChange } from './comparePlans.js';
import * as format from './format.js';
import { markdownTable, textTable, type Table } from './tables.js';

/** A comparison in one sentence. */
export function comparisonHeadline({ before, after, results }: PlanComparison): string {
  const broken = [before, after].filter(({ valid }) => !valid);
  if (broken.length > 0) return `${broken.map(({ name }) => name).join(' and ')}: not valid.`;
  if (results.length === 0)
    return `No result moves by ${format.percent(THRESHOLD)} or more between the two versions.`;
  const count = (wanted: ResultChange['direction']) =>
    results.filter(({ direction }) => direction === wanted).length;
  const parts = [
    [count('worse'), 'worse'],
    [count('better'), 'better'],
    [count('changed'), 'otherwise changed'],
  ] as const;
  const told = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
  return `${results.length === 1 ? '1 result moves' : `${results.length} results move`}: ${told.join(', ')}.`;
}

/** What changed, as a Markdown report. */
export function comparisonMarkdown(comparison: PlanComparison): string {
  const { before, after, results, inputs } = comparison;
  const escape = format.escapeMarkdown;
  const parts = [
    `# What changes from ${escape(before.name)} to ${escape(after.name)}`,
    `**${escape(comparisonHeadline(comparison))}**`,
    `- ${escape(before.name)}: ${escape(standing(before))}\n- ${escape(after.name)}: ${escape(standing(after))}`,
    results.length > 0 ? `## Results\n\n${markdownTable(resultsTable(comparison))}` : '',
    inputs.length > 0 ? `## Inputs\n\n${markdownTable(inputsTable(comparison))}` : '',
    inputs.length === 0 ? 'The inputs are the same.' : '',
    `Changes of a result by less than ${format.percent(THRESHOLD)} are left out.`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** What changed, for a terminal; inputs only where results cannot be told. */
export function comparisonText(comparison: PlanComparison): string {
  const { after, results } = comparison;
  const parts = [
    `${after.name}: ${comparisonHeadline(comparison)}`,
    `  ${standing(after)}`,
    results.length > 0 ? indented(textTable(resultsTable(comparison))) : '',
  ];
  return `${parts.filter((part) => part !== '').join('\n')}\n`;
}

const indented = (text: string) => text.replace(/^/gm, '  ');

function standing({ verdict, valid, meetsTargets }: PlanVersion): string {
  if (!valid) return `not valid: ${verdict}`;
  return meetsTargets ? verdict : `${verdict.replace(/\.$/, '')}; misses its targets.`;
}

function resultsTable({ before, after, results }: PlanComparison): Table {
  const rows = results.map((one) => [
    [one.option, one.workload].filter((name) => name !== null).join(' · ') || 'plan',
    one.label,
    one.shownBefore,
    one.shownAfter,
    changeText(one),
  ]);
  return { columns: ['Where', 'Result', ...headings(before, after), 'Change'], rows };
}

/** Two versions of one file go by when they are; two files by their names. */
function headings(before: PlanVersion, after: PlanVersion): readonly [string, string] {
  const last = (name: string) => name.replace(/^.*[\\/]/, '');
  return last(before.name) === last(after.name) ? ['Before', 'After'] : [before.name, after.name];
}

function changeText({ change, direction }: ResultChange): string {
  if (change === null || !Number.isFinite(change)) return direction;
  const factor = 1 + change;
  const amount =
    factor > 2 || (factor > 0 && factor < 0.5)
      ? `${format.times(factor > 1 ? factor : 1 / factor)} ${factor > 1 ? 'more' : 'less'}`
      : `${format.percent(Number(Math.abs(change).toPrecision(2)))} ${change > 0 ? 'more' : 'less'}`;
  return direction === 'changed' ? amount : `${amount}, ${direction}`;
}

function inputsTable({ before, after, inputs }: PlanComparison): Table {
  const shown = (written: string | null, standIn: string | null) => written ?? standIn ?? 'not given';
  const row = (one: InputChange) => [
    one.path,
    shown(one.before, one.beforeDefault),
    shown(one.after, one.afterDefault),
  ];
  return { columns: ['Input', ...headings(before, after)], rows: inputs.map(row) };
}
