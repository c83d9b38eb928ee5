import { existsSync, statSync } from 'node:fs';
import { comparePlans, type PlanComparison } from '../report/answers/comparePlans.js';
import { comparisonJson, comparisonMarkdown, comparisonText } from '../report/writers/comparisonText.js';
import { finite } from '../report/writers/resultJson.js';
import { checkFiles, guarded, json, type CheckFormat, type Outcome } from './commands.js';
import { readAnalysis } from './book.js';
import { UnusableFile } from './files.js';
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
    if (format === 'markdown') throw new UnusableFile('--format markdown goes with --against');
    return checkFiles(plans, format, catalog);
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
    if (format === 'sarif' || format === 'github')
      throw new UnusableFile(`--against goes with --format text, json or markdown, not ${format}`);
    const { exitCode, err } = checkFiles(files, 'text', catalog);
    if (exitCode === 2) return { exitCode, out: '', err };
    const compared = files.map((file) => compareFile(baseOf(base, file, files.length), file, catalog));
    return { exitCode, out: rendered(compared, format), err };
  });
}

interface Compared {
  readonly file: string;
  /** `null` for a plan that the base does not have. */
  readonly comparison: PlanComparison | null;
}

function compareFile(base: string | null, file: string, catalog: string | null): Compared {
  if (base === null) return { file, comparison: null };
  const version = (name: string) => ({ name, analysis: readAnalysis(name, catalog) });
  return { file, comparison: comparePlans(version(base), version(file)) };
}

/** Where a plan's other version is. */
function baseOf(base: string, file: string, files: number): string | null {
  if (base !== '-' && existsSync(base) && statSync(base).isDirectory()) return counterpart(base, file);
  if (files > 1) throw new UnusableFile(`--against ${base} is one plan: compare one file, or give a folder`);
  if (base === '-' && file === '-') throw new UnusableFile('only one of two versions can be standard input');
  return base;
}

function rendered(compared: readonly Compared[], format: 'text' | 'json' | 'markdown'): string {
  if (format === 'json')
    return json(
      compared.map(({ file, comparison }) =>
        finite({ file, ...(comparison ? comparisonJson(comparison) : { reason: NEW }) }),
      ),
    );
  return compared
    .map(({ file, comparison }) => {
      if (!comparison) return format === 'text' ? `${file}: ${NEW}\n` : `# ${file}\n\n${NEW}\n`;
      return format === 'text' ? comparisonText(comparison) : comparisonMarkdown(comparison);
    })
    .join('\n');
}

const NEW = 'new: the base does not have it';
