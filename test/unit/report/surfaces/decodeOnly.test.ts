import assert from 'node:assert/strict';
import test from 'node:test';
import { NO_BOOK } from '../../../../src/catalog/entries/book.js';
import type { OptionResult } from '../../../../src/engine/shapes/result.js';
import { hints } from '../../../../src/language/hints.js';
import { hover } from '../../../../src/language/hover.js';
import { lenses } from '../../../../src/language/lenses.js';
import { answerTo } from '../../../../src/language/starters/answer.js';
import { statusOf } from '../../../../src/language/status.js';
import { analyze, type Analysis } from '../../../../src/report/answers/analysis.js';
import { comparePlans } from '../../../../src/report/answers/comparePlans.js';
import { planHistory } from '../../../../src/report/answers/history.js';
import { historyMarkdown, historyText } from '../../../../src/report/html/historyPage.js';
import { reportHtml } from '../../../../src/report/html/html.js';
import { planWorkbook } from '../../../../src/report/workbook/planWorkbook.js';
import * as format from '../../../../src/report/words/format.js';
import { billTable } from '../../../../src/report/words/fleet/finance.js';
import { headlines } from '../../../../src/report/words/headlines.js';
import { costBars } from '../../../../src/report/writers/bars.js';
import { briefReport } from '../../../../src/report/writers/brief.js';
import { comparisonMarkdown, comparisonText } from '../../../../src/report/writers/comparisonText.js';
import { reportMarkdown } from '../../../../src/report/writers/markdown.js';
import { lineDetails, planLine } from '../../../../src/report/writers/planLine.js';
import { portfolioMarkdown, portfolioText, summarizePlan } from '../../../../src/report/writers/portfolio.js';
import { resultJson } from '../../../../src/report/writers/resultJson.js';
import { optionsTable } from '../../../../src/report/writers/tables.js';
import { reportCsv, reportText } from '../../../../src/report/writers/text.js';
import { callTool } from '../../../../src/tools/tools.js';
import { HOURS_PER_YEAR } from '../../../../src/units/constants.js';

/** Costs and speeds that leave prompts out, on hardware that is owned, bought and drafts. */
const PLAN = (price: string) => `decodeplan: 1
model: llama-3.1-8b
workloads:
  chat: { concurrency: 24, context: 8K, speed: 30, demand: 41M tokens/day, price: 9 USD/Mtok }
  agents: { concurrency: 16, context: 32K, speed: 30, output: 1K, demand: 23M tokens/day, price: 9 USD/Mtok }
gpus: { type: h100-sxm, count: 4, price: ${price} }
buy: { gpus: 8 }
serving: { layout: { tensor: 2 } }
options:
  near: {}
  far: { speculation: { method: eagle3, acceptance: 2.2 } }
breakEven: { baseline: near, challenger: far }
`;
const MARK = /decode only/i;
/** A break-even along sale prices is where a price meets a cost: the cell names the price. */
const PRICE = /^\$[\d.,]+ per M tokens$/;

/** Every cost and speed of a plan's options as it is written, but for those that its text has too. */
function figuresOf(text: string, options: Readonly<Record<string, OptionResult>>): string[] {
  const found = Object.values(options).flatMap(({ basis, total, workloads }) => [
    ...[basis.priced, basis.sunk, total, ...Object.values(workloads).map(({ cost }) => cost)].flatMap(
      ({ usdPerMillionTokens: usd }) => (usd === null ? [] : [format.usdPerMillion(usd)]),
    ),
    ...[total.usdPerHour, basis.sunk.usdPerHour].flatMap((usd) =>
      usd === null ? [] : [format.usdPerHour(usd), format.quantity(usd * HOURS_PER_YEAR, 'money')],
    ),
    ...Object.values(workloads).flatMap(({ decode }) =>
      decode ? [format.tokenRate(decode.tokensPerSecondPerUser)] : [],
    ),
  ]);
  return [...new Set(found)].filter((one) => !text.includes(one) && one.length > 4);
}

const sentences = (text: string) => text.split(/(?<=\.)\s+/);
const lines = (text: string) => text.split('\n');

/** A text's cells and sentences: what a reader takes in at once. */
const ofText = (text: string) => lines(text).flatMap((line) => line.split(/ {2,}/).flatMap(sentences));
const ofMarkdown = (text: string) =>
  lines(text).flatMap((line) => line.replaceAll('\\', '').split('|').flatMap(sentences));

/** Figures as wholes, since a chart is marked once; beside them, what stands in one element. */
function ofHtml(html: string): string[] {
  const plain = (text: string) => text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
  const shown = html.replaceAll(/<(style|script)[^>]*>[\s\S]*?<\/\1>/g, '');
  const drawn = shown.match(/<figure[\s\S]*?<\/figure>/g) ?? [];
  const rest = shown.replaceAll(/<figure[\s\S]*?<\/figure>/g, '\n');
  return [...drawn.map(plain), ...rest.split(/<\/(?:p|li|tr|td|th|dd|dt|div|h\d|section)>/).map(plain)];
}

