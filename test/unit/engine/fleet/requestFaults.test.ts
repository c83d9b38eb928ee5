import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { findings } from '../../../../src/engine/questions/findings/findings.js';
import { spreadWithHits, waitOf } from '../../../../src/engine/time/request/queue.js';
import { analyze } from '../../../../src/report/answers/analysis.js';
import { noNonsense } from './requestPlans.js';

/** What plans with odd requests are told, and where. */

const DELAY = 'turnDelay: { p50: 2 s, p95: 2 min }';
const H200 = 'gpus: { type: h200-sxm, count: 8, price: 300000 USD }';

interface Odd {
  readonly model?: string;
  readonly gpus?: string;
  readonly serving?: string;
  readonly option?: string;
}

function odd(request: string, { model, gpus, serving, option }: Odd = {}) {
  const text = `decodeplan: 1
model: ${model ?? 'llama-3.1-70b'}
workloads: { one: { concurrency: 8, context: 8K, ${request} } }
${gpus ?? H200}
serving: { engine: vllm, ${serving ?? 'layout: { tensor: 8 }'} }
options: { own: { ${option ?? ''} } }
`;
  const { plan, problems } = analyze(text);
  const result = plan && evaluate(plan, { breakEven: false });
  const own = result?.options['own'];
  if (own) noNonsense(own);
  return {
    errors: problems
      .filter(({ severity }) => severity === 'error')
      .map(({ code, path }) => `${code} at ${path}`),
    said: plan && result ? findings(plan, result).map(({ code, path }) => `${code} at ${path}`) : [],
    reasons: own?.reasons.map(({ code }) => code) ?? [],
    one: own?.workloads['one'],
  };
}

void test('what no request can be is refused at its place', () => {
  const tier = (what: string) => ({ serving: `layout: { tensor: 8 }, kvOffload: { ${what} }` });
  const at = (request: string, more?: Odd) => odd(request, more).errors;
  const W = 'workloads.one';
  assert.deepEqual(at('input: 0, output: 100'), [`zero at ${W}.input`]);
  assert.deepEqual(at('input: 4K, output: 0'), [`zero at ${W}.output`]);
  assert.deepEqual(at('input: 4K, output: 9, cachedInput: 101%'), [`too-big at ${W}.cachedInput`]);
  assert.deepEqual(at('input: 4K, output: 9, cachedInput: -5%'), [`negative at ${W}.cachedInput`]);
  assert.deepEqual(at('input: 4K, output: 9, ttft: 0 s'), [`zero at ${W}.ttft`]);
  assert.deepEqual(at('input: 4K, output: 9, ttft: { p50: 5 s, p95: 1 s }'), [
    `reversed-lengths at ${W}.ttft.p95`,
  ]);
  assert.deepEqual(at('input: 4K, output: 9, ttft: { p95: 5 s, p99: 1 s }'), [
    `reversed-lengths at ${W}.ttft.p99`,
  ]);
  for (const huge of ['1e15', '2G']) {
    assert.deepEqual(at(`input: ${huge}, output: 9`), [`too-big at ${W}.input`]);
    assert.deepEqual(at(`input: { p50: 4K, p95: ${huge} }, output: 9`), [`too-big at ${W}.input.p95`]);
    assert.deepEqual(at(`input: 4K, output: ${huge}`), [`too-big at ${W}.output`]);
  }
  assert.deepEqual(at('input: 4K, output: 9, requests: 1e300 req/s'), [`too-large at ${W}.requests`]);
  const link = { option: 'prefill: { link: 1e300 Gb/s }' };
  assert.deepEqual(at('input: 4K, output: 9', link), ['too-large at options.own.prefill.link']);
  assert.deepEqual(at('input: 4K, output: 9', { serving: 'kvOffload: []' }), [
    'too-small at serving.kvOffload',
  ]);
  assert.deepEqual(at('input: 4K, output: 9', tier('capacity: 1 TB, bandwidth: 0 GB/s')), [
    'zero at serving.kvOffload.bandwidth',
  ]);
  assert.deepEqual(at('input: 4K, output: 9', tier('capacity: 0 GB, bandwidth: 40 GB/s')), [
    'zero at serving.kvOffload.capacity',
  ]);
});

