import type { ServerName } from '../../../catalog/shapes/servers/server.js';
import type { FoundCommand } from './found.js';

/** Calls that make a server's engine in Python, and which server's. */
const CALLS: readonly (readonly [RegExp, ServerName])[] = [
  [/\b(?:sgl|sglang)\.Engine\s*\(/g, 'sglang'],
  [/\bServerArgs\s*\(\s*(?=model_path)/g, 'sglang'],
  [/\b(?:LLM|AsyncLLM|EngineArgs|AsyncEngineArgs)\s*\(/g, 'vllm'],
  [/\bengine_kwargs\s*=\s*(?:dict\s*\(|\{)/g, 'vllm'],
];

/** Engines that a Python program makes: `LLM(model="…", tensor_parallel_size=2)`, as the flags that say the same. */
export function pythonCommands(text: string): FoundCommand[] {
  const trtllm = /\btensorrt_llm\b/.test(text);
  const names = assignments(text);
  const found = CALLS.flatMap(([call, engine]) =>
    [...text.matchAll(call)].flatMap((place) => {
      const start = place.index + place[0].length;
      const body = insideOf(text, start);
      const line = text.slice(text.lastIndexOf('\n', place.index) + 1, place.index);
      if (body === null || /^\s*#|\b(?:class|def|import)\s/.test(line)) return [];
      const words = argumentWords(body, names, place[0].includes('engine_kwargs') ? modelIn(text) : null);
      const own = engine === 'vllm' && trtllm ? 'trtllm' : engine;
      return [
        {
          at: place.index,
          command: { engine: own, environment: [], words, version: null, mounts: new Map() },
        },
      ];
    }),
  );
  return found.sort((a, b) => a.at - b.at).map(({ command }) => command);
}

/** Ray Serve names the model beside the engine's arguments. */
function modelIn(text: string): string | null {
  return (
    /["']?model_source["']?\s*[=:]\s*["']([^"']+)["']/.exec(text)?.[1] ??
    /["']?model_id["']?\s*[=:]\s*["']([^"']+)["']/.exec(text)?.[1] ??
    null
  );
}

/** Constants of the program: `MODEL = "…"` and `TP = 4`. */
export function assignments(text: string): ReadonlyMap<string, string> {
  const found = text.matchAll(
    /^[ \t]*([A-Za-z_]\w*)\s*(?::\s*\w+\s*)?=\s*("[^"\n]*"|'[^'\n]*'|\d[\d_.]*)\s*(?:#.*)?$/gm,
  );
  return new Map([
    ...[...found].map(([, name = '', value = '']) => [name, value] as const),
    ...dictionaries(text),
  ]);
}

/** Dictionaries that calls take their arguments out of: `kwargs = dict(…)`, by `**kwargs`. */
function dictionaries(text: string): (readonly [string, string])[] {
  const found = text.matchAll(/^[ \t]*([A-Za-z_]\w*)[ \t]*(?::[ \w[\],]{1,80})?=[ \t]*(?:dict[ \t]*\(|\{)/gm);
  return [...found].flatMap((place) => {
    const body = insideOf(text, place.index + place[0].length);
    return body === null ? [] : [[`**${place[1] ?? ''}`, body] as const];
  });
}

const OPEN = '([{';
const CLOSE = ')]}';

/** Text up to where the parenthesis that is open at `start` closes; `null` where it does not. */
export function insideOf(text: string, start: number): string | null {
  let depth = 1;
  let quote = '';
  for (let i = start; i < text.length; i++) {
    const letter = text[i] ?? '';
    if (quote !== '') {
      if (letter === '\\') i++;
      else if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '#') i = Math.max(i, text.indexOf('\n', i) < 0 ? text.length : text.indexOf('\n', i));
    else if (OPEN.includes(letter)) depth++;
    else if (CLOSE.includes(letter) && --depth === 0) return text.slice(start, i);
  }
  return null;
}

/** The parts of a list of arguments, at its top level. */
export function argumentsOf(body: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i < body.length; i++) {
    const letter = body[i] ?? '';
    if (letter === '"' || letter === "'") {
      const end = body.indexOf(letter, i + 1);
      if (end < 0) break;
      i = end;
    } else if (OPEN.includes(letter)) {
      const inside = insideOf(body, i + 1);
      if (inside === null) break;
      i += inside.length + 1;
    } else if (letter === ',') {
      parts.push(body.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, body.slice(from)].map((part) => withoutComments(part)).filter(Boolean);
}

function insideCall(written: string): string | undefined {
  const [opening = ''] = /^(?:[\w.]*Config|dict) ?\(/.exec(written) ?? [];
  return opening !== '' && written.endsWith(')') ? written.slice(opening.length, -1) : undefined;
}

const withoutComments = (part: string): string =>
  part
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .trim();

function argumentWords(
  body: string,
  names: ReadonlyMap<string, string>,
  model: string | null,
  within = '',
): string[] {
  const words = argumentsOf(body).flatMap((part): string[] => {
    const shared = part.startsWith('**') ? names.get(part.replace(/\s/g, '')) : undefined;
    // What a dictionary holds is of this call; one that holds itself has nothing more.
    if (shared !== undefined) return shared.includes(part) ? [] : argumentWords(shared, names, null, within);
    const [, name, written] = /^["']?([A-Za-z_]\w*)["']?\s*[=:]([^]*)$/.exec(part) ?? [];
    if (name === undefined || written === undefined) {
      const value = literal(part, names);
      return value === null ? [] : [value];
    }
    const flag = `${within}${name.replace(/_/g, '-')}`;
    // Members of a configuration of its own: `KvCacheConfig(dtype="fp8")`.
    const inner = insideCall(written.trim());
    if (inner !== undefined) return argumentWords(inner, names, null, `${flag}.`);
    const value = literal(written, names);
    if (value === null) return [`--${flag}`, unsetName(written.trim())];
    if (value === 'True') return [`--${flag}`];
    if (value === 'False') return [`--${flag}=false`];
    return value === 'None' ? [] : [`--${flag}`, value];
  });
  return model === null ? words : [model, ...words];
}

/** A name that the program does not set, as a shell writes one; other expressions as they are. */
const unsetName = (written: string): string => (/^[A-Za-z_]\w*$/.test(written) ? `$${written}` : written);

/** A value as a shell has it: a text, a number, a name that the program sets, or a dictionary as JSON. */
export function literal(written: string, names: ReadonlyMap<string, string>): string | null {
  const value = written.trim();
  const known = names.get(value) ?? value;
  const [, quoted] = /^(?:[rfb])?["']([^]*)["']$/.exec(known) ?? [];
  if (quoted !== undefined) return quoted;
  if (/^-?\d[\d_]*(?:\.\d+)?$/.test(known)) return known.replace(/_/g, '');
  if (/^(?:True|False|None)$/.test(known)) return known;
  if (!/^[{[]/.test(known)) return null;
  return known
    .replace(/'/g, '"')
    .replace(/\bTrue\b/g, 'true')
    .replace(/\bFalse\b/g, 'false')
    .replace(/\bNone\b/g, 'null')
    .replace(/,(\s*[}\]])/g, '$1');
}
