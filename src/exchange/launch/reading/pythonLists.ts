import { quote } from 'shlex';
import type { FoundCommand } from './found.js';
import { assignments, insideOf, literal, argumentsOf } from './pythonCommands.js';
import { shellCommands } from './shellCommands.js';
import type { Variables } from './variables.js';

/** Lists of words that hold a server's program; what follows the program may be names. */
const PROGRAM =
  /["'](?:vllm|sglang|trtllm-serve|vllm\.entrypoints[\w.]*|sglang\.launch_server|dynamo\.\w+)["']/;
const LIST = /(?:^|[^\w\])"'])(?:([A-Za-z_]\w*)(?:\s*:[^=\n]{1,60})?\s*=\s*)?\[/gm;

/** Commands that a Python program starts as lists of words: `subprocess.Popen(["vllm", "serve", MODEL, …])`. */
export function pythonLists(text: string, variables: Variables): FoundCommand[] {
  if (!PROGRAM.test(text) || !/^(?:import|from|def|class|@)[ \w]/m.test(text)) return [];
  const names = assignments(text);
  return [...text.matchAll(LIST)].flatMap((place) => {
    const body = insideOf(text, place.index + place[0].length);
    if (body === null || !PROGRAM.test(body) || /^\s*#/.test(lineBefore(text, place.index))) return [];
    const name = place[1];
    const words = [body, ...(name === undefined ? [] : addedTo(text, name))].flatMap((part) =>
      wordsOf(part, text, names),
    );
    const line = words.map((word) => (/^[\w./:=@$,+-]+$/.test(word) ? word : quote(word))).join(' ');
    return shellCommands(line, variables).slice(0, 1);
  });
}

const lineBefore = (text: string, at: number): string => text.slice(text.lastIndexOf('\n', at) + 1, at);

/** What a program adds to a list: `cmd += […]` and `cmd.extend([…])`, whatever it asks before. */
function addedTo(text: string, name: string): string[] {
  const places = text.matchAll(new RegExp(`^[ \\t]*${name}\\s*(?:\\+=\\s*|\\.extend\\(\\s*)\\[`, 'gm'));
  return [...places].flatMap((place) => insideOf(text, place.index + place[0].length) ?? []);
}

function wordsOf(body: string, text: string, names: ReadonlyMap<string, string>): string[] {
  return argumentsOf(body).flatMap((part) => {
    const shared = /^\*\s*([A-Za-z_]\w*)$/.exec(part)?.[1];
    if (shared !== undefined) {
      const place = new RegExp(`^[ \\t]*${shared}(?:\\s*:[^=\\n]{1,60})?\\s*=\\s*\\[`, 'm').exec(text);
      const inner = place && insideOf(text, place.index + place[0].length);
      return inner === null || inner.includes(part) ? [] : wordsOf(inner, text, names);
    }
    return [wordOf(part, names)];
  });
}

/** One word: a text, a name that the program sets, or a name as a shell writes one that nobody sets. */
function wordOf(part: string, names: ReadonlyMap<string, string>): string {
  const value = (/^(?:str|int|repr)\(([^()]*)\)$/.exec(part)?.[1] ?? part).trim();
  if (value === 'sys.executable') return 'python3';
  const known = literal(value, names);
  if (known === null) return `$${value.replace(/[^\w]+/g, '_')}`;
  if (!/^[rb]?f["']/.test(value)) return known;
  return known.replace(
    /\{([A-Za-z_]\w*)[^{}]{0,20}\}/g,
    (_all, name: string) => literal(name, names) ?? `$${name}`,
  );
}
