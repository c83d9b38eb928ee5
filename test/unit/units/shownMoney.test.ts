import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { displayQuantity } from '../../../src/units/display.js';
import {
  CURRENCY_EXAMPLE,
  CURRENCY_PATTERN,
  inDollarsMeanwhile,
  readCurrency,
  showMoneyIn,
  shownCurrency,
} from '../../../src/units/shownMoney.js';

/** Shows money in a currency while something runs. */
function showing<T>(text: string, run: () => T): T {
  showMoneyIn(readCurrency(text));
  try {
    return run();
  } finally {
    showMoneyIn(null);
  }
}

void test('a currency is read with its rate and day, in either direction', () => {
  assert.deepEqual(readCurrency(CURRENCY_EXAMPLE), { code: 'EUR', usd: 1.08, day: '2026-11-20' });
  assert.deepEqual(readCurrency(' 1 EUR = 1.08 USD 2026-11-20 '), readCurrency(CURRENCY_EXAMPLE));
  const yen = readCurrency('USD = 149 JPY, 2026-11-20');
  assert.equal(yen?.code, 'JPY');
  assert.ok(Math.abs(yen.usd * 149 - 1) < 1e-12);
});

void test('what is no rate of a day is no currency', () => {
  const wrong = [
    '',
    'EUR',
    'EUR = 1.08 USD',
    'EUR = 0 USD, 2026-11-20',
    'EUR = 1.08 GBP, 2026-11-20',
    'USD = 1 USD, 2026-11-20',
    'EUR = 1.08 USD, 2026-02-30',
    'eur = 1.08 USD, 2026-11-20',
    'EUR = -1 USD, 2026-11-20',
  ];
  for (const text of wrong) assert.equal(readCurrency(text), null, text);
});

void test('sums of every dimension of money are shown in it, and nothing else changes', () => {
  showing('EUR = 2 USD, 2026-11-20', () => {
    assert.equal(displayQuantity(3e6, 'money'), '€1.5M');
    assert.equal(displayQuantity(1e-6, 'tokenPrice'), '€0.50 per M tokens');
    assert.equal(displayQuantity(4 / 3600, 'hourPrice'), '€2.00/h');
    assert.equal(displayQuantity(10e-9, 'bytePrice'), '€5.00/GB');
    assert.equal(displayQuantity(100, 'tokenRate'), '100 tok/s');
  });
  assert.equal(displayQuantity(3e6, 'money'), '$3M');
  showing('CHF = 1.25 USD, 2026-11-20', () => assert.equal(displayQuantity(5, 'money'), 'CHF\u00a04'));
});

void test('numbers for programs are in dollars, and the currency comes back, also after a failure', () => {
  showing('EUR = 2 USD, 2026-11-20', () => {
    assert.equal(
      inDollarsMeanwhile(() => displayQuantity(2, 'money')),
      '$2',
    );
    assert.throws(() =>
      inDollarsMeanwhile(() => {
        throw new Error('no');
      }),
    );
    assert.equal(shownCurrency()?.code, 'EUR');
  });
});

void test('settings of the editor take what is read', () => {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: { configuration: { properties: Record<string, { pattern?: string }> } };
  };
  assert.equal(
    contributes.configuration.properties['decodeplan.currency']?.pattern,
    String.raw`(^\s*$)|(${CURRENCY_PATTERN})`,
  );
});
