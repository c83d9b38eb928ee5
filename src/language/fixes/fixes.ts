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

/** All sure fixes as edits that do not overlap. */
export function fixAll(analysis: Analysis): TextEdit[] {
  const chosen: TextEdit[] = [];
  for (const problem of analysis.problems.slice(0, MOST_PROBLEMS)) {
    const sure = fixesIn(analysis)(problem).find((fix) => fix.sure);
    if (sure && !sure.edits.some((edit) => chosen.some((other) => overlap(edit, other))))
      chosen.push(...sure.edits);
  }
  return chosen;
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
