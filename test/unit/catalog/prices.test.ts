import assert from 'node:assert/strict';
import test from 'node:test';
import { daysSince, EDITION, OLD_DAYS, withAge } from '../../../src/catalog/entries/age.js';
import {
  acceleratorEntries,
  gpuTypeById,
  gpuTypes,
  rackEntries,
} from '../../../src/catalog/entries/hardware.js';
import { hostedById, hostedServices } from '../../../src/catalog/entries/hosted.js';
import { resolvePlan } from '../../../src/catalog/resolve/resolvePlan.js';
import { generationOf, namedGenerations } from '../../../src/catalog/shapes/generations.js';
import { parsePlan } from '../../../src/plan/document.js';
import { pathKey } from '../../../src/plan/path.js';
import { SECONDS_PER_HOUR } from '../../../src/units/constants.js';
import { evaluate } from '../../../src/engine/questions/evaluate.js';

const plan = (type: string, basis: string | null, model = 'gpt-oss-120b') => {
  const text = `decodeplan: 1
model: ${model}
gpus: { type: ${type}, count: 16 }
${basis ? `economics: { basis: ${basis} }` : ''}
workloads:
  chat: { context: 4K, concurrency: 8 }
options:
  plain: {}
`;
  const { input } = parsePlan(text);
  assert.ok(input, type);
  const resolved = resolvePlan(input);
  assert.ok(resolved.plan?.gpus, type);
  const { provenance } = resolved.plan;
  const said = (member: string) => provenance[pathKey(['gpus', member])]?.detail;
  const { price, rent } = resolved.plan.gpus;
  return {
    plan: resolved.plan,
    price,
    rent: rent === null ? null : rent * SECONDS_PER_HOUR,
    range: resolved.plan.ranges[pathKey(['gpus', 'rent'])],
    said: said('rent') ?? said('price'),
  };
};

void test('contract, market and own are three prices where the catalogue knows three', () => {
  const near = (value: number | null, wanted: number) => assert.ok(Math.abs((value ?? 0) - wanted) < 1e-9);
  near(plan('b200', 'contract').rent, 3.7);
  near(plan('b200', 'market').rent, 5.87);
  // No price of a single B200 is known: the contract stands in, and what owners pay is told.
  near(plan('b200', null).rent, 3.7);
  assert.match(
    plan('b200', null).said ?? '',
    /contract rent; no price is known, owning costs about \$1\.73\/h all in; of 2026-09-20/,
  );
  near(plan('gb300', 'market').rent, 9.62);
  assert.equal(plan('gb300', 'own').rent, null);
  near(plan('gb300', 'own').price, 69_400);
  // Where only one rent is known, it holds for both.
  near(plan('l4', 'contract').rent, 0.8);
  near(plan('mi325x', 'market').rent, 1.6);
  const { range } = plan('b200', 'market');
  near((range?.low ?? 0) * SECONDS_PER_HOUR, 5.87);
  near((range?.high ?? 0) * SECONDS_PER_HOUR, 14.24);
});

void test('figures say of when they are, and whether that is long ago', () => {
  assert.match(plan('h800', null).said ?? '', /of 2025-03-01, older than 120 days$/);
  assert.doesNotMatch(plan('b200', null).said ?? '', /older/);
  assert.match(plan('gb200-nvl72', null).said ?? '', /of 2026-04-03, older than 120 days$/);
  assert.equal(withAge('rent', null), 'rent');
  assert.equal(daysSince('2026-09', '2026-10-01'), 30);
  for (const { id, priceDate, rentDate } of acceleratorEntries())
    for (const date of [priceDate, rentDate]) if (date) assert.ok(daysSince(date) >= 0, `${id} ${date}`);
  assert.ok(daysSince('2026-08-01', '2026-11-29') === OLD_DAYS && /^\d{4}-\d\d-\d\d$/.test(EDITION));
});

