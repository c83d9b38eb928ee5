import { createRequire } from 'node:module';

interface Writers {
  readonly pdf: typeof import('./pdf.js');
  readonly xlsx: typeof import('./xlsx.js');
}

/** A writer of documents, from its own file beside the program: libraries that few calls need are loaded by none other. */
export function loadWriter<Name extends keyof Writers>(name: Name): Writers[Name] {
  // The build makes the file from the module of this name.
  return createRequire(import.meta.url)(`./documents/${name}.cjs`) as Writers[Name];
}
