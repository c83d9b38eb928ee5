import assert from 'node:assert/strict';
import test from 'node:test';
import { analyze } from '../../../../src/report/answers/analysis.js';

/** A plan that drafts on its own accelerators, or beside the model. */
function answer({
  dynamo = '',
  buy = '',
  workloads = 'chat: { concurrency: 64, context: 8K, demand: 300M tokens/day }',
}) {
  const text = `decodeplan: 1
model: llama-3.1-70b
workloads:
  ${workloads}
gpus: { type: b200, count: 8, price: 45K USD }
${buy}
options:
  plain: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.5, drafterWeights: 10 GB } ${dynamo ? `, dynamo: { drafter: ${dynamo}, overlap: 50% }` : ''} }
economics: { electricity: 0.08 USD/kWh, amortization: 4 years, utilization: 60%, owned: priced }
`;
  const { result: results, problems, plan } = analyze(text);
  const result = results();
  assert.deepEqual(problems, [], text);
  const option = result?.options['plain'];
  assert.ok(option && plan);
  return { option, plan };
}

const close = (a: number | null | undefined, b: number, what: string) =>
  assert.ok(Math.abs((a ?? NaN) / b - 1) < 1e-9, `${what}: ${a}, not ${b}`);

void test('accelerators that draft are bought, paid for and powered', () => {
  const without = answer({}).option;
  const { option, plan } = answer({ dynamo: '{ type: h100-sxm, count: 16, price: 25K USD }' });
  const type = plan.options['plain']?.dynamo?.drafter;
  assert.ok(type?.price);
  const layoutsAlike = without.total.usdPerHour !== null && option.total.usdPerHour !== null;
  assert.ok(layoutsAlike && option.works !== 'no', option.works);
  assert.equal(option.total.drafterAccelerators, 16);
  assert.equal(without.total.drafterAccelerators, 0);
  assert.equal(option.purchase.accelerators, (without.purchase.accelerators ?? 0) + 16);
  assert.ok((option.purchase.usd ?? 0) >= (without.purchase.usd ?? 0) + 16 * type.price);
  assert.ok((option.power.meterWatts ?? 0) > (without.power.meterWatts ?? 0) + 16 * 700);
  assert.ok((option.finance.capitalUsd ?? 0) >= 16 * type.price);
});

void test('what the workloads are billed adds up to the fleet, drafters included, on both bases', () => {
  const workloads = `chat: { concurrency: 64, context: 8K, demand: 300M tokens/day }
  docs: { concurrency: 16, context: 16K, demand: 60M tokens/day }`;
  for (const dynamo of [
    '{ type: h100-sxm, count: 16, price: 25K USD }',
    '{ type: b200, count: 3, price: 45K USD }',
  ]) {
    const { option } = answer({ dynamo, workloads });
    const bills = Object.values(option.workloads).map(({ cost }) => cost);
    const sum = (of: (cost: (typeof bills)[number]) => number | null | undefined) =>
      bills.reduce((all, cost) => all + (of(cost) ?? NaN), 0);
    close(
      option.total.usdPerHour,
      sum(({ usdPerHour }) => usdPerHour),
      'all-in',
    );
    close(
      option.basis.sunk.usdPerHour,
      sum(({ basis }) => basis.sunk.usdPerHour),
      'still to spend',
    );
  }
});

void test('drafters of the type that decodes take what it leaves of a unit', () => {
  const few = answer({ dynamo: '{ type: b200, count: 1, price: 45K USD }' }).option;
  const decode = few.workloads['chat']?.cost.acceleratorsNeeded ?? NaN;
  const left = (8 - ((decode + 1) % 8)) % 8;
  const full = answer({ dynamo: `{ type: b200, count: ${1 + left}, price: 45K USD }` }).option;
  close(full.basis.priced.usdPerHour, few.basis.priced.usdPerHour ?? NaN, 'the same whole units');
  const more = answer({ dynamo: `{ type: b200, count: ${2 + left}, price: 45K USD }` }).option;
  assert.ok((more.basis.priced.usdPerHour ?? 0) > (full.basis.priced.usdPerHour ?? NaN));
});

void test('drafters that hold no drafter are refused with what they have', () => {
  const small = answer({
    dynamo:
      '{ type: { memory: 8 GB, bandwidth: 1 TB/s, bf16: 100 TFLOPS, power: 100 W }, count: 1, price: 1000 USD }',
  });
  assert.ok(
    small.option.reasons.some(({ code }) => code === 'drafter-without-room') ||
      Object.values(small.option.workloads).some(({ reasons }) =>
        reasons.some(({ code }) => code === 'drafter-without-room'),
      ),
    JSON.stringify(small.option.reasons),
  );
});

void test('`buy` counts drafters as gpus', () => {
  const dynamo = '{ type: b200, count: 16, price: 45K USD }';
  assert.equal(answer({ dynamo, buy: 'buy: { gpus: 64 }\n' }).option.works, 'purchase');
  const { option } = answer({ dynamo, buy: 'buy: { gpus: 8 }\n' });
  assert.equal(option.works, 'no');
  assert.ok(option.reasons.some((reason) => reason.code === 'buy-count' && reason.kind === 'gpus'));
});
