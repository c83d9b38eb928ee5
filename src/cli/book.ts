import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { readBook, type ReadBook } from '../catalogCheck/book.js';
import { BOOK_NAME, MOST_BOOK_BYTES } from '../catalogCheck/bookFile.js';
import { NO_BOOK, type Book } from '../catalog/entries/book.js';
import type { ReferencedFiles } from '../catalog/resolve/resolveModel.js';
import { analyze, type Analysis } from '../report/answers/analysis.js';
import { readNamed, readText, UnusableFile } from './files.js';

/** A plan's text, the files it names, and the price book that it counts with. */
export interface PlanFiles {
  readonly text: string;
  readonly referenced: ReferencedFiles;
  readonly book: Book;
}

/** Reads a plan, the files it names, and its price book: the one that is named, else the nearest. */
export function readPlanFiles(file: string, catalog: string | null): PlanFiles {
  const text = readText(file);
  return { text, referenced: readNamed(file, text), book: bookOf(file, catalog) };
}

/** Analyses a plan, with the price book that is named, else the nearest. */
export function readAnalysis(file: string, catalog: string | null): Analysis {
  const { text, referenced, book } = readPlanFiles(file, catalog);
  return analyze(text, referenced, book);
}

/** Analyses a text as the plan at `file`: what it names is read from there. */
export function analyzeText(file: string, text: string, catalog: string | null): Analysis {
  return analyze(text, readNamed(file, text), bookOf(file, catalog));
}

const books = new Map<string, ReadBook>();

/** The price book that is named, else the nearest in a folder above the plan. */
function bookOf(plan: string, named: string | null): Book {
  const file = named ?? nearestBook(plan === '-' ? process.cwd() : path.dirname(path.resolve(plan)));
  return file === null ? NO_BOOK : readBookFile(file).book;
}

/** Reads a book; what a run has read once counts for all of its plans. */
function readBookFile(file: string): ReadBook {
  const key = path.resolve(file);
  const known = books.get(key);
  if (known) return known;
  if (existsSync(key) && statSync(key).size > MOST_BOOK_BYTES)
    throw new UnusableFile(`${file}: larger than 1 MB`);
  const read = readBook(readText(file), shown(key));
  books.set(key, read);
  return read;
}

/** How a book is called: its path from the working directory, where it lies in there. */
function shown(file: string): string {
  const relative = path.relative(process.cwd(), file).replaceAll(path.sep, '/');
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}

/**
 * The book in a folder or the nearest above it, up to the folder of the repository or the working directory, whichever
 * comes first: beyond them nothing is looked for.
 */
function nearestBook(folder: string): string | null {
  const chain = foldersAbove(folder);
  const end = chain.findIndex((one) => one === process.cwd() || existsSync(path.join(one, '.git')));
  const inside = end === -1 ? chain.slice(0, 1) : chain.slice(0, end + 1);
  return inside.map((one) => path.join(one, BOOK_NAME)).find((file) => existsSync(file)) ?? null;
}

function foldersAbove(folder: string): string[] {
  const above = path.dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersAbove(above)];
}
