// Writes the type declarations of the npm package beside its bundles: only those that `decodeplan/engine` reaches.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './vscode.mjs';

const ENTRY = 'npm/engine.d.ts';

/** Declarations of the sources, in a folder that has to be removed. */
function declarations() {
  const out = mkdtempSync(path.join(root, 'dist/types-'));
  const options = {
    rootDir: 'src',
    outDir: out,
    declaration: 'true',
    emitDeclarationOnly: 'true',
    noEmit: 'false',
    target: 'ES2022',
    lib: 'ES2023',
    module: 'ESNext',
    moduleResolution: 'Bundler',
    resolveJsonModule: 'true',
    strict: 'true',
    exactOptionalPropertyTypes: 'true',
    skipLibCheck: 'true',
    ignoreConfig: 'true',
    types: 'node',
  };
  execFileSync(
    process.execPath,
    [
      path.join(root, 'node_modules/typescript/bin/tsc'),
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
      'src/npm/engine.ts',
    ],
    { cwd: root, stdio: 'inherit' },
  );
  return out;
}

/** Files that a declaration imports, itself first. */
function reachable(dir, file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(path.join(dir, file), 'utf8');
  for (const [, name] of text.matchAll(/(?:from|import\()\s*'([^']+)'/g)) {
    if (!name.startsWith('.')) throw new Error(`${file}: the package's types need ${name}`);
    reachable(dir, path.join(path.dirname(file), name.replace(/\.js$/, '.d.ts')), found);
  }
  return found;
}

const emitted = declarations();
try {
  for (const [kind, type] of [
    ['esm', 'module'],
    ['cjs', 'commonjs'],
  ]) {
    const target = path.join(root, 'dist/engine', kind);
    rmSync(path.join(target, 'types'), { recursive: true, force: true });
    for (const file of reachable(emitted, ENTRY))
      cpSync(path.join(emitted, file), path.join(target, 'types', file));
    writeFileSync(path.join(target, 'package.json'), `${JSON.stringify({ type })}\n`);
  }
} finally {
  rmSync(emitted, { recursive: true, force: true });
}
