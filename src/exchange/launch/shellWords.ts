import { quote, split } from 'shlex';
import type { LaunchDialect } from './dialect.js';

/** A command that starts a server, taken out of a shell script or what was pasted. */
export interface ShellCommand {
  /** What stands before it on its line: settings of the environment, as `NAME=value`. */
  readonly environment: readonly string[];
  /** The words behind the program, quotes resolved. */
  readonly words: readonly string[];
}

/** Words that end a command: pipes, redirections, comments and what follows another command. */
const END = /^(?:[|&;]+|\d?[<>].*|#.*)$/;

/** The first command of a text that `program` finds; `null` where there is none, or its quotes do not close. */
export function shellCommand(
  text: string,
  { program, mark }: Pick<LaunchDialect, 'program' | 'mark'>,
): ShellCommand | null {
  const joined = asShell(text, mark).replace(/(?:\\|`|\^)[ \t]*\r?\n/g, ' ');
  for (const found of joined.matchAll(new RegExp(program, 'g'))) {
    const line = joined.slice(joined.lastIndexOf('\n', found.index) + 1, found.index);
    const words = firstLine(unquoted(joined.slice(found.index + found[0].length), line));
    const end = words?.findIndex((word) => END.test(word)) ?? -1;
    const own = (end < 0 ? words : words?.slice(0, end))?.map((word) => word.replace(/;$/, ''));
    // An image is also named where it is pulled or deployed: only with words behind it is it started.
    if (own && own.length > 0) return { environment: environmentIn(line), words: own };
  }
  return null;
}

/** Settings in front of a command; what names a secret keeps it. */
function environmentIn(line: string): string[] {
  const found = line.match(/\b[A-Z][A-Z0-9_]*=[^\s"']+/g) ?? [];
  return found.map((one) =>
    /^\w*(?:TOKEN|KEY|SECRET|PASSWORD)\w*=/.test(one) ? `${one.split('=')[0] ?? ''}=…` : one,
  );
}

/** Commands of Dockerfiles and of Kubernetes, `["vllm", "serve", "…"]`, as a shell has them. */
function asShell(text: string, mark: RegExp): string {
  return text.replace(/\[\s*"[^\]]*\]/g, (list) => {
    const words = mark.test(list) ? wordsOf(list) : null;
    return words ? words.map((word) => (/^[\w./:=@-]+$/.test(word) ? word : quote(word))).join(' ') : list;
  });
}

function wordsOf(list: string): string[] | null {
  try {
    const parsed: unknown = JSON.parse(list.replace(/,\s*\]$/, ']'));
    return Array.isArray(parsed) && parsed.every((word) => typeof word === 'string') ? parsed : null;
  } catch {
    return null;
  }
}

/** A command that stands in quotes itself, as behind `bash -c "`, ends with them. */
function unquoted(command: string, before: string): string {
  const open = ['"', "'"].find((mark) => before.split(mark).length % 2 === 0);
  const end = open ? command.indexOf(open) : -1;
  return end < 0 ? command : command.slice(0, end);
}

/** The words of the first line; a quote that is open at its end takes further lines in. */
function firstLine(text: string): string[] | null {
  const lines = text.split(/\r?\n/);
  for (let count = 1; count <= lines.length; count++) {
    try {
      return split(lines.slice(0, count).join('\n'));
    } catch {
      // An open quote: the next line belongs to it.
    }
  }
  return null;
}
