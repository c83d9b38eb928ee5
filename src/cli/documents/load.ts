import { createRequire } from 'node:module';
import type * as Pdf from './pdf.js';
import type * as Xlsx from './xlsx.js';

interface Writers {
  readonly pdf: typeof Pdf;
  readonly xlsx: typeof Xlsx;
}

/** A writer of documents, from its own file beside the program: libraries that few calls need are loaded by none other. */
export function loadWriter<Name extends keyof Writers>(name: Name): Writers[Name] {
  // The build makes the file from the module of this name.
  return createRequire(import.meta.url)(`./documents/${name}.cjs`) as Writers[Name];
}
