import type { ResolvedPlan } from '../catalog/shapes/resolvedPlan.js';
import type { PlanResult } from '../engine/shapes/result.js';
import { leadingOption } from '../report/words/insight.js';
import { purchaseClaim } from '../report/words/fleet/purchase.js';
import { isDecodeOnly } from '../report/words/decodeOnly.js';
import { meetsTargets } from '../engine/questions/passes.js';
import { bookJsonSchema } from '../catalogCheck/schemas/book.js';
import { planJsonSchema } from '../plan/jsonSchema.js';
import type { Analysis } from '../report/answers/analysis.js';
import {
  catalogueItem,
  catalogueItems,
  catalogueLines,
  CATALOGUES,
  type Catalogue,
} from '../report/writers/catalogue.js';
import { openInShort } from '../report/answers/changeSteps.js';
import { reportMarkdown } from '../report/writers/markdown.js';
import type { ReportedProblem } from '../report/answers/reported.js';
import { reportedProblems } from '../report/answers/reportedProblems.js';
import { resultJson } from '../report/writers/resultJson.js';
import { resultJsonSchema } from '../report/writers/resultSchema.js';
import { reportCsv, reportText } from '../report/writers/text.js';
import { textTable } from '../report/words/table.js';
import { closest } from '../units/closest.js';
import { problemAnnotations } from './formats/annotations.js';
import { codeQuality } from './formats/codeQuality.js';
import { sarifLog } from './sarif.js';
import { readAnalysis } from './book.js';
import { UnusableFile } from './files.js';

/** What a command printed and how it ended: 0 well, 1 the plan is at fault, 2 the call or file is. */
export interface Outcome {
  readonly exitCode: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
}

export type AnalyzeFormat = 'text' | 'json' | 'markdown' | 'csv';

/** `decodeplan analyze`; `samples` draws for the uncertainty in its JSON, none if 0. */
export function analyzeFile(
  file: string,
  format: AnalyzeFormat,
  samples = 0,
  catalog: string | null = null,
): Outcome {
  return guarded(() => {
    const analysis = readAnalysis(file, catalog);
    const valid = analysis.plan !== null && analysis.problems.length === 0;
    const err = valid ? '' : errorLines(file, analysis);
    return { exitCode: valid ? 0 : 1, out: rendered(analysis, file, format, samples), err };
  });
}

function rendered(analysis: Analysis, file: string, format: AnalyzeFormat, samples: number): string {
  if (format === 'json') return json(resultJson(analysis, file === '-' ? null : file, samples));
  if (format === 'markdown') return reportMarkdown(analysis);
  return format === 'csv' ? reportCsv(analysis) : reportText(analysis);
}

export type CheckFormat = 'text' | 'json' | 'markdown' | 'sarif' | 'github' | 'gitlab';

/** `decodeplan check`: says what is wrong with plans, and whether an option of each serves everything. */
export function checkFiles(
  files: readonly string[],
  format: Exclude<CheckFormat, 'markdown'>,
  catalog: string | null = null,
): Outcome {
  const checked = files.map((file) => checkFile(file, catalog));
  const exitCode = checked.some((c) => c.exitCode === 2) ? 2 : checked.some((c) => c.exitCode === 1) ? 1 : 0;
  const err = text(checked, 'unusable');
  if (format === 'json') {
    return {
      exitCode,
      out: json(checked.map(({ file, ok, problems }) => ({ file, ok, diagnostics: problems }))),
      err,
    };
  }
  if (format === 'sarif') return { exitCode, out: json(sarifLog(checked)), err };
  if (format === 'gitlab') return { exitCode, out: json(codeQuality(checked)), err };
  if (format === 'github')
    return {
      exitCode,
      out: checked.flatMap(({ file, problems }) => problemAnnotations(file, problems)).join(''),
      err,
    };
  return { exitCode, out: text(checked, 'well'), err: text(checked, 'ill') };
}

interface Checked {
  readonly file: string;
  readonly ok: boolean;
  /** An option that works leaves prompts out: its plan does not say what a request is. */
  readonly decodeOnly: boolean;
  /** What the cheapest option that works has to buy, in words. */
  readonly purchase: string | null;
  /** That another option which works may be as cheap, so that another purchase may be the one; empty where none is. */
  readonly open: string;
  readonly exitCode: Outcome['exitCode'];
  readonly problems: readonly ReportedProblem[];
  /** Why the file could not be used. */
  readonly unusable: string | null;
}

function checkFile(file: string, catalog: string | null): Checked {
  try {
    const analysis = readAnalysis(file, catalog);
    const problems = reportedProblems(analysis);
    const answer = analysis.result();
    const { plan } = analysis;
    const valid = plan !== null && answer !== null && analysis.problems.length === 0;
    const ok = valid && meetsTargets(plan, answer.options);
    const purchase = valid ? leadingPurchase(plan, answer) : null;
    const decodeOnly = Object.values(answer?.options ?? {}).some(
      (option) => option.feasible && isDecodeOnly(option),
    );
    // Only a purchase hangs on which option is the cheapest.
    const open = purchase === null ? '' : openInShort(analysis);
    return { file, ok, decodeOnly, purchase, open, exitCode: ok ? 0 : 1, problems, unusable: null };
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    return {
      file,
      ok: false,
      decodeOnly: false,
      purchase: null,
      open: '',
      exitCode: 2,
      problems: [],
      unusable: error.message,
    };
  }
}

