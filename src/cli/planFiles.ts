import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { UnusableFile } from './files.js';

const PLANS = '**/*.decodeplan';
const IGNORE = ['**/node_modules/**', '**/.git/**'];

/**
 * The plans that arguments name, each once: files as they are, folders for the plans in and under them, globs
 * for what they match, `-` for standard input. Throws `UnusableFile` where a folder or glob holds none.
 */
export function planFiles(names: readonly string[]): string[] {
  return [...new Set(names.flatMap(filesOf))];
}

function filesOf(name: string): string[] {
  if (name === '-' || (existsSync(name) && !statSync(name).isDirectory())) return [name];
  const isFolder = existsSync(name);
  if (!isFolder && !isDynamicPattern(name)) return [name];
  const found = isFolder
    ? globSync(PLANS, { cwd: name, ignore: IGNORE }).map((file) => path.join(name, file))
    : globSync(name.replace(/\\/g, '/'), { ignore: IGNORE, absolute: path.isAbsolute(name) });
  if (found.length === 0) throw new UnusableFile(`${name}: no plans`);
  return found.sort();
}

/** The file in a folder that goes by the longest end of a path; `null` if there is none. */
export function counterpart(folder: string, file: string): string | null {
  const parts = path.resolve(file).split(path.sep).slice(1);
  const candidates = parts.map((_, i) => path.join(folder, ...parts.slice(i)));
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
}
