// Bundles the tests of engine and units from sources in which Stryker has put its mutants.
import path from 'node:path';
import { bundleTests } from './bundle.mjs';
import { root } from './vscode.mjs';

await bundleTests(['unit/units', 'unit/engine', 'unit/cases'], {
  // Left out: what takes longest and repeats others.
  unwanted: ['incremental', 'validation', 'benchmarks'],
  outdir: path.join(root, 'dist/test/mutants'),
});
