import assert from 'node:assert/strict';
import test from 'node:test';
import { mostServed, powerLimit } from '../../../../../src/engine/questions/fit/mostServed.js';
import { evaluate } from '../../../../../src/engine/questions/evaluate.js';
import { mostServedSentence } from '../../../../../src/report/words/fleet/mostServed.js';
import { planOf } from '../../../plans.js';

/** Hardware without a price, and demand that a power budget holds many times or not once. */
const plan = (limits: string, demand = 400, price = '') =>
  planOf(`decodeplan: 1
model: llama-3.1-8b
workloads: { chat: { context: 4K, speed: 30 tok/s, demand: ${demand}M tokens/day${price} } }
owned: { gpus: { type: b300-sxm } }
serving: { layout: { tensor: 1 } }
options:
  plain: {}
  drafting: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.6 } }
  away: { hosted: { output: 1 USD/Mtok, speed: 50 tok/s } }
${limits}`);

void test('what serves the most within a power is served there, and a fiftieth more is not', () => {
  for (const [limits, demand] of [
    ['budget: { power: 300 kW }', 4000],
    ['budget: { power: 20 kW }', 40_000],
    ['buy: { power: 90 kW }', 4000],
  ] as const) {
    const found = mostServed(plan(limits, demand));
    assert.deepEqual(found.map(({ option }) => option).toSorted(), ['drafting', 'plain'], limits);
    for (const { option, times, tokensPerSecond } of found) {
      const works = (of: number) =>
        evaluate(plan(limits, demand * of), { breakEven: false }).options[option]?.feasible;
      assert.ok(works(times), `${limits}: ${option} at ${times}`);
      assert.ok(!works(times * 1.02), `${limits}: ${option} beyond ${times}`);
      const asked = (demand * times * 1e6) / 86_400;
      assert.ok(Math.abs(tokensPerSecond / asked - 1) < 1e-6, `${tokensPerSecond} of ${asked}`);
    }
    assert.ok(found[0] && found[1] && found[0].tokensPerSecond >= found[1].tokensPerSecond);
  }
});

void test('more power never serves less', () => {
  const at = (kilowatts: number) =>
    mostServed(plan(`budget: { power: ${kilowatts} kW }`, 4000)).map(
      ({ tokensPerSecond }) => tokensPerSecond,
    );
  const reached = [40, 90, 200, 450].map(at);
  for (const [i, more] of reached.slice(1).entries())
    for (const [n, tokens] of more.entries()) assert.ok(tokens >= (reached[i]?.[n] ?? 0));
});

void test('no power, nothing said; with it who serves most and, of what is sold, who earns most', () => {
  assert.equal(powerLimit(plan('')), null);
  assert.deepEqual(mostServed(plan('buy: none')), []);
  assert.equal(mostServedSentence(plan('')), '');
  const unsold = mostServedSentence(plan('budget: { power: 300 kW }', 4000));
  assert.match(
    unsold,
    /^Within 300 kW, drafting serves the most: about .+ tok\/s on average, [\d.]+× what is asked for; plain /,
  );
  assert.doesNotMatch(unsold, /earns/);
  const sold = mostServedSentence(plan('budget: { power: 300 kW }', 4000, ', price: 5 USD/Mtok'));
  assert.match(sold, /There drafting earns the most: \$[\d,.]+ an hour, all-in\.$/);
  assert.match(mostServedSentence(plan('buy: { power: 90 kW }', 4000)), /^With 90 kW added, drafting/);
  // Where not even a little of it is served there is nothing to tell.
  assert.equal(mostServedSentence(plan('budget: { power: 1 W }', 4000)), '');
});
