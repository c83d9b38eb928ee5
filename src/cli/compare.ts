import { existsSync, statSync } from 'node:fs';
import type { Analysis } from '../report/answers/analysis.js';
import { comparePlans, type PlanComparison } from '../report/answers/comparePlans.js';
import { comparisonJson, comparisonText } from '../report/writers/comparisonText.js';
import { finite } from '../report/writers/resultJson.js';
import { checkFiles, guarded, json, type CheckFormat, type Outcome } from './commands.js';
import { readAnalysis } from './book.js';
import { UnusableFile } from './files.js';
import { changeAnnotation } from './formats/annotations.js';
import { checkMarkdown } from './formats/checkMarkdown.js';
import { counterpart, planFiles } from './planFiles.js';

/** `decodeplan check`, over folders and globs too, and against another version where one is given. */
export function checkPlans(
  names: readonly string[],
  {
    format,
    against,
    catalog = null,
  }: { readonly format: CheckFormat; readonly against?: string; readonly catalog?: string | null },
): Outcome {
  return guarded(() => {
    const plans = planFiles(names);
    if (against !== undefined) return compareFiles(against, plans, format, catalog);
    if (format !== 'markdown') return checkFiles(plans, format, catalog);
    const { exitCode, err } = checkFiles(plans, 'text', catalog);
    if (exitCode === 2) return { exitCode, out: '', err };
    return {
      exitCode,
      out: checkMarkdown(plans.map((file) => ({ file, analysis: readAnalysis(file, catalog) }))),
      err,
    };
  });
}

/** `decodeplan check --against`: what changed in the results of plans since another version of them. */
export function compareFiles(
  base: string,
  files: readonly string[],
  format: CheckFormat,
  catalog: string | null = null,
): Outcome {
  return guarded(() => {
    if (format === 'sarif' || format === 'gitlab')
      throw new UnusableFile(`--against goes with --format text, json, markdown or github, not ${format}`);
    const { exitCode, err, out } = checkFiles(files, format === 'github' ? format : 'text', catalog);
    if (exitCode === 2) return { exitCode, out: '', err };
    const compared = files.map((file) => compareFile(baseOf(base, file, files.length), file, catalog));
    return {
      exitCode,
      out: format === 'github' ? out + annotated(compared) : rendered(compared, format),
      err,
    };
  });
}

/** How a comparison of two plans is written. */
export type ComparedFormat = 'text' | 'json' | 'markdown';

/** `decodeplan compare`: two plans of whatever models, each valid or not by itself. */
export function compareTwo(
  before: string,
  after: string,
  { format, catalog = null }: { readonly format: ComparedFormat; readonly catalog?: string | null },
): Outcome {
  return guarded(() => {
    if (before === '-' && after === '-')
      throw new UnusableFile('only one of two plans can be standard input');
    const compared = compareFile(before, after, catalog);
    const { comparison } = compared;
    const valid = comparison !== null && comparison.before.valid && comparison.after.valid;
    return { exitCode: valid ? 0 : 1, out: rendered([compared], format), err: '' };
  });
}

interface Compared {
  readonly file: string;
  readonly analysis: Analysis;
  /** `null` for a plan that the base does not have. */
  readonly base: { readonly name: string; readonly analysis: Analysis } | null;
  readonly comparison: PlanComparison | null;
}

function compareFile(name: string | null, file: string, catalog: string | null): Compared {
  const analysis = readAnalysis(file, catalog);
  if (name === null) return { file, analysis, base: null, comparison: null };
  const base = { name, analysis: readAnalysis(name, catalog) };
  return { file, analysis, base, comparison: comparePlans(base, { name: file, analysis }) };
}

/** Where a plan's other version is. */
function baseOf(base: string, file: string, files: number): string | null {
  if (base !== '-' && existsSync(base) && statSync(base).isDirectory()) return counterpart(base, file);
  if (files > 1) throw new UnusableFile(`--against ${base} is one plan: compare one file, or give a folder`);
  if (base === '-' && file === '-') throw new UnusableFile('only one of two versions can be standard input');
  return base;
}

function annotated(compared: readonly Compared[]): string {
  return compared
    .flatMap(({ file, comparison }) => (comparison ? changeAnnotation(file, comparison) : []))
    .join('');
}

function rendered(compared: readonly Compared[], format: 'text' | 'json' | 'markdown'): string {
  if (format === 'json')
    return json(
      compared.map(({ file, comparison }) =>
        finite({ file, ...(comparison ? comparisonJson(comparison) : { reason: NEW }) }),
      ),
    );
  if (format === 'markdown') return checkMarkdown(compared);
  return compared
    .map(({ file, comparison }) => (comparison ? comparisonText(comparison) : `${file}: ${NEW}\n`))
    .join('\n');
}

const NEW = 'new: the base does not have it';
