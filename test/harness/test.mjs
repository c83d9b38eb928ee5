// `npm test`: installs what is missing, then runs every suite. The last line counts: N passed, N failed.
//   node test/harness/test.mjs [--fast]      --fast leaves out what needs a VS Code
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './dependencies.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const fast = process.argv.includes('--fast');
const total = { passed: 0, failed: 0 };
/** What a browser suite leaves to the newest version: the page and its browser are the same in both, only the editor differs. */
const OF_THE_PAGE = ['ui/accessibility'];

/** Runs a command, showing its output; returns it all. What runs beside others shows it at its end. */
function run(command, args, beside = false) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', beside ? 'pipe' : 'inherit'] });
    let printed = '';
    const keep = (data) => {
      printed += data;
      if (!beside) process.stdout.write(data);
    };
    child.stdout.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('close', (status) => {
      if (beside) process.stdout.write(printed);
      resolve({ status, printed });
    });
  });
}

/** A step that passes or fails as a whole, and that others may run beside. */
async function step(name, ...args) {
  const started = Date.now();
  const { status } = await run(process.execPath, args, true);
  record(name, started, status === 0 ? 1 : 0, status === 0 ? 0 : 1);
  return status === 0;
}

/** A suite that prints how many of its tests passed. */
async function suite(name, args, beside = false) {
  const started = Date.now();
  const { status, printed } = await run(process.execPath, args, beside);
  const count = (word) =>
    Number([...printed.matchAll(new RegExp(`^(?:#|ℹ) ${word} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? 0);
  const failed = count('fail');
  record(name, started, count('pass'), failed > 0 || status === 0 ? failed : 1);
}

function record(name, started, passed, failed) {
  total.passed += passed;
  total.failed += failed;
  console.log(
    `== ${name}: ${passed} passed, ${failed} failed, ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
}

/** A preparation; where it fails, that is one failure. */
async function prepare(name, action) {
  const started = Date.now();
  try {
    await action();
    return true;
  } catch (error) {
    console.log(error);
    record(name, started, 0, 1);
    return false;
  }
}

ensureDependencies();
// What is downloaded comes while the machine computes; a failure shows where it is needed.
const installed = fast
  ? null
  : run(process.execPath, ['test/harness/install.mjs', 'newest', 'floor', 'web'], true);
const [built] = await Promise.all([
  (async () => {
    await step('types', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json');
    await step('format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.');
    return step('build', 'esbuild.mjs', '--production');
  })(),
  step('lint', 'node_modules/eslint/bin/eslint.js', '.'),
]);
if (built) {
  await suite('unit', ['test/harness/unit.mjs']);
  if (!fast) await inVscode();
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

async function inVscode() {
  const { ensureChromium } = await import('./chromium.mjs');
  const { packageExtension } = await import('./package.mjs');
  await installed;
  if (!(await prepare('package', () => packageExtension()))) return;
  if (!(await prepare('chromium', ensureChromium))) return;
  // An editor waits more than it computes: two lanes of about the same length run beside each other.
  await Promise.all([
    inTurn(browser('newest'), inWeb),
    inTurn(host('newest'), host('floor'), browser('floor')),
  ]);
}

async function inTurn(...suites) {
  for (const one of suites) await one();
}

function host(flavour) {
  return inFlavour(flavour, 'extension host', 'editor');
}
function browser(flavour) {
  return inFlavour(flavour, 'browser', 'ui');
}

async function inWeb() {
  const { installVscode } = await import('./install.mjs');
  if (await prepare('VS Code for the Web', () => installVscode('web')))
    await suite('web extension host, VS Code for the Web', ['test/harness/web.mjs'], true);
}

function inFlavour(flavour, name, file) {
  return async () => {
    const { installVscode } = await import('./install.mjs');
    if (!(await prepare(`VS Code ${flavour}`, () => installVscode(flavour)))) return;
    await suite(
      `${name}, VS Code ${flavour}`,
      [`test/harness/${file}.mjs`, flavour, ...without(flavour, file)],
      true,
    );
  };
}

function without(flavour, file) {
  return flavour === 'floor' && file === 'ui' ? OF_THE_PAGE.map((part) => `--without=${part}`) : [];
}
