import type { Analysis } from './analysis.js';
import type { ReportedProblem } from './reported.js';

/** Problems and findings of an analysis with their places. */
export function reportedProblems({ document, diagnostics }: Analysis): ReportedProblem[] {
  return diagnostics().map(({ severity, message, code, range }) => {
    const start = document.positionAt(range.start);
    const end = document.positionAt(range.end);
    return {
      severity,
      message,
      code,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
    };
  });
}
