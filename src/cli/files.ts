import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { indexOfPart, mostBytesOf, onlyPartOf } from '../catalog/config/configText.js';
import type { ReferencedFile, ReferencedFiles } from '../catalog/resolve/resolveModel.js';
import { parsePlan } from '../plan/document.js';
import { filesNeeded } from '../report/answers/analysis.js';

/** A file that cannot be used at all: exit code 2. */
export class UnusableFile extends Error {}

/** A file's text; `-` is standard input. */
export function readText(file: string): string {
  try {
    const bytes = readFileSync(file === '-' ? 0 : file);
    return new TextDecoder(encodingOf(bytes)).decode(bytes).replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UnusableFile(`${file}: ${why(error)}`);
  }
}

/** UTF-8, or the UTF-16 that a mark at the beginning tells: PowerShell redirects into it. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** Reads the files that a plan names. `-` is standard input. */
export function readNamed(file: string, text: string): ReferencedFiles {
  const base = file === '-' ? process.cwd() : path.dirname(file);
  const names = filesNeeded(parsePlan(text));
  return new Map(names.map((name) => [name, readReferenced(path.resolve(base, name), name)]));
}

function readReferenced(file: string, name: string): ReferencedFile {
  try {
    const most = mostBytesOf(file);
    if (statSync(file).size > most)
      return { ok: false, message: `\`${name}\`: larger than ${most / 1e6} MB` };
    return { ok: true, text: readFileSync(file, 'utf8') };
  } catch (error) {
    const index = indexOfOnlyPart(file);
    return index === null ? { ok: false, message: `\`${name}\`: ${why(error)}` } : { ok: true, text: index };
  }
}

/** What stands for an index that is not there: the size of the only part beside it; `null` where there is none. */
function indexOfOnlyPart(file: string): string | null {
  const part = onlyPartOf(file);
  const stat = part === null ? undefined : statSync(part, { throwIfNoEntry: false });
  return stat?.isFile() ? indexOfPart(stat.size) : null;
}

/** Why a file could not be read or written, in words. */
export function why(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EISDIR') return 'is a directory';
  return code === 'EACCES' ? 'not allowed' : error instanceof Error ? error.message : String(error);
}
