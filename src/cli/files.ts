import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ReferencedFile, ReferencedFiles } from '../catalog/resolve/resolveModel.js';
import { parsePlan } from '../plan/document.js';
import { analyze, filesNeeded, type Analysis } from '../report/answers/analysis.js';

/** A file that cannot be used at all: exit code 2. */
export class UnusableFile extends Error {}

/** A plan's text and the files it names. */
export interface PlanFiles {
  readonly text: string;
  readonly referenced: ReferencedFiles;
}

/** Reads a plan and the files it names. `-` is standard input. */
export function readPlanFiles(file: string): PlanFiles {
  return withReferenced(file, readText(file));
}

/** A text with the files that it names as the plan at `file`. */
function withReferenced(file: string, text: string): PlanFiles {
  const base = file === '-' ? process.cwd() : path.dirname(file);
  const names = filesNeeded(parsePlan(text));
  return {
    text,
    referenced: new Map(names.map((name) => [name, readReferenced(path.resolve(base, name), name)])),
  };
}

/** Analyses a plan. */
export function readAnalysis(file: string): Analysis {
  const { text, referenced } = readPlanFiles(file);
  return analyze(text, referenced);
}

/** Analyses a text as the plan at `file`: files that it names are read from there. */
export function analyzeText(file: string, own: string): Analysis {
  const { text, referenced } = withReferenced(file, own);
  return analyze(text, referenced);
}

/** A file's text; `-` is standard input. */
export function readText(file: string): string {
  try {
    return new TextDecoder('utf-8').decode(readFileSync(file === '-' ? 0 : file)).replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UnusableFile(`${file}: ${why(error)}`);
  }
}

function readReferenced(file: string, name: string): ReferencedFile {
  try {
    return { ok: true, text: readFileSync(file, 'utf8') };
  } catch (error) {
    return { ok: false, message: `\`${name}\`: ${why(error)}` };
  }
}

/** Why a file could not be read or written, in words. */
export function why(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EISDIR') return 'is a directory';
  return code === 'EACCES' ? 'not allowed' : error instanceof Error ? error.message : String(error);
}
