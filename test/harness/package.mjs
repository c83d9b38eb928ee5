// Packages the extension as people install it; returns the vsix.
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extensionPage, picturesOf } from './page.mjs';
import { root } from './vscode.mjs';

export async function packageExtension(out = path.join(root, 'dist/decodeplan.vsix')) {
  // Of what ships a copy is made, so that the readme can be the page that a gallery shows.
  const stage = mkdtempSync(path.join(tmpdir(), 'vsix-'));
  try {
    const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
    // Pictures of the readme are in the page itself.
    const inPage = picturesOf(readme);
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    for (const file of files.filter((one) => !inPage.includes(one)))
      cpSync(path.join(root, file), path.join(stage, file), { recursive: true });
    cpSync(path.join(root, '.vscodeignore'), path.join(stage, '.vscodeignore'));
    writeFileSync(path.join(stage, 'README.md'), extensionPage(readme, root));
    await createVSIX({
      cwd: stage,
      packagePath: out,
      dependencies: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    });
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  return out;
}
