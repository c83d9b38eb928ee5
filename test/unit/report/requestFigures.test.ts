import assert from 'node:assert/strict';
import test from 'node:test';
import { requestOverLoad } from '../../../src/engine/questions/requestLoad.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { askNow } from '../../../src/report/figures/asking/askNow.js';
import type { Subject } from '../../../src/report/figures/questions.js';
import { answering, requestChoice } from '../../../src/report/figures/request/choice.js';
import { requestFigures } from '../../../src/report/figures/request/figures.js';
import { firstTokenOverLoad, mostWithin, tokensOverLoad } from '../../../src/report/figures/request/load.js';
import { noPrefix, prefixWorth } from '../../../src/report/figures/request/prefix.js';
import { acceleratorSplit, billOf, costSplit } from '../../../src/report/figures/request/split.js';
import { requestTable } from '../../../src/report/figures/request/table.js';
import { firstTokens, wholeRequests } from '../../../src/report/figures/request/timeLine.js';
import { costSpans } from '../../../src/report/figures/spans.js';
import type { BarFigure } from '../../../src/report/figures/figure.js';
import { mixTable } from '../../../src/report/words/fleet/mix.js';
import { acceleratorsOf, memberExample, missingSentence } from '../../../src/report/words/request/request.js';
import { optionsTable } from '../../../src/report/writers/tables.js';
import { reportMarkdown } from '../../../src/report/writers/markdown.js';
import { reportCsv, reportText } from '../../../src/report/writers/text.js';
import { figureMarkup } from '../../../src/report/html/figures.js';
import { reportHtml } from '../../../src/report/html/html.js';

/** One request as figures, and what reports say of it. */

const PLAN = `decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { concurrency: 400, context: 8K, input: 6K, output: 500, cachedInput: 50%, ttft: 2 s, speed: 20 tok/s, demand: 3B tokens/day }
  plain: { concurrency: 100, context: 8K, speed: 20 tok/s }
gpus: { type: h100-sxm, count: 512, rent: 2.35 USD/h }
options:
  together: { prefill: colocated }
  apart: { prefill: { type: h100-sxm, count: auto } }
`;

function subjectOf(text = PLAN): Subject {
  const { plan, problems, result } = analyze(text);
  assert.deepEqual(problems, []);
  const answer = result();
  assert.ok(plan && answer);
  return { plan, result: answer, ask: askNow(plan) };
}

const subject = subjectOf();
const choice = requestChoice(subject);
const requestOf = (option: string) => subject.result.options[option]!.workloads['chat']!.request!;
const sums = ({ rows, parts }: BarFigure) =>
  rows.map((_, i) => parts.reduce((sum, { values }) => sum + (values[i] ?? 0), 0));
const near = (a: number, b: number) =>
  assert.ok(Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)), `${a} ${b}`);

void test('the workload that says what a request is comes first, a reader may choose another', () => {
  assert.equal(choice.workload, 'chat');
  assert.equal(requestChoice(subject, 'plain').workload, 'plain');
  assert.equal(requestChoice(subject, 'gone').workload, 'chat');
});

void test('bars to the first token reach the percentile that the target names', () => {
  const figure = firstTokens(subject, choice);
  assert.deepEqual(
    figure.rows.map(({ label }) => label),
    ['together', 'apart'],
  );
  const reached = sums(figure);
  near(
    reached[0]!,
    Math.max(requestOf('together').ttftSeconds!.p95, requestOf('together').ttftSeconds!.mean),
  );
  near(reached[1]!, Math.max(requestOf('apart').ttftSeconds!.p95, requestOf('apart').ttftSeconds!.mean));
  assert.match(figure.finding, /first token of chat/);
  assert.match(figure.finding, /2 s allowed/);
});

void test('bars to the last token are as long as a request takes', () => {
  const reached = sums(wholeRequests(subject, choice));
  near(reached[0]!, requestOf('together').endToEndSeconds!);
  near(reached[1]!, requestOf('apart').endToEndSeconds!);
});

