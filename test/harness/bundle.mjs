// Bundles tests for Node, keeping packages outside.
import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './vscode.mjs';

/** Bundles the tests of folders of test/ whose path contains one of `wanted` and none of `unwanted`; returns the files made. */
export async function bundleTests(
  folders,
  { wanted = [], unwanted = [], format = 'esm', plugins = [], outdir },
) {
  const pattern = new RegExp(`^(${folders.join('|')})/.*\\.test\\.ts$`);
  const entryPoints = readdirSync(path.join(root, 'test'), { recursive: true })
    .filter((file) => pattern.test(file))
    .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
    .filter((file) => !unwanted.some((part) => file.includes(part)))
    .map((file) => path.join(root, 'test', file));
  const extension = format === 'esm' ? '.mjs' : '.cjs';
  rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints,
    outdir,
    outbase: path.join(root, 'test'),
    outExtension: { '.js': extension },
    bundle: true,
    platform: 'node',
    format,
    target: 'node20',
    packages: 'external',
    plugins,
    // What tests share is written and read once: in each of them, it would come to more than a gigabyte.
    splitting: format === 'esm',
    chunkNames: 'shared/[hash]',
    sourcemap: 'linked',
    logLevel: 'error',
  });
  return readdirSync(outdir, { recursive: true })
    .filter((file) => file.endsWith(`.test${extension}`))
    .map((file) => path.join(outdir, file));
}
