import type { Problem } from '../plan/document.js';
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
