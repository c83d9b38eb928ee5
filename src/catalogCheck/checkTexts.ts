import { catalogueFaults } from './checkCatalogue.js';
import { located, readJson } from './places.js';

export { FILES } from './kinds.js';

/** Lines `FILE:LINE:COLUMN: message` for all that is wrong with the texts of the catalogue's files. */
export function checkTexts(texts: Readonly<Record<string, string>>): string[] {
  const read = Object.entries(texts).map(([file, text]) => ({ file, text, json: readJson(text) }));
  const broken = read.flatMap(({ file, json }) => (json.ok ? [] : [lineOf(file, json.fault)]));
  if (broken.length > 0) return broken;
  const files = Object.fromEntries(read.map(({ file, json }) => [file, json.ok ? json.value : undefined]));
  const faults = catalogueFaults(files);
  return read.flatMap(({ file, text }) => {
    const own = faults.filter((fault) => fault.file === file);
    return located(text, own).map((fault) => lineOf(file, fault));
  });
}

function lineOf(file: string, { line, column, message }: ReturnType<typeof located>[number]): string {
  return `${file}:${line}:${column}: ${message}`;
}
