// The extension as built, loaded and activated in a new Node.js process.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Runs against an editor that gives itself as every answer. */
const ACTIVATION = `
  const module = require('node:module');
  const anything = new Proxy(function () {}, {
    get: (_, name) => (name === Symbol.toPrimitive ? () => '' : name === Symbol.iterator ? function* () {} : anything),
    set: () => true,
    apply: () => anything,
    construct: () => anything,
  });
  const vscode = Object.fromEntries(process.argv.slice(1).map((name) => [name, anything]));
  const load = module._load;
  module._load = (name, ...rest) => (name === 'vscode' ? vscode : load(name, ...rest));
  const started = performance.now();
  const { activate } = require('./dist/extension.cjs');
  const loaded = performance.now();
  activate({ subscriptions: [], extensionUri: anything });
  const activated = performance.now();
  console.log(JSON.stringify({ loaded: loaded - started, activated: activated - loaded, files: Object.keys(require.cache) }));
  process.exit(0);
`;

/** What the extension's code uses of the editor. */
function namesOfEditor() {
  const sources = readdirSync('src/vscode', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const used = sources.flatMap((file) =>
    [...readFileSync(`src/vscode/${file}`, 'utf8').matchAll(/\bvscode\.(\w+)/g)].map(([, name]) => name),
  );
  return [...new Set(used)];
}

/** Milliseconds that loading and activating took, and the files that were loaded then. */
export function activated() {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', ACTIVATION, ...namesOfEditor()], {
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}
