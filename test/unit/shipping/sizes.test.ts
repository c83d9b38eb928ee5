import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { transform } from 'esbuild';
import { activated } from '../../harness/activation.mjs';

/** Bytes of a file as it ships: this build may be one for tests. */
async function minified(file: string): Promise<number> {
  const { code } = await transform(readFileSync(file, 'utf8'), { loader: 'js', minify: true });
  return Buffer.byteLength(code);
}

/** The budget is 350 kB; what is loaded at once is a quarter of it, and this much would be another room at the least. */
const MOST_AT_ACTIVATION = 100_000;

void test('activation loads the adapters to the editor and little else', async () => {
  const { files } = activated();
  const names = files.map((file) => path.relative('dist', file));
  assert.ok(names.includes('extension.cjs'), names.join());
  const sizes = await Promise.all(files.map(minified));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(total <= MOST_AT_ACTIVATION, `${total} bytes in ${names.join(', ')}`);
});
