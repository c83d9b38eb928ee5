// Checks the catalogue's files before anything is built of them.
import { build } from 'esbuild';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Lines `FILE:LINE:COLUMN: message` for all that is wrong with the files, as they are on the disk. */
export async function catalogueFaultLines() {
  const folder = mkdtempSync(path.join(tmpdir(), 'catalogue-'));
  const outfile = path.join(folder, 'check.cjs');
  try {
    const entryPoints = ['src/catalogCheck/checkTexts.ts'];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node20', format: 'cjs' });
    const { FILES, checkTexts } = (await import(pathToFileURL(outfile).href)).default;
    return checkTexts(Object.fromEntries(FILES.map((file) => [file, readFileSync(file, 'utf8')])));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
