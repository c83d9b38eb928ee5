import * as l10n from '../../l10n/l10n.js';
import type { InputChange } from '../answers/compareInputs.js';
import {
  THRESHOLD,
  type PlanComparison,
  type PlanVersion,
  type ResultChange,
} from '../answers/comparePlans.js';
import * as format from '../words/format.js';
import { markdownTable, textTable, type Table } from '../words/table.js';

/** A comparison in one sentence. */
export function comparisonHeadline({ before, after, results }: PlanComparison): string {
  const broken = [before, after].filter(({ valid }) => !valid);
  if (broken.length > 0)
    return broken.length === 1
      ? l10n.t('{version}: not valid.', { version: broken[0]?.name ?? '' })
      : l10n.t('{before} and {after}: not valid.', { before: before.name, after: after.name });
  if (results.length === 0)
    return l10n.t('No result moves by {share} or more between the two versions.', {
      share: format.percent(THRESHOLD),
    });
  const count = (wanted: ResultChange['direction']) =>
    results.filter(({ direction }) => direction === wanted).length;
  const [worse, better, changed] = [count('worse'), count('better'), count('changed')];
  const told = [
    ...(worse > 0 ? [l10n.t('{count} worse', { count: worse })] : []),
    ...(better > 0 ? [l10n.t('{count} better', { count: better })] : []),
    ...(changed > 0 ? [l10n.t('{count} otherwise changed', { count: changed })] : []),
  ].join(', ');
  return results.length === 1
    ? l10n.t('1 result moves: {told}.', { told })
    : l10n.t('{count} results move: {told}.', { count: results.length, told });
}

/** The parts that Markdown about a comparison is made of; empty where there is nothing to tell. */
export function comparisonSections(comparison: PlanComparison) {
  const { results, inputs } = comparison;
  return {
    headline: comparisonHeadline(comparison),
    results: results.length > 0 ? markdownTable(resultsTable(comparison)) : '',
    inputs: inputs.length > 0 ? markdownTable(inputsTable(comparison)) : '',
  };
}

/** What changed, as a Markdown report. */
export function comparisonMarkdown(comparison: PlanComparison): string {
  const { before, after } = comparison;
  const { headline, results, inputs } = comparisonSections(comparison);
  const escape = format.escapeMarkdown;
  const parts = [
    `# ${l10n.t('What changes from {before} to {after}', { before: escape(before.name), after: escape(after.name) })}`,
    `**${escape(headline)}**`,
    `- ${escape(before.name)}: ${escape(standing(before))}\n- ${escape(after.name)}: ${escape(standing(after))}`,
    results === '' ? '' : `## ${l10n.t('Results')}\n\n${results}`,
    inputs === '' ? l10n.t('The inputs are the same.') : `## ${l10n.t('Inputs')}\n\n${inputs}`,
    l10n.t('Changes of a result by less than {share} are left out.', {
      share: format.percent(THRESHOLD),
    }),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** One change in a line, as in `as-is · USD per M tokens: $1.79 → $1.30 (27 % less, better)`. */
export function changeLine(change: ResultChange): string {
  const { label, shownBefore, shownAfter } = change;
  return `${whereOf(change)} · ${label}: ${shownBefore} → ${shownAfter} (${changeText(change)})`;
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

/** A comparison as JSON holds it: sentences, and no parts of them. */
export function comparisonJson({ before, after, ...rest }: PlanComparison) {
  const version = ({ claim: _, ...kept }: PlanVersion) => kept;
  return { before: version(before), after: version(after), ...rest };
}

const indented = (text: string) => text.replace(/^/gm, '  ');

function standing({ verdict, claim, change, valid, meetsTargets }: PlanVersion): string {
  if (!valid) return l10n.t('not valid: {verdict}', { verdict });
  const stands = meetsTargets ? verdict : l10n.t('{verdict}; misses its targets.', { verdict: claim });
  return change === '' ? stands : `${stands} ${change}`;
}

function resultsTable({ before, after, results }: PlanComparison): Table {
  const rows = results.map((one) => [
    whereOf(one),
    one.label,
    one.shownBefore,
    one.shownAfter,
    changeText(one),
  ]);
  return { columns: [l10n.t('Where'), l10n.t('Result'), ...headings(before, after), l10n.t('Change')], rows };
}

function whereOf({ option, workload }: ResultChange): string {
  return [option, workload].filter((name) => name !== null).join(' · ') || l10n.t('plan');
}

/** Two versions of one file go by when they are; two files by their names. */
function headings(before: PlanVersion, after: PlanVersion): readonly [string, string] {
  const last = (name: string) => name.replace(/^.*[\\/]/, '');
  return last(before.name) === last(after.name)
    ? [l10n.t('Before'), l10n.t('After')]
    : [before.name, after.name];
}

/** Results that are shares of a whole. */
const SHARES: ReadonlySet<string> = new Set(['margin', 'attachRate']);

function changeText(one: ResultChange): string {
  const { change, direction } = one;
  const word = { better: l10n.t('better'), worse: l10n.t('worse'), changed: l10n.t('changed') }[direction];
  const told = pointsText(one) ?? (change === null || !Number.isFinite(change) ? null : relativeText(change));
  if (told === null) return word;
  return direction === 'changed' ? told : `${told}, ${word}`;
}

/** A share that changes does so by points: a fraction of a fraction would read as the share itself. */
function pointsText({ measure, before, after }: ResultChange): string | null {
  if (!SHARES.has(measure) || typeof before !== 'number' || typeof after !== 'number') return null;
  const points = format.plain(Number((100 * Math.abs(after - before)).toPrecision(2)));
  return after > before
    ? l10n.t('{points} points more', { points })
    : l10n.t('{points} points less', { points });
}

/** Less is told in percent however much it is: there is no factor of it that is read in one way. */
function relativeText(change: number): string {
  return change > 0
    ? format.more(1 + change)
    : l10n.t('{amount} less', { amount: format.percent(Number(Math.abs(change).toPrecision(2))) });
}

function inputsTable({ before, after, inputs }: PlanComparison): Table {
  const shown = (written: string | null, standIn: string | null) => written ?? standIn ?? l10n.t('not given');
  const row = (one: InputChange) => [
    one.path,
    shown(one.before, one.beforeDefault),
    shown(one.after, one.afterDefault),
  ];
  return { columns: [l10n.t('Input'), ...headings(before, after)], rows: inputs.map(row) };
}
