import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { analyze } from '../../../src/report/answers/analysis.js';
import { ticksOf, tickText } from '../../../src/report/figures/axes.js';
import { figureData } from '../../../src/report/figures/data/data.js';
import { reportHtml } from '../../../src/report/html/html.js';
import { resultJson } from '../../../src/report/writers/resultJson.js';
import { reportMarkdown } from '../../../src/report/writers/markdown.js';
import { reportText } from '../../../src/report/writers/text.js';
import { lenses } from '../../../src/language/lenses.js';
import { readCurrency, showMoneyIn } from '../../../src/units/shownMoney.js';

const RATE = 'EUR = 1.25 USD, 2026-11-20';
const text = readFileSync('examples/small-team-llama-70b.decodeplan', 'utf8');

function showing<T>(currency: string, run: () => T): T {
  showMoneyIn(readCurrency(currency));
  try {
    return run();
  } finally {
    showMoneyIn(null);
  }
}

/** Sums of money in a text, by their sign. */
const sums = (written: string, sign: string): number[] =>
  [...written.matchAll(new RegExp(`\\${sign}([0-9][0-9,]*(?:\\.[0-9]+)?)(?![0-9KMB.]*[KMB])`, 'g'))].map(
    ([, digits = '']) => Number(digits.replaceAll(',', '')),
  );

void test('every surface says money in the currency that is chosen, and the rate once', () => {
  const surfaces = { reportText, reportMarkdown, reportHtml };
  for (const [name, write] of Object.entries(surfaces)) {
    const dollars = write(analyze(text));
    const euros = showing(RATE, () => write(analyze(text)));
    assert.ok(sums(dollars, '$').length > 10, name);
    // What the plan itself says stays as it is written there.
    assert.deepEqual(sums(euros, '$'), [], name);
    assert.equal(euros.split('Money is shown in EUR, at 1.25 USD each as of 2026-11-20.').length, 2, name);
    assert.ok(!dollars.includes('Money is shown'), name);
  }
});

void test('amounts are those in dollars at the rate', () => {
  const analysis = analyze(text);
  const line = (all: string) => all.split('\n').find((one) => /per million|\/h|[$€][0-9]/.test(one)) ?? '';
  const [dollars = 0] = sums(line(reportText(analysis)), '$');
  const [euros = 0] = sums(
    showing(RATE, () => line(reportText(analyze(text)))),
    '€',
  );
  assert.ok(dollars > 0);
  assert.ok(Math.abs(euros - dollars / 1.25) <= 0.011, `${dollars} and ${euros}`);
});

void test('lenses say it, too', () => {
  const titles = (all: ReturnType<typeof lenses>) =>
    all.map(({ title }) => title.replace(/\$\([a-z]+\)/g, '')).join('\n');
  assert.match(titles(lenses(analyze(text))), /\$/);
  const euros = showing(RATE, () => titles(lenses(analyze(text))));
  assert.match(euros, /€/);
  assert.doesNotMatch(euros, /\$/);
});

void test('result JSON stays in dollars', () => {
  const json = (analysis: ReturnType<typeof analyze>) => resultJson(analysis, 'a').options;
  assert.deepEqual(
    showing(RATE, () => json(analyze(text))),
    json(analyze(text)),
  );
});

void test('ticks are round in the currency that is shown', () => {
  const axis = { title: '', logarithmic: true, unit: 'usdPerMillion' } as const;
  showing('EUR = 1.25 USD, 2026-11-20', () => {
    const ticks = ticksOf(axis, 0.1, 100, 20);
    assert.ok(ticks.length > 4);
    assert.deepEqual(
      ticks.map((tick) => tickText(axis, tick)).filter((told) => !/^€0?\.?0*[125]0*$/.test(told)),
      [],
    );
    const prices = { title: '', logarithmic: true, unit: 'money' } as const;
    for (const tick of ticksOf(prices, 1e3, 1e7, 20)) assert.match(tickText(prices, tick), /^€[125]0*[KM]?$/);
  });
});

void test('data of a chart name the currency that they are in', () => {
  const bars = {
    kind: 'bars',
    axis: { title: 'USD', logarithmic: false, unit: 'usd' },
    rows: [{ label: 'a', limit: null, band: null }],
    parts: [{ label: 'cost', values: [2.5] }],
  } as unknown as Parameters<typeof figureData>[0];
  const { columns, rows } = showing(RATE, () => figureData(bars));
  assert.equal(columns[1]?.unit, 'EUR/Mtok');
  assert.deepEqual(rows, [['a', 2]]);
  assert.deepEqual(figureData(bars).rows, [['a', 2.5]]);
});

void test('a plan that reads the currency at another rate is told apart', () => {
  const other = text.replace('decodeplan: 1', 'decodeplan: 1\ncurrency: { EUR: 1.1 USD }');
  assert.match(
    showing(RATE, () => reportText(analyze(other))),
    /The plan reads its own prices in EUR at 1\.1 USD\./,
  );
});
