import { split } from 'shlex';

/** A command that starts an engine, taken out of a shell script or what was pasted. */
export interface ShellCommand {
  /** What stands before it on its line: settings of the environment, as `NAME=value`. */
  readonly environment: readonly string[];
  /** The words behind the program, quotes resolved. */
  readonly words: readonly string[];
}

/** Words that end a command: pipes, redirections and what follows another command. */
const END = /^(?:[|&;]+|[0-9]?[<>].*)$/;

/** The first command of a text that `program` finds; `null` where there is none, or its quotes do not close. */
export function shellCommand(text: string, program: RegExp): ShellCommand | null {
  const joined = text.replace(/(?:\\|`)[ \t]*\r?\n/g, ' ');
  const found = program.exec(joined);
  if (!found) return null;
  const lineStart = joined.lastIndexOf('\n', found.index) + 1;
  const words = firstLine(joined.slice(found.index + found[0].length));
  if (!words) return null;
  const end = words.findIndex((word) => END.test(word));
  return {
    environment: joined.slice(lineStart, found.index).match(/\b[A-Z][A-Z0-9_]*=\S+/g) ?? [],
    words: (end < 0 ? words : words.slice(0, end)).map((word) => word.replace(/;$/, '')),
  };
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
