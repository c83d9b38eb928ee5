import path from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { CURRENCY_EXAMPLE, readCurrency, showMoneyIn, type ShownCurrency } from '../units/shownMoney.js';

/** The option of commands that tell sums of money. */
export const currency = () =>
  new Option(
    '--currency <rate>',
    `show money in another currency, as in '${CURRENCY_EXAMPLE}'; json, csv and xlsx stay in USD`,
  ).argParser((text: string): ShownCurrency => {
    const read = readCurrency(text);
    if (!read) throw new InvalidArgumentError(`Write it as in '${CURRENCY_EXAMPLE}'.`);
    return read;
  });

/** Forms that people read; numbers for programs have their unit in their names. */
const READ_FORMS: readonly string[] = ['text', 'markdown', 'github', 'html', 'md', 'pdf'];

/** Shows money as a call wants it. */
export function showMoneyOf(call: Command): void {
  const { currency: wanted, format, output } = call.opts<MoneyCall>();
  const form =
    format ??
    path
      .extname(output ?? '')
      .slice(1)
      .toLowerCase();
  showMoneyIn(wanted !== undefined && READ_FORMS.includes(form) ? wanted : null);
}

interface MoneyCall {
  readonly currency?: ShownCurrency;
  readonly format?: string;
  readonly output?: string;
}
