import { entryFaults } from '../catalogCheck/checkEntries.js';
import { CATALOGUE_FILES } from '../catalogCheck/data.js';
import { located, placeOf, readJson, type LocatedFault } from '../catalogCheck/places.js';
import { guarded, type Outcome } from './commands.js';
import type { EntryKind } from './entryKinds.js';
import { isBook, readBook } from '../catalogCheck/book.js';
import { parseText } from '../plan/yaml.js';
import { readText } from './files.js';

/** `decodeplan catalog --check`: says at which places entries cannot go into the catalogue as they are. */
export function checkEntries(file: string, kind: EntryKind | null): Outcome {
  return guarded(() => {
    const name = file === '-' ? '<stdin>' : file;
    const text = readText(file);
    if (kind === null && isBook(parseText(text).value)) return checkBook(name, text);
    const read = readJson(text);
    if (!read.ok) return { exitCode: 2, out: '', err: lines(name, [read.fault]) };
    const faults = located(text, entryFaults(read.value, kind, CATALOGUE_FILES));
    return faults.length > 0
      ? { exitCode: 1, out: '', err: lines(name, faults) }
      : { exitCode: 0, out: `${name}: can go into the catalogue\n`, err: '' };
  });
}

/** A price book: `decodeplan.catalog.yaml`. */
function checkBook(name: string, text: string): Outcome {
  const { faults } = readBook(text, name);
  if (faults.length === 0) return { exitCode: 0, out: `${name}: plans can count with it\n`, err: '' };
  return {
    exitCode: 1,
    out: '',
    err: lines(
      name,
      faults.map(({ start, message }) => ({ ...placeOf(text, start), message })),
    ),
  };
}

function lines(name: string, faults: readonly LocatedFault[]): string {
  return faults.map(({ line, column, message }) => `${name}:${line}:${column}: ${message}\n`).join('');
}
