import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { analyze } from '../../../src/report/answers/analysis.js';
import { financeNote } from '../../../src/report/words/fleet/finance.js';
import { attachSentences, mixSentence } from '../../../src/report/words/fleet/mix.js';
import { verdict } from '../../../src/report/words/sentences.js';

const FOLDER = 'examples/buyers';

function buyer(name: string) {
  const analysis = analyze(readFileSync(`${FOLDER}/${name}.decodeplan`, 'utf8'));
  const { plan } = analysis;
  const result = analysis.result();
  assert.ok(plan && result);
  return { analysis, plan, result, said: verdict(plan, result).headline };
}

void test('each buyer has a plan without a warning, and a verdict of its own', () => {
  const names = readdirSync(FOLDER).map((file) => file.replace('.decodeplan', ''));
  assert.deepEqual(names.toSorted(), ['green-field', 'megawatts', 'owner-of-gpus', 'renter']);
  for (const name of names) assert.deepEqual(buyer(name).analysis.diagnostics(), [], name);
  const verdicts = names.map((name) => {
    const { said, result } = buyer(name);
    return [said, ...attachSentences(result)].join(' ');
  });
  assert.equal(new Set(verdicts).size, names.length);
});

void test('the owner adds LPX racks alone, and is told what is still to spend', () => {
  const { result, said } = buyer('owner-of-gpus');
  assert.equal(result.basis, 'sunk');
  assert.ok(result.mix.purchase.accelerators === 0 && (result.mix.purchase.lpxRacks ?? 0) > 0);
  assert.match(said, /still to spend: buy 1 LPX rack for/);
  assert.match(
    mixSentence(result),
    /an hour still to spend, .* all-in\. The mix earns \$\S+ an hour: all-in its margin is/,
  );
});

void test('the green field buys whole racks for the same tiers, all charged', () => {
  const { result, said } = buyer('green-field');
  assert.equal(result.basis, 'priced');
  const { accelerators, gpuRacks } = result.mix.purchase;
  assert.ok(accelerators && gpuRacks && accelerators === gpuRacks * 72);
  assert.match(said, /buy \d+ racks/);
  const owner = buyer('owner-of-gpus').result.mix;
  assert.ok(Math.abs((owner.total.usdPerHour ?? 0) / (result.mix.total.usdPerHour ?? 1) - 1) < 0.05);
});

void test('within a power budget what draws more does not work, and LPX is forced by that', () => {
  const { result, plan } = buyer('megawatts');
  const { software } = result.options;
  assert.equal(software?.works, 'no');
  assert.ok(software.reasons.some(({ code }) => code === 'over-budget'));
  assert.ok((result.mix.power.meterWatts ?? Infinity) <= (plan.budget?.power ?? 0));
  assert.equal(result.attachRate.forcedBy, 'fast');
  assert.match(financeNote(plan, result), /software does not work: its numbers tell what it would take\.$/);
  // What one would have done without it, and what bars that, stands with the verdict.
  assert.match(
    verdict(plan, result).detail,
    /software would cost \$[\d.]+, but draws [\d.]+ MW, the budget is 1\.35 MW\./,
  );
  assert.equal(buyer('green-field').result.attachRate.forcedBy, null);
});

void test('the renter mixes: one tier by the token, the other by the hour, and buys nothing', () => {
  const { result } = buyer('renter');
  assert.deepEqual(result.mix.workloads, { agents: 'api', fast: 'rented' });
  assert.match(
    mixSentence(result),
    / It rents \d+ accelerators, .* The mix loses \$[\d.]+ an hour .*its margin is −/,
  );
  assert.equal(result.options['api']?.works, 'no');
  assert.ok((result.mix.total.usdPerHour ?? Infinity) < (result.options['rented']?.total.usdPerHour ?? 0));
  assert.equal(result.mix.purchase.usd, 0);
});

void test('what ties leave open of the attach rate is told before where costs as they stand put it', () => {
  const { result } = buyer('green-field');
  const said = (low: number, high: number) =>
    attachSentences({
      ...result,
      attachRate: { ...result.attachRate, ofTokens: 0.83, ofRevenue: null, ofTokensRange: { low, high } },
    })[0];
  assert.equal(
    said(0.33, 0.83),
    'LPX attaches to 33 % to 83 % of the best mix’s tokens, ties either way; as the mix stands 83 %.',
  );
  assert.equal(said(0.83, 0.83), 'LPX attaches to 83 % of the best mix’s tokens.');
});
