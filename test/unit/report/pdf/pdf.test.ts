import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { pdfBytes } from '../../../../src/cli/documents/pdf.js';
import { analyze } from '../../../../src/report/answers/analysis.js';
import { reportBody } from '../../../../src/report/html/html.js';
import { tag } from '../../../../src/report/html/markup.js';
import { drawnAlone } from '../../../../src/report/pdf/drawing.js';
import { standardLetters } from '../../../../src/report/pdf/letters.js';
import { reportPdf } from '../../../../src/report/pdf/pdf.js';
import { isElement, readableText, treeOf, type Element } from '../../../../src/report/pdf/tree.js';

const PLAN = readFileSync('examples/small-team-llama-70b.decodeplan', 'utf8');

/** All texts of a document, however deep. */
function texts(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  if (Array.isArray(content)) return content.flatMap(texts);
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content).flatMap(([key, value]) =>
    ['text', 'stack', 'content', 'table', 'body', 'columns', 'ul'].includes(key) ? texts(value) : [],
  );
}

void test('print says all that the HTML report says', () => {
  const analysis = analyze(PLAN);
  const { content } = reportPdf(analysis);
  const found = new Set(texts(content).flatMap((text) => text.split(/\s+/)));
  const wanted = new Set<string>();
  const walk = (nodes: ReturnType<typeof treeOf>): void => {
    for (const node of nodes) {
      if (!isElement(node))
        standardLetters(node)
          .split(/\s+/)
          .forEach((word) => wanted.add(word));
      else if (node.name !== 'svg') walk(node.children);
    }
  };
  walk(treeOf(reportBody(analysis)));
  assert.ok(wanted.size > 300, String(wanted.size));
  assert.deepEqual(
    [...wanted].filter((word) => word !== '' && !found.has(word)),
    [],
  );
});

void test('it is written as a PDF, whatever signs a plan has', async () => {
  const title = 'Łódź 東京 → “µ” <b>&amp;</b>';
  const analysis = analyze(PLAN.replace(/^title: .*$/m, `title: '${title}'`));
  const bytes = await pdfBytes(reportPdf(analysis, { date: '2026-01-01', file: 'a.decodeplan' }));
  const text = Buffer.from(bytes).toString('latin1');
  assert.match(text, /^%PDF-1\./);
  assert.match(text, /%%EOF\s*$/);
  // Nothing is embedded: the fonts are those that every reader has.
  assert.doesNotMatch(text, /\/FontFile/);
  assert.ok((text.match(/\/Type \/Page\b/g) ?? []).length > 3);
});

void test('a plan that is not valid is printed as one', () => {
  assert.ok(
    texts(reportPdf(analyze('decodeplan: 1\nmodel: nope\n')).content).includes('The plan is not valid.'),
  );
});

void test('letters that the fonts do not have are written with those that they have', () => {
  assert.equal(standardLetters('a ≤ b → c − 1 × 2 “ok” – é'), 'a <= b -> c - 1 × 2 “ok” – é');
  assert.equal(standardLetters('Łódź 東'), '?ódz ?');
  assert.equal(standardLetters('a\u0007b\nc'), 'ab\nc');
});

void test('a drawing carries its looks with it, and no classes', () => {
  const chart = tag(
    'svg',
    { class: 'chart', viewBox: '0 0 100 50', role: 'img', 'aria-label': 'x' },
    tag('path', { class: 'line look1', d: 'M0 0L1 1' }),
    tag('text', { class: 'note limit', x: 1, y: 2 }, 'a < b'),
    tag('rect', { class: 'part look0 hatch', x: 0 }, tag('title', {}, 'tip')),
  );
  const [element] = treeOf(chart);
  const { svg, height } = drawnAlone(element as Element, 200);
  assert.equal(height, 100);
  assert.match(
    svg,
    /<path fill="none" stroke-width="2.2" [^>]*stroke="#bc4c00" stroke-dasharray="7 3" d="M0 0L1 1">/,
  );
  assert.match(svg, /<text fill="#b3261e" x="1" y="2">a &lt; b<\/text>/);
  assert.match(svg, /<rect fill="#1f6fc9" stroke="#fff" fill-opacity=".55" x="0"><\/rect>/);
  assert.doesNotMatch(svg, /class=|tip|var\(/);
});

void test('only our own markup is a tree', () => {
  assert.equal(readableText(treeOf(tag('p', { title: '"<' }, 'a & b', tag('b', {}, 'c')))), 'a & bc');
  assert.throws(() => treeOf({ markup: '<p><b></p></b>' }), /ends/);
  assert.throws(() => treeOf({ markup: '<p>' }), /not our markup/);
  assert.throws(() => treeOf({ markup: '<p a=1></p>' }), /not our markup/);
});

interface Ruled {
  readonly widths: readonly (number | string)[];
  readonly body: readonly (readonly unknown[])[];
}

/** Tables of a document that say how wide their columns are. */
function ruledTables(content: unknown): Ruled[] {
  if (Array.isArray(content)) return content.flatMap(ruledTables);
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content).flatMap(([key, value]) =>
    key === 'table' && (value as Ruled).widths.every((width) => typeof width === 'number')
      ? [value as Ruled]
      : ruledTables(value),
  );
}

void test('no word of a table is cut where the page has room for all of them', () => {
  const tables = ruledTables(
    reportPdf(analyze(readFileSync('examples/long-context-mla.decodeplan', 'utf8'))).content,
  );
  assert.ok(tables.length > 3, String(tables.length));
  // Points of a common letter of the cells' type, on average.
  const letter = 3.5;
  for (const { widths, body } of tables) {
    const needed = widths.map((_, i) => {
      const words = body.flatMap((row) => texts(row[i]).flatMap((text) => text.split(/[\s-]/)));
      return letter * Math.max(...words.map(({ length }) => length));
    });
    if (needed.reduce((sum, one) => sum + one, 0) > 600) continue;
    widths.forEach((width, i) => assert.ok(Number(width) >= (needed[i] ?? 0), texts(body[0]?.[i]).join()));
  }
});
