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
  readonly more?: string;
}

function odd(request: string, { model, gpus, serving, option, more }: Odd = {}) {
  const text = `decodeplan: 1
model: ${model ?? 'llama-3.1-70b'}
workloads: { one: { concurrency: 8, context: 8K, ${request} } }
${gpus ?? H200}
serving: { engine: vllm, ${serving ?? 'layout: { tensor: 8 }'} }
options: { own: { ${option ?? ''} } }
${more ?? ''}
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

void test('a measured prompt that beats the data sheet is said so where it is written, and nowhere else', () => {
  const told = (measured: string, serving = 'layout: { tensor: 8 }', option = '') =>
    odd('input: 4K, output: 100', {
      model: 'llama-3.1-8b',
      serving,
      option,
      more: `calibration: { prefill: [{ input: 8K, ${measured} }] }`,
    }).said.filter((one) => one.includes('calibration'));
  const seconds = 'prompt-faster-than-light at calibration.prefill.0.seconds';
  const rate = 'prompt-faster-than-light at calibration.prefill.0.tokensPerSecond';
  assert.deepEqual(told('seconds: 0.1 ms'), [seconds]);
  assert.deepEqual(told('seconds: 200 ms'), []);
  assert.deepEqual(told('tokensPerSecond: 900000'), [rate]);
  assert.deepEqual(told('tokensPerSecond: 20000'), []);
  // Prompts that are computed apart are of the accelerators that compute them.
  const apart = 'prefill: { type: gb300-nvl72, serving: { layout: { tensor: 1 } } }';
  assert.deepEqual(told('tokensPerSecond: 80000', undefined, apart), []);
  assert.deepEqual(told('tokensPerSecond: 900000', undefined, apart), [rate]);
  assert.deepEqual(told('seconds: 0.1 ms', 'layout: auto'), [
    'calibration-without-layout at calibration.prefill.0.seconds',
  ]);
});

void test('tiers that keep too few prefixes are said to be so where they are written', () => {
  const said = (serving: string, option = '') =>
    odd('input: 7K, output: 500, cachedInput: 90%, turnDelay: 1 hour', {
      serving: `layout: { tensor: 8 }${serving}`,
      option,
    }).said.filter((one) => one.startsWith('prefix'));
  const small = 'kvOffload: { capacity: 1 GB, bandwidth: 40 GB/s }';
  const large = 'kvOffload: { capacity: 20 TB, bandwidth: 40 GB/s }';
  const asked = 'prefixes-without-room at workloads.one.cachedInput';
  assert.deepEqual(said(`, ${small}`), [asked, 'prefix-tiers-too-small at serving.kvOffload']);
  assert.deepEqual(said(`, ${large}`), []);
  assert.deepEqual(said('', `serving: { ${small} }`), [
    asked,
    'prefix-tiers-too-small at options.own.serving.kvOffload',
  ]);
  assert.deepEqual(said(`, ${small}`, `serving: { ${large} }`), []);
  // Without tiers anywhere the hits say it; beside an option that has room, each option that has none does.
  assert.deepEqual(said(''), [asked]);
  assert.deepEqual(said('', `}, other: { serving: { ${large} }`), ['prefix-tiers-too-small at options.own']);
});

/** Values of a request from nothing to beyond all bounds, as somebody may type them. */
const wild = fc.record({
  input: fc.oneof(
    fc.constantFrom('0', '1', '2', '-1', '1e15', '128K', '10M', '999999999', '{ p50: 1, p95: 900M }', 'x'),
    fc.integer({ min: 1, max: 2 ** 30 }).map(String),
  ),
  output: fc.constantFrom('0', '1', '2', '100', '1M', '900M', '{ p50: 1, p95: 100K }'),
  context: fc.constantFrom('1', '8K', '1M', '{ p50: 1, p95: 4M }'),
  cachedInput: fc.constantFrom('0%', '50%', '99.999%', '100%', '101%', '-1%', '1e9%'),
  ttft: fc.constantFrom(null, '1 ns', '1 ms', '2 s', '1e6 s', '{ p50: 1 ms, p99: 2 ms }', '0 s'),
  requests: fc.constantFrom(null, '0.000001 req/s', '12 req/s', '1e6 req/s', '1e300 req/s', '0 req/s'),
  concurrency: fc.constantFrom(1, 8, 1_000_000),
  turnDelay: fc.constantFrom(null, '1 ns', '2 s', '1e9 s', '{ p50: 2 s, p95: 2 min }', '0 s'),
  tier: fc.constantFrom(
    null,
    '{ capacity: 1 B, bandwidth: 1 B/s }',
    '{ capacity: 1 GB }',
    '{ capacity: 900 PB, bandwidth: 900 TB/s, price: 11 USD/GB }',
    '[{ capacity: 1 GB }, { capacity: 2 TB, bandwidth: 6 GB/s }]',
  ),
  budget: fc.constantFrom(null, 1, 64, 8192, 1_000_000_000),
  layout: fc.constantFrom('auto', '{ tensor: 8 }', '{ tensor: 1, attentionData: 8 }'),
  prefill: fc.constantFrom('auto', 'colocated', '{ type: h200-sxm }', '{ count: 1, link: 1 Gb/s }'),
  model: fc.constantFrom('llama-3.1-8b', 'deepseek-v3', 'deepseek-v4-flash', 'kimi-k2'),
  measured: fc.constantFrom(null, '{ input: 8K, seconds: 1 ns }', '{ input: 1, tokensPerSecond: 1e12 }'),
});

void test('whatever a request is said to be, it is answered with numbers or with what is wrong, at its place', () => {
  fc.assert(
    fc.property(wild, ({ model, tier, budget, layout, prefill, measured, ...request }) => {
      const given = Object.entries(request).flatMap(([name, value]) =>
        value === null ? [] : [`${name}: ${value}`],
      );
      const text = `decodeplan: 1
model: ${model}
workloads: { one: { ${given.join(', ')} } }
${H200}
serving: { layout: ${layout}${tier === null ? '' : `, kvOffload: ${tier}`}${budget === null ? '' : `, maxBatchedTokens: ${budget}`} }
options: { own: { prefill: ${prefill} } }
${measured === null ? '' : `calibration: { prefill: [${measured}] }`}
`;
      const begun = performance.now();
      const { plan, problems, document } = analyze(text);
      const result = plan && evaluate(plan, { breakEven: false });
      const own = result?.options['own'];
      if (!plan || !own) assert.ok(problems.length > 0, 'no answer, and no word why');
      else {
        noNonsense(own);
        if (!own.feasible) assert.ok(own.reasons.length > 0, 'does not work, and no word why');
        const { request: found, prefill: prompt, reasons = [] } = own.workloads['one'] ?? {};
        const gives = plan.workloads['one']?.input && plan.workloads['one'].output;
        if (gives && !found) assert.ok(reasons.length > 0, 'no request, and no word why');
        if (prompt) assert.ok(prompt.secondsPerPrompt >= prompt.speedOfLightSeconds * (1 - 1e-6), 'light');
        for (const { path } of findings(plan, result)) assert.ok(path !== '', 'a finding has a place');
      }
      for (const { start, end } of problems.map(({ path }) => document.rangeOf(path)))
        assert.ok(end > start && end - start < text.length / 2, 'a problem is at its place');
      assert.ok(performance.now() - begun < 20_000, 'it hangs');
    }),
    { numRuns: 150, includeErrorInReport: true },
  );
});
