import assert from 'node:assert/strict';
import test from 'node:test';
import { winnerMap } from '../../../src/engine/questions/charts.js';
import type { Tornado } from '../../../src/engine/questions/sensitivity.js';
import * as l10n from '../../../src/l10n/l10n.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { askNow } from '../../../src/report/figures/asking/askNow.js';
import { attachRate } from '../../../src/report/figures/attach.js';
import { costOverSpeed } from '../../../src/report/figures/costs.js';
import { evidenceOverLoad } from '../../../src/report/figures/evidence/figure.js';
import { memoryChoice, memoryFill, memoryOverContext } from '../../../src/report/figures/memory.js';
import { memoryMap } from '../../../src/report/figures/memoryMap.js';
import { optionsFigure } from '../../../src/report/figures/overview/options.js';
import type { Subject } from '../../../src/report/figures/questions.js';
import { requestChoice } from '../../../src/report/figures/request/choice.js';
import { requestFigures } from '../../../src/report/figures/request/figures.js';
import { costSpans, tornadoSpans } from '../../../src/report/figures/spans.js';
import {
  differenceSentences,
  drawnInputs,
  moving,
  tornadoFinding,
} from '../../../src/report/figures/spread.js';
import * as format from '../../../src/report/words/format.js';
import { uncertainName, variedName } from '../../../src/report/words/inputs.js';

/** What is said of plans at the edges: services only, no accelerators, no room, names that are words. */

function subjectOf(text: string): Subject {
  const { plan, result } = analyze(text);
  const answer = result();
  assert.ok(plan && answer);
  return { plan, result: answer, ask: askNow(plan) };
}

const HEAD = 'decodeplan: 1\nmodel: deepseek-v4-pro\n';
const WORKLOAD =
  'workloads: { chat: { concurrency: 1000, context: 64K, input: 60K, output: 1K, speed: 40 tok/s, demand: 5B tokens/day } }\n';

const HOSTED = `${HEAD}${WORKLOAD}options:
  silent: { hosted: { name: silent, input: 0.4 USD/Mtok, output: 0.8 USD/Mtok } }
  quote: { hosted: { name: quote, input: 0.5 USD/Mtok, output: 0.9 USD/Mtok, speed: 45 tok/s } }
`;

void test('a service has its published speed in the list of options, or is said to publish none', () => {
  const { columns, rows } = optionsFigure(subjectOf(HOSTED));
  const at = columns.findIndex(({ heading }) => heading === 'Speed per user');
  const cells = Object.fromEntries(rows.map(({ name, cells: all }) => [name, all[at]]));
  assert.equal(cells['quote']?.text, '45 tok/s');
  assert.equal(cells['quote'].note, 'published');
  assert.equal(cells['silent']?.text, 'not published');
  assert.deepEqual(
    rows.map(({ values }) => values[at]),
    [null, 45],
  );
});

void test('where all options are services, requests are said to be nobody’s to follow, whatever one of them lacks', () => {
  const subject = subjectOf(HOSTED);
  for (const { id, missing } of requestFigures(subject, requestChoice(subject))) {
    if (id === 'request-cost') assert.equal(missing, null);
    else if (id !== 'request-prefix')
      assert.match(missing ?? '', /^No option runs on accelerators of your own/, id);
  }
});

void test('beside a service, the reason is that of an option that could have requests, by its name', () => {
  const subject = subjectOf(`${HOSTED}  own: {}\n  other: { speculation: { method: dspark } }\n`);
  const [first] = requestFigures(subject, requestChoice(subject));
  assert.match(
    first?.missing ?? '',
    /^No option has a request to follow, as (own|other): the plan names no GPUs/,
  );
});

void test('without accelerators memory is empty for the reason that the options give', () => {
  const subject = subjectOf(`${HEAD}${WORKLOAD}options: { own: {} }\n`);
  const choice = memoryChoice(subject);
  for (const { missing } of [memoryFill(subject, choice), memoryOverContext(subject, choice)])
    assert.equal(missing, 'No option has memory to fill: the plan names no GPUs.');
});

const FULL = `decodeplan: 1
model: llama-3.1-405b
workloads: { chat: { concurrency: 200, context: { p50: 32K, p95: 120K }, speed: 30 tok/s } }
gpus: { type: h100-sxm, count: 8 }
options: { as-is: {} }
`;

void test('where weights leave no room, the whole line is above what is free, and no cell asks for a share of none', () => {
  const subject = subjectOf(FULL);
  const choice = memoryChoice(subject);
  const { rules, finding, series } = memoryOverContext(subject, choice);
  assert.equal(finding, 'as-is has no room for KV, at any context length');
  const asked = series.flatMap(({ points }) => points.map(({ y }) => y ?? 0));
  assert.deepEqual(
    rules.map(({ value, label }) => [value <= Math.min(...asked), label]),
    [[true, 'none of 85 GB is free']],
  );
  const { rows } = memoryMap(subject, choice);
  assert.ok(rows.length > 0);
  for (const { cells } of rows) for (const { detail } of cells) assert.match(detail, /: no room for KV$/);
});