/** Everything that tells the answer of a plan, in what a reader takes in at once. */
async function surfacesOf(text: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const analysis = analyze(text);
  const { plan } = analysis;
  const result = analysis.result();
  assert.ok(plan && result);
  assert.deepEqual(analysis.problems, []);
  const dearer = analyze(text.replace('20K USD', '31K USD'));
  const revision = (id: string) => ({ id, date: '2026-01-01', author: 'A', subject: 'says' });
  const history = planHistory([
    { revision: revision('a'), analysis },
    { revision: revision('b'), analysis: dearer },
  ]);
  const compared = comparePlans(side('a', analysis), side('b', dearer));
  const summaries = [summarizePlan('a', analysis)];
  const places = [...text.matchAll(/[a-zA-Z]+(?=:)/g)].map(({ index }) => index + 1);
  const tool = async (name: string, input: object) =>
    (await callTool(name, { text, ...input }, HOST, PATIENT)).text;
  return {
    text: ofText(reportText(analysis)),
    markdown: ofMarkdown(reportMarkdown(analysis)),
    html: ofHtml(reportHtml(analysis)),
    brief: ofMarkdown(briefReport(analysis)),
    bars: lines(costBars(analysis)),
    lenses: lenses(analysis).map(({ title }) => title),
    hovers: places.flatMap((at) => hover(analysis, at)?.text.split(/\n\n/) ?? []),
    hints: hints(analysis, 0, text.length, { lensesShown: false }).map((one) => one.text),
    hintTooltips: hints(analysis, 0, text.length, { lensesShown: false }).map((one) => one.tooltip),
    statusText: [statusOf(analysis).text],
    statusTooltip: sentences(statusOf(analysis).tooltip),
    rows: optionsTable(plan, result).rows.flat(),
    bill: (['priced', 'sunk'] as const).flatMap((basis) => billTable(plan, result, basis).rows.flat()),
    tiles: headlines(plan, result, { found: null, all: [], variable: null, pending: false }).map(
      ({ label, value, note }) => `${label} ${value} ${note}`,
    ),
    line: [lineDetails(planLine(analysis)), ...planLine(analysis).options.map(({ cost }) => cost)],
    history: [...ofText(historyText(history)), ...ofHtml(historyMarkdown('a', history)).flatMap(ofMarkdown)],
    comparison: [...ofText(comparisonText(compared)), ...ofMarkdown(comparisonMarkdown(compared))],
    portfolio: [...ofText(portfolioText(summaries)), ...ofMarkdown(portfolioMarkdown(summaries))],
    newPlan: (['speed', 'fit'] as const).map((one) => answerTo(one, analysis) ?? ''),
    toolAnalyze: ofMarkdown(await tool('analyze', {})),
    toolExplain: [
      await tool('explain', { number: 'options.near.total.usdPerMillionTokens' }),
      await tool('explain', { number: 'options.near.workloads.chat.decode.tokensPerSecondPerUser' }),
    ],
  };
}

const side = (name: string, analysis: Analysis) => ({ name, analysis });
const HOST = {
  plan: ({ text }: { text?: string | undefined }) => Promise.resolve(analyze(text ?? '')),
  book: () => Promise.resolve(NO_BOOK),
};
const PATIENT = { cancelled: () => false, progress: () => undefined };

void test('every surface says “decode only” with each cost and speed that leaves prompts out', async () => {
  const text = PLAN('20K USD');
  const { result } = analyze(text);
  const figures = figuresOf(text, result()?.options ?? {});
  assert.ok(figures.length > 8, figures.join());
  const silent = new Set<string>();
  const telling = new Set<string>();
  for (const [surface, units] of Object.entries(await surfacesOf(text)))
    for (const unit of units) {
      const told = figures.filter((figure) => unit.includes(figure));
      if (told.length > 0) telling.add(surface);
      if (told.length > 0 && !MARK.test(unit) && !PRICE.test(unit.trim()))
        silent.add(`${surface}: ${told.join()} in “${unit.trim()}”`);
    }
  assert.deepEqual([...silent], []);
  assert.ok(telling.size > 15, [...telling].join());
});

void test('files for programs have a member or column for it beside each cost', () => {
  const analysis = analyze(PLAN('20K USD'));
  const [head = '', ...rows] = lines(reportCsv(analysis).trim());
  const at = head.split(',').indexOf('decodeOnly');
  for (const row of rows) assert.equal(row.split(',')[at], 'true');
  const json = resultJson(analysis, null);
  for (const { workloads } of Object.values(json.options))
    for (const { cost } of Object.values(workloads)) assert.equal(cost.decodeOnly, true);
  for (const { name, rows: cells } of planWorkbook(analysis).sheets) {
    const words = cells.flat().flatMap((cell) => (cell && 'text' in cell ? [cell.text] : []));
    if (!words.some((one) => /cost|USD (per|a|an) |tokens per second/i.test(one))) continue;
    if (/Break-evens|Assumptions|Fleet/.test(name)) continue;
    assert.ok(
      words.some((one) => MARK.test(one)),
      `the sheet ${name} tells costs and does not say it: ${words.filter((one) => /cost|USD/.test(one)).join('; ')}`,
    );
  }
});

void test('no surface says it where every workload gives its prompts', async () => {
  const whole = PLAN('20K USD')
    .replace('context: 8K', 'context: 8K, input: 7.6K, output: 800')
    .replace('context: 32K, speed: 30, output: 1K', 'context: 32K, speed: 30, input: 31K, output: 1K');
  for (const [surface, units] of Object.entries(await surfacesOf(whole)))
    for (const unit of units) if (!/hover|Explain/.test(surface)) assert.doesNotMatch(unit, MARK, surface);
});