void test('a word that no place of prompts is, is answered with all that are', () => {
  const { problems } = analyze(`decodeplan: 1
model: llama-3.1-8b
workloads: { one: { concurrency: 8, context: 8K } }
${H200}
options: { own: { prefill: separate } }
`);
  assert.deepEqual(
    problems.map(({ message }) => message),
    ['must be one of `auto`, `colocated`'],
  );
});

void test('a prompt that no memory holds is not served, whatever contexts say, and said so at its place', () => {
  const served = odd('input: 100K, output: 100');
  assert.deepEqual(served.reasons, []);
  for (const layout of ['layout: { tensor: 8 }', 'layout: auto', 'layout: { tensor: 1, attentionData: 8 }']) {
    const huge = odd('input: 100M, output: 100', { model: 'llama-3.1-8b', serving: layout });
    assert.deepEqual(huge.reasons, ['of-workload']);
    assert.deepEqual(
      huge.one?.reasons.map(({ code }) => code),
      ['request-over-memory'],
    );
    assert.ok(huge.said.includes('not-served at workloads.one.input'), huge.said.join());
  }
  const apart = odd('input: 100M, output: 100', { option: 'prefill: { type: h200-sxm }' });
  assert.deepEqual(
    apart.one?.reasons.map(({ code }) => code),
    ['request-over-memory'],
  );
});

void test('requests at the ends of what can be are answered, and said to be odd', () => {
  for (const request of ['input: 1, output: 1', 'input: 4K, output: 9, cachedInput: 0%'])
    assert.deepEqual(odd(request).errors, []);
  const all = odd('input: 4K, output: 9, cachedInput: 100%').one;
  assert.ok((all?.prefill?.flopsPerPrompt ?? 0) > 0, 'the last token is computed');
  const huge = odd(`input: 10000000, output: 100, cachedInput: 90%, ${DELAY}`);
  assert.ok(huge.said.includes('prompt-over-model at workloads.one.input'), huge.said.join());
  assert.deepEqual(odd('input: 8K, output: 100, ttft: 1 ms').reasons, ['of-workload']);
  const slow = odd(`input: 4K, output: 9, cachedInput: 50%, ${DELAY}`, {
    serving: 'layout: { tensor: 8 }, kvOffload: { capacity: 1 TB, bandwidth: 1 B/s }',
  });
  assert.equal(slow.one?.prefixCache?.tiers[1]?.fasterThanRecompute, false);
});

void test('accelerators for prompts that do not hold the model are said so', () => {
  const option = 'prefill: { type: h200-sxm, count: 1 }';
  assert.deepEqual(odd('input: 4K, output: 100', { option }).reasons, ['prefill-without-room']);
});

void test('a closed loop over the token budget is said to be so', () => {
  const few = odd('input: 8K, output: 4', { serving: 'layout: { tensor: 8 }, maxBatchedTokens: 2048' });
  assert.ok((few.one?.prefill?.utilization ?? 0) > 1);
  assert.ok(few.said.includes('prompts-over-budget at workloads.one.input'), few.said.join());
});

void test('the GPUs beside LPX hold the feed-forward weights too where they compute prompts', () => {
  const weights = (request: string, prefill: string) =>
    odd(request, {
      model: 'deepseek-v4-flash',
      gpus: 'gpus: { type: vera-rubin-nvl72, racks: 2 }',
      serving: 'layout: { tensor: 1, attentionData: 8 }',
      option: `${prefill} lpx: { racks: auto, role: ffn, price: 3M USD }`,
    }).one?.memory?.weightsBytes ?? 0;
  const apart = weights('input: 4K, output: 100', 'prefill: { type: vera-rubin-nvl72 },');
  assert.ok(weights('input: 4K, output: 100', 'prefill: colocated,') > 2 * apart);
  assert.equal(weights('output: 100', ''), apart);
});

void test('a queue is never longer for more hits', () => {
  const part = fc.double({ min: 1e-6, max: 1, noNaN: true });
  fc.assert(
    fc.property(part, part, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (one, other, load) => {
      const [few, many] = [Math.max(one, other), Math.min(one, other)];
      const wait = (serviceSeconds: number) =>
        waitOf({ requestsPerSecond: load, serviceSeconds, serviceScv: spreadWithHits(1, serviceSeconds) });
      assert.ok(wait(many).meanSeconds <= wait(few).meanSeconds * (1 + 1e-9));
    }),
  );
  assert.equal(spreadWithHits(1, 1), 1);
  assert.equal(spreadWithHits(1, 0.1), 3);
});
