import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export const REPORT = 'docs/api.d.ts';
/** Where `test/harness/types.mjs` puts the library's declarations. */
const TYPES = 'dist/engine/esm/types';

/** All declarations that `decodeplan/engine` reaches, by file, without their comments. */
export function apiReport(): string {
  const printer = ts.createPrinter({ removeComments: true });
  const files = readdirSync(TYPES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.d.ts'))
    .map((file) => file.split(path.sep).join('/'))
    .toSorted();
  const parts = files.map((file) => {
    const text = readFileSync(path.join(TYPES, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
    return `// ${file}\n${printer.printFile(source).trim()}\n`;
  });
  const head =
    '// What `decodeplan/engine` promises. Made by `npm run api`; a test fails when it is out of date.';
  return `${head}\n\n${parts.join('\n')}`;
}
