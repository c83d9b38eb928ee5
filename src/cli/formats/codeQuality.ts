import { createHash } from 'node:crypto';
import path from 'node:path';
import type { ReportedProblem } from '../../report/answers/reported.js';

/** A problem as GitLab shows it in merge requests. */
interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: 'info' | 'major' | 'critical';
  readonly location: {
    readonly path: string;
    readonly lines: { readonly begin: number; readonly end: number };
  };
}

const SEVERITIES: Readonly<Record<string, Issue['severity']>> = {
  error: 'critical',
  warning: 'major',
  information: 'info',
};

/** GitLab's code quality report of checked files. */
export function codeQuality(
  checked: readonly { readonly file: string; readonly problems: readonly ReportedProblem[] }[],
): Issue[] {
  const seen = new Map<string, number>();
  return checked.flatMap(({ file, problems }) =>
    problems.map(({ code, message, severity, line, endLine }): Issue => {
      const at = relative(file);
      // Without the line, so that a problem stays itself when lines move; alike ones are counted.
      const kind = [at, code, message].join('\n');
      const nth = seen.get(kind) ?? 0;
      seen.set(kind, nth + 1);
      return {
        description: message,
        check_name: `decodeplan/${code}`,
        fingerprint: createHash('sha256').update(`${kind}\n${nth}`).digest('hex'),
        severity: SEVERITIES[severity] ?? 'info',
        location: { path: at, lines: { begin: line, end: endLine } },
      };
    }),
  );
}

/** A path from where the job runs, as GitLab wants it: with `/`, and no `./` in front. */
function relative(file: string): string {
  const from = path.isAbsolute(file) ? path.relative(process.cwd(), file) : path.normalize(file);
  return from.split(path.sep).join('/');
}
