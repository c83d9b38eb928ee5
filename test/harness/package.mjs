// Packages the extension as people install it; returns the vsix.
import { createVSIX } from '@vscode/vsce';
import path from 'node:path';
import { root } from './vscode.mjs';

export async function packageExtension(out = path.join(root, 'dist/decodeplan.vsix')) {
  await createVSIX({
    cwd: root,
    packagePath: out,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  return out;
}
