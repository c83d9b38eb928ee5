import { quote } from 'shlex';
import type { FoundCommand } from './found.js';
import { SERVER_IMAGE, versionIn } from './found.js';
import { shellCommands } from './shellCommands.js';
import type { Variables } from './variables.js';

/** What a Dockerfile starts: the last entry point with the last command behind it, as an image does. */
export function dockerfileCommands(text: string, variables: Variables): FoundCommand[] {
  const [, image] = /^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)?(\S+)/im.exec(text) ?? [];
  if (image === undefined) return [];
  const joined = text.replace(/\\[ \t]*\r?\n/g, ' ');
  const [entry, command] = ['ENTRYPOINT', 'CMD'].map((word) => last(joined, word));
  const begin = entry ?? (SERVER_IMAGE.test(image) && !/\bvllm\b/.test(command ?? '') ? 'vllm serve' : null);
  const line = [begin, command].filter(Boolean).join(' ');
  return line === ''
    ? []
    : shellCommands(line, variables).map((each) => ({ ...each, version: each.version ?? versionIn(image) }));
}

/** The last instruction of a word, as a line of a shell; `null` where there is none. */
function last(text: string, word: string): string | null {
  const found = [...text.matchAll(new RegExp(`^[ \\t]*${word}[ \\t]+(\\S.*)$`, 'gim'))].at(-1)?.[1]?.trim();
  if (found === undefined) return null;
  if (!found.startsWith('[')) return found;
  try {
    const words: unknown = JSON.parse(found);
    if (!Array.isArray(words)) return found;
    const script = words.findIndex((each, i) => each === '-c' && i > 0);
    if (script >= 0) return words.slice(script + 1).join('\n');
    return words
      .map((each) => (/^[\w./:=@$-]+$/.test(String(each)) ? String(each) : quote(String(each))))
      .join(' ');
  } catch {
    return found;
  }
}