/** What the option that the verdict is about has to buy; `null` where it buys nothing, or does not work. */
function leadingPurchase(plan: ResolvedPlan, answer: PlanResult): string | null {
  const name = leadingOption(answer);
  const option = name === null ? undefined : answer.options[name];
  return name !== null && option?.feasible ? purchaseClaim({ plan, name, option }) : null;
}

function text(checked: readonly Checked[], wanted: 'well' | 'ill' | 'unusable'): string {
  const parts = checked.flatMap(({ file, ok, decodeOnly, purchase, open, problems, unusable }) => {
    if (unusable !== null) return wanted === 'well' ? [] : [`${unusable}\n`];
    if (wanted === 'unusable') return [];
    const stands = open === '' ? '' : `. ${open}`;
    if (wanted === 'ill')
      return [
        lines(
          file,
          problems.filter(({ severity }) => severity !== 'information'),
        ),
        ...(ok || purchase === null
          ? []
          : [`${file}: works only with a purchase that the plan does not state: ${purchase}${stands}\n`]),
      ];
    const notes = `${decodeOnly ? ' (decode only)' : ''}${purchase === null ? '' : `, with a purchase: ${purchase}${stands}`}`;
    return ok ? [`${file}: fits and meets its targets${notes}\n`] : [];
  });
  return parts.join('');
}

/** `decodeplan schema`. */
export function schemaText(of: 'plan' | 'result' | 'catalog'): Outcome {
  const schemas = { plan: planJsonSchema, result: resultJsonSchema, catalog: bookJsonSchema };
  return { exitCode: 0, out: json(schemas[of]()), err: '' };
}

/** `decodeplan catalog [CATALOGUE] [ID]`. */
export function catalogText(
  first: string | undefined,
  second: string | undefined,
  format: 'text' | 'json',
): Outcome {
  const catalogue = CATALOGUES.find((name) => name === first);
  const id = catalogue ? second : first;
  if (id !== undefined) return oneEntry(id, catalogue ? [catalogue] : CATALOGUES, format);
  const wanted = catalogue ? [catalogue] : CATALOGUES;
  if (format === 'json')
    return {
      exitCode: 0,
      out: json(Object.fromEntries(wanted.map((name) => [name, catalogueItems(name)]))),
      err: '',
    };
  const rows = wanted.flatMap((name) => catalogueItems(name).map((item) => [name, item.id, item.name]));
  return { exitCode: 0, out: `${textTable({ columns: ['Catalogue', 'Id', 'Name'], rows })}\n`, err: '' };
}

function oneEntry(id: string, catalogues: readonly Catalogue[], format: 'text' | 'json'): Outcome {
  const item = catalogueItem(id, catalogues);
  if (!item) {
    const near = entriesLike(id, catalogues);
    const meant = near.length > 0 ? `; there is ${near.join(', ')}` : '';
    return { exitCode: 2, out: '', err: `no entry \`${id}\` in ${catalogues.join(', ')}${meant}\n` };
  }
  if (format === 'json') return { exitCode: 0, out: json(item), err: '' };
  return { exitCode: 0, out: `${catalogueLines(item).join('\n')}\n`, err: '' };
}

/** More than these help nobody. */
const MOST_LIKE = 5;

/** Entries whose id or name holds what was asked for, else the one that is nearest. */
function entriesLike(id: string, catalogues: readonly Catalogue[]): readonly string[] {
  const items = catalogues.flatMap((name) => catalogueItems(name));
  const wanted = id.toLowerCase();
  const holding = items.filter((one) => `${one.id} ${one.name}`.toLowerCase().includes(wanted));
  const ids = [...new Set(holding.map((one) => one.id))];
  const near = closest(
    id,
    items.map((one) => one.id),
  );
  return ids.length > 0 ? ids.slice(0, MOST_LIKE) : near === null ? [] : [near];
}

/** The errors of a plan, one line each. */
export function errorLines(file: string, analysis: Analysis): string {
  return lines(
    file,
    reportedProblems(analysis).filter(({ severity }) => severity === 'error'),
  );
}

function lines(file: string, problems: readonly ReportedProblem[]): string {
  const name = file === '-' ? '<stdin>' : file;
  return problems
    .map(
      ({ line, column, message, severity }) =>
        `${name}:${line}:${column}: ${severity === 'error' ? '' : `${severity}: `}${message}\n`,
    )
    .join('');
}

/** A value as indented JSON. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Runs a command; a file that cannot be used ends it with exit code 2. */
export function guarded(run: () => Outcome): Outcome {
  try {
    return run();
  } catch (error) {
    return unusable(error);
  }
}

/** How a call ends whose file cannot be used; any other error is thrown on. */
export function unusable(error: unknown): Outcome {
  if (!(error instanceof UnusableFile)) throw error;
  return { exitCode: 2, out: '', err: `${error.message}\n` };
}
