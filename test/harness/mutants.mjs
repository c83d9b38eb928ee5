// Bundles what tests engine and units from sources in which Stryker has put its mutants, for mocha.
import path from 'node:path';
import { bundleTests } from './bundle.mjs';
import { root } from './vscode.mjs';

const harness = (file) => path.join(root, 'test/harness', file);

/** Puts a file of the harness in the place of what imports name. */
const inPlaceOf = (filter, file) => ({
  name: file,
  setup: ({ onResolve }) => onResolve({ filter }, () => ({ path: harness(file) })),
});

const WANTED = ['unit/units', 'unit/engine', 'unit/cases', 'unit/report', 'unit/webview'];
/** Tests of another room that hold what the engine says of a plan, and its sliders. */
const OTHERS = ['language/diagnostics', 'language/fixes', 'language/levers'];

await bundleTests(['unit'], {
  wanted: [...WANTED, ...OTHERS],
  // Left out: what takes longest and repeats others, and what needs the cache itself.
  unwanted: ['incremental', 'validation', 'benchmarks', 'figures', 'html'],
  outdir: path.join(root, 'dist/test/mutants'),
  plugins: [inPlaceOf(/^node:test$/, 'mochaTests.mjs')],
});
