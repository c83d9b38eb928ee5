import assert from 'node:assert/strict';
import test from 'node:test';
import { modelById } from '../../../../src/catalog/entries/models.js';
import { weightBytes } from '../../../../src/catalog/shapes/weights.js';
import { launchIn } from '../../../../src/exchange/launch/launchImport.js';
import { launchText } from '../../../../src/exchange/launch/launchWriting.js';
import { analyze } from '../../../../src/report/answers/analysis.js';

const planOf = (speculation: string) =>
  analyze(`decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 1, context: 8K } }
gpus: { type: h100-sxm, count: 4 }
serving: { layout: { tensor: 4 } }
options: { plain: {}, drafting: { speculation: { ${speculation} } } }
`);
const decodeOf = (speculation: string, option = 'drafting') => {
  const { result, problems } = planOf(speculation);
  assert.deepEqual(problems, []);
  const { decode, memory } = result()!.options[option]!.workloads['chat']!;
  assert.ok(decode && memory);
  return { decode, memory };
};
const SMALL = 'method: draft-model, model: llama-3.2-1b, draftTokens: 4, acceptance: 3';

void test('a draft model takes its own steps, weights and cache', () => {
  const { decode, memory } = decodeOf(SMALL);
  const plain = decodeOf(SMALL, 'plain');
  const alone = analyze(`decodeplan: 1
model: llama-3.2-1b
workloads: { chat: { concurrency: 1, context: 8K } }
gpus: { type: h100-sxm, count: 4 }
serving: { layout: { tensor: 4 } }
`).result()!.options['as-is']!.workloads['chat']!.decode!;
  assert.ok(Math.abs(decode.parts.draft / (4 * alone.stepSeconds) - 1) < 1e-6);
  assert.equal(memory.drafterBytes, weightBytes(modelById('llama-3.2-1b')!, 'native') / 4);
  assert.ok(memory.kvTokens < plain.memory.kvTokens);
  assert.ok(decode.tokensPerSecondPerUser > plain.decode.tokensPerSecondPerUser);
});

void test('a larger draft model is slower, and a written cost wins', () => {
  const larger = SMALL.replace('llama-3.2-1b', 'llama-3.1-8b');
  assert.ok(decodeOf(larger).decode.parts.draft > 1.5 * decodeOf(SMALL).decode.parts.draft);
  const { decode } = decodeOf(`${SMALL}, draftCost: 10%`);
  const plain = decodeOf(SMALL, 'plain').decode;
  assert.ok(Math.abs(decode.parts.draft / (4 * 0.1 * plain.stepSeconds) - 1) < 1e-6);
});

void test('n-grams weigh nothing, and that their time is not counted is said unless the plan says it', () => {
  const ngram = 'method: ngram, draftTokens: 4, acceptance: 1.8';
  const { decode, memory } = decodeOf(ngram);
  const plain = decodeOf(ngram, 'plain');
  assert.deepEqual([memory.drafterBytes, decode.parts.draft], [0, 0]);
  assert.ok(memory.kvTokens <= plain.memory.kvTokens);
  assert.ok(decode.acceptedLength > 1.7);
  const codes = (text: string) =>
    planOf(text)
      .findings()
      .map(({ code }) => code);
  assert.ok(codes(ngram).includes('draft-time-unknown'));
  assert.ok(!codes(`${ngram}, draftCost: 3%`).includes('draft-time-unknown'));
  assert.ok(decodeOf(`${ngram}, draftCost: 3%`).decode.parts.draft > 0);
});

void test('what is missing or does not go together is refused by name', () => {
  const messages = (text: string) =>
    planOf(text)
      .problems.map(({ message }) => message)
      .join('\n');
  assert.match(messages('method: draft-model, acceptance: 2'), /say which model drafts/);
  assert.match(
    messages('method: draft-model, model: lama-3.2-1b, acceptance: 2'),
    /did you mean `llama-3\.2-1b`/,
  );
  assert.match(messages('method: eagle3, model: llama-3.2-1b, acceptance: 2'), /write `method: draft-model`/);
  assert.match(messages('method: ngram, draftTokens: 4'), /give `acceptance`/);
});

void test('commands that draft so are read', () => {
  const read = (config: string) => {
    const launch = launchIn(`vllm serve meta-llama/Llama-3.1-70B-Instruct --speculative-config '${config}'`);
    return launch.ok ? launchText(launch.launch) : launch.why;
  };
  assert.match(
    read('{"method":"ngram","num_speculative_tokens":5,"prompt_lookup_max":4}'),
    /speculation: \{ method: ngram, draftTokens: 5 \}/,
  );
  for (const method of ['"method":"draft_model",', ''])
    assert.match(
      read(`{${method}"model":"meta-llama/Llama-3.2-1B-Instruct","num_speculative_tokens":3}`),
      /speculation: \{ method: draft-model, model: llama-3\.2-1b, draftTokens: 3 \}/,
    );
});
