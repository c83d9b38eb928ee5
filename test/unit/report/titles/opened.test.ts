import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { hover } from '../../../../src/language/hover.js';
import { lenses } from '../../../../src/language/lenses.js';
import { statusOf } from '../../../../src/language/status.js';
import { plainTable } from '../../../../src/report/figures/figure.js';
import * as format from '../../../../src/report/words/format.js';
import { headlines } from '../../../../src/report/words/headlines.js';
import { leadingOption } from '../../../../src/report/words/insight.js';
import { verdict } from '../../../../src/report/words/sentences.js';
import { briefReport } from '../../../../src/report/writers/brief.js';
import { optionsTable } from '../../../../src/report/writers/tables.js';
import { opened, titlesHold, type Opened } from './holds.js';

/** Plans of all kinds as planners and finance people write them, opened once: nothing on their pages is false, cut or contradicted. */

const FOLDER = 'test/fixtures/opened';

const spaced = (text: string) => text.replaceAll(/[\\`]/g, '').replaceAll(/\s+/g, ' ');

/** The verdict is the same wherever it stands, and is about the option that the tiles are about. */
function oneVerdict({ analysis, plan, result }: Opened): void {
  const { headline, tone } = verdict(plan, result);
  const lead = leadingOption(result);
  const [lens] = lenses(analysis);
  assert.ok(lens?.title.includes(headline), lens?.title);
  assert.ok(statusOf(analysis).tooltip.startsWith(headline));
  assert.ok(spaced(briefReport(analysis)).includes(spaced(headline)), headline);
  const works = lead !== null && result.options[lead]?.works !== 'no';
  if (tone === 'good') assert.ok(works, headline);
  if (!works) assert.equal(tone, 'bad', headline);
}

/** Each option costs the same in its row, its lens, its hover and the tiles. */
function oneCost({ analysis, plan, result }: Opened): void {
  const { document } = analysis;
  const { rows } = optionsTable(plan, result);
  const all = lenses(analysis);
  const tiles = headlines(plan, result, { found: null, all: [], variable: null, pending: false });
  for (const [name, { basis, total }] of Object.entries(result.options)) {
    const usd = basis[result.basis].usdPerMillionTokens;
    if (usd === null || total.usdPerMillionTokens === null) continue;
    const cost = format.usdPerMillion(usd);
    const row = rows.find(([first]) => first === name)?.join(' | ') ?? '';
    assert.ok(row.includes(cost), `${name}: ${row} without ${cost}`);
    if (name === leadingOption(result))
      assert.ok(
        tiles.some(({ value }) => value === cost),
        `${name}: no tile says ${cost}`,
      );
    if (!document.nodeAt(['options', name])) continue;
    const at = document.rangeOf(['options', name], 'key');
    const lens = all.find(({ range }) => range.start === at.start)?.title ?? '';
    assert.ok(lens.includes(cost), `${name}: the lens says ${lens}, not ${cost}`);
    assert.ok((hover(analysis, at.start)?.text ?? '').includes(cost), `${name}: hover, ${cost}`);
  }
}

/** A number that ends in dots is another number. */
function nothingCut({ plan, result, figures }: Opened): void {
  const tiles = headlines(plan, result, { found: null, all: [], variable: null, pending: false });
  const texts = [
    ...optionsTable(plan, result).rows.flat(),
    ...tiles.flatMap(({ value, note }) => [value, note]),
    ...figures.flatMap((figure) => [
      figure.finding,
      ...plainTable(figure.table).rows.flat(),
      ...(figure.kind === 'bars' || figure.kind === 'spans' ? figure.rows.map(({ note }) => note) : []),
    ]),
  ];
  for (const text of texts) assert.doesNotMatch(text, /\d…|…\d|\bNaN\b|undefined|Infinity|\[object/, text);
}

for (const file of readdirSync(FOLDER))
  void test(`opened: ${file}`, () => {
    const page = opened(readFileSync(`${FOLDER}/${file}`, 'utf8'));
    titlesHold(page);
    oneVerdict(page);
    oneCost(page);
    nothingCut(page);
  });
