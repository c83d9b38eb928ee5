import * as l10n from '../../l10n/l10n.js';
import { columnName, csvFields, separatorOf } from './csv.js';
import { metricTableRun } from './metricTable.js';
import type { TextResults } from './shapes.js';
import { stepOf } from './step.js';

/** Names of columns, without case and marks, for what a run says; the first that is there counts. */
const COLUMNS = {
  tpotMs: [
    'mediantpotms',
    'tpotmedianms',
    'p50tpotms',
    'tpotp50ms',
    'meantpotms',
    'tpotmeanms',
    'tpotavgms',
    'tpotms',
    'avgtpotms',
  ],
  tpotSeconds: ['mediantpot', 'meantpot', 'mediantpots', 'tpot', 'tpots'],
  itlMs: [
    'medianitlms',
    'itlmedianms',
    'p50itlms',
    'itlp50ms',
    'meanitlms',
    'itlmeanms',
    'itlavgms',
    'itlms',
  ],
  itlSeconds: ['medianitl', 'meanitl', 'itl'],
  speed: [
    'medianintvty',
    'meanintvty',
    'interactivity',
    'interactivitytoksuser',
    'tokensuser',
    'tputperuser',
    'mediantpsuser',
  ],
  concurrency: ['conc', 'concur', 'concurrency', 'maxconcurrency', 'numconcurrent', 'users'],
  input: ['isl', 'inputlen', 'inputtokens', 'inputlength', 'randominputlen', 'inputsequencelength'],
  output: ['osl', 'outputlen', 'outputtokens', 'outputlength', 'randomoutputlen', 'outputsequencelength'],
  drafted: ['specdecoding', 'specdecode', 'speculative', 'mtp', 'specmethod'],
} as const;

type Column = keyof typeof COLUMNS;

/**
 * Runs in a table, one a row, as InferenceX and its readers write them in CSV and people in Markdown, or one alone with a
 * metric a row; `null` where it is no such table.
 */
export function readBenchmarkTable(text: string): TextResults | null {
  const run = metricTableRun(text);
  if (run?.tpotMs != null && run.concurrency === null) return { steps: [], ignored: [withoutConcurrency()] };
  if (run) {
    const step = stepOf(run);
    return typeof step === 'string' ? { steps: [], ignored: [step] } : { steps: [step], ignored: [] };
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const drawn = lines.filter((line) => ROW.test(line));
  // A page that has a table among other things is of many runs on many machines.
  return 2 * drawn.length > lines.length
    ? readRows(drawn.filter((row) => !RULE.test(row)).map(bare), '|')
    : readRows(lines);
}

/** A row of a table in Markdown, and the line under its heading. */
const ROW = /^[ \t]*\|.*\|[ \t]*$/;
const RULE = /^[ \t]*\|[ \t:|-]*\|[ \t]*$/;

/** A row without its outer marks. */
const bare = (row: string): string => row.trim().slice(1, -1).replace(/\*\*/g, '');

function readRows([heading = '', ...rows]: readonly string[], drawn?: string): TextResults | null {
  const separator = drawn ?? separatorOf(heading);
  if (separator === null) return null;
  const names = csvFields(heading, separator).map(columnName);
  const place = (column: Column): number => {
    const known: readonly string[] = COLUMNS[column];
    return names.indexOf(known.find((name) => names.includes(name)) ?? '\0');
  };
  const hasTime = (['tpotMs', 'tpotSeconds', 'itlMs', 'itlSeconds', 'speed'] as const).some(
    (column) => place(column) >= 0,
  );
  if (!hasTime || place('concurrency') < 0) return null;
  const results = rows.map((row) => {
    const fields = csvFields(row, separator);
    const value = (column: Column): number | null => {
      const number = Number(fields[place(column)]?.replace(/,/g, ''));
      return number > 0 && Number.isFinite(number) ? number : null;
    };
    const scaled = (column: Column, by: number) => {
      const number = value(column);
      return number === null ? null : number * by;
    };
    const speed = value('speed');
    const drafts = fields[place('drafted')]?.trim().toLowerCase() ?? '';
    return stepOf({
      tpotMs: value('tpotMs') ?? scaled('tpotSeconds', 1e3) ?? (speed === null ? null : 1e3 / speed),
      itlMs: value('itlMs') ?? scaled('itlSeconds', 1e3),
      concurrency: value('concurrency'),
      input: value('input'),
      output: value('output'),
      drafted: !['', 'none', 'off', 'false', 'no', '0', 'nan'].includes(drafts),
    });
  });
  return {
    steps: results.filter((result) => typeof result !== 'string'),
    ignored: results.flatMap((why, i) =>
      typeof why === 'string' ? [l10n.t('row {number}: {why}', { number: i + 1, why })] : [],
    ),
  };
}

/** AIPerf's and GenAI-Perf's tables of one run. */
const withoutConcurrency = (): string =>
  l10n.t(
    'the table does not say how many requests ran together: take the `profile_export_….json` that is written beside it',
  );
