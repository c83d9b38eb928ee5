import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Log, ReportingDescriptor, Result } from 'sarif';
import type { ReportedProblem } from '../report/answers/reported.js';

/** A file and what was found in it. */
interface Found {
  readonly file: string;
  readonly problems: readonly ReportedProblem[];
}

const LEVELS: Readonly<Record<string, Result.level>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
};

/** SARIF 2.1.0 of checked files, as code scanning reads it. */
export function sarifLog(checked: readonly Found[]): Log {
  const codes = new Set(checked.flatMap(({ problems }) => problems.map(({ code }) => code)));
  const rules = [...codes].map((id): ReportingDescriptor => ({ id }));
  return {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [{ tool: { driver: { name: 'decodeplan', rules } }, results: checked.flatMap(resultsOf) }],
  };
}

function resultsOf({ file, problems }: Found): Result[] {
  return problems.map(({ code, severity, message, line, column, endLine, endColumn }) => ({
    ruleId: code,
    level: LEVELS[severity] ?? 'note',
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
      },
    ],
  }));
}

/** Relative paths stay so, for code scanning to find them in the repository. */
function uriOf(file: string): string {
  if (path.isAbsolute(file)) return pathToFileURL(file).href;
  return file.split(path.sep).map(encodeURIComponent).join('/');
}
