// `npm run package`: builds everything for release and says what is in it.
//   dist/decodeplan.vsix            for desktop VS Code, VS Code for the Web and code-server
//   dist/decodeplan-VERSION.tgz     for npm: the command line and the library
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { metafiles, packagesIn } from './notices.mjs';
import { packageExtension, shippedFiles } from './package.mjs';
import { root } from './vscode.mjs';

const VSIX_BUDGET = 1_000_000;
const kB = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
const size = (file) => statSync(path.join(root, file)).size;

/** Packages that the toolkit brings. */
const TOOLKIT = /@vscode\/webview-ui-toolkit|@microsoft\/fast|exenv-es6|tabbable|tslib/;

execFileSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: root, stdio: 'inherit' });
const vsix = await packageExtension();
for (const file of (await shippedFiles()).sort()) console.log(`${kB(size(file)).padStart(8)}  ${file}`);
const total = statSync(vsix).size;
console.log(`${kB(total)} in ${path.relative(root, vsix)}`);
const page = packagesIn(metafiles().filter(({ outputs }) => outputs['dist/webview/main.js']));
const toolkit = [...page].filter(([name]) => TOOLKIT.test(name)).reduce((sum, [, bytes]) => sum + bytes, 0);
console.log(
  `The toolkit is ${kB(toolkit)} of ${kB(size('dist/webview/main.js'))} of the page alone, before compression.`,
);
const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', 'dist'], {
  cwd: root,
  encoding: 'utf8',
});
const [{ filename, size: tarball, entryCount }] = JSON.parse(packed.slice(packed.indexOf('[\n')));
console.log(`${kB(tarball)} in dist/${filename}, ${entryCount} files`);
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
console.log(`version ${version}`);
if (total > VSIX_BUDGET) throw new Error(`the vsix is over ${kB(VSIX_BUDGET)}`);