void test('a title that all fit names its rule, as the map beside it has another', () => {
  const subject = subjectOf(
    `${HEAD}workloads: { chat: { concurrency: 59, context: { p50: 96K, p95: 200K }, speed: 40 tok/s } }
gpus: { type: b300-sxm, count: 16 }\noptions: { own: {} }\n`,
  );
  const choice = memoryChoice(subject);
  const { finding } = memoryOverContext(subject, choice);
  assert.match(finding, /all users fit if each has the same context, up to 1M$/);
  const map = memoryMap(subject, choice);
  assert.match(map.subtitle, /95 % of the time, at the plan’s mix of lengths$/);
});

void test('a map of a handful of users has a row for each number of them', () => {
  const subject = subjectOf(
    `${HEAD}workloads: { chat: { concurrency: 1, context: 8K, speed: 40 tok/s } }
gpus: { type: b300-sxm, count: 16 }\noptions: { own: {} }\n`,
  );
  const { rows, data } = memoryMap(subject, memoryChoice(subject));
  const labels = rows.map(({ label }) => label);
  assert.deepEqual(labels, [...new Set(labels)]);
  assert.equal(data.rows.length, rows.length * (rows[0]?.cells.length ?? 0));
});

const RENTS = `${HEAD}${WORKLOAD}gpus: { type: b300-sxm, count: 512, rent: 3..5 USD/hour }
options:
  own: {}
  older: { gpus: { type: h200-sxm, count: 1024, rent: 2..3 USD/hour } }
`;

