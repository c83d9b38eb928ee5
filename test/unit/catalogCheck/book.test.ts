import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { entryPlace, readBook } from '../../../src/catalogCheck/book.js';
import { BOOK_NAME } from '../../../src/catalogCheck/bookFile.js';
import { bookJsonSchema } from '../../../src/catalogCheck/schemas/book.js';
import { checkEntries } from '../../../src/cli/catalogCheck.js';
import { analyzeFile, checkFiles } from '../../../src/cli/commands.js';
import { complete } from '../../../src/language/completion/completion.js';
import { hover } from '../../../src/language/hover.js';
import { cataloguedAt } from '../../../src/language/reading/catalogued.js';
import { parse } from '../../../src/npm/engine.js';
import { analyze } from '../../../src/report/answers/analysis.js';

const EXAMPLE = readFileSync('examples/catalog/decodeplan.catalog.yaml', 'utf8');
const PLAN = readFileSync('examples/catalog/tickets.decodeplan', 'utf8');

const dir = mkdtempSync(path.join(tmpdir(), 'book-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const analyzed = (text: string, plan = PLAN) => analyze(plan, new Map(), readBook(text, BOOK_NAME).book);
const messages = (text: string) => readBook(text, BOOK_NAME).faults.map(({ message }) => message);
const HEAD = 'catalog: 1\ndate: 2026-11-20\n';

void test('a plan takes model, hardware, prices, drafter, acceptance and offers from the book', () => {
  const { plan, problems } = analyzed(EXAMPLE);
  assert.deepEqual(problems, []);
  assert.equal(plan?.model.id, 'house-8b');
  assert.equal(plan.gpus?.price, 47_500);
  assert.equal(plan.options['edge']?.gpus?.accelerator.memoryBytes, 48e9);
  assert.equal(plan.options['edge'].gpus.price, 6900);
  assert.equal(plan.options['drafting']?.speculation?.drafterBytes, 0.6e9);
  assert.deepEqual(plan.options['drafting'].speculation.acceptance.acceptedLength, [1.74, 2.28, 2.66]);
  assert.equal(plan.options['bought']?.hosted?.outputUsdPerToken, 1.4e-6);
});

void test('every number out of the book names the book with its date, and no other does', () => {
  const { plan } = analyzed(EXAMPLE);
  const told = (key: string) => plan?.provenance[key]?.detail ?? '';
  for (const key of [
    'model',
    'options.edge.gpus.type',
    'options.edge.gpus.price',
    'options.drafting.speculation.acceptance',
    'options.drafting.speculation.drafterWeights',
    'options.bought.hosted',
  ])
    assert.match(told(key), /decodeplan\.catalog\.yaml: purchasing.*2026-11-20/, key);
  assert.equal(told('gpus.price'), 'decodeplan.catalog.yaml: Framework contract 2026-117; of 2026-11-20');
  // Only its price is the book's: what the accelerator is stays the catalogue's.
  assert.doesNotMatch(told('gpus.type'), /decodeplan\.catalog/);
});

void test('a rent of the book is told as such, and the spread of the catalogue does not go with it', () => {
  const { plan } = analyzed(EXAMPLE, `${PLAN}\neconomics: { basis: contract }\n`);
  assert.ok(Math.abs((plan?.gpus?.rent ?? 0) * 3600 - 3.4) < 1e-9);
  assert.match(
    plan?.provenance['gpus.rent']?.detail ?? '',
    /^decodeplan\.catalog\.yaml: Framework .*2026-11-20$/,
  );
  assert.equal(plan?.ranges['gpus.rent'], undefined);
  const rubin = PLAN.replace('b300-sxm', 'vera-rubin').replace('house-8b', 'llama-3.1-8b');
  const range = (entries: string) => analyzed(HEAD + entries, rubin).plan?.ranges['gpus.price'];
  assert.deepEqual(range('accelerators: []'), { low: 49_000, likely: 80_500, high: 126_000 });
  assert.equal(range('accelerators: [{ id: vera-rubin, priceUsd: 70000 }]'), undefined);
  assert.deepEqual(
    range('accelerators: [{ id: vera-rubin, priceUsd: 70000, priceRangeUsd: [60000, 80000] }]'),
    { low: 60_000, likely: 70_000, high: 80_000 },
  );
});

void test('another book is another answer, in whichever order they come', () => {
  const dearer = EXAMPLE.replace('47500', '95000').replace('num_hidden_layers: 36', 'num_hidden_layers: 18');
  const cost = (text: string) => analyzed(text).result()?.options['plain']?.total.usdPerMillionTokens ?? 0;
  const layers = (text: string) => analyzed(text).plan?.model.layers;
  const first = [cost(EXAMPLE), layers(EXAMPLE)];
  assert.notEqual(cost(dearer), first[0]);
  assert.deepEqual([layers(dearer), cost(EXAMPLE), layers(EXAMPLE)], [18, ...first]);
});

void test('racks, aliases and the LPX rack of a book', () => {
  const text = `${EXAMPLE}\nlpx: { priceUsd: 1800000 }\n`;
  const plan = PLAN.replace('type: b300-sxm, count: 2', 'type: b300-cabinet, racks: 1').replace(
    '  plain: {}',
    '  plain: { lpx: { racks: 1 } }',
  );
  const { plan: resolved, problems } = analyzed(text, plan);
  assert.deepEqual(problems, []);
  assert.equal(resolved?.gpus?.count, 32);
  assert.equal(resolved.gpus.price, 1_500_000 / 32);
  assert.equal(resolved.options['plain']?.lpx?.price, 1_800_000);
  assert.match(resolved.provenance['options.plain.lpx.price']?.detail ?? '', /decodeplan\.catalog\.yaml/);
});

void test('each fault stands at its place, the entry is left out, and the plan says so', () => {
  const text = `${HEAD}accelerators:\n  - id: h200-sxm\n    priceUsd: 31k\n  - id: own\n    memory: 5\nprices: []\n`;
  const { faults, book } = readBook(text, 'b.yaml');
  const lines = faults.map(({ start, message }) => `${text.slice(0, start).split('\n').length}: ${message}`);
  assert.ok(lines.includes('5: `priceUsd` must be a number'), lines.join('\n'));
  assert.ok(
    lines.some((line) => line.startsWith('7: no member `memory`')),
    lines.join('\n'),
  );
  assert.ok(
    lines.some((line) => line.startsWith('8: no member `prices`')),
    lines.join('\n'),
  );
  assert.deepEqual(book.accelerators, []);
  const { problems } = analyze(
    'decodeplan: 1\nmodel: llama-3.1-8b\nworkloads: { a: { concurrency: 1, context: 1K } }\n',
    new Map(),
    book,
  );
  assert.match(
    problems.map(({ message }) => message).join(),
    /^b\.yaml:5:15: `priceUsd` must be a number; and \d more/,
  );
});

void test('names given twice, references to nothing, and configs of no model are faults', () => {
  const found = (entries: string) => messages(HEAD + entries).join('\n');
  assert.match(found('accelerators: [{ id: h200-sxm }, { id: h200-sxm }]'), /there is another `h200-sxm`/);
  assert.match(
    found('racks: [{ id: r, accelerator: h201-sxm, perRack: 8 }]'),
    /no accelerator `h201-sxm`; did you mean/,
  );
  assert.match(found('models: [{ id: m, config: { model_type: mystery } }]'), /`mystery`/);
  assert.match(
    found(
      'drafters: [{ model: nobody, method: eagle3, weightsBytes: 1, kvBytesPerToken: 1, kvBytesPerSequence: 0, draftCostFraction: 0.1 }]',
    ),
    /no model `nobody`/,
  );
  assert.match(found('hosted: [5]'), /must be a group of members/);
  assert.match(messages('accelerators: []').join('\n'), /`catalog` is missing|catalog/);
});

void test('a text that is none, too large, or a bomb of aliases is refused and never thrown', () => {
  const bomb = `${HEAD}a: &a [x,x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g'].map((name, i) => `${name}: &${name} [${Array(10).fill(`*${'abcdef'[i]}`).join(',')}]`).join('\n')}\n`;
  for (const text of ['', '[', '\0\x01', 'x'.repeat(1_000_001), bomb, '- 1', '['.repeat(5000)])
    assert.ok(readBook(text, BOOK_NAME).faults.length > 0, text.slice(0, 20));
});

void test('completion, hover and definition know the entries of the book', () => {
  const analysis = analyzed(EXAMPLE);
  const at = PLAN.indexOf('edge-card');
  const offered = complete(analysis, at).map(({ label }) => label);
  for (const id of ['edge-card', 'b300-cabinet', 'h200-sxm']) assert.ok(offered.includes(id), id);
  assert.match(hover(analysis, at)?.text ?? '', /`edge-card`: 48 GB GDDR6/);
  assert.match(hover(analysis, PLAN.indexOf('gateway'))?.text ?? '', /Our gateway/);
  assert.deepEqual(cataloguedAt(analysis.document, at), { catalogue: 'accelerators', value: 'edge-card' });
  const place = entryPlace(EXAMPLE, 'accelerators', 'edge-card');
  assert.equal(EXAMPLE.slice(place?.start, place?.end), 'edge-card');
  assert.equal(entryPlace(EXAMPLE, 'accelerators', 'h200-sxm'), null);
});

void test('the command line finds the nearest book, takes one that is named, and checks one', () => {
  const [inner, other] = [path.join(dir, 'a/b'), path.join(dir, 'other.yaml')];
  mkdirSync(path.join(dir, '.git'), { recursive: true });
  mkdirSync(inner, { recursive: true });
  const plan = path.join(inner, 'p.decodeplan');
  writeFileSync(plan, PLAN);
  writeFileSync(path.join(dir, BOOK_NAME), EXAMPLE);
  writeFileSync(other, EXAMPLE.replace('47500', '1000'));
  const price = (catalog: string | null) => analyzeFile(plan, 'json', 0, catalog).out;
  assert.equal(analyzeFile(plan, 'json').exitCode, 0, analyzeFile(plan, 'json').err);
  assert.notEqual(price(null), price(other));
  writeFileSync(path.join(inner, BOOK_NAME), 'catalog: 2\n');
  assert.match(checkFiles([plan], 'text').err, /decodeplan\.catalog\.yaml:1:1: `date` is missing/);
  assert.equal(checkEntries(path.join(inner, BOOK_NAME), null).exitCode, 1);
  assert.equal(checkEntries(path.join(dir, BOOK_NAME), null).exitCode, 0);
  assert.equal(analyzeFile(plan, 'json', 0, path.join(dir, 'none.yaml')).exitCode, 2);
});

void test('the library takes a book as one more file, and the schema describes the example', () => {
  assert.deepEqual(
    parse(PLAN, { [BOOK_NAME]: EXAMPLE }).problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  assert.ok(parse(PLAN).problems.some(({ message }) => message.includes('house-8b')));
  const { properties } = bookJsonSchema() as { properties: Record<string, unknown> };
  for (const [, member] of EXAMPLE.matchAll(/^([a-z]+):/gm)) assert.ok(properties[member!], member);
});
