import assert from 'node:assert/strict';
import test from 'node:test';
import { ownedGpus } from '../../../../src/catalog/shapes/owned.js';
import {
  forbiddenOf,
  powerOf,
  purchaseOf,
  wholeUnits,
  worksOf,
} from '../../../../src/engine/fleet/purchase.js';
import { together } from '../../../../src/engine/fleet/buying/together.js';
import { analyze } from '../../../../src/report/answers/analysis.js';

const plan = (own: string) => {
  const text = `decodeplan: 1\nmodel: llama-3.1-70b\nworkloads: { chat: { concurrency: 64, context: 8K } }\n${own}`;
  const { plan: resolved, problems } = analyze(text);
  assert.deepEqual(problems, [], text);
  assert.ok(resolved);
  return resolved;
};
const typeOf = (own: string) => {
  const type = ownedGpus(plan(own));
  assert.ok(type);
  return type;
};
const PUE = 1.25;
const buying = (own: string, count: number, prefill = 0) => {
  const resolved = plan(own);
  const type = typeOf(own);
  return purchaseOf(
    {
      gpus: { type, count },
      prefill: prefill > 0 ? { type, count: prefill } : null,
      drafter: null,
      lpx: null,
    },
    resolved,
    PUE,
  );
};

void test('what is bought comes in whole units of the catalogue: racks of 72, boards of 8, trays of 4, or one', () => {
  assert.deepEqual(
    [wholeUnits(0, 72), wholeUnits(1, 72), wholeUnits(72, 72), wholeUnits(73, 72)],
    [0, 72, 72, 144],
  );
  assert.equal(buying('gpus: { type: vera-rubin-nvl72, racks: 4 }', 351).accelerators, 72);
  assert.equal(buying('gpus: { type: vera-rubin-nvl72 }', 351).gpuRacks, 5);
  assert.equal(buying('gpus: { type: h100-sxm, count: 8, price: 30K USD }', 9).accelerators, 8);
  assert.equal(buying('gpus: { type: gb300, count: 4 }', 5).accelerators, 4);
  const mine = 'gpus: { type: { memory: 80 GB, bandwidth: 3 TB/s }, count: 3, price: 1K USD }';
  assert.equal(buying(mine, 5).accelerators, 2);
});

void test('the capital is that of what is bought; rent has none and needs no whole units; no price is no guess', () => {
  assert.equal(buying('gpus: { type: h100-sxm, count: 8, price: 30K USD }', 17).usd, 16 * 30e3);
  const rented = buying('gpus: { type: h100-sxm, count: 8, rent: 2 USD/h }', 17);
  assert.deepEqual([rented.accelerators, rented.usd], [9, 0]);
  const unknown = buying('gpus: { type: { memory: 80 GB, bandwidth: 3 TB/s }, count: 3 }', 5);
  assert.equal(unknown.usd, null);
  assert.ok(unknown.reason);
  assert.equal(buying('gpus: { type: { memory: 80 GB, bandwidth: 3 TB/s }, count: 5 }', 5).usd, 0);
});

void test('prompts take what decoding leaves of the same type, owned or just bought', () => {
  const own = 'gpus: { type: vera-rubin-nvl72, racks: 1 }';
  assert.equal(buying(own, 60, 12).accelerators, 0);
  assert.equal(buying(own, 60, 13).accelerators, 72);
  assert.equal(buying(own, 80, 64).accelerators, 72);
});

void test('power at the utility holds its cooling; power of the plan does not', () => {
  const catalogued = buying('gpus: { type: h100-sxm, price: 30K USD }', 8);
  assert.equal(catalogued.kilowatts, (8 * 1370) / 1000);
  const own = buying('gpus: { type: h100-sxm, price: 30K USD, power: 1 kW }', 8);
  assert.equal(own.kilowatts, 8 * PUE);
  const power = powerOf(
    [
      { count: 2, watts: 1000, allIn: false },
      { count: 1, watts: 1250, allIn: true },
    ],
    PUE,
    3750,
  );
  assert.deepEqual(power, { itWatts: 3000, meterWatts: 3750, tokensPerSecondPerMegawatt: 1e6 });
  assert.equal(powerOf([{ count: 1, watts: null, allIn: false }], PUE, 1).meterWatts, null);
});

