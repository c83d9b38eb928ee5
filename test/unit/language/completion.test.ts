import assert from 'node:assert/strict';
import test from 'node:test';
import { complete, documentationOf } from '../../../src/language/completion.js';
import { cursorAt } from '../../../src/language/cursor.js';
import { marked } from './marked.js';

const HEAD =
  'decodeplan: 1\nmodel: deepseek-v4-pro\nworkloads:\n  chat:\n    concurrency: 40\n    context: 8K\n';

const completions = (source: string) => {
  const { analysis, offset } = marked(source);
  return complete(analysis, offset).sort((a, b) => a.sortText.localeCompare(b.sortText));
};
const labels = (source: string) => completions(source).map(({ label }) => label);

/** The text after a completion is taken, placeholders as their defaults. */
const taken = (source: string, label: string) => {
  const { text } = marked(source);
  const found = completions(source).find((one) => one.label === label);
  assert.ok(found, `${label} among ${labels(source).join()}`);
  const plain = found.snippet.replace(/\$\{\d+:([^}]*)\}/g, '$1').replace(/\$0/g, '');
  return text.slice(0, found.start) + plain + text.slice(found.wordEnd);
};

void test('the cursor knows its group in block and flow style, also half written', () => {
  const at = (source: string) => {
    const { text, offset } = marked(source);
    const { path, key, word } = cursorAt(text, offset);
    return [path.join('.'), key, word];
  };
  assert.deepEqual(at('mod|'), ['', null, 'mod']);
  assert.deepEqual(at('model: deep|'), ['', 'model', 'deep']);
  assert.deepEqual(at('workloads:\n  chat:\n    |'), ['workloads.chat', null, '']);
  assert.deepEqual(at('workloads:\n  chat:\n    speed: 30 |'), ['workloads.chat', 'speed', '30 ']);
  assert.deepEqual(at('gpus: { ty|'), ['gpus', null, 'ty']);
  assert.deepEqual(at('gpus: { type: h|'), ['gpus', 'type', 'h']);
  assert.deepEqual(at('options:\n  a: { lpx: { racks: auto, |'), ['options.a.lpx', null, '']);
  assert.deepEqual(at('options:\n  a: { lpx: { racks: auto }, |'), ['options.a', null, '']);
  assert.deepEqual(at('options:\n  a: { speculation: { method: d| } }'), [
    'options.a.speculation',
    'method',
    'd',
  ]);
  assert.deepEqual(at('title: "a: b" # c: {\nmo|'), ['', null, 'mo']);
  assert.deepEqual(at('workloads:\n  chat:\n    speed: 3\n|'), ['', null, '']);
});

void test('keys are offered with the required ones first, without those that are there', () => {
  const [first, second] = completions(`${HEAD.replace('    concurrency: 40\n    context: 8K\n', '')}    |\n`);
  assert.deepEqual([first?.label, second?.label], ['concurrency', 'context']);
  assert.ok(!labels(`${HEAD}    |`).includes('concurrency'));
  assert.ok(labels(`${HEAD}    |`).includes('speed'));
  assert.ok(labels(`${HEAD}|`).includes('gpus'));
});

void test('values are offered from the catalogue, the schema and the plan itself', () => {
  assert.ok(labels('decodeplan: 1\nmodel: |').includes('deepseek-v4-pro'));
  assert.ok(labels(`${HEAD}gpus: { type: |`).includes('vera-rubin-nvl72'));
  assert.ok(labels(`${HEAD}serving: { engine: |`).includes('vllm'));
  assert.ok(labels(`${HEAD}serving: { kvCache: |`).includes('fp8'));
  assert.ok(labels(`${HEAD}options:\n  a: { lpx: { role: |`).includes('ffn'));
  assert.ok(labels(`${HEAD}options:\n  a: { speculation: { method: |`).includes('dspark'));
  assert.ok(labels(`${HEAD}options:\n  mine: {}\nbreakEven: { baseline: |`).includes('mine'));
  assert.ok(labels(`${HEAD}    speed: 30 |`).includes('30 tok/s'));
  assert.deepEqual(labels(HEAD.replace('context: 8K', 'context: 96K|')), []);
  assert.ok(completions('decodeplan: 1\nmodel: |').every(({ detail }) => detail !== ''));
});

void test('keys bring their snippet, in the style of their place, and no second colon', () => {
  assert.equal(taken('decodeplan: 1\nser|', 'serving'), 'decodeplan: 1\nserving:\n  ');
  assert.equal(
    taken('options:\n  a: { spec|', 'speculation'),
    'options:\n  a: { speculation: { method: dspark, draftTokens: 5 }',
  );
  assert.equal(
    taken('workloads:\n  a:\n    con|cur: 4\n', 'concurrency'),
    'workloads:\n  a:\n    concurrency: 4\n',
  );
  assert.match(taken('workloads:\n  |', 'new workload'), /^workloads:\n {2}name:\n {2}concurrency: 64\n/);
  assert.equal(
    taken('workloads: { |', 'new workload'),
    'workloads: { name: { concurrency: 64, context: 32K, speed: 30 tok/s }',
  );
});

void test('keys are offered in half-written texts: without a colon, indented wrongly, in lists and flow maps', () => {
  for (const source of [
    `${HEAD}    sp|`,
    `${HEAD}   |`,
    `${HEAD}      |`,
    `${HEAD}    sp|\ngpus: {`,
    'workloads: { chat: { concurrency: 4, |',
    'workloads: { chat: { concurrency: 4, | } }',
    'workloads:\n\tchat:\n\t\t|',
  ])
    assert.ok(labels(source).includes('speed'), JSON.stringify(source));
  assert.ok(labels('calibration:\n  steps:\n    - ba|').includes('batch'));
  assert.ok(labels('calibration:\n  steps:\n    - batch: 4\n      |').includes('step'));
  assert.ok(labels('calibration:\n  steps:\n  - batch: 4\n  - |').includes('batch'));
  assert.ok(labels('calibration: { steps: [{ |').includes('batch'));
});

void test('units say what the number comes to, in ranges too', () => {
  const details = (source: string) => completions(source).map(({ label, detail }) => `${label} ${detail}`);
  assert.ok(details(`${HEAD}    speed: 100 |`).includes('100 tok/s = 100 tok/s'));
  assert.ok(details(`${HEAD}    context: 96 |`).includes('96K = 98,304 tokens'));
  assert.ok(details(`${HEAD}    context: 96 |`).includes('96k = 96,000 tokens'));
  assert.ok(
    details(`${HEAD}options:\n  a: { lpx: { price: 2.5M..4.5M |`).includes('2.5M..4.5M USD = $2.5M to $4.5M'),
  );
  assert.ok(labels(`${HEAD}economics: { utilization: 60|`).includes('60%'));
});

void test('documentation is made from the schema when it is asked for', () => {
  const speed = completions(`${HEAD}    |`).find(({ label }) => label === 'speed');
  assert.ok(speed);
  assert.match(documentationOf(speed), /Tokens per second[\s\S]*For example `100 tok\/s`[\s\S]*Default:/);
  const price = completions(`${HEAD}breakEven: { variables: [|`);
  assert.deepEqual(
    price.slice(0, 2).map(({ label }) => label),
    ['price', 'speed'],
  );
});
