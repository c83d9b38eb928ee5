import {
  constants,
  closeSync,
  lstatSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
  type Dirent,
} from 'node:fs';
import path from 'node:path';
import { indexOfPart, mostBytesOf, onlyPartOf } from '../../catalog/config/configText.js';
import { readBook } from '../../catalogCheck/book.js';
import { BOOK_NAME, MOST_BOOK_BYTES } from '../../catalogCheck/bookFile.js';
import { NO_BOOK, type Book } from '../../catalog/entries/book.js';
import type { ReferencedFile } from '../../catalog/resolve/resolveModel.js';
import { parsePlan } from '../../plan/document.js';
import { analyzeDocument, filesNeeded, type Analysis } from '../../report/answers/analysis.js';
import { ToolError, type PlanSource } from '../../tools/tool.js';

/** Characters of UTF-8 take up to four bytes, and a plan has at most a million. */
const MOST_PLAN_BYTES = 4_000_000;
const ENDING = '.decodeplan';

/** Plans that are listed; a folder with more has them read by path. */
const MOST_LISTED = 500;
/** Folders that are looked through, so that serving a home folder ends. */
const MOST_FOLDERS = 5000;
const PASSED_OVER = new Set(['node_modules', '.git']);

/** A folder whose plans are served: nothing outside it is read, whatever a path says and wherever a link leads. */
export interface Folder {
  /** Its real path. */
  readonly root: string;
  /** Paths of its plans from it, with `/`, in order. */
  readonly plans: () => string[];
  /** The text of a plan. Throws a `ToolError`. */
  readonly text: (file: string) => string;
  /** A plan with the files it names and its price book: the nearest at or above its place, inside the folder. */
  readonly analysis: (source: PlanSource) => Analysis;
  /** The price book of the folder itself. */
  readonly book: () => Book;
}

export function openFolder(given: string): Folder {
  const root = realpathSync(given);
  if (!statSync(root).isDirectory()) throw new Error('not a folder');
  const text = (file: string) => {
    if (!file.endsWith(ENDING)) throw new ToolError(`${shown(file)}: plans are files that end in ${ENDING}.`);
    return readInside(root, path.resolve(root, file), shown(file), MOST_PLAN_BYTES);
  };
  return {
    root,
    text,
    plans: () => plansIn(root),
    book: () => bookAt(root, root),
    analysis: ({ path: file, text: given }) => {
      const document = parsePlan(file === undefined ? (given ?? '') : text(file));
      // A text has no folder of its own: the files that it names are looked for in the one that is served.
      const base = file === undefined ? root : path.dirname(path.resolve(root, file));
      const files = filesNeeded(document).map((name) => [name, referenced(root, base, name)] as const);
      return analyzeDocument(document, new Map(files), bookAt(root, base));
    },
  };
}

function referenced(root: string, base: string, name: string): ReferencedFile {
  try {
    if (path.isAbsolute(name)) throw new ToolError(`${shown(name)}: use a relative path inside the folder.`);
    return { ok: true, text: readInside(root, path.resolve(base, name), shown(name), mostBytesOf(name)) };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const index = indexOfOnlyPart(root, path.resolve(base, name));
    return index === null ? { ok: false, message: error.message } : { ok: true, text: index };
  }
}

/** What stands for an index that is not there: the size of the only part beside it, inside the folder. */
function indexOfOnlyPart(root: string, index: string): string | null {
  const part = onlyPartOf(index);
  if (part === null || !isInside(root, part)) return null;
  try {
    const real = realpathSync(part);
    const stat = isInside(root, real) ? statSync(real) : null;
    return stat?.isFile() ? indexOfPart(stat.size) : null;
  } catch {
    return null;
  }
}

/** The book in a folder or the nearest above it, up to the one that is served; read anew, as it may be edited. */
function bookAt(root: string, folder: string): Book {
  const file = path.join(folder, BOOK_NAME);
  const name = path.relative(root, file).replaceAll(path.sep, '/');
  // A link is there whether or not what it leads to is.
  if (lstatSync(file, { throwIfNoEntry: false }))
    try {
      return readBook(readInside(root, file, name, MOST_BOOK_BYTES), name).book;
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      return { ...NO_BOOK, fault: error.message };
    }
  return folder === root || !isInside(root, folder) ? NO_BOOK : bookAt(root, path.dirname(folder));
}

/** A path as messages repeat it. */
const shown = (file: string) => (file.length > 200 ? `${file.slice(0, 200)}…` : file);

/**
 * The text of a file inside a folder. Links are followed first and judged by where they lead; what is outside and what
 * is not there give the same answer, so that nothing can be learnt of files outside.
 */
function readInside(root: string, file: string, name: string, most: number): string {
  const missing = new ToolError(`${name}: there is no such file in the served folder.`);
  if (file.includes('\0') || !isInside(root, file)) throw missing;
  let handle: number;
  try {
    const real = realpathSync(file);
    if (!isInside(root, real)) throw missing;
    // A link put in its place in the meantime is refused, and a pipe without a writer does not wait.
    handle = openSync(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    throw missing;
  }
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) throw missing;
    const bytes = Buffer.alloc(Math.min(stat.size, most) + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(handle, bytes, length, bytes.length - length, null);
    if (length > most) throw new ToolError(`${name}: larger than ${most / 1_000_000} MB.`);
    return new TextDecoder('utf-8').decode(bytes.subarray(0, length)).replace(/^\uFEFF/, '');
  } finally {
    closeSync(handle);
  }
}

function isInside(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return (
    relative !== '' &&
    relative !== '..' &&
    !relative.startsWith(`..${path.sep}`) &&
    !path.isAbsolute(relative)
  );
}

/** Plans in and under a folder. Links are not followed: they could lead outside, or round in a circle. */
function plansIn(root: string): string[] {
  const found: string[] = [];
  const waiting = [''];
  for (let looked = 0; looked < MOST_FOLDERS && found.length < MOST_LISTED; looked++) {
    const folder = waiting.shift();
    if (folder === undefined) break;
    for (const entry of entriesOf(path.join(root, folder))) {
      const at = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) waiting.push(at);
      else if (entry.isFile() && entry.name.endsWith(ENDING)) found.push(at);
    }
  }
  return found.slice(0, MOST_LISTED).sort();
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
