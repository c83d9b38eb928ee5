import { quote, split as splitWords } from 'shlex';
import { dialects } from '../dialects.js';
import { mountsIn, versionIn, type FoundCommand } from './found.js';
import { startsCommand } from './position.js';
import { isSecretName } from './secrets.js';
import { withVariables, type Variables } from './variables.js';

/** Words that end a command: pipes, redirections, comments and what follows another command. */
const END = /^(?:[|&;]+|\d?[<>].*|#.*|`{3}.*)$/;

/** Commands that start a server in a shell script, a Dockerfile or a text with commands in it, in their order. */
export function shellCommands(text: string, variables: Variables): FoundCommand[] {
  const oneLine = arraysInOneLine(asShell(text), variables).replace(/[\\^][ \t]*\r?\n/g, ' ');
  const joined = withoutTicks(oneLine);
  const found = dialects().flatMap(([engine, { program }]) => {
    const places = [...joined.matchAll(new RegExp(program, 'g'))];
    return places.flatMap((place, i) => {
      const end = place.index + place[0].length;
      // An image that is followed by the program itself: the program counts.
      const next = places[i + 1];
      if (next && joined.slice(end, next.index).trim() === '') return [];
      const command = commandAt(joined, place.index, end, variables);
      return command ? [{ at: place.index, command: { engine, ...command } }] : [];
    });
  });
  return found.sort((a, b) => a.at - b.at).map(({ command }) => command);
}

/** A whole command in an array, `CMD=(vllm serve …)`, over as many lines as its words take. */
const COMMAND_ARRAY = /^([ \t]*(?:local |declare -a )?)([A-Za-z_]\w{0,80})=\(([^)]*)\)/gm;

/** Commands that stand in arrays, each in one line with all that the script puts into its array. */
function arraysInOneLine(text: string, variables: Variables): string {
  return text.replace(COMMAND_ARRAY, (all, before: string, name: string, body: string) => {
    const isOurs = (words: string) => dialects().some(([, { program }]) => program.test(words));
    if (!isOurs(body)) return all;
    // Functions of a script may each have an array of that name.
    const whole = variables.get(name) ?? '';
    const words = isOurs(whole) ? whole : body.replace(/\n/g, ' ');
    return `${before}${name}=(\n${words}\n)`;
  });
}

/**
 * Lines that PowerShell goes on with, in one. Such a line ends in a tick that has no partner: those around code within
 * prose have one, and those of a fence stand together.
 */
function withoutTicks(text: string): string {
  if (!text.includes('`')) return text;
  return text
    .split('\n')
    .map((line) => {
      const end = line.trimEnd();
      const goesOn = end.endsWith('`') && !end.endsWith('``') && end.split('`').length % 2 === 0;
      return goesOn ? `${end.slice(0, -1)} ` : `${line}\n`;
    })
    .join('')
    .slice(0, -1);
}

function commandAt(
  text: string,
  start: number,
  end: number,
  variables: Variables,
): Omit<FoundCommand, 'engine'> | null {
  const line = text.slice(text.lastIndexOf('\n', start) + 1, start);
  // The program may stand behind its path.
  if (!startsCommand(withoutPath(line))) return null;
  const split = (command: string) => firstLine(inOneWord(withVariables(command, variables)));
  const rest = text.slice(end);
  // Quotes within a quote that opened lines before, as of `bash -c '`: it closes behind the command.
  const words =
    split(unquoted(rest, line)) ?? (rest.search(QUOTE_WITHIN) < 0 ? null : split(unquotedSingle(rest)));
  const stop = words?.findIndex((word) => END.test(word)) ?? -1;
  const own = (stop < 0 ? words : words?.slice(0, stop))?.map((word) => word.replace(/;$/, ''));
  if (!own || own.length === 0) return null;
  const volumes = [
    ...withVariables(line, variables).matchAll(/(?:^|\s)(?:-v|--volume)[ =]+["']?([^\s"']+)/g),
  ];
  return {
    environment: environmentIn(line),
    words: own,
    version: versionIn(text.slice(text.lastIndexOf('\n', start) + 1, end)),
    mounts: mountsIn(volumes.map(([, volume = '']) => volume)),
  };
}

/** What another command prints, as one word: its pipes end no command of ours. */
const inOneWord = (text: string): string =>
  text.replace(/(^|[\s=])(\$\([^()'"\n]{1,200}\)|`[^`'"\n]{1,200}`)/g, "$1'$2'");

/** The beginning of a line without the path that the program stands behind. */
function withoutPath(line: string): string {
  if (!line.endsWith('/')) return line;
  let start = line.length;
  while (start > 0 && !/[\s"'`([=]/.test(line[start - 1] ?? '')) start--;
  return line.slice(0, start);
}

/** Settings in front of a command; what names a secret keeps it. */
function environmentIn(line: string): string[] {
  const found = line.match(/\b[A-Z][A-Z0-9_]*=[^\s"']+/g) ?? [];
  return found.map((one) => {
    const [name = ''] = one.split('=');
    return isSecretName(name) || /KEY|TOKEN/.test(name) ? `${name}=…` : one;
  });
}

/** Lists of words, as Dockerfiles and Kubernetes have them: `["vllm", "serve", "…"]`, as a shell has them. */
function asShell(text: string): string {
  return text.replace(/\[\s*"[^\]]*\]/g, (list) => {
    const ours = dialects().some(([, { mark }]) => mark.test(list));
    const words = ours ? wordsOf(list) : null;
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

/** A command that stands in quotes itself, as behind `bash -c "` or in `code`, ends with them. */
function unquoted(command: string, before: string): string {
  const open = ['"', "'", '`'].find((mark) => before.split(mark).length % 2 === 0);
  if (open === undefined) return command;
  if (open === "'") return unquotedSingle(command);
  const plain = open === '"' ? command.replace(/\\"/g, "'") : command;
  const end = plain.indexOf(open);
  return end < 0 ? command : plain.slice(0, end);
}

/** A quote within a text in single quotes, as a shell has it: `'"'"'` and `'\''`. */
const QUOTE_WITHIN = /'(?:"'"|\\')'/g;
const STANDS_FOR_QUOTE = '\u0001';

/** The same of single quotes, where a variable is put in by ending them: `'… '"$MODEL"' …'`. */
function unquotedSingle(command: string): string {
  const plain = command.replace(QUOTE_WITHIN, STANDS_FOR_QUOTE).replace(/'"?(\$\{?\w+\}?)"?'/g, '$1');
  const end = plain.indexOf("'");
  return end < 0 ? command : plain.slice(0, end).replaceAll(STANDS_FOR_QUOTE, "'");
}

/** The words of the first line; a quote that is open at its end takes further lines in. */
function firstLine(text: string): string[] | null {
  const lines = text.split(/\r?\n/);
  const most = Math.min(lines.length, MOST_LINES);
  for (let count = 1; count <= most; count++) {
    try {
      return splitWords(lines.slice(0, count).join('\n'));
    } catch {
      // An open quote: the next line belongs to it.
    }
  }
  return null;
}

/** A quoted value over more lines than this is a quote that nobody closed. */
const MOST_LINES = 60;
