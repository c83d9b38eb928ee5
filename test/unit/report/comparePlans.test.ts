import assert from 'node:assert/strict';
import test from 'node:test';
import { analyze } from '../../../src/report/answers/analysis.js';
import { comparePlans, THRESHOLD } from '../../../src/report/answers/comparePlans.js';
import {
  comparisonHeadline,
  comparisonJson,
  comparisonMarkdown,
  comparisonText,
} from '../../../src/report/writers/comparisonText.js';

const PLAN = `decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { concurrency: 48, context: { p50: 6K, p95: 24K }, speed: 30 tok/s }
gpus: { type: h100-sxm, count: 4, rent: 2.35 USD/h }
serving: { kvCache: fp8, weights: fp8, layout: { tensor: 4 } }
options:
  as-is: {}
  drafted: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.6 } }
`;

const compare = (before: string, after: string) =>
  comparePlans({ name: 'old', analysis: analyze(before) }, { name: 'new', analysis: analyze(after) });
const edited = (...edits: readonly (readonly [string, string])[]) =>
  compare(
    PLAN,
    edits.reduce((text, [from, to]) => {
      assert.ok(text.includes(from), from);
      return text.replace(from, to);
    }, PLAN),
  );

void test('the same plan, or the same values in other units, changes nothing', () => {
  const { inputs, results } = edited(['24K', '24576'], ['2.35 USD/h', '$2.35/h']);
  assert.deepEqual([inputs, results], [[], []]);
  assert.match(comparisonHeadline(compare(PLAN, PLAN)), /^No result moves by 0\.5 %/);
});

test('shares move by points, and what falls to a third costs so many percent less', () => {
  const sold = PLAN.replace('30 tok/s }', '30 tok/s, price: 3 USD/Mtok }');
  const text = comparisonText(compare(sold, sold.replace('rent: 2.35', 'rent: 0.78')));
  assert.match(
    text,
    /as-is +USD per M tokens +\S+( \(decode only\))? +\S+( \(decode only\))? +67 % less, better/,
  );
  assert.match(text, /Margin +[\d.]+.% +[\d.]+.% +[\d.]+ points more, better/);
  assert.doesNotMatch(text, /× less/);
});

void test('a changed input is told as written, its results with a direction', () => {
  const { inputs, results } = edited(['concurrency: 48', 'concurrency: 96']);
  assert.deepEqual(inputs, [
    {
      path: 'workloads.chat.concurrency',
      before: '48',
      after: '96',
      beforeDefault: null,
      afterDefault: null,
    },
  ]);
  const pressure = results.find(({ measure, option }) => measure === 'pressure' && option === 'as-is');
  assert.equal(pressure?.direction, 'worse');
  // Twice as many take less than twice as much: few of them are long at once.
  assert.ok((pressure.change ?? 0) > 0.75 && (pressure.change ?? 0) < 1, `${pressure.change}`);
  const speed = results.find(
    ({ measure, option }) => measure === 'tokensPerSecondPerUser' && option === 'as-is',
  );
  assert.equal(speed?.direction, 'worse');
  assert.ok(results.every(({ change }) => change === null || Math.abs(change) >= THRESHOLD));
});

void test('a removed member shows what stands in for it', () => {
  const [input] = edited(['kvCache: fp8, ', '']).inputs;
  assert.equal(input?.before, 'fp8');
  assert.equal(input.after, null);
  assert.match(input.afterDefault ?? '', /default: .*bf16/);
});

void test('another accelerator changes the catalogue values that nobody wrote', () => {
  const text = PLAN.replace(', rent: 2.35 USD/h', '');
  const { inputs } = compare(text, text.replace('h100-sxm', 'h200-sxm'));
  const price = inputs.find(({ path }) => path === 'gpus.price' || path === 'gpus.rent');
  assert.equal(price?.before, null);
  assert.match(price.beforeDefault ?? '', /^\$.*catalogue/);
  assert.notEqual(price.beforeDefault, price.afterDefault);
});

void test('an option that only one version has is told once', () => {
  const { results } = edited([
    '  drafted: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.6 } }\n',
    '',
  ]);
  const drafted = results.filter(({ option }) => option === 'drafted');
  assert.deepEqual(
    drafted.map(({ measure, shownBefore, shownAfter }) => [measure, shownBefore, shownAfter]),
    [['option', 'there', 'not there']],
  );
});

