import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { analyze } from '../../../src/report/answers/analysis.js';
import { reportHtml } from '../../../src/report/html/html.js';
import { reportMarkdown } from '../../../src/report/writers/markdown.js';
import { reportText } from '../../../src/report/writers/text.js';

const PLAN = `
decodeplan: 1
model: deepseek-v4-pro
workloads:
  agents: { concurrency: 200, context: 32K, speed: 60 tok/s, demand: 500M tokens/day, price: 20 USD/Mtok }
gpus: { type: vera-rubin-nvl72, racks: 0 }
buy: any
options:
  plain: {}
  drafts: { speculation: { method: dspark } }
`;

void test('every report tells the published claims, against what they hold, and what of them holds', () => {
  const analysis = analyze(PLAN);
  for (const report of [reportText, reportMarkdown, reportHtml]) {
    const told = report(analysis).replaceAll('\\', '');
    assert.match(told, /Published claims, held against this plan/);
    assert.match(told, /DeepSeek/);
    assert.match(told, /against one drafted token/);
    assert.equal(told.split('At equal speed.').length, 2, `${report.name} says once what holds`);
  }
});

void test('options about which nothing is published have no such section', () => {
  const analysis = analyze(PLAN.replace(/ {2}drafts: .*\n/, ''));
  for (const report of [reportText, reportMarkdown, reportHtml])
    assert.doesNotMatch(report(analysis), /Published claims/);
});

void test('cash by year adds up: purchase, running, revenue, and what is left at the end', () => {
  const residual = `${PLAN}economics: { amortization: 3 years, residual: 10% }\n`;
  const analysis = analyze(residual);
  const finance = analysis.result()?.options.plain?.finance;
  assert.equal(finance?.yearly.length, 4);
  const [first, , , last] = finance.yearly;
  assert.ok(first && last && last.capitalUsd < 0);
  assert.ok(Math.abs(last.capitalUsd + first.capitalUsd / 10) < 1);
  for (const report of [reportMarkdown, reportHtml]) {
    const told = report(analysis);
    assert.match(told, /Cash by year/);
    assert.match(told, /Year 3/);
    assert.doesNotMatch(told, /Year 4/);
  }
});

void test('the shipped example tells its years in both reports', () => {
  const text = readFileSync('examples/buyers/green-field.decodeplan', 'utf8');
  assert.match(reportMarkdown(analyze(text)), /in all/);
});
