// What `npm run mutate` changes in engine and units, and the tests that must notice. All of it takes hours:
//   PART=3/12 npm run mutate       every twelfth stretch of the sources, from the third on
import { readdirSync, readFileSync } from 'node:fs';

/** Lines of a stretch: long enough to hold whole functions, short enough that a part is a mixture. */
const STRETCH = 20;
const [part = 1, parts = 1] = (process.env.PART ?? '1/1').split('/').map(Number);

const sources = ['src/engine', 'src/units'].flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`)
    .toSorted(),
);
const stretches = sources.flatMap((file) => {
  const lines = readFileSync(file, 'utf8').split('\n').length;
  return Array.from({ length: Math.ceil(lines / STRETCH) }, (_, i) => {
    return `${file}:${i * STRETCH + 1}-${Math.min(lines, (i + 1) * STRETCH)}`;
  });
});

export default {
  testRunner: 'mocha',
  plugins: ['@stryker-mutator/mocha-runner'],
  buildCommand: 'node test/harness/mutants.mjs',
  mochaOptions: { 'no-config': true, spec: ['dist/test/mutants/**/*.test.mjs'] },
  coverageAnalysis: 'perTest',
  mutate: parts === 1 ? sources : stretches.filter((_, i) => i % parts === part - 1),
  // Mutants of tables made on loading need a process of their own each.
  ignoreStatic: true,
  // Words for people: `npm run l10n` and its test hold them.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignorePatterns: ['dist', '.vscode-harness*', 'media', 'test/out'],
  concurrency: Number(process.env.WORKERS ?? 2),
  timeoutMS: 5000,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  jsonReporter: { fileName: `dist/mutation/part-${part}-of-${parts}.json` },
  tempDirName: 'dist/stryker',
  allowConsoleColors: false,
};
