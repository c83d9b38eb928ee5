import assert from 'node:assert/strict';
import test from 'node:test';
import { complete, documentationOf } from '../../../src/language/completion/completion.js';
import { cursorAt } from '../../../src/language/reading/cursor.js';
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
  const plain = found.snippet
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$0/g, '')
    .replace(/\\([$}\\])/g, '$1');
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
  assert.deepEqual([first?.label, second?.label], ['context', 'concurrency']);
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

void test('half-written values are completed so that YAML reads them: behind a bare colon, in quotes, in lists', () => {
  assert.match(taken('decodeplan: 1\nmodel:|', 'deepseek-v3'), /\nmodel: deepseek-v3$/);
  assert.equal(taken('gpus: { type:|', 'h100-sxm'), 'gpus: { type: h100-sxm');
  assert.equal(taken('model: "deep|"', 'deepseek-v3'), 'model: "deepseek-v3"');
  assert.equal(taken("model: 'deep|", 'deepseek-v3'), "model: 'deepseek-v3'");
  assert.equal(taken('workloads: { a: { speed: "30|', '30 tok/s'), 'workloads: { a: { speed: "30 tok/s"');
  assert.equal(taken('breakEven:\n  variables:\n    - |', 'price'), 'breakEven:\n  variables:\n    - price');
  assert.ok(labels('calibration:\n  steps:\n    - { ba|').includes('batch'));
  assert.ok(labels('gpus:\n  { |').includes('type'));
});

void test('a plan written as JSON stays JSON', () => {
  const json = (source: string, label: string) => {
    const text = taken(source, label);
    assert.doesNotThrow(() => void JSON.parse(text), text);
    return text;
  };
  assert.equal(
    json('{"decodeplan": 1, "model": "|"}', 'deepseek-v3'),
    '{"decodeplan": 1, "model": "deepseek-v3"}',
  );
  assert.equal(
    json('{"decodeplan": 1, "model": |}', 'deepseek-v3'),
    '{"decodeplan": 1, "model": "deepseek-v3"}',
  );
  assert.equal(
    json('{"a": 1, "gpus": { "ty|": "h100-sxm" }}', 'type'),
    '{"a": 1, "gpus": { "type": "h100-sxm" }}',
  );
  assert.equal(
    json('{\n  "a": 1,\n  "serving": { "blockSize": |}}', '16'),
    '{\n  "a": 1,\n  "serving": { "blockSize": 16}}',
  );
  assert.equal(
    taken('{\n  "a": 1,\n  "workloads": { "chat": { "sp|', 'speed'),
    '{\n  "a": 1,\n  "workloads": { "chat": { "speed": ',
  );
  assert.equal(json('{"a": 1, "options": { |}}', 'new option'), '{"a": 1, "options": { "name": {  }}}');
  assert.ok(labels('{"a": 1, "serving": { "layout": |').every((label) => !label.startsWith('{')));
});

void test('nothing is offered in comments', () => {
  for (const source of [`${HEAD}# wh|`, `${HEAD}    # |`, 'title: ours # |', 'gpus: { type: h100-sxm, # |'])
    assert.deepEqual(labels(source), [], source);
  assert.ok(labels('title: "a # b"\nmo|').includes('model'));
});

void test('words say what they mean, units come once, and a key with choices asks for one', () => {
  const details = (source: string) =>
    Object.fromEntries(completions(source).map(({ label, detail }) => [label, detail]));
  assert.equal(
    details('options: { a: { lpx: { role: |')['ffn'],
    'feed-forward weights on LPX, attention on GPUs',
  );
  assert.equal(details('serving: { layout: |')['auto'], 'The cheapest that meets the speed');
  assert.deepEqual(
    labels(`${HEAD}    demand: 4B |`),
    ['day', 's', 'h', 'month', 'year'].map((time) => `4B tokens/${time}`),
  );
  const asking = completions('gpus: { |').filter(({ asksForValue }) => asksForValue);
  assert.deepEqual(
    asking.map(({ label }) => label),
    ['type'],
  );
  assert.ok(completions('|').some(({ snippet }) => snippet === 'decodeplan: 1'));
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
    ['price', 'rent'],
  );
});

void test('snippets stand where they fit, a group behind its key, and files of the workspace as paths', () => {
  const H = 'decodeplan: 1\nmodel: llama-3.1-70b\n';
  const at = (source: string, files: readonly string[] = []) => {
    const { analysis, offset } = marked(source);
    return complete(analysis, offset, files).toSorted((a, b) => (a.sortText < b.sortText ? -1 : 1));
  };
  const labels = (source: string, files: readonly string[] = []) =>
    at(source, files).map(({ label }) => label);
  const snippets = (source: string) =>
    at(source).flatMap(({ kind, label }) => (kind === 'snippet' ? label : []));
  assert.deepEqual([labels('|')[0], labels('# ours\npl|')[0]], ['plan', 'plan']);
  assert.deepEqual(snippets(`${H}|`), []);
  assert.deepEqual(snippets(`${H}workloads:\n  chat:\n    |`), []);
  assert.deepEqual(snippets(`${H}workloads:\n  |`), []);
  assert.deepEqual(snippets(`${H}options:\n  |`), ['lpx', 'speculation']);
  for (const source of ['|', `${H}|`, `${H}options:\n  |`])
    assert.equal(new Set(labels(source)).size, labels(source).length, source);
  const behind = (member: string) => labels(`${H}options:\n  a:\n    ${member}: |`);
  assert.match(behind('speculation').join(), /^\{ method: \w+/);
  assert.match(behind('lpx').join(), /^\{ racks: auto/);
  const files = ['./other.json', './models/config.json'];
  assert.deepEqual(labels('decodeplan: 1\nmodel: { config: | }', files), [
    './models/config.json',
    './other.json',
  ]);
  assert.deepEqual(labels('decodeplan: 1\nmodel: { name: | }', files).includes('./other.json'), false);
  const own = 'options: { mine: {}, yours: {} }\nbreakEven: { baseline: ';
  assert.deepEqual(labels(`${H}${own}|`).slice(0, 2), ['mine', 'yours']);
});

void test('a text without anything in it is offered a whole plan first, and what it takes is valid', () => {
  assert.equal(labels('|')[0], 'plan');
  assert.equal(labels('\n\npl|\n')[0], 'plan');
  assert.ok(!labels('decodeplan: 1\n|').includes('plan'));
  const { problems, plan } = marked(`${taken('|', 'plan')}|`).analysis;
  assert.deepEqual(problems, []);
  assert.ok(plan && Object.keys(plan.options).length === 2);
});
