import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { hostedById } from '../../../../src/catalog/entries/hosted.js';
import {
  colocatedBill,
  hostedRequestCost,
  perDecodedToken,
  requestCost,
} from '../../../../src/engine/fleet/requestCost.js';
import { analyze } from '../../../../src/report/answers/analysis.js';

const amount = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const tokens = fc.integer({ min: 1, max: 1_000_000 });

void test('what tokens cost adds up to the bill', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      amount,
      share,
      amount,
      amount,
      tokens,
      fc.nat(900_000),
      tokens,
      (usd, part, keeping, rate, fresh, cached, output) => {
        const cost = requestCost(colocatedBill(usd, part, keeping), rate, {
          input: fresh + cached,
          cached,
          output,
        });
        const sum =
          fresh * (cost.perInputToken ?? 0) +
          cached * (cost.perCachedToken ?? 0) +
          output * cost.perOutputToken;
        assert.ok(Math.abs((sum * rate) / (usd + keeping) - 1) < 1e-9);
        assert.ok(Math.abs((cost.perRequest * rate) / (usd + keeping) - 1) < 1e-9);
        const prompt = (fresh + cached) * (cost.perPromptToken ?? 0) + output * cost.perOutputToken;
        assert.ok(Math.abs(prompt / cost.perRequest - 1) < 1e-9);
      },
    ),
  );
});

void test('tokens that are not there have no cost of their own', () => {
  const bill = { prefill: 1, decode: 2, keeping: 3 };
  const cost = requestCost(bill, 1, { input: 10, cached: 0, output: 5 });
  assert.equal(cost.perCachedToken, null);
  assert.equal(cost.perInputToken, 0.4);
});

void test('a hosted service charges the prompt: DeepSeek-V4-Pro at 7.5 prompt tokens for one decoded', () => {
  const hosted = hostedById('deepseek-v4-pro-api');
  assert.ok(hosted);
  const priced = {
    ...hosted,
    inputUsdPerToken: 0.435e-6,
    cachedInputUsdPerToken: 0.003625e-6,
    outputUsdPerToken: 0.87e-6,
  };
  const million = (cached: number) => {
    const cost = hostedRequestCost(priced, { input: 7.5, cached, output: 1 });
    return cost ? perDecodedToken(cost, 1) * 1e6 : Number.NaN;
  };
  assert.ok(Math.abs(million(0) - 4.1325) < 1e-9);
  assert.ok(Math.abs(million(6.75) - 1.22071875) < 1e-9);
});

void test('a hosted service without a price for cached input charges it as input, and without one for input is not known', () => {
  const hosted = hostedById('deepseek-v4-pro-api');
  assert.ok(hosted);
  const priced = { ...hosted, inputUsdPerToken: 2e-6, cachedInputUsdPerToken: null, outputUsdPerToken: 1e-6 };
  const cost = hostedRequestCost(priced, { input: 4, cached: 3, output: 1 });
  assert.ok(Math.abs((cost?.perRequest ?? 0) - 9e-6) < 1e-15);
  assert.equal(
    hostedRequestCost({ ...priced, inputUsdPerToken: null }, { input: 4, cached: 3, output: 1 }),
    null,
  );
  assert.equal(
    hostedRequestCost({ ...priced, outputUsdPerToken: null }, { input: 4, cached: 3, output: 1 }),
    null,
  );
});

void test('a prompt pays for its own time where nobody else waits for it', () => {
  // So fast that a replica has room for one user at a time.
  const { plan, result } = analyze(`decodeplan: 1
model: llama-3.1-70b
workloads: { fast: { requests: 0.2 req/s, context: 5K, input: 4K, output: 500, speed: 60 tok/s } }
gpus: { type: h100-sxm, count: 16, price: 30K USD }
serving: { engine: vllm, weights: fp8, layout: { tensor: 4 } }
options: { own: {} }
`);
  const own = result()?.options['own']?.workloads['fast'];
  assert.ok(plan && own?.prefill && own.request);
  const { usdPerMillionInputTokens: input, usdPerMillionOutputTokens: output, usdPerRequest } = own.cost;
  assert.ok(input !== null && output !== null && usdPerRequest !== null);
  assert.ok(input > 0);
  assert.ok(Math.abs((4096 * input + 500 * output) / 1e6 / usdPerRequest - 1) < 1e-3);
});
