import type { Repair } from './repair.js';
import type { Problem } from '../../plan/document.js';
import { applyEdits, type TextEdit } from '../../plan/edits.js';
import { analyze, type Analysis } from '../../report/answers/analysis.js';
import { perObject, perObjectWithin } from '../../units/memo.js';
import { findingFixes } from './findingFixes.js';
import { textFixes } from './textFixes.js';
import { valueFixes } from './valueFixes.js';

export interface Fix extends Repair {
  readonly problem: Problem;
  /** The first of its problem. */
  readonly preferred: boolean;
}

/** Each fix is tried on the whole text, so a text with thousands of problems gets fixes for its first ones. */
const MOST_PROBLEMS = 50;

/** Fixes of the problems that touch a range, or of all. Only such as make their problem go away. */
export function fixes(analysis: Analysis, from = 0, to = analysis.document.text.length): Fix[] {
  return analysis
    .diagnostics()
    .filter(({ range }) => range.start <= to && range.end >= from)
    .slice(0, MOST_PROBLEMS)
    .flatMap((problem) => fixesIn(analysis)(problem));
}

/** All sure fixes as edits that do not overlap; together they leave no more problems than there were. */
export function fixAll(analysis: Analysis): TextEdit[] {
  const sure = analysis.problems
    .slice(0, MOST_PROBLEMS)
    .flatMap((problem) => fixesIn(analysis)(problem).find((fix) => fix.sure) ?? []);
  const all = apart(sure);
  if (problemsAfter(analysis, all) <= analysis.problems.length) return all;
  // Fixes that are right one by one are not always so together: each joins the others only where that does no harm.
  const kept: Fix[] = [];
  let fewest = analysis.problems.length;
  for (const fix of sure) {
    const left = problemsAfter(analysis, apart([...kept, fix]));
    if (left > fewest) continue;
    kept.push(fix);
    fewest = left;
  }
  return apart(kept);
}

/** The edits of fixes, without those of a fix that would touch what another one does. */
function apart(chosen: readonly Fix[]): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const fix of chosen)
    if (!fix.edits.some((edit) => edits.some((other) => overlap(edit, other)))) edits.push(...fix.edits);
  return edits;
}

function problemsAfter({ document, files }: Analysis, edits: readonly TextEdit[]): number {
  return analyze(applyEdits(document.text, edits), files).problems.length;
}

function overlap(a: TextEdit, b: TextEdit): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** What was tried once for a problem of an analysis is kept: trying takes an evaluation. */
const fixesIn = perObject('quick fixes', (analysis: Analysis) =>
  perObjectWithin((problem: Problem): readonly Fix[] => tried(analysis, problem)),
);

function tried(analysis: Analysis, problem: Problem): Fix[] {
  const repairs = [
    ...textFixes(analysis.document, problem),
    ...valueFixes(analysis, problem),
    ...findingFixes(analysis, problem),
  ];
  return repairs
    .filter(({ edits }) => edits.length > 0 && helps(analysis, problem, edits))
    .map((repair, i) => ({ ...repair, problem, preferred: i === 0 }));
}

/** Whether a problem is gone after edits, or no longer holds in every option, and none of the text's own kind has come. */
function helps(analysis: Analysis, problem: Problem, edits: readonly TextEdit[]): boolean {
  const after = analyze(applyEdits(analysis.document.text, edits), analysis.files, analysis.book);
  const same = ({ code, path }: Problem) => code === problem.code && path === problem.path;
  if (problem.severity === 'error') {
    const syntax = (problems: readonly Problem[]) => problems.filter(({ path }) => path === '').length;
    return (
      after.problems.filter(same).length < analysis.problems.filter(same).length &&
      syntax(after.problems) <= syntax(analysis.problems)
    );
  }
  const left = after.diagnostics().find(same);
  const milder = problem.severity === 'warning' && left?.severity === 'information';
  return after.problems.length <= analysis.problems.length && (!left || milder);
}
