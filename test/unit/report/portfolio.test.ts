import assert from 'node:assert/strict';
import test from 'node:test';
import { portfolioTotals } from '../../../src/engine/questions/portfolio.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import {
  kindShares,
  portfolioCsv,
  portfolioHeadline,
  portfolioJson,
  portfolioMarkdown,
  portfolioText,
  summarizePlan,
} from '../../../src/report/writers/portfolio.js';

const plan = (options: string, demand: string) => `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 16, context: 4K, speed: 20 tok/s, demand: ${demand} } }
gpus: { type: h100-sxm, count: 8, rent: 2.35 USD/h }
serving: { weights: fp8, kvCache: fp8, layout: { tensor: 4 } }
options: ${options}
`;
/** The same plan where electricity costs so many cents: one that stands on other ground. */
const elsewhere = (text: string, cents: number) => `${text}economics: { electricity: 0.${cents} USD/kWh }\n`;
const OWN = plan('{ as-is: {} }', '30M tokens/day');
const DRAFTED = elsewhere(
  plan('{ eagle: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.6 } } }', '10M tokens/day'),
  10,
);
const SERVICE = plan(
  '{ as-is: {}, api: { hosted: { output: 0.01 USD/Mtok, speed: 100 tok/s } } }',
  '60M tokens/day',
);
const HOSTED = elsewhere(SERVICE, 20);
const summaries = (...texts: string[]) =>
  texts.map((text, i) => summarizePlan(`${i}.decodeplan`, analyze(text)));

void test('totals are weighted by decoded tokens', () => {
  const all = summaries(OWN, DRAFTED, HOSTED);
  const totals = portfolioTotals(all.flatMap(({ answer }) => answer ?? []));
  assert.deepEqual(
    totals.kinds.map(({ kind, share }) => [kind, Number(share.toFixed(6))]),
    [
      ['hosted', 0.6],
      ['gpus', 0.3],
      ['software', 0.1],
    ],
  );
  assert.ok(Math.abs(totals.tokensPerSecond - 100e6 / 86400) < 1e-6);
  const costs = all.flatMap(({ answer }) => answer?.workloads[0]?.usdPerMillionTokens ?? []);
  const mean = 0.3 * (costs[0] ?? 0) + 0.1 * (costs[1] ?? 0) + 0.6 * (costs[2] ?? 0);
  assert.ok(Math.abs((totals.usdPerMillionTokens ?? 0) / mean - 1) < 1e-9);
  assert.equal(totals.attachRate, 0);
  assert.match(
    portfolioHeadline(all),
    /^3 plans: 60 % of tokens are cheapest with a hosted service; LPX attaches to 0 %/,
  );
});

void test('plans on the same machines are told as one fleet, each of their workloads with what serves it', () => {
  const all = summaries(OWN, SERVICE, DRAFTED);
  assert.match(
    portfolioHeadline(all),
    /^3 plans as 2 fleets: 90 % of tokens are cheapest with a hosted service/,
  );
  const text = portfolioText(all);
  // The service of the one plan serves both, and what each plan says alone stands below.
  assert.match(text, /\n0\.decodeplan, 1\.decodeplan +chat +api /);
  assert.match(text, /\n +chat 2 +api /, 'the fleet is named once');
  assert.match(text, /\n0\.decodeplan +yes .* as-is /);
  assert.match(text, /Each alone, as in the table of plans, buys its own whole racks/);
  assert.match(text, /Outside marks for LPX racks beside 72 GPUs: NVIDIA 0\.625, NVIDIA 25 % of systems/);
  assert.doesNotMatch(portfolioText(summaries(OWN, HOSTED)), /Each alone/);
  const { fleets, plans } = portfolioJson(all) as { fleets: { files: string[] }[]; plans: object[] };
  assert.deepEqual(
    fleets.map(({ files }) => files),
    [['0.decodeplan', '1.decodeplan'], ['2.decodeplan']],
  );
  // The plans themselves stand in their files.
  assert.ok(plans.every((one) => !('plan' in one)));
});

void test('one plan that buys LPX has the attach rate and racks of its own answer', () => {
  const text = plan('{ lpx: { lpx: { racks: auto, role: ffn, price: 1M USD } } }', '30M tokens/day')
    .replace('llama-3.1-70b', 'deepseek-v4-flash')
    .replace('{ type: h100-sxm, count: 8, rent: 2.35 USD/h }', '{ type: vera-rubin-nvl72, racks: 1 }')
    .replace('serving: { weights: fp8, kvCache: fp8, layout: { tensor: 4 } }\n', '');
  const [summary] = summaries(text);
  const totals = portfolioTotals(summary?.answer ? [summary.answer] : []);
  assert.equal(totals.attachRate, 1);
  assert.ok(totals.lpxRacks >= 1);
  assert.ok(
    Math.abs((totals.lpxRacksPerGpuRack ?? 0) / (summary?.answer?.attachRate.lpxRacksPerGpuRack ?? 1) - 1) <
      1e-9,
  );
});

void test('plans without an answer are listed with why, and carry no weight', () => {
  const all = summaries(OWN, 'decodeplan: 1\nmodel: nope\n', '');
  assert.match(portfolioText(all), /Plans without an answer +2/);
  assert.match(portfolioText(all), /\n1\.decodeplan: /);
  assert.equal(portfolioCsv(all).trim().split('\r\n').length, 4);
  assert.match(portfolioHeadline(summaries('')), /no option has a known cost/);
});

void test('Markdown links every plan, JSON is finite', () => {
  const all = summaries(OWN, HOSTED);
  assert.match(
    portfolioMarkdown(
      all,
      all.map(({ file }) => `/plans/ü ${file}`),
    ),
    /\[0\.decodeplan\]\(<\/plans\/%C3%BC%200\.decodeplan>\)/,
  );
  const json = JSON.parse(JSON.stringify(portfolioJson(all))) as { totals: { kinds: unknown[] } };
  assert.equal(json.totals.kinds.length, 2);
});

void test('each plan’s tokens are shared out to the kinds that win', () => {
  const { kinds, plans } = kindShares(summaries(OWN, DRAFTED, HOSTED, 'decodeplan: 1\nmodel: nope\n'));
  assert.deepEqual(kinds, ['GPUs alone', 'software', 'a hosted service']);
  assert.deepEqual(
    plans.map(({ shares }) => shares),
    [[1, 0, 0], [0, 1, 0], [0, 0, 1], []],
  );
  assert.deepEqual(
    plans.map(({ attachRate }) => attachRate),
    [0, 0, 0, null],
  );
  assert.match(plans.at(-1)?.problem ?? '', /missing/);
});