void test('two inputs of one name are told apart wherever they stand together', () => {
  const { plan, ask } = subjectOf(RENTS);
  const told = drawnInputs(plan);
  assert.match(told, /Accelerator rent \(\$3\.00\/h/);
  assert.match(told, /older › Accelerator rent \(\$2\.00\/h/);
  const { value } = ask('sensitivity', null);
  assert.ok(value);
  const labels = value.inputs.map((one) => variedName(one, value.inputs).label);
  assert.deepEqual(labels, [...new Set(labels)]);
  const { rows } = tornadoSpans(value, 'difference');
  assert.ok(rows.some(({ label }) => label === 'older › Accelerator rent'));
  // One of its own is named in short.
  assert.equal(
    uncertainName('options.older.gpus.rent', ['options.older.gpus.rent']).label,
    'Accelerator rent',
  );
});

/** A service that is too slow for one of two workloads, beside what serves both. */
const TOO_SLOW = `${HEAD}workloads:
  slow: { concurrency: 50, context: 16K, input: 14K, output: 1K, speed: 30 tok/s, demand: 300M tokens/day }
  fast: { concurrency: 10, context: 16K, input: 14K, output: 1K, speed: 60 tok/s, demand: 50M tokens/day }
gpus: { type: b300-sxm, count: 64, rent: 4..6 USD/hour }
options:
  own: {}
  api: { hosted: { name: api, input: 0.5 USD/Mtok, output: 2 USD/Mtok, speed: 40 tok/s } }
breakEven: { baseline: own, challenger: api }
`;

void test('an option that serves in no draw is said not to serve, not to be dearer', () => {
  const { plan, ask } = subjectOf(TOO_SLOW);
  const samples = ask('samples', { seed: 1, from: 0, count: 8 }).value ?? [];
  assert.equal(
    costSpans(plan, samples).finding,
    'own stands alone: api serves the plan in none of the draws',
  );
  const tornado = ask('sensitivity', null).value;
  assert.ok(tornado);
  const still: Tornado = { ...tornado, difference: null, inputs: [] };
  assert.match(tornadoFinding(still, 'difference'), /^api and own cannot be compared:/);
});

void test('evidence says once that nothing was measured, then what there is instead', () => {
  const withLpx = `${RENTS}  racks: { lpx: { racks: 1, price: 3M USD } }\n  drafts: { speculation: { method: dspark } }\n`;
  const subject = subjectOf(withLpx);
  for (const option of ['racks', 'drafts']) {
    const { finding, missing } = evidenceOverLoad(subject, { workload: 'chat', option });
    assert.match(finding, /measured/, option);
    assert.doesNotMatch(missing ?? '', /was measured/, option);
  }
});

void test('costs over speed are told over something that can be said', () => {
  const subject = subjectOf(RENTS);
  const { summary } = costOverSpeed(subject, 'chat', null, { bands: false });
  assert.match(summary, /over the speed of each user/);
  assert.doesNotMatch(summary, /over per user/);
});

void test('costs over speed are drawn as far as the plan asks, so that no line ends before its option does', () => {
  const asked = HOSTED.replace('speed: 40 tok/s', 'speed: 5000 tok/s').replace('speed: 45', 'speed: 6000');
  const { series } = costOverSpeed(subjectOf(asked), 'chat', null, { bands: false });
  const reached = series
    .find(({ label }) => label === 'quote')
    ?.points.flatMap(({ x, y }) => (y === null ? [] : [x]));
  assert.equal(reached?.at(-1), 5000);
});

void test('where no cost is drawn, no look of a line is explained', () => {
  const subject = subjectOf(`${HEAD}${WORKLOAD}options: { own: {} }\n`);
  const { missing, subtitle } = costOverSpeed(subject, 'chat', null, { bands: true });
  assert.ok(missing);
  assert.doesNotMatch(subtitle, /shaded|dots and dashes/);
});

void test('a name that reads as a word of the sentence is set off, another and another’s place is not', () => {
  const said = (workload: string, value: string) => l10n.t('{workload}: {value}', { workload, value });
  assert.equal(said('any', 'none'), '“any”: none');
  assert.equal(said('None', 'x'), '“None”: x');
  assert.equal(said('anything', 'x'), 'anything: x');
});

void test('counts of millions are said in three digits, others to the last; what is written is exact', () => {
  assert.deepEqual([24_101_325, 1_000_000, 999_999, 51_192].map(format.count), [
    '24.1M',
    '1M',
    '999,999',
    '51,192',
  ]);
  assert.equal(format.exact(24_101_325), '24,101,325');
  assert.equal(format.usdPerMillion(7_838_856), '$7.84M');
  assert.equal(format.plain(24_101_325), '24.1M');
});

void test('less than a cent an hour is not nothing', () => {
  assert.equal(format.usdPerHour(0.0000117), '$0.000012');
  assert.equal(format.usdPerHour(0), '$0.00');
  assert.equal(format.usdPerHour(0.64), '$0.64');
});

void test('a swing that no digit shows moves nothing', () => {
  const { ask } = subjectOf(RENTS);
  const tornado = ask('sensitivity', null).value;
  const [first] = tornado?.inputs ?? [];
  assert.ok(tornado && first);
  const swung = (low: number, high: number): Tornado => ({
    ...tornado,
    breakEven: 1.21,
    inputs: [{ ...first, breakEven: { low, high } }],
  });
  assert.equal(moving(swung(1.2101, 1.2106), 'breakEven').length, 0);
  assert.equal(moving(swung(1.2, 1.3), 'breakEven').length, 1);
});

void test('what LPX wins is told of the plan’s tokens, whatever the plan is called', () => {
  const subject = subjectOf(
    `${HEAD}title: Two tiers within 1.3 MW\nworkloads:
  slow: { concurrency: 50, context: 16K, speed: 30 tok/s, demand: 300M tokens/day }
  fast: { concurrency: 10, context: 16K, speed: 900 tok/s, demand: 50M tokens/day }
gpus: { type: b300-sxm, count: 64 }
options: { own: {}, lpx: { lpx: { racks: auto, price: 1K USD } } }\n`,
  );
  const { finding } = attachRate(subject);
  assert.doesNotMatch(finding, /Two tiers/);
});

void test('options whose draws lie apart for the same reasons are told in one sentence', () => {
  const { plan } = subjectOf(RENTS);
  const path = 'options.older.gpus.rent';
  const apart = (option: string, point: number, median: number) => ({
    ...{ option, point, median, unserved: 0 },
    inputs: [{ path, likely: 1 / 3600, middle: 2 / 3600 }],
  });
  const differences = [apart('own', 2, 1), apart('older', 4, 3), apart('third', 4, 5)];
  const told = differenceSentences(plan, { differences });
  assert.equal(told.length, 2);
  assert.match(
    told[0] ?? '',
    /lower than .*, of own \(\$1\.00, not \$2\.00\), older \(\$3\.00, not \$4\.00\): /,
  );
  assert.equal(told[0]?.match(/Accelerator rent is/g)?.length, 1);
  assert.match(told[1] ?? '', /^third costs \$4\.00 at the likely values, but \$5\.00 /);
});

void test('the map of winners gives no cell to a service whose speed nobody knows', () => {
  const { plan } = subjectOf(HOSTED);
  const map = winnerMap(
    plan,
    { id: 'demand', values: [1e4, 1e5] },
    { id: 'speed', values: [20, 40, 44, 60] },
    'chat',
  );
  assert.deepEqual(
    map.winner.map(([first]) => first),
    ['quote', 'quote', 'quote', null],
  );
});