void test('owned LPX racks are not bought again, whatever of them stands idle', () => {
  const own =
    'gpus: { type: vera-rubin-nvl72, racks: 1 }\nowned: { lpx: 14 racks }\noptions: { lpx: { lpx: { racks: 16, price: 3M USD } } }';
  const resolved = plan(own);
  const type = resolved.options['lpx']?.lpx;
  assert.ok(type);
  const racks = (n: number) =>
    purchaseOf({ gpus: null, prefill: null, drafter: null, lpx: { type, racks: n } }, resolved, PUE);
  assert.deepEqual([racks(3).lpxRacks, racks(16).lpxRacks, racks(16).usd], [0, 2, 6e6]);
});

void test('a purchase is held to its limits, each with its own code', () => {
  const bought = buying('gpus: { type: vera-rubin-nvl72, racks: 1 }', 100);
  const codes = (buy: string) => forbiddenOf(bought, plan(`buy: ${buy}`).buy).map(({ code }) => code);
  assert.deepEqual(codes('any'), []);
  assert.deepEqual(codes('none'), ['buy-none']);
  assert.deepEqual(codes('{ gpus: 1 racks }'), []);
  assert.deepEqual(codes('{ gpus: 72 }'), []);
  assert.deepEqual(codes('{ gpus: 71 }'), ['buy-count']);
  assert.deepEqual(codes('{ lpx: 4 racks }'), ['buy-kind']);
  assert.deepEqual(codes('{ capital: 20M USD }'), []);
  assert.deepEqual(codes('{ capital: 1M USD }'), ['buy-capital']);
  assert.deepEqual(codes('{ power: 100 kW }'), ['buy-power']);
});

void test('an option works as owned, with a purchase, or not', () => {
  const enough = buying('gpus: { type: vera-rubin-nvl72, racks: 1 }', 72);
  const short = buying('gpus: { type: vera-rubin-nvl72, racks: 1 }', 73);
  assert.equal(worksOf(true, enough, forbiddenOf(enough, 'none')), 'owned');
  assert.equal(worksOf(true, short, []), 'purchase');
  assert.equal(worksOf(true, short, forbiddenOf(short, 'none')), 'no');
  assert.equal(worksOf(false, enough, []), 'no');
});

void test('limits hold what is rented too, and say that it is rented', () => {
  const rented = buying('gpus: { type: gb300-nvl72, count: 8, rent: 5 USD/h }', 100);
  const [none] = forbiddenOf(rented, 'none');
  assert.deepEqual(none, { code: 'buy-none', kind: 'gpus', added: 92, rented: true });
  // One by one, whatever rack they stand in.
  assert.deepEqual([rented.gpuRacks, rented.usd], [0, 0]);
  const [bought] = forbiddenOf(buying('gpus: { type: gb300-nvl72 }', 100), 'none');
  assert.deepEqual(bought, { code: 'buy-none', kind: 'gpus', added: 144 });
});

void test('LPX racks of several options are bought or rented as each says, and limited together', () => {
  const resolved = plan(
    'gpus: { type: vera-rubin-nvl72 }\nowned: { lpx: 1 racks }\noptions: { a: { lpx: { racks: 4, price: 2M USD } }, b: { lpx: { racks: 3, rent: 100 USD/h } } }',
  );
  const fleets = Object.values(resolved.options).flatMap(({ lpx }) =>
    lpx && lpx.racks !== 'auto'
      ? [{ pieces: [], lpx: { type: lpx, racks: lpx.racks }, besideUsdPerSecond: 0 }]
      : [],
  );
  const { purchase, lpxRacks } = together({ ...resolved, own: null }, fleets);
  assert.deepEqual(
    purchase.parts.map(({ kind, pieces, rented }) => [kind, pieces, rented]),
    [
      ['lpx', 3, false],
      ['lpx', 3, true],
    ],
  );
  assert.deepEqual([lpxRacks, purchase.lpxRacks, purchase.usd], [7, 6, 6e6]);
  const codes = (buy: string) => forbiddenOf(purchase, plan(`buy: ${buy}`).buy).map(({ code }) => code);
  assert.deepEqual(codes('{ lpx: 5 racks }'), ['buy-count']);
  assert.deepEqual(codes('{ lpx: 6 racks }'), []);
});
