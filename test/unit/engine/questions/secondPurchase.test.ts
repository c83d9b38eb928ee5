import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { breakEvens } from '../../../../src/engine/questions/breakEven.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { analyze } from '../../../../src/report/answers/analysis.js';
import { secondPurchaseSentence } from '../../../../src/report/words/fleet/secondPurchase.js';
import { reasonText } from '../../../../src/report/words/reasons.js';

const EXAMPLE = readFileSync('examples/agentic-deepseek-v4-pro.decodeplan', 'utf8');
const DEMAND = (23.5e9 + 11.5e9) / 86_400;

const purchaseOf = (text: string) => {
  const { plan } = analyze(text);
  assert.ok(plan);
  return { plan, result: evaluate(plan, { breakEven: false }) };
};

void test('the second purchase is LPX cost over the tokens of what is asked for that it adds', () => {
  const { plan, result } = purchaseOf(EXAMPLE);
  const purchase = result.secondPurchase;
  assert.ok(purchase && purchase.tokensPerSecond !== null && purchase.usdPerMillionTokens !== null);
  assert.deepEqual([purchase.baseline, purchase.challenger], ['software', 'lpx']);
  const { software, lpx } = result.options;
  assert.equal(purchase.lpxRacks, lpx?.lpx?.racks);
  // What the racks could serve beyond the plan's volume nobody asked for.
  const gained = DEMAND - (software?.total.ownedTokensPerSecond ?? 0);
  assert.ok((lpx?.total.ownedTokensPerSecond ?? 0) > DEMAND && gained > 0);
  assert.ok(Math.abs(purchase.tokensPerSecond / gained - 1) < 1e-6);
  const perHour = purchase.usdPerMillionTokens * (gained / 1e6) * 3600;
  assert.ok(Math.abs(perHour / purchase.usdPerHour - 1) < 1e-6);
  // Both are held against each other on the basis that decides.
  const hour = (name: string) => result.options[name]?.basis.sunk.usdPerHour ?? Number.NaN;
  assert.equal(purchase.basis, 'sunk');
  assert.equal(purchase.timesAsMuch, hour('lpx') / hour('software'));
  const told = secondPurchaseSentence({ plan, result }, breakEvens(plan));
  assert.match(
    told,
    /^Still to spend: software has to buy 1 more rack \(72 accelerators, \d+ needed\) for \$7\.8M; /,
  );
  assert.match(
    told,
    / lpx has to buy 14 LPX racks for \$49M and costs (?:[\d.]+× as much|[\d.]+ % more) an hour\. /,
  );
  assert.match(told, / lpx pays below \$\d+K a rack\. /);
});

void test('owned tokens grow with the accelerators and do not depend on how much is asked for', () => {
  const single = EXAMPLE.replace('racks: 5', 'racks: 10');
  const [six, twelve] = [purchaseOf(EXAMPLE), purchaseOf(single)].map(
    ({ result }) => result.options['software']?.total.ownedTokensPerSecond ?? 0,
  );
  assert.ok(six && twelve && twelve > six * 1.9, `${six} ${twelve}`);
  const { result } = purchaseOf(EXAMPLE);
  let told = 0;
  for (const { feasible, purchase, layout, total } of Object.values(result.options)) {
    if (!layout || total.ownedTokensPerSecond === null || !feasible) continue;
    told++;
    // Who has to buy accelerators serves less with those that are there.
    if (purchase.accelerators === 0) assert.ok(total.ownedTokensPerSecond >= DEMAND * 0.999);
    else assert.ok(total.ownedTokensPerSecond < DEMAND);
  }
  assert.ok(told > 1);
});

void test('a baseline that serves nothing is said not to work, and leaves all tokens to the challenger', () => {
  const fast = EXAMPLE.replace('speed: 75 tok/s', 'speed: 160 tok/s').replace(
    'breakEven: { baseline: software, challenger: lpx }',
    'breakEven: { baseline: as-is, challenger: lpx }',
  );
  const { plan, result } = purchaseOf(fast);
  assert.equal(result.secondPurchase?.onlyChallenger, true);
  assert.equal(result.secondPurchase.timesAsMuch, null);
  assert.match(secondPurchaseSentence({ plan, result }), /^Still to spend: as-is does not work \(/);
});

void test('no racks, no second purchase; racks that bring nothing say so', () => {
  const none = purchaseOf(EXAMPLE.replace('challenger: lpx }', 'challenger: bedrock }'));
  assert.equal(none.result.secondPurchase, null);
  assert.equal(secondPurchaseSentence(none), '');
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