void test('accelerators that people have are there by the names they use', () => {
  const NAMES = `a100 a100-80gb a100-40gb a100-pcie l40s l4 rtx-pro-6000 rtx-6000-ada rtx-4090 rtx-5090 h20 h100-nvl
    h100-pcie gh200 gb10 dgx-spark tpu-v5e tpu-v6e trillium tpu-v7 ironwood gaudi-3 gaudi3 mi250x mi350x mi355x a10 a30 b60`;
  for (const name of NAMES.split(/\s+/)) assert.ok(gpuTypeById(name), name);
  const offered = gpuTypes().map(({ id }) => id);
  for (const id of ['groq-lp30', 'groq-lpu-v1']) {
    // Plans that name them still say what they said.
    assert.ok(gpuTypeById(id) && !offered.includes(id), id);
  }
  assert.equal(new Set(offered).size, offered.length);
});

void test('the driver of a card shows no less than nine tenths of what is marketed, and no more than GiB', () => {
  for (const { id, memoryBytes, physicalMemoryBytes: seen } of acceleratorEntries()) {
    if (seen === null) continue;
    const share = seen / memoryBytes;
    assert.ok(share > 0.9 && share <= 2 ** 30 / 1e9 + 0.01, `${id} ${share}`);
  }
});

void test('every generation of the catalogue has measurements or stands in the table', () => {
  const measured = ['hopper', 'blackwell', 'cerebras'];
  for (const { id, generation } of acceleratorEntries()) {
    assert.ok(measured.includes(generation) || namedGenerations().includes(generation), id);
    assert.ok(generationOf(generation).nearest.length > 0, id);
  }
});

void test('chips that are joined share a model that none of them holds', () => {
  for (const [type, model] of [
    ['tpu-v7', 'llama-3.1-70b'],
    ['trainium2', 'llama-3.1-70b'],
    ['trainium3-ultraserver-144', 'llama-3.1-70b'],
    ['tpu-v6e', 'llama-3.1-70b'],
    ['maia-200', 'llama-3.1-405b'],
    ['a100', 'llama-3.1-70b'],
  ] as const) {
    const { plan: resolved } = plan(type, null, model);
    const outcome = evaluate(resolved).options['plain'];
    assert.ok(outcome, type);
    const layout = outcome.layout;
    assert.ok((layout?.tensor ?? 0) > 1, `${type} ${JSON.stringify(layout)}`);
  }
});

void test('a rack says of when its price is', () => {
  for (const { id, priceUsd, priceDate } of rackEntries())
    assert.equal(priceUsd === null, priceDate === null, id);
});

void test('offers of services have prices, dates and no price of what is not sold', () => {
  const offers = hostedServices();
  const priced = offers.filter(({ outputUsdPerToken }) => outputUsdPerToken !== null);
  assert.ok(priced.length >= 200, String(priced.length));
  const peak = (id: string) => hostedById(id)?.outputUsdPerToken ?? 0;
  assert.equal(peak('deepseek-v4-pro-api'), 1.98e-6);
  assert.equal(peak('deepseek-v4-pro-api-peak'), 2 * peak('deepseek-v4-pro-api'));
  assert.equal(peak('deepseek-v4-flash-api-peak'), 2 * peak('deepseek-v4-flash-api'));
  // What is kept in a cache is never dearer than what is not.
  for (const { id, inputUsdPerToken: input, cachedInputUsdPerToken: cached } of priced)
    assert.ok(cached === null || input === null || cached <= input, id);
  const unsold = hostedById('aws-trainium3-cerebras-cs3');
  assert.equal(unsold?.outputUsdPerToken, null);
  assert.match(unsold.name, /not launched/);
});

void test('an offer says that its price is old', () => {
  const said = (id: string) => {
    const { input } = parsePlan(`decodeplan: 1
model: gpt-oss-120b
workloads: { chat: { context: 4K, concurrency: 8 } }
options: { api: { hosted: ${id} } }
`);
    assert.ok(input);
    return resolvePlan(input).plan?.provenance[pathKey(['options', 'api', 'hosted'])]?.detail ?? '';
  };
  assert.match(said('groq-gpt-oss-120b'), /2026-07-02.*older than 120 days$/);
  assert.match(said('kimi-k3-api'), /2026-09 \(vendor\)$/);
});
