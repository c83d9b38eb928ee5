import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { analyze } from '../../../../src/report/answers/analysis.js';
import { secondPurchaseSentence } from '../../../../src/report/words/fleet/secondPurchase.js';
import { reasonText } from '../../../../src/report/words/reasons.js';

const EXAMPLE = readFileSync('examples/agentic-deepseek-v4-pro.decodeplan', 'utf8');

const purchaseOf = (text: string) => {
  const { plan } = analyze(text);
  assert.ok(plan);
  return { plan, result: evaluate(plan, { breakEven: false }) };
};

void test('the second purchase is LPX cost over the tokens it adds on the same accelerators', () => {
  const { plan, result } = purchaseOf(EXAMPLE);
  const purchase = result.secondPurchase;
  assert.ok(purchase && purchase.tokensPerSecond !== null && purchase.usdPerMillionTokens !== null);
  assert.deepEqual([purchase.baseline, purchase.challenger], ['software', 'lpx']);
  const { software, lpx } = result.options;
  assert.equal(purchase.lpxRacks, lpx?.lpx?.racks);
  const gained = (lpx?.total.ownedTokensPerSecond ?? 0) - (software?.total.ownedTokensPerSecond ?? 0);
  assert.equal(purchase.tokensPerSecond, gained);
  const perHour = purchase.usdPerMillionTokens * (gained / 1e6) * 3600;
  assert.ok(Math.abs(perHour / purchase.usdPerHour - 1) < 1e-12);
  // What the accelerators themselves cost does not matter: they are paid for.
  const dearer = { ...plan, gpus: plan.gpus && { ...plan.gpus, price: (plan.gpus.price ?? 0) * 3 } };
  assert.deepEqual(evaluate(dearer, { breakEven: false }).secondPurchase, purchase);
  assert.match(secondPurchaseSentence(purchase), /lpx adds 14 LPX racks .* per further million tokens\.$/);
});

void test('owned tokens grow with the accelerators and do not depend on how much is asked for', () => {
  const single = EXAMPLE.replace('racks: 6', 'racks: 12');
  const [six, twelve] = [purchaseOf(EXAMPLE), purchaseOf(single)].map(
    ({ result }) => result.options['software']?.total.ownedTokensPerSecond ?? 0,
  );
  assert.ok(six && twelve && twelve > six * 1.9, `${six} ${twelve}`);
  const { result } = purchaseOf(EXAMPLE);
  for (const { feasible, reasons, layout, total } of Object.values(result.options)) {
    if (!layout || total.ownedTokensPerSecond === null) continue;
    const demand = (21e9 + 10e9) / 86_400;
    if (feasible) assert.ok(total.ownedTokensPerSecond >= demand * 0.999);
    else if (reasons.some(({ code }) => code === 'too-few-accelerators'))
      assert.ok(total.ownedTokensPerSecond < demand);
  }
});

void test('a baseline that serves nothing leaves all tokens to the challenger', () => {
  const fast = EXAMPLE.replace('speed: 100 tok/s', 'speed: 160 tok/s').replace(
    'breakEven: { baseline: software, challenger: lpx }',
    'breakEven: { baseline: as-is, challenger: lpx }',
  );
  const { result } = purchaseOf(fast);
  assert.equal(result.secondPurchase?.onlyChallenger, true);
  assert.match(secondPurchaseSentence(result.secondPurchase), /where as-is serves none/);
});

void test('no racks, no second purchase; racks that bring nothing say so', () => {
  const none = EXAMPLE.replace('challenger: lpx }', 'challenger: bedrock }');
  assert.equal(purchaseOf(none).result.secondPurchase, null);
  const reversed = EXAMPLE.replace(
    'breakEven: { baseline: software, challenger: lpx }',
    'breakEven: { baseline: bedrock, challenger: lpx }',
  );
  const { secondPurchase } = purchaseOf(reversed).result;
  assert.ok(secondPurchase);
  assert.equal(secondPurchase.usdPerMillionTokens, null);
  assert.match(
    secondPurchase.reason ? reasonText(secondPurchase.reason) : '',
    /bedrock does not run on the plan's accelerators/,
  );
});
