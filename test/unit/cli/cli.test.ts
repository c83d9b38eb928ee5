import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { analyzeFile, catalogText, checkFiles, schemaText } from '../../../src/cli/commands.js';
import { resultSchema } from '../../../src/report/writers/resultSchema.js';

const dir = mkdtempSync(path.join(tmpdir(), 'cli-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const file = (name: string, text: string) => {
  const target = path.join(dir, name);
  writeFileSync(target, text);
  return target;
};
const EXAMPLE = 'examples/agentic-deepseek-v4-pro.decodeplan';
const json = (text: string) => JSON.parse(text) as Record<string, never>;

void test('analyze prints the fixed names for the contract example, all finite', () => {
  const { exitCode, out, err } = analyzeFile(EXAMPLE, 'json');
  assert.deepEqual([exitCode, err], [0, '']);
  const result = resultSchema.parse(JSON.parse(out));
  assert.deepEqual(Object.keys(result.options), ['as-is', 'software', 'lpx', 'lpx-and-software', 'bedrock']);
  const agents = result.workloads['agents']?.kvCache;
  const states = agents?.stateBytes;
  assert.equal((agents?.bytesPerSequence.max ?? 0) - (states ?? 0), 5280404480);
  assert.ok(result.breakEven.some(({ variable, value }) => variable === 'price' && value !== null));
});

void test('DeepSeek-V3 keeps 70,272 bytes a token on every rank of TP 8', () => {
  const plan = file(
    'v3.decodeplan',
    'decodeplan: 1\nmodel: deepseek-v3\nworkloads: { one: { concurrency: 8, context: 32K } }\ngpus: { type: h200-sxm, count: 8 }\nserving: { kvCache: bf16, layout: { tensor: 8 } }\n',
  );
  const result = resultSchema.parse(JSON.parse(analyzeFile(plan, 'json').out));
  assert.equal(result.workloads['one']?.kvCache?.bytesPerToken, 70272);
  const option = result.options['as-is']?.workloads['one'];
  assert.equal(option?.memory?.kvBytesPerToken, 70272);
  assert.equal(option.decode?.batch, 8);
});

void test('every model of the catalogue answers, with reasons where something is not known', () => {
  const { out } = catalogText('models', undefined, 'json');
  const { models } = json(out) as unknown as { models: { id: string }[] };
  assert.ok(models.length >= 58);
  for (const { id } of models) {
    const plan = file(
      `${id}.decodeplan`,
      `decodeplan: 1\nmodel: ${id}\nworkloads: { one: { concurrency: 4, context: 8K } }\ngpus: { type: b200, count: 16 }\n`,
    );
    const result = resultSchema.parse(JSON.parse(analyzeFile(plan, 'json').out));
    assert.equal(result.model?.id, id);
    if (result.model.weightsBytes === null) assert.ok(result.model.reason, id);
  }
});

void test('check tells invalid, missed and unusable apart', () => {
  const good =
    'decodeplan: 1\nmodel: llama-3.1-8b\nworkloads: { one: { concurrency: 4, context: 8K } }\ngpus: { type: h100-sxm, count: 1 }\n';
  assert.equal(checkFiles([file('good.decodeplan', good)], 'text').exitCode, 0);
  const missed = checkFiles(
    [file('missed.decodeplan', good.replace('concurrency: 4', 'concurrency: 4000'))],
    'text',
  );
  assert.equal(missed.exitCode, 1);
  assert.match(missed.err, /:3:\d+: warning: KV cache exceeds memory .* of 4,000 sequences fit/);
  const invalid = checkFiles([file('invalid.decodeplan', good.replace('8K', '8X'))], 'text');
  assert.equal(invalid.exitCode, 1);
  assert.match(invalid.err, /invalid\.decodeplan:3:\d+: `X` is not a unit/);
  assert.equal(checkFiles([path.join(dir, 'missing.decodeplan')], 'text').exitCode, 2);
  assert.equal(checkFiles([dir], 'json').exitCode, 2);
});

void test('analyze of an invalid plan exits 1 with the errors', () => {
  const { exitCode, err, out } = analyzeFile(
    file('bad.decodeplan', 'decodeplan: 1\nmodel: nope\nworkloads: {}\n'),
    'json',
  );
  assert.equal(exitCode, 1);
  assert.match(err, /bad\.decodeplan:\d+:\d+: /);
  assert.ok((json(out) as unknown as { diagnostics: unknown[] }).diagnostics.length > 0);
});

void test('a model may come from a config.json beside the plan', () => {
  file(
    'config.json',
    JSON.stringify({
      model_type: 'llama',
      num_hidden_layers: 32,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      hidden_size: 4096,
      intermediate_size: 14336,
      vocab_size: 128256,
    }),
  );
  const plan = file(
    'own.decodeplan',
    'decodeplan: 1\nmodel: { config: ./config.json, name: mine }\nworkloads: { one: { concurrency: 4, context: 8K } }\ngpus: { type: h100-sxm, count: 1 }\n',
  );
  const result = resultSchema.parse(JSON.parse(analyzeFile(plan, 'json').out));
  assert.equal(result.model?.parameters, 8030261248);
  file('config.json', '{"model_type": "mystery"}');
  assert.match(analyzeFile(plan, 'json').err, /architecture `mystery` is not known/);
  file('config.json', 'not json');
  assert.match(analyzeFile(plan, 'json').err, /is not JSON/);
});

void test('the schemas are JSON Schemas', () => {
  for (const of of ['plan', 'result', 'catalog'] as const)
    assert.match(schemaText(of).out, /json-schema\.org/);
});

void test('the catalogue names its sources', () => {
  const entry = json(catalogText('deepseek-v4-pro', undefined, 'json').out) as unknown as {
    sources: unknown[];
  };
  assert.ok(entry.sources.length > 0);
  assert.equal(catalogText('nope', undefined, 'text').exitCode, 2);
  // Who asks for a part of a name, or mistypes it, is told which entries there are.
  assert.match(catalogText('lpx', undefined, 'text').err, /; there is .*groq3-lpx/);
  assert.match(catalogText('deepseek-v4-prro', undefined, 'text').err, /; there is deepseek-v4-pro\n$/);
});

void test('the bundled program reads standard input and sets exit codes', () => {
  const run = (args: string[], input = '') =>
    spawnSync(process.execPath, ['dist/cli.cjs', ...args], { input, encoding: 'utf8' });
  assert.equal(
    run(
      ['analyze', '-', '--format', 'json'],
      'decodeplan: 1\nmodel: llama-3.1-8b\nworkloads: { one: { concurrency: 4, context: 8K } }\n',
    ).status,
    0,
  );
  assert.match(run(['check', '-'], 'decodeplan: 9').stderr, /^<stdin>:1:13: /);
  assert.equal(run(['check', '-'], 'decodeplan: 9').status, 1);
  assert.equal(run(['frobnicate']).status, 2);
  assert.equal(run(['check']).status, 2);
  assert.equal(run(['--help']).status, 0);
});

void test('a config.json on standard input becomes a model that a plan can hold', () => {
  const config = {
    model_type: 'llama',
    hidden_size: 2048,
    intermediate_size: 8192,
    num_attention_heads: 32,
    num_hidden_layers: 16,
    num_key_value_heads: 8,
    vocab_size: 128256,
  };
  const run = (args: readonly string[], input: string) =>
    spawnSync(process.execPath, ['dist/cli.cjs', ...args], { encoding: 'utf8', input });
  const { stdout } = run(['import', '-'], JSON.stringify(config));
  const plan = `decodeplan: 1\n${stdout}workloads: { a: { concurrency: 4, context: 8K } }\ngpus: { type: h100-sxm, count: 1 }\noptions: { x: {} }\n`;
  const answer = run(['analyze', '-', '--format', 'json'], plan);
  assert.equal(answer.status, 0, answer.stderr);
  assert.equal((JSON.parse(answer.stdout) as { model: { layers: number } }).model.layers, 16);
});
