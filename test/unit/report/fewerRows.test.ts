import assert from 'node:assert/strict';
import test from 'node:test';
import { analyze } from '../../../src/report/answers/analysis.js';
import { askNow } from '../../../src/report/figures/asking/askNow.js';
import { figureData } from '../../../src/report/figures/data/data.js';
import {
  drawnRows,
  mattering,
  MOST_ROWS,
  withFewerRows,
} from '../../../src/report/figures/drawn/fewerRows.js';
import { publishedGains } from '../../../src/report/figures/gains.js';
import { memoryChoice, memoryFill } from '../../../src/report/figures/memory.js';
import { optionCosts } from '../../../src/report/figures/optionCosts.js';
import type { Subject } from '../../../src/report/figures/questions.js';
import { requestChoice } from '../../../src/report/figures/request/choice.js';
import { firstTokenOverLoad } from '../../../src/report/figures/request/load.js';
import { acceleratorSplit, costSplit } from '../../../src/report/figures/request/split.js';
import { firstTokens, wholeRequests } from '../../../src/report/figures/request/timeLine.js';
import { costSpans } from '../../../src/report/figures/spans.js';
import { figureMarkup } from '../../../src/report/html/figures.js';
import { claimsTable } from '../../../src/report/words/claims.js';
import { financeNote } from '../../../src/report/words/fleet/finance.js';

/** Of many options those are drawn that say something; the table and the data have all. */

const KINDS = ['h200-sxm', 'b200-sxm', 'b300-sxm', 'gb300-nvl72', 'mi355x'];
const COUNTS = [64, 96, 128, 192, 288];

/** Fifty options, many of which come to the same. */
const options = KINDS.flatMap((type) =>
  COUNTS.flatMap((count) =>
    ['', ', speculation: { method: dspark }'].map(
      (drafts, i) => `  ${type}-${count}-${i}: { gpus: { type: ${type}, count: ${count} }${drafts} }`,
    ),
  ),
);

const FIFTY = `decodeplan: 1
model: deepseek-v4-pro
workloads:
  agents: { concurrency: 300, context: 24K, input: 20K, output: 1K, speed: 40 tok/s, demand: 1B tokens/day }
gpus: { type: b300-sxm, count: 288 }
options:
${options.join('\n')}
`;

function subjectOf(text: string): Subject {
  const { plan, problems, result } = analyze(text);
  assert.deepEqual(problems, []);
  const answer = result();
  assert.ok(plan && answer);
  return { plan, result: answer, ask: askNow(plan) };
}

const subject = subjectOf(FIFTY);
const choice = requestChoice(subject);

void test('bars of fifty options are a dozen at most, with the winner and those compared; data and table have all', () => {
  const all = [
    memoryFill(subject, memoryChoice(subject)),
    optionCosts(subject),
    firstTokens(subject, choice),
    wholeRequests(subject, choice),
    costSplit(subject, choice),
    acceleratorSplit(subject, choice),
  ].filter(({ missing }) => missing === null);
  assert.ok(all.length >= 5);
  for (const figure of all) {
    const { rows, parts } = drawnRows(figure);
    assert.ok(rows.length <= MOST_ROWS && rows.length >= 3, `${figure.id}: ${rows.length}`);
    for (const part of parts) assert.equal(part.values.length, rows.length, figure.id);
    for (const name of mattering(subject))
      assert.ok(
        rows.some(({ label }) => label === name),
        `${figure.id} draws ${name}`,
      );
    assert.equal(figureData(figure).rows.length, figure.rows.length, figure.id);
    assert.equal(figure.table.rows.length, figure.rows.length, figure.id);
    assert.match(figure.subtitle, new RegExp(`Drawn: ${rows.length} of ${figure.rows.length},`), figure.id);
  }
});

void test('the option that a title names is drawn', () => {
  const figure = memoryFill(subject, memoryChoice(subject));
  const named = figure.rows.filter(({ label }) => figure.finding.includes(`; ${label} is fullest`));
  assert.equal(named.length, 1);
  assert.ok(drawnRows(figure).rows.includes(named[0]!));
});

void test('rows that look alike are drawn once, and the widest differences are among them', () => {
  const values = [1, 1, 1, 1, 1, 1, 1, 5, 5, 5, 5, 5, 5, 100];
  const figure = {
    subtitle: 'Sizes',
    rows: values.map((_, i) => ({ label: `o${i}` })),
    parts: [{ label: 'size', values }],
  };
  const shown = drawnRows(withFewerRows(figure, ['o3']));
  assert.deepEqual(
    shown.rows.map(({ label }) => label),
    ['o3', 'o7', 'o13'],
  );
  assert.deepEqual(shown.parts[0]?.values, [1, 5, 100]);
});

void test('few rows are all drawn, and nothing is said of it', () => {
  const figure = { subtitle: 'Sizes', rows: [{ label: 'a' }], parts: [{ values: [1] }] };
  assert.equal(withFewerRows(figure, []), figure);
  assert.equal(drawnRows(figure).rows.length, 1);
});

void test('a report draws the same rows as the panel', () => {
  const figure = memoryFill(subject, memoryChoice(subject));
  const html = figureMarkup(figure).markup;
  assert.equal(html.match(/class="name end"/g)?.length, drawnRows(figure).rows.length);
});

void test('spreads and claims of fifty options are a dozen bars, and one row tells what several gain alike', () => {
  const samples = subject.ask('samples', { seed: 1, from: 0, count: 4 }).value ?? [];
  const spans = costSpans(subject.plan, samples);
  assert.ok(spans.rows.length > MOST_ROWS);
  assert.ok(drawnRows(spans).rows.length <= MOST_ROWS);
  for (const { rowColours } of drawnRows(spans).parts)
    assert.equal(rowColours?.length, drawnRows(spans).rows.length);
  const claims = publishedGains(subject, 'agents');
  assert.ok(claims.rows.length > MOST_ROWS);
  assert.ok(drawnRows(claims).rows.length <= MOST_ROWS);
  const gains = subject.ask('gains', { workload: 'agents' }).value ?? [];
  const told = claimsTable(gains, 40).rows;
  assert.ok(told.length < gains.length / 2, `${told.length} of ${gains.length}`);
  assert.match(told[0]?.[0] ?? '', /^\S+, \S+ and \d+ more$/);
});

void test('lines over load are of the options with bars, and the others are counted', () => {
  const asked = new Set<string>();
  const ask: Subject['ask'] = (name, input) => {
    if (name === 'requestOverLoad') asked.add((input as { readonly option: string }).option);
    return { value: null, pending: true, failure: null };
  };
  const { subtitle } = firstTokenOverLoad({ ...subject, ask }, choice);
  const bars = drawnRows(firstTokens(subject, choice)).rows.map(({ label }) => label);
  assert.deepEqual([...asked], bars);
  const all = firstTokens(subject, choice).rows.length;
  assert.match(subtitle, new RegExp(`; ${all - bars.length} of 50 options have no line`));
});

void test('of many options that do not work a note counts them', () => {
  assert.match(financeNote(subject.plan, subject.result), /\d+ options do not work: their numbers tell/);
});
