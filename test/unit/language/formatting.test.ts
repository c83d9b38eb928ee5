import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { formatEdits } from '../../../src/language/format/formatting.js';
import { applyEdits } from '../../../src/plan/edits.js';
import { commentsOf, parseText, plainValue } from '../../../src/plan/yaml.js';

const formatted = (text: string) => applyEdits(text, formatEdits(text));

void test('blanks, brackets, indents, ranges and the end of the file come into shape', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['a:   1', 'a: 1\n'],
    ['a : 1  \n\n\n', 'a: 1\n'],
    ['a: {b:   1,c: [ 1,2 ]}\n', 'a: { b: 1, c: [1, 2] }\n'],
    ['a: {}\nb: [ ]\n', 'a: {}\nb: [ ]\n'],
    ['a:\n    b:\n        c: 1\n', 'a:\n  b:\n    c: 1\n'],
    ['a:\n   # above\n   b: 1   # beside\n# below\n', 'a:\n  # above\n  b: 1   # beside\n# below\n'],
    ['a:\n- b: 1\n  c: 2\n- b: 3\n', 'a:\n  - b: 1\n    c: 2\n  - b: 3\n'],
    ['economics: { electricity: 0.05 .. 0.1 USD/kWh }\n', 'economics: { electricity: 0.05..0.1 USD/kWh }\n'],
    ['title: 1 .. 2\n', 'title: 1 .. 2\n'],
    [
      'a:\n    b: |\n        text  \n          more\n    c: 1\n',
      'a:\n  b: |\n      text  \n        more\n  c: 1\n',
    ],
    ['a: {\n    b: 1,\n    c: 2\n  }\n', 'a: {\n    b: 1,\n    c: 2\n  }\n'],
    ['a:  1\r\nb:\r\n    c: 2\r\n', 'a: 1\r\nb:\r\n  c: 2\r\n'],
    ['{"a":1,"b":{"c":[1,2]}}', '{ "a": 1, "b": { "c": [1, 2] } }\n'],
  ];
  for (const [text, expected] of cases) assert.equal(formatted(text), expected);
});

void test('a text that cannot be read is left alone', () => {
  for (const text of ['a:  {b', 'a:  1\na:  2', '\ta:  1', 'a:  @x', '', '   ', '# only  \n'])
    assert.deepEqual(formatEdits(text), [], text);
});

void test('the examples are in shape already', () => {
  const files = readdirSync('examples', { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.decodeplan'))) {
    const text = readFileSync(`examples/${file}`, 'utf8');
    assert.equal(formatted(text), text, file);
  }
});

/** Values of a plan's kind, nested. */
const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom('8K', '40 tok/s', '1 .. 2 GB', 'x: y', '#no', "it's", '', '-', '[', ' padded '),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  ),
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'speed', 'two words', '1'), tie('tree'), { maxKeys: 4 }),
  ),
}));
const plans = fc.dictionary(fc.constantFrom('workloads', 'gpus', 'title'), tree, { minKeys: 1 });
const blanks = fc.constantFrom('', ' ', '   ');

/** Writes a value as a careless person would: any indent, blanks and comments everywhere. */
function scrawl(value: unknown, indent: string, blank: () => string, flow: boolean): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const list = Array.isArray(value);
  const members: (readonly [string, unknown])[] = list
    ? value.map((item) => ['', item] as const)
    : Object.entries(value);
  if (flow || members.length === 0) {
    const inner = members.map(
      ([key, item]) =>
        `${blank()}${list ? '' : `${JSON.stringify(key)}${blank()}: ${blank()}`}${scrawl(item, '', blank, true)}${blank()}`,
    );
    return list ? `[${inner.join(',')}]` : `{${inner.join(',')}}`;
  }
  return members
    .map(([key, item]) => {
      const step = `  ${blank()}`;
      const inFlow = list || blank() === ' ';
      const written = scrawl(item, indent + step, blank, inFlow);
      const note = blank() === '' ? '' : ` # note${blank()}`;
      const above = blank() === '' ? '' : `\n${indent}#${blank()}above`;
      const head = list ? '- ' : `${JSON.stringify(key)}:`;
      return `${above}\n${indent}${head}${written.startsWith('\n') ? `${note}${written}` : ` ${blank()}${written}${note}`}`;
    })
    .join('');
}

/** Blanks around the dots of a range mean nothing; in JSON a tab is written `\\t`. */
const normal = (value: unknown) => JSON.stringify(value).replace(/(?: |\\t)*\.\.(?: |\\t)*/g, '..');

void test('formatting changes no value and no comment, and a second time nothing at all', () => {
  const changed: string[] = [];
  fc.assert(
    fc.property(plans, fc.array(blanks, { minLength: 1 }), (plan, pool) => {
      let next = 0;
      const blank = () => pool[next++ % pool.length] ?? '';
      const text = scrawl(plan, '', blank, false).slice(1);
      const before = parseText(text);
      fc.pre(before.root !== null && before.problems.length === 0);
      const once = formatted(text);
      if (once !== text) changed.push(text);
      const after = parseText(once);
      assert.ok(after.root);
      assert.deepEqual(after.problems, []);
      assert.equal(normal(plainValue(after.root)), normal(plainValue(before.root)));
      const comments = (one: string) => commentsOf(one).map((comment) => comment.trimEnd());
      assert.deepEqual(comments(once), comments(text));
      assert.equal(formatted(once), once);
    }),
    { numRuns: 500 },
  );
  assert.ok(changed.length > 250, `only ${changed.length} texts were changed`);
});

void test('blanks put anywhere into a real plan do no harm', () => {
  const text = readFileSync('examples/agentic-deepseek-v4-pro.decodeplan', 'utf8');
  const places = fc.array(fc.tuple(fc.nat(text.length), fc.constantFrom(' ', '  ', '\n', '\t')), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(places, (found) => {
      const edits = found.map(([start, newText]) => ({ start, end: start, newText }));
      const broken = applyEdits(text, edits);
      const once = formatted(broken);
      assert.equal(formatted(once), once);
      const [before, after] = [parseText(broken), parseText(once)];
      if (before.problems.length > 0 || !before.root || !after.root) return assert.equal(once, broken);
      assert.equal(normal(plainValue(after.root)), normal(plainValue(before.root)));
    }),
    { numRuns: 100 },
  );
});