void test('over the load waits only grow, within what a chart can show', () => {
  for (const option of ['together', 'apart']) {
    const curve = requestOverLoad(subject.plan, { option, workload: 'chat' });
    assert.ok(curve && curve.points.length >= 5 && curve.points.length <= 26, option);
    for (const [i, point] of curve.points.entries()) {
      const before = curve.points[i - 1];
      if (!before) continue;
      assert.ok(point.requestsPerSecond > before.requestsPerSecond, option);
      assert.ok(point.tpotSeconds >= before.tpotSeconds * (1 - 1e-9), option);
      assert.ok(Number.isFinite(point.ttftSeconds.p99), option);
    }
  }
  assert.equal(requestOverLoad(subject.plan, { option: 'together', workload: 'plain' }), null);
});

void test('over the load a curve goes through what the plan’s own answer says', () => {
  // Also where a plan names more users than its volume takes, fewer, or none, and where each asks again once answered.
  const loads = ['concurrency: 900, demand: 3B tokens/day', 'demand: 3B tokens/day', 'concurrency: 400'];
  for (const load of loads) {
    const own = subjectOf(PLAN.replace('concurrency: 400', load).replace(', demand: 3B tokens/day }', ' }'));
    for (const option of ['together', 'apart']) {
      const request = own.result.options[option]!.workloads['chat']!.request!;
      const curve = requestOverLoad(own.plan, { option, workload: 'chat' });
      const at = curve?.points.find(
        ({ requestsPerSecond: rate }) => Math.abs(rate / request.requestsPerSecond - 1) < 1e-6,
      );
      assert.ok(at && request.ttftSeconds, `${load}, ${option}`);
      near(at.ttftSeconds.p95, request.ttftSeconds.p95);
      near(at.tpotSeconds, request.tpotSeconds);
    }
  }
});

void test('targets and the present load are marked on the curves', () => {
  const first = firstTokenOverLoad(subject, choice);
  assert.deepEqual(
    first.rules.map(({ axis, value }) => [axis, value]),
    [
      ['y', 2],
      ['x', requestOf(choice.lead).requestsPerSecond],
    ],
  );
  assert.equal(tokensOverLoad(subject, choice).rules[0]?.value, 1 / 20);
  assert.match(first.finding, /req\/s/);
});

void test('the largest load within a target is read between the points', () => {
  const points = [
    { x: 1, y: 1 },
    { x: 4, y: 4 },
  ];
  near(mostWithin(points, 2)!, 2);
  assert.equal(mostWithin(points, 0.5), null);
  assert.equal(mostWithin(points, 9), 4);
});

void test('what a request pays for adds up to what it costs', () => {
  const all = answering(subject, 'chat');
  const reached = sums(costSplit(subject, choice));
  for (const [i, one] of all.entries()) {
    const bill = billOf(subject.plan, 'chat', one)!;
    near((bill.input + bill.cached + bill.output) / one.found.cost.usdPerRequest!, 1);
    near(reached[i]!, one.found.cost.usdPerRequest!);
    assert.ok(bill.input > 0 && bill.output > 0);
  }
});

void test('accelerators are split by the time that prompts take of them', () => {
  const [together, apart] = answering(subject, 'chat');
  const figure = acceleratorSplit(subject, choice);
  const reached = sums(figure);
  near(reached[0]!, together!.found.cost.acceleratorsNeeded!);
  near(reached[1]!, apart!.found.cost.acceleratorsNeeded! + apart!.found.prefill!.acceleratorsNeeded!);
  assert.match(figure.rows[1]!.note, /on their own/);
});

