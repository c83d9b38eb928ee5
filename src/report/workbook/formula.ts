import { addressOf, type Cell, type Workbook } from './workbook.js';

/** What a cell comes to; text of a cell without a number counts as nothing in sums. */
type Value = number | string | boolean;

/** Gives the value of a cell by its sheet and its address, as `Money` and `B4`. */
export type Cells = (sheet: string, address: string) => Value;

/**
 * What the formulas of a workbook come to, as a spreadsheet works them out: written beside them for readers that do not
 * calculate. Only what our own sheets use is understood; anything else throws.
 */
export function calculated({ sheets }: Workbook): Cells {
  const cells = new Map<string, Cell>();
  for (const { name, rows } of sheets)
    rows.forEach((row, r) => {
      row.forEach((cell, c) => cells.set(`${name}!${addressOf(r, c)}`, cell));
    });
  const known = new Map<string, Value>();
  const under = new Set<string>();
  const valueOf: Cells = (sheet, address) => {
    const key = `${sheet}!${address}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const cell = cells.get(key) ?? null;
    if (under.has(key)) throw new RangeError(`${key} refers to itself`);
    under.add(key);
    const value =
      cell === null
        ? 0
        : 'formula' in cell
          ? evaluateFormula(cell.formula, sheet, valueOf)
          : 'number' in cell
            ? cell.number
            : cell.text;
    under.delete(key);
    known.set(key, value);
    return value;
  };
  return valueOf;
}

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?(?:E[+-]?\d+)?)|"((?:[^"]|"")*)"|((?:[A-Za-z]+!)?\$?[A-Z]{1,3}\$?\d+)|([A-Z]+)(?=\()|(<=|>=|<>|[-+*/^(),:<>=]))/y;

type Token =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'cell' | 'name' | 'sign'; readonly value: string };

function tokensOf(formula: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN.source, 'y');
  while (pattern.lastIndex < formula.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(formula);
    if (!match) throw new SyntaxError(`not understood: ${formula.slice(at)}`);
    const [, digits, quoted, cell, name, sign] = match;
    if (digits !== undefined) tokens.push({ kind: 'number', value: Number(digits) });
    else if (quoted !== undefined) tokens.push({ kind: 'text', value: quoted.replace(/""/g, '"') });
    else if (cell !== undefined) tokens.push({ kind: 'cell', value: cell.replace(/\$/g, '') });
    else if (name !== undefined) tokens.push({ kind: 'name', value: name });
    else tokens.push({ kind: 'sign', value: sign ?? '' });
  }
  return tokens;
}

/** Operators by how tightly they bind, loosest first. */
const LEVELS: readonly (readonly string[])[] = [
  ['=', '<>', '<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/'],
  ['^'],
];

/** A formula's value. */
export function evaluateFormula(formula: string, sheet: string, cells: Cells): Value {
  const tokens = tokensOf(formula);
  let at = 0;
  const isSign = (value: string) => tokens[at]?.kind === 'sign' && tokens[at]?.value === value;
  const expect = (value: string) => {
    if (!isSign(value)) throw new SyntaxError(`${value} expected in ${formula}`);
    at++;
  };
  const level = (depth: number): Value => {
    const signs = LEVELS[depth];
    if (!signs) return primary();
    let left = level(depth + 1);
    for (let token = tokens[at]; token?.kind === 'sign' && signs.includes(token.value); token = tokens[at]) {
      at++;
      left = operated(token.value, left, level(depth + 1));
    }
    return left;
  };
  const primary = (): Value => {
    const token = tokens[at++];
    if (!token) throw new SyntaxError(`${formula} ends early`);
    if (token.kind === 'number' || token.kind === 'text') return token.value;
    if (token.kind === 'name') return called(token.value);
    if (token.kind === 'cell') return cellAt(token.value);
    if (token.value === '-') return -amount(primary());
    if (token.value !== '(') throw new SyntaxError(`${token.value} is out of place in ${formula}`);
    const inside = level(0);
    expect(')');
    return inside;
  };
  const place = (written: string): readonly [string, string] => {
    const [first = '', second] = written.split('!');
    return second === undefined ? [sheet, first] : [first, second];
  };
  const cellAt = (written: string): Value => cells(...place(written));
  const argument = (): readonly Value[] => {
    const [first, colon, last] = tokens.slice(at, at + 3);
    if (first?.kind !== 'cell' || colon?.value !== ':' || last?.kind !== 'cell') return [level(0)];
    at += 3;
    const [of, from] = place(first.value);
    return between(from, last.value).map((address) => cells(of, address));
  };
  const called = (name: string): Value => {
    expect('(');
    const values: (readonly Value[])[] = [];
    while (!isSign(')')) {
      values.push(argument());
      if (!isSign(')')) expect(',');
    }
    expect(')');
    return functionValue(name, values);
  };
  const value = level(0);
  if (at < tokens.length) throw new SyntaxError(`more than a formula: ${formula}`);
  return value;
}

const amount = (value: Value): number => (typeof value === 'string' ? 0 : Number(value));

function operated(sign: string, a: Value, b: Value): Value {
  const [left, right] = [amount(a), amount(b)];
  switch (sign) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '^':
      return left ** right;
    case '=':
      return a === b;
    case '<>':
      return a !== b;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    default:
      return left >= right;
  }
}

function functionValue(name: string, values: readonly (readonly Value[])[]): Value {
  const all = values.flat();
  const [first = 0, second = 0, third = false] = all;
  switch (name) {
    case 'IF':
      return first ? second : third;
    case 'AND':
      return all.every(Boolean);
    case 'SUM':
      return all.reduce<number>((sum, value) => sum + amount(value), 0);
    case 'MAX':
      return Math.max(...all.map(amount));
    case 'MIN':
      return Math.min(...all.map(amount));
    case 'ROUNDUP': {
      const factor = 10 ** amount(second);
      return (Math.sign(amount(first)) * Math.ceil(Math.abs(amount(first)) * factor)) / factor;
    }
    default:
      throw new SyntaxError(`${name} is not a function that our sheets use`);
  }
}

/** All addresses of a range in one column or row, or in both. */
function between(from: string, to: string): string[] {
  const [a, b] = [partsOf(from), partsOf(to)];
  const addresses: string[] = [];
  for (let row = a.row; row <= b.row; row++)
    for (let column = a.column; column <= b.column; column++) addresses.push(addressOf(row, column));
  return addresses;
}

function partsOf(address: string): { readonly row: number; readonly column: number } {
  const letters = /^[A-Z]+/.exec(address)?.[0] ?? 'A';
  const column = Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { row: Number(address.slice(letters.length)) - 1, column };
}
