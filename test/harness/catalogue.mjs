// Checks the catalogue's files before anything is built of them.
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';

/** Lines `FILE:LINE:COLUMN: message` for all that is wrong with the files, as they are on the disk. */
export async function catalogueFaultLines() {
  const { outputFiles } = await build({
    entryPoints: ['src/catalogCheck/checkTexts.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { FILES, checkTexts } = await import(`data:text/javascript;base64,${code}`);
  return checkTexts(Object.fromEntries(FILES.map((file) => [file, readFileSync(file, 'utf8')])));
}
