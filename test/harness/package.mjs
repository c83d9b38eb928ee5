// Packages the extension as people install it; returns the vsix.
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extensionPage, picturesOf } from './page.mjs';
import { root } from './vscode.mjs';

/** Folders of which nothing ships, with a hundred times as many files as all others. */
const ASIDE = ['.git', '.vscode-harness', 'node_modules'];

/** Paths of the files that ship. Each file of a folder is held against each line of .vscodeignore: only some are looked at. */
export async function shippedFiles(from = root) {
  const cwd = mkdtempSync(path.join(tmpdir(), 'shipped-'));
  try {
    for (const name of readdirSync(from))
      if (!ASIDE.includes(name)) symlinkSync(path.join(from, name), path.join(cwd, name));
    return await listFiles({ cwd, packageManager: PackageManager.None, followSymlinks: true });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

export async function packageExtension(out = path.join(root, 'dist/decodeplan.vsix')) {
  // Of what ships a copy is made, so that the readme can be the page that a gallery shows.
  const stage = mkdtempSync(path.join(tmpdir(), 'vsix-'));
  try {
    const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
    // Pictures of the readme are in the page itself.
    const inPage = picturesOf(readme);
    const files = await shippedFiles();
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
