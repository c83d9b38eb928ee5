import assert from 'node:assert/strict';
import test from 'node:test';
import { hints } from '../../../src/language/hints.js';
import { hover } from '../../../src/language/hover.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { planText } from './marked.js';

const REQUEST = `    concurrency: 48
    context: { p50: 8K, p95: 32K }
    input: 6K
    output: 600
    cachedInput: 50%
    ttft: 2 s
    speed: 20 tok/s
    requests: 9 req/s`;
const PLAN = planText(`workloads:
  chat:
${REQUEST}
gpus: { type: h100-sxm, count: 32, price: 35K USD }
serving: { weights: fp8, kvCache: fp8, maxBatchedTokens: 4096 }
options:
  split: { prefill: { count: auto } }
  same: { prefill: colocated }
  api: { hosted: { output: 3 USD/Mtok, input: 0.5 USD/Mtok, cachedInput: 0.05 USD/Mtok, speed: 100 tok/s } }`);

const analysis = analyze(PLAN);
const answer = analysis.result();
const over = (text: string, plan = PLAN) =>
  (hover(plan === PLAN ? analysis : analyze(plan), plan.indexOf(text) + 1)?.text ?? '').replace(/\\/g, '');

/** The number before each unit of a sum, in milliseconds. */
function milliseconds(text: string): number[] {
  const unit: Readonly<Record<string, number>> = { s: 1000, ms: 1, µs: 1e-3 };
  return [...text.matchAll(/([\d.]+) (s|ms|µs)\b/g)].map(([, n, u = '']) => Number(n) * (unit[u] ?? NaN));
}

void test('the hover over a TTFT target is the sum of what a first token takes', () => {
  const [line = ''] = /split: .* TTFT on average/.exec(over('ttft')) ?? [];
  assert.match(line, /20 ms overhead \+ .* queue \+ .* prefill \+ .* hand-over \+ .* first decode step = /);
  const all = milliseconds(line);
  const [mean = NaN, parts] = [all.at(-1), all.slice(0, -1)];
  assert.ok(Math.abs(parts.reduce((a, b) => a + b, 0) / mean - 1) < 0.02, line);
  assert.match(over('ttft'), /[\d.]+ m?s at p95, 2 s asked for/);
});

void test('the hover over an input tells FLOP, time and load of a prompt, colocated and apart', () => {
  const text = over('input: 6K');
  assert.match(text, /6,144 prompt tokens − 3,072 from a cache = 3,072 to compute: 458 TFLOP in [\d.]+ ms/);
  assert.match(text, /split: prompts keep [\d.]+ accelerators of their own busy/);
  assert.match(text, /same: prompts take [\d.]+ % of the time between tokens/);
});

void test('the bill of a request adds up, on machines of the plan and on a hosted service', () => {
  const text = over('output: 600');
  for (const option of ['split', 'same', 'api']) {
    const [line = ''] = new RegExp(`${option}: 1,000 × .* requests`).exec(text) ?? [];
    const terms = [...line.matchAll(/([\d,]+) \w+ × \$([\d.]+)/g)].map(
      ([, n = '', usd]) => Number(n.replace(/,/g, '')) * Number(usd),
    );
    const total = Number(/= \$([\d.]+) a thousand/.exec(line)?.[1]);
    // Prices stand there in whole cents.
    assert.ok(Math.abs(terms.reduce((a, b) => a + b, 0) / 1000 / total - 1) < 0.03, line);
  }
  assert.match(over('hosted'), /3,072 cached × \$0\.050\/Mtok/);
});

void test('the hover over cached input says what hits save', () => {
  const text = over('cachedInput: 50%');
  assert.match(text, /3,072 of 6,144 prompt tokens are not computed again: 458 TFLOP instead of 8\d\d TFLOP/);
  assert.match(text, /per million decoded tokens, \$[\d.]+ without hits/);
});

void test('requests, prefill and the token budget say what they come to', () => {
  assert.match(over('requests'), /9 req\/s on average ÷ 60 % utilization = 15 req\/s at peak/);
  assert.match(over('requests'), /targets hold up to [\d.]+ req\/s; 15 req\/s asked for/);
  assert.match(over('prefill: {'), /KV cache of a prompt, 1\.01 GB, is handed over in [\d.]+ ms/);
  assert.match(
    over('maxBatchedTokens'),
    /same: a prompt takes 1 step of at most 4,096 tokens; prompts fill [\d.]+ %/,
  );
});

void test('where a plan does not say how long prompts are, costs and speeds are told to be of decoding alone', () => {
  const half = PLAN.replace('    input: 6K\n', '').replace('    cachedInput: 50%\n', '');
  assert.match(over('output: 600', half), /Decode only: without `?input`?/);
  assert.match(over('speed', half), /per user.*\(decode only\)/);
  assert.match(over('prefill: {', half), /per million tokens \(decode only\)/);
  assert.doesNotMatch(over('speed: 20'), /decode only/i);
});

void test('the answer of the plan is what the hovers were written from', () => {
  assert.equal(answer?.options['split']?.workloads['chat']?.prefill?.mode, 'disaggregated');
  assert.equal(answer.options['same']?.workloads['chat']?.prefill?.mode, 'colocated');
});

void test('behind an input stand its prompts a second, and what they take of steps or accelerators', () => {
  const plan = (prefill: string) => `decodeplan: 1
model: llama-3.1-70b
workloads: { one: { concurrency: 8, context: 31K, input: 30K, output: 500, requests: 1 req/s } }
gpus: { type: h200-sxm, count: 64 }
options: { own: { prefill: ${prefill} } }
`;
  const behind = (prefill: string) => {
    const text = plan(prefill);
    const end = text.indexOf('30K') + 3;
    return hints(analyze(text), 0, text.length)
      .filter(({ offset }) => offset === end)
      .map(({ text: hint }) => hint)
      .join(' | ');
  };
  assert.match(behind('colocated'), /^= 30,720 \| 1\.7 req\/s.*% of steps/);
  assert.match(behind('{ type: h200-sxm }'), /^= 30,720 \| 1\.7 req\/s.*[\d.]+ accelerators/);
});
