import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { NO_BOOK } from '../../../src/catalog/entries/book.js';
import { readBook } from '../../../src/catalogCheck/book.js';
import { BOOK_NAME } from '../../../src/catalogCheck/bookFile.js';
import { resolvePlan } from '../../../src/catalog/resolve/resolvePlan.js';
import { parsePlan } from '../../../src/plan/document.js';
import { applyEdits, setValue } from '../../../src/plan/edits.js';

const GOOD = `decodeplan: 1
model: llama-3.1-8b
workloads:
  chat: { concurrency: 4, context: 8K }
gpus: { type: h100-sxm, count: 1 }
`;

/** Problems as \`code @ text at their place\`. */
const found = (text: string) => {
  const { problems } = parsePlan(text);
  return problems.map(({ code, range }) => `${code} @ ${text.slice(range.start, range.end)}`);
};

void test('a good plan has no problems', () => {
  assert.deepEqual(found(GOOD), []);
});

void test('the examples are good plans', () => {
  const files = readdirSync('examples', { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.decodeplan'))) {
    const { problems, input } = parsePlan(readFileSync(`examples/${file}`, 'utf8'));
    assert.deepEqual(problems, [], file);
    assert.ok(input);
    const book = path.join('examples', path.dirname(file), BOOK_NAME);
    const own = existsSync(book) ? readBook(readFileSync(book, 'utf8'), BOOK_NAME).book : NO_BOOK;
    assert.deepEqual(resolvePlan(input, new Map(), own).problems, [], file);
  }
});

void test('errors stand at their exact place, with the nearest name', () => {
  const cases: Readonly<Record<string, readonly [string, string, string?]>> = {
    'concurrency: 4': ['concurency: 4', 'unknown-key @ concurency', 'concurrency'],
    'context: 8K': ['context: 8X', 'unknown-unit @ 8X'],
    'count: 1': ['count: -1', 'negative @ -1'],
    'decodeplan: 1': ['decodeplan: 2', 'unknown-version @ 2'],
    'concurrency: 4,': ['concurrency: 0,', 'zero @ 0'],
    'concurrency: 4, ': ['concurrency: 1e999, ', 'too-large @ 1e999'],
    ' context: 8K': [' context: .nan', 'not-a-quantity @ .nan'],
    '  chat: { concurrency: 4, context: 8K }': [
      '  chat: { context: { p50: 64K, p95: 8K }, concurrency: 1 }',
      'reversed-lengths @ 8K',
    ],
  };
  for (const [from, [to, expected, suggestion]] of Object.entries(cases)) {
    const text = GOOD.replace(from, to);
    assert.ok(found(text).includes(expected), `${to}: ${found(text).join('; ')}`);
    if (suggestion) assert.ok(parsePlan(text).problems.some((problem) => problem.suggestion === suggestion));
  }
});

void test('names that are not in the catalogue come with the nearest that is', () => {
  for (const [from, to, near] of [
    ['llama-3.1-8b', 'llama-3.1-8', 'llama-3.1-8b'],
    ['h100-sxm', 'h100-smx', 'h100-sxm'],
  ] as const) {
    const { input } = parsePlan(GOOD.replace(from, to));
    assert.ok(input);
    const [problem] = resolvePlan(input).problems;
    assert.equal(problem?.suggestion, near);
  }
});

void test('shares must add up, and the missing part is offered', () => {
  const text = GOOD.replace(
    '  chat: { ',
    '  a: { share: 60%, concurrency: 1, context: 1K }\n  chat: { share: 30%, ',
  );
  const [problem] = parsePlan(text).problems;
  assert.equal(problem?.code, 'shares');
  assert.equal(text.slice(problem.range.start, problem.range.end), '30%');
  assert.equal(problem.suggestion, '40%');
});

void test('a plan with errors keeps its valid parts', () => {
  const text = GOOD.replace('gpus:', '  other: { concurrency: many, context: 1K }\ngpus:').replace(
    'count: 1 }',
    'count: 1 }\nserving: { kvCach: fp8 }',
  );
  const { input, partial, problems } = parsePlan(text);
  assert.ok(partial && problems.length >= 2);
  assert.deepEqual(Object.keys(input?.workloads ?? {}), ['chat']);
  assert.ok(input?.gpus);
});

void test('text that is no plan is refused with one clear message', () => {
  const refused: Readonly<Record<string, string>> = {
    '': 'empty',
    '   \n# only a comment\n': 'not-a-plan',
    '- a\n- b': 'not-a-plan',
    '\u0000\u0001binary': 'not-text',
    [`decodeplan: 1\n# ${'x'.repeat(10_000_000)}`]: 'too-large',
    'a: 1\n---\nb: 2': 'yaml-multiple-docs',
  };
  for (const [text, code] of Object.entries(refused)) {
    const { problems, input } = parsePlan(text);
    assert.equal(input, null);
    assert.ok(
      problems.some((problem) => problem.code === code),
      `${text.slice(0, 20)}: ${problems.map((p) => p.code).join()}`,
    );
  }
});

void test('tabs, alias bombs, cycles, deep nesting and reserved names do no harm', () => {
  const lol = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefgh'
      .split('')
      .map((c, i) => `${c}: &${c} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[i]}`).join(', ')}]`),
  ].join('\n');
  const hostile = [
    '\tdecodeplan: 1',
    lol,
    'a: &a [*a]',
    'a: &a { b: *a }',
    '['.repeat(5000),
    '{a: '.repeat(3000),
    '__proto__: { polluted: 1 }',
    'constructor: 1',
    '<<: 1',
    '? [a]\n: 1',
    '!!js/function x',
  ];
  for (const text of hostile) {
    const started = process.cpuUsage();
    const { problems } = parsePlan(text);
    assert.ok(problems.length > 0, text.slice(0, 30));
    assert.ok(process.cpuUsage(started).user < 2e6, text.slice(0, 30));
  }
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
});

void test('JSON in equals YAML in', () => {
  const json = JSON.stringify({
    decodeplan: 1,
    model: 'llama-3.1-8b',
    workloads: { chat: { concurrency: 4, context: '8K' } },
    gpus: { type: 'h100-sxm', count: 1 },
  });
  assert.deepEqual(parsePlan(json).input, parsePlan(GOOD).input);
});

void test('an edit changes its value and nothing else', () => {
  const text =
    '# keep\ndecodeplan: 1 # keep too\nmodel: llama-3.1-8b\nworkloads:\n  chat:\n    concurrency: 4 # four\n    context: { p50: 8K }\n';
  const set = (path: string[], value: string) => {
    const edit = setValue(parsePlan(text), path, value);
    assert.ok(edit);
    return applyEdits(text, [edit]);
  };
  assert.equal(set(['workloads', 'chat', 'concurrency'], '9'), text.replace('4 # four', '9 # four'));
  assert.equal(
    set(['workloads', 'chat', 'context', 'p95'], '64K'),
    text.replace('p50: 8K', 'p50: 8K, p95: 64K'),
  );
  assert.equal(set(['workloads', 'chat', 'speed'], '30 tok/s'), `${text.trimEnd()}\n    speed: 30 tok/s\n`);
  assert.equal(set(['serving', 'kvCache'], 'fp8'), `${text.trimEnd()}\nserving: { kvCache: fp8 }\n`);
});

void test('whatever is typed, nothing is thrown', () => {
  const source = readFileSync('examples/agentic-deepseek-v4-pro.decodeplan', 'utf8');
  fc.assert(
    fc.property(fc.nat(source.length), fc.nat(20), fc.string({ maxLength: 8 }), (at, drop, insert) => {
      const { input } = parsePlan(source.slice(0, at) + insert + source.slice(at + drop));
      if (input) resolvePlan(input);
      return true;
    }),
    { numRuns: 400 },
  );
});