void test('prefixes say why nothing is known, and what a hit is worth where it is', () => {
  const without = structuredClone(subject.result);
  for (const { workloads } of Object.values(without.options))
    Object.assign(workloads['chat']!, { prefixCache: null });
  assert.match(prefixWorth({ ...subject, result: without }, choice).missing ?? '', /not known/);
  assert.match(noPrefix(subject.plan, 'plain'), /does not say/);
  const cache = {
    ...{ hit: 0.5, savedFlops: 1, workingSetBytes: 4e12, memoryBytes: 1e12, offloadBytes: 3e12, tiers: [] },
    ...{
      servedHit: 0.5,
      reloadSeconds: 0.1,
      recomputeSeconds: 0.4,
      breakEvenBytesPerSecond: 1e9,
      holdSeconds: 60,
    },
  };
  Object.assign(without.options['together']!.workloads['chat']!, { prefixCache: cache });
  const figure = prefixWorth({ ...subject, result: without }, { workload: 'chat', lead: 'together' });
  near(sums(figure)[0]!, 0.4);
  assert.match(figure.finding, /50 % of each prompt of chat is cached, which saves 300 ms/);
  assert.match(figure.rows[0]!.note, /1 TB in memory, 3 TB in tiers/);
});

void test('every figure has a sentence, a table and a picture in the report', () => {
  for (const figure of requestFigures(subject, choice)) {
    assert.ok(figure.finding.length > 20 && figure.subtitle.length > 10, figure.id);
    assert.equal(figure.pending, false, figure.id);
    if (figure.missing !== null) continue;
    assert.ok(figure.table.rows.length > 0, figure.id);
    assert.ok(figureMarkup(figure).markup.includes('<svg'), figure.id);
  }
});

void test('options count the accelerators that prompts have for themselves', () => {
  const apart = subject.result.options['apart']!;
  const { decode, prompts } = acceleratorsOf(apart);
  assert.ok(decode !== null && prompts > 0);
  assert.equal(acceleratorsOf(subject.result.options['together']!).prompts, 0);
  const { columns, rows } = optionsTable(subject.plan, subject.result);
  const at = columns.indexOf('Accelerators');
  assert.match(rows[1]![at]!, /^[\d,]+ \+ [\d,]+ for prompts$/);
  assert.match(rows[0]![columns.indexOf('USD / M tokens')]!, /decode only: plain/);
});

void test('a workload without requests is told what to write', () => {
  assert.equal(missingSentence(subject.plan, 'chat'), null);
  assert.match(
    missingSentence(subject.plan, 'plain') ?? '',
    /decode only: add `input` and `output` to workload plain/,
  );
  assert.equal(memberExample(subject.plan, 'plain'), 'input: 8K\noutput: 800');
  const half = subjectOf(PLAN.replace('plain: {', 'plain: { output: 300,'));
  assert.match(missingSentence(half.plan, 'plain') ?? '', /add `input` to workload plain/);
});

void test('the best mix and the spread of costs say where they are decode only', () => {
  const { columns, rows } = mixTable(subject.result);
  const costs = rows.map((row) => row[columns.indexOf('USD / M tokens, all-in')]);
  assert.doesNotMatch(costs[0] ?? '', /decode only/);
  assert.match(costs[1] ?? '', /^\$.*\(decode only\)$/);
  assert.match(costSpans(subject.plan, []).subtitle, /decode only/);
  const whole = subjectOf(PLAN.replace(/\n {2}plain: .*/, ''));
  assert.doesNotMatch(costSpans(whole.plan, []).subtitle, /decode only/);
});

void test('all reports tell of requests, and of what is decode only', () => {
  const analysis = analyze(PLAN);
  for (const report of [reportText(analysis), reportMarkdown(analysis), reportHtml(analysis)]) {
    assert.match(report, /USD per request/);
    assert.match(report, /decode only: add/);
  }
  const [header = '', ...rows] = reportCsv(analysis).trim().split('\r\n');
  const at = (name: string) => header.split(',').indexOf(name);
  const cells = rows.map((row) => row.split(','));
  assert.deepEqual(
    cells.map((row) => row[at('decodeOnly')]),
    ['false', 'true', 'false', 'true'],
  );
  assert.ok(Number(cells[0]![at('ttftP95Seconds')]) > 0);
  assert.equal(cells[1]![at('usdPerRequest')], '');
  assert.equal(requestTable(subject.plan, subject.result).rows.length, 2);
});
