import type { Problem, Severity } from '../plan/document.js';
import type { TextRange } from '../plan/yaml.js';

/**
 * Problems without the errors of the line that is being typed in, while it is: half a word is no mistake yet. What was
 * said of the line before it was touched went with the text that it was about.
 */
export function withoutTyping(problems: readonly Problem[], line: TextRange | null): readonly Problem[] {
  if (!line) return problems;
  return problems.filter(
    ({ severity, range }) => severity !== 'error' || range.start > line.end || range.end < line.start,
  );
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information'];

/**
 * Findings as grave as the user wants them, by their codes, and without those that are `off`. Settings are what
 * anybody wrote: what is no severity counts as not given. Errors of the text stay errors.
 */
export function withSeverities(problems: readonly Problem[], wanted: unknown): readonly Problem[] {
  const byCode = new Map<string, unknown>(
    typeof wanted === 'object' && wanted !== null ? Object.entries(wanted) : [],
  );
  if (byCode.size === 0) return problems;
  return problems.flatMap((problem) => {
    const given = problem.severity === 'error' ? undefined : byCode.get(problem.code);
    if (given === 'off') return [];
    const severity = SEVERITIES.find((one) => one === given);
    return [severity ? { ...problem, severity } : problem];
  });
}
