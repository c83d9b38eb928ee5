import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import type { OptionResult } from '../../../../src/engine/shapes/result.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { analyze } from '../../../../src/report/answers/analysis.js';

/** How many accelerators compute prompts where first tokens must come in time. */

function apart(count: string, ttft: string, others = ''): OptionResult {
  const { plan } = analyze(`decodeplan: 1
model: llama-3.1-70b
workloads:
  one: { concurrency: 64, context: 16K, input: 12K, output: 400, requests: 3 req/s, ttft: { ${ttft} } }
${others}
gpus: { type: h200-sxm, count: 64, price: 300000 USD }
serving: { engine: vllm, layout: { tensor: 8 } }
economics: { utilization: 60% }
options: { own: { prefill: { type: h200-sxm, count: ${count}, serving: { engine: vllm, layout: { tensor: 4 } } } } }
`);
  const own = plan && evaluate(plan, { breakEven: false }).options['own'];
  assert.ok(own);
  return own;
}

const request = (result: OptionResult, workload = 'one') => result.workloads[workload]?.request;

void test('as many accelerators compute prompts as first tokens in time take, and no replica more', () => {
  const slow = apart('auto', 'p95: 60 s');
  const quick = apart('auto', 'p95: 1500 ms');
  const [few, many] = [slow.total.prefillAccelerators ?? 0, quick.total.prefillAccelerators ?? 0];
  assert.ok(many > few, `${many} > ${few}`);
  assert.equal(quick.works, 'owned', JSON.stringify(quick.reasons));
  assert.ok((request(quick)?.ttftSeconds?.p95 ?? 9) <= 1.5);
  // With one replica less, more accelerators that decode have to make up for it.
  const one = apart(String(many - 4), 'p95: 1500 ms');
  assert.ok((one.total.usdPerHour ?? 0) > (quick.total.usdPerHour ?? 0) || one.works === 'no');
  assert.ok((one.pools[0]?.accelerators ?? 0) > (quick.pools[0]?.accelerators ?? 0) || one.works === 'no');
  assert.ok((quick.total.usdPerHour ?? 0) > (slow.total.usdPerHour ?? 0));
});

void test('a first token that no number of accelerators brings in time takes only those of the load', () => {
  const never = apart('auto', 'p95: 1 ms');
  assert.equal(never.total.prefillAccelerators, apart('auto', 'p95: 60 s').total.prefillAccelerators);
  assert.equal(never.works, 'no');
});

void test('the most requests a second keep first tokens in time, whatever else shares the accelerators', () => {
  const other =
    '  two: { concurrency: 64, context: 16K, input: 12K, output: 100, requests: 6 req/s, ttft: { p95: 4 s } }';
  for (const [count, others] of [
    ['32', ''],
    ['80', other],
    ['auto', other],
  ] as const) {
    const result = apart(count, 'p95: 4 s', others);
    const { maxRequestsPerSecond: most, ttftSeconds } = request(result) ?? {};
    if (ttftSeconds && ttftSeconds.p95 <= 4)
      assert.ok((most ?? 0) >= 5 * 0.99, `${count}: ${most} of 5 a second at peak`);
    assert.ok((most ?? 0) > 0, count);
  }
  const [loose, tight] = [apart('24', 'p95: 60 s'), apart('24', 'p95: 1500 ms')];
  assert.ok(
    (request(tight)?.maxRequestsPerSecond ?? 0) < (request(loose)?.maxRequestsPerSecond ?? 0),
    'a tighter first token leaves fewer requests',
  );
});

void test('what an option serves in every example is no more than the most that it can serve', () => {
  let served = 0;
  for (const file of readdirSync('examples', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.decodeplan')) continue;
    const { plan } = analyze(readFileSync(`examples/${file}`, 'utf8'));
    if (!plan) continue;
    for (const [name, option] of Object.entries(evaluate(plan, { breakEven: false }).options)) {
      if (option.works === 'no') continue;
      for (const workload of Object.keys(option.workloads)) {
        const { requestsPerSecond: asked = 0, maxRequestsPerSecond: most } = request(option, workload) ?? {};
        if (most === null || most === undefined) continue;
        served++;
        assert.ok(most >= asked * (1 - 2e-3), `${file}, ${name}, ${workload}: ${most} of ${asked}`);
      }
    }
  }
  assert.ok(served > 20, String(served));
});
