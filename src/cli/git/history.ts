import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { planHistory, type HistoryEntry, type Revision } from '../../report/answers/history.js';
import { historyMarkdown, historyText } from '../../report/html/historyPage.js';
import { finite } from '../../report/writers/resultJson.js';
import { guarded, json, type Outcome } from '../commands.js';
import { analyzeText } from '../book.js';
import { UnusableFile } from '../files.js';

/** A version's text may be this long: plans are far shorter. */
const MOST_BYTES = 8_000_000;

export interface HistoryCall {
  readonly format: 'text' | 'json' | 'markdown';
  readonly most: number;
  /** A price book; by default the nearest, as it is today. */
  readonly catalog?: string;
}

/** `decodeplan history`: how a plan's results changed over the commits of its file, as Git keeps them. */
export function historyOf(file: string, { format, most, catalog }: HistoryCall): Outcome {
  return guarded(() => {
    const versions = revisionsOf(file, most).toReversed();
    if (versions.length === 0) throw new UnusableFile(`${file}: it has never been committed`);
    const entries = planHistory(
      versions.flatMap((revision) => {
        const text = git(file, 'cat-file', 'blob', `${revision.id}:./${path.basename(file)}`);
        return text === null
          ? []
          : [
              {
                revision: { ...revision, id: revision.id.slice(0, 8) },
                analysis: analyzeText(file, text, catalog ?? null),
              },
            ];
      }),
    );
    return { exitCode: 0, out: rendered(file, entries, format), err: '' };
  });
}

function rendered(file: string, entries: readonly HistoryEntry[], format: HistoryCall['format']): string {
  if (format === 'json') return json(finite({ format: 1, file, versions: entries }));
  return format === 'markdown' ? historyMarkdown(path.basename(file), entries) : historyText(entries);
}

/** Between the fields of a line of `git log`: no text of a commit holds it. */
const FIELD = '\u001f';

/** The commits that changed a file, the newest first. */
function revisionsOf(file: string, most: number): Revision[] {
  const log = git(
    file,
    'log',
    `--max-count=${most}`,
    `--format=${['%H', '%as', '%an', '%s'].join(FIELD)}`,
    '--',
    path.basename(file),
  );
  if (log === null) throw new UnusableFile(`${file}: there is no Git history here`);
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [id = '', date = '', author = '', subject = ''] = line.split(FIELD);
      return { id, date, author, subject };
    });
}

/** What Git prints, asked in the file's folder; `null` where it is not there or refuses. */
function git(file: string, ...args: readonly string[]): string | null {
  try {
    return execFileSync('git', ['--literal-pathspecs', '-C', path.dirname(path.resolve(file)), ...args], {
      encoding: 'utf8',
      maxBuffer: MOST_BYTES,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return null;
  }
}