void test('missing targets and invalid plans are said in words', () => {
  const missed = edited(['speed: 30 tok/s', 'speed: 3000 tok/s']);
  assert.equal(missed.after.meetsTargets, false);
  assert.match(
    comparisonText(missed),
    /\n {2}None of the 2 options works as written; misses its targets\.\n/,
  );
  assert.ok(missed.results.some(({ measure, direction }) => measure === 'feasible' && direction === 'worse'));
  const invalid = edited(['24K', '24X']);
  assert.equal(invalid.after.valid, false);
  assert.match(comparisonText(invalid), /new: not valid/);
});

void test('JSON has what is made of each version as a sentence, and no parts of one', () => {
  const { before, after } = comparisonJson(edited(['speed: 30 tok/s', 'speed: 3000 tok/s']));
  assert.deepEqual(Object.keys(before), ['name', 'valid', 'meetsTargets', 'verdict', 'change']);
  assert.equal(after.verdict, 'None of the 2 options works as written.');
});

void test('the report is a table that text of a plan cannot break', () => {
  const markdown = comparisonMarkdown(edited(['drafted:', '"a|b[x](y)":']));
  const rows = markdown.split('\n').filter((line) => line.startsWith('|'));
  assert.ok(rows.some((row) => row.includes('a\\|b\\[x\\](y)')));
  for (const row of rows) assert.ok([5, 7].includes(row.split(/(?<!\\)\|/).length), row);
});

void test('workloads of different names are not paired: each is told with its own results', () => {
  const { results } = edited(['  chat:', '  night-shift:']);
  const of = (workload: string) => results.filter((one) => one.workload === workload);
  assert.ok(of('chat').length > 3);
  assert.equal(of('chat').length, of('night-shift').length);
  assert.ok(of('chat').every(({ shownAfter, change }) => shownAfter === 'not there' && change === null));
  assert.ok(of('night-shift').every(({ shownBefore }) => shownBefore === 'not there'));
  const speed = of('chat').find((one) => one.measure === 'tokensPerSecondPerUser' && one.option === 'as-is');
  assert.match(speed?.shownBefore ?? '', /tok\/s \(decode only\)$/);
  assert.ok(of('chat').every(({ option }) => option === null || option === 'as-is' || option === 'drafted'));
});

void test('an option and a workload of one version only are told once each', () => {
  const { results } = edited(
    ['  chat:', '  night:'],
    ['  drafted: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.6 } }\n', ''],
  );
  assert.deepEqual(
    results.filter(({ option }) => option === 'drafted').map(({ measure }) => measure),
    ['option'],
  );
});

void test('long and odd names keep the table a table', () => {
  const name = `${'very-long-'.repeat(30)}a|b *c*`;
  const markdown = comparisonMarkdown(edited(['  chat:', `  "${name}":`]));
  const rows = markdown.split('\n').filter((line) => line.startsWith('|'));
  const cells = rows.map((row) => row.split(/(?<!\\)\|/).length);
  assert.ok(rows.some((row) => row.includes('a\\|b \\*c\\*')));
  const [results = 0, inputs = 0] = [...new Set(cells)].sort((a, b) => b - a);
  assert.deepEqual([results, inputs], [7, 5]);
});

void test('who wins, on what it works, purchases and what is still to spend are told', () => {
  const owner = `decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { concurrency: 48, context: 6K, speed: 30 tok/s }
owned: { gpus: { type: h100-sxm, count: 8, price: 30K USD } }
serving: { kvCache: fp8, weights: fp8 }
options:
  as-is: {}
`;
  const { results } = compare(owner, owner.replace('concurrency: 48', 'concurrency: 2000'));
  const of = (measure: string) => results.find((one) => one.measure === measure);
  assert.equal(of('works')?.before, 'owned');
  assert.equal(of('works')?.after, 'purchase');
  const capital = of('purchase.usd');
  assert.equal(capital?.before, 0);
  assert.ok(Number(capital.after) > 0);
  assert.equal(capital.direction, 'worse');
  assert.match(capital.shownAfter, /^\$/);
  assert.ok(Number(of('purchase.accelerators')?.after) > 0);
  assert.ok(of('usdPerHour') && of('stillToSpendUsdPerMillionTokens'));
  const { results: turned } = edited(['acceptance: 2.6', 'acceptance: 1.05']);
  const winner = turned.find(({ measure, workload }) => measure === 'winner' && workload === null);
  assert.deepEqual([winner?.before, winner?.after, winner?.direction], ['drafted', 'as-is', 'changed']);
});
