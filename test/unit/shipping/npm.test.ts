import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { apiReport, REPORT } from '../../api/report.js';

/** The npm package as others get it: packed, installed into an empty folder, used from both module systems. */

const dir = mkdtempSync(path.join(tmpdir(), 'npm-'));
after(() => rmSync(dir, { recursive: true, force: true }));

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  assert.equal(status, 0, `${command} ${args.join(' ')}\n${stdout}\n${stderr}`);
  return stdout;
}
const write = (name: string, text: string) => writeFileSync(path.join(dir, name), text);
let packed: string[] = [];

before(() => {
  run(process.execPath, ['test/harness/types.mjs'], process.cwd());
  const printed = run(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--pack-destination', dir],
    process.cwd(),
  );
  const [made] = JSON.parse(printed) as { filename: string; files: { path: string }[] }[];
  assert.ok(made);
  packed = made.files.map((file) => file.path);
  write('package.json', '{ "name": "user", "private": true, "type": "module" }');
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${made.filename}`], dir);
});

void test('the tarball has command line, library, types, schemas and notices, and nothing of the editor', () => {
  for (const file of [
    'dist/cli.cjs',
    'dist/mcp.cjs',
    'dist/engine/esm/index.js',
    'dist/engine/cjs/index.js',
    'dist/schemas/plan.schema.json',
    'dist/THIRD-PARTY-NOTICES.txt',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'package.json',
  ])
    assert.ok(packed.includes(file), file);
  for (const file of packed)
    assert.doesNotMatch(file, /\.(map|vsix|tgz)$|(^|\/)(src|test|webview|media|extension)/, file);
});

void test('the report of the public types is current', () => {
  assert.equal(
    readFileSync(REPORT, 'utf8'),
    apiReport(),
    'run `npm run api`, and say in the changelog what changed',
  );
});

const USE = `
const { plan, problems } = parse('decodeplan: 1\\nmodel: deepseek-v3\\nworkloads: { one: { concurrency: 8, context: 32K } }\\ngpus: { type: h200-sxm, count: 8 }\\nserving: { kvCache: bf16, layout: { tensor: 8 } }\\n');
if (plan === null) throw new Error(JSON.stringify(problems));
const result = evaluate(plan, { breakEven: false });
const perToken: number = result.workloads['one']?.kvCache?.bytesPerToken ?? 0;
const fits: boolean | undefined = result.options['as-is']?.feasible;
const name: string = catalogueEntry('deepseek-v3')?.id ?? '';
console.log(JSON.stringify([perToken, fits, name, catalogue('models').length > 50, report('x', 'html').startsWith('<!DOCTYPE html>')]));
`;
const EXPECTED = '[70272,true,"deepseek-v3",true,true]\n';
const NAMES = 'parse, evaluate, catalogue, catalogueEntry, report';
const withoutTypes = (text: string) => text.replace(/: (number|string|boolean \| undefined)(?= =)/g, '');

void test('it is imported from ES modules and required from CommonJS', () => {
  write('use.mjs', `import { ${NAMES} } from 'decodeplan/engine';${withoutTypes(USE)}`);
  write('use.cjs', `const { ${NAMES} } = require('decodeplan/engine');${withoutTypes(USE)}`);
  for (const file of ['use.mjs', 'use.cjs']) assert.equal(run(process.execPath, [file], dir), EXPECTED, file);
});

void test('its types hold in both module systems, with nothing else installed', () => {
  const source = `import { ${NAMES}, type ResolvedPlan } from 'decodeplan/engine';\nexport type Plan = ResolvedPlan;${USE.replace(/console\.log\(/, 'export const all = (')}`;
  write('typed.mts', source);
  write('typed.cts', source);
  // What is not there must be an error, or the types say nothing.
  write(
    'wrong.mts',
    `import { evaluate } from 'decodeplan/engine';\n// @ts-expect-error: not a plan\nevaluate('text');\n`,
  );
  const tsc = path.resolve('node_modules/typescript/bin/tsc');
  const flags = [
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--module',
    'node16',
    '--target',
    'es2022',
  ];
  run(process.execPath, [tsc, ...flags, 'typed.mts', 'typed.cts', 'wrong.mts', '--ignoreConfig'], dir);
});

void test('the schemas are imported, and the program runs by its name', () => {
  mkdirSync(path.join(dir, 'sub'), { recursive: true });
  write(
    'schema.cjs',
    `for (const name of ['plan', 'result']) console.log(require('decodeplan/schema/' + name + '.json').$schema);`,
  );
  assert.match(run(process.execPath, ['schema.cjs'], dir), /json-schema\.org.*\n.*json-schema\.org/);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  assert.equal(run('npx', ['--offline', 'decodeplan', '--version'], dir).trim(), version);
});
