import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { fixAll } from '../../../src/language/fixes/fixes.js';
import { applyEdits } from '../../../src/plan/edits.js';
import { causesOf } from '../../../src/plan/text/causes.js';
import { tabIndent } from '../../../src/plan/text/tabs.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { planText } from '../language/marked.js';

const GOOD = `decodeplan: 1
title: Chat
model: llama-3.1-70b
workloads:
  chat:
    share: 60%
    concurrency: 48
    context: { p50: 8K, p95: 16K }
  batch:
    share: 40%
    concurrency: 8
    context: 4K
gpus:
  type: h100-sxm
  count: 8
options:
  as-is: {}
  drafts:
    speculation: { method: eagle3, acceptance: 2.5 }
breakEven: { baseline: as-is, challenger: drafts }
`;

/** Problems as `line code`, each with what is said. */
const said = (text: string) => {
  const { problems, document } = analyze(text);
  return problems.map(({ code, message, range }) => [
    `${document.positionAt(range.start).line} ${code}`,
    message,
  ]);
};

void test('one cause is one error, at its line, in words of the plan', () => {
  const cases: readonly (readonly [string, string, string, RegExp])[] = [
    ['half a word', `${GOOD}w\n`, '21 yaml-unfinished', /^`w` needs a colon and a value$/],
    [
      'half a word between members',
      GOOD.replace('    context: 4K', '    sp\n    context: 4K'),
      '12 yaml-unfinished',
      /^`sp` needs a colon/,
    ],
    [
      'half a word for a needed member',
      GOOD.replace('model: llama-3.1-70b', 'mod'),
      '3 yaml-unfinished',
      /mod/,
    ],
    [
      'half a word for a needed member of a group',
      GOOD.replace('    concurrency: 8', '    concurr'),
      '11 yaml-unfinished',
      /concurr/,
    ],
    [
      'a forgotten colon',
      GOOD.replace('concurrency: 8', 'concurrency 8'),
      '11 yaml-colon-missing',
      /^a colon is missing behind `concurrency`$/,
    ],
    [
      'a forgotten space',
      GOOD.replace('model: ', 'model:'),
      '3 yaml-colon-without-space',
      /^a space is missing behind `model:`$/,
    ],
    ['an open brace', GOOD.replace('16K }', '16K'), '8 yaml-unclosed', /^`\{` is not closed$/],
    [
      'an open brace at the end',
      GOOD.replace('drafts }', 'drafts'),
      '20 yaml-unclosed',
      /^`\{` is not closed$/,
    ],
    [
      'a value alone in an open brace',
      GOOD.replace(/context: \{.*\}/, 'context: { 64K'),
      '8 yaml-unclosed',
      /^`\{` is not closed$/,
    ],
    [
      'half a member in an open brace',
      GOOD.replace(/context: \{.*\}/, 'context: { p50: 4K, p9'),
      '8 yaml-unclosed',
      /^`\{` is not closed$/,
    ],
    ['an open quote', GOOD.replace('title: Chat', 'title: "Chat'), '2 yaml-unclosed', /^`"` is not closed$/],
    [
      'a conflict',
      GOOD.replace('  count: 8', '<<<<<<< HEAD\n  count: 8\n=======\n  count: 16\n>>>>>>> other branch'),
      '15 yaml-merge-conflict',
      /^two versions of the plan are not merged yet/,
    ],
    [
      'a colon in a value',
      GOOD.replace('title: Chat', 'title: Chat: ours'),
      '2 yaml-block-as-implicit-key',
      /quotes/,
    ],
    ['a sign that YAML keeps', GOOD.replace('title: Chat', 'title: @home'), '2 yaml-bad-scalar-start', /`@`/],
    [
      'an odd depth',
      GOOD.replace('    concurrency: 8', '   concurrency: 8'),
      '11 yaml-bad-indent',
      /^indented differently/,
    ],
    ['tabs', GOOD.replace(/^ {4}/gm, '\t\t'), '6 yaml-tab-as-indent', /^tabs cannot indent/],
    [
      'a share without percent',
      GOOD.replace('share: 60%', 'share: 60'),
      '6 too-big',
      /is a fraction, 6,000 %/,
    ],
    [
      'a version in quotes',
      GOOD.replace('decodeplan: 1', 'decodeplan: "1"'),
      '1 unknown-version',
      /without quotes/,
    ],
  ];
  for (const [name, text, where, words] of cases) {
    const found = said(text).filter(([, message]) => name !== 'tabs' || message !== said(text)[0]?.[1]);
    const [first] = said(text);
    assert.equal(first?.[0], where, `${name}: ${JSON.stringify(said(text))}`);
    assert.match(first[1] ?? '', words, name);
    assert.ok(
      name === 'tabs' ? found.length === 0 : found.length === 1,
      `${name}: ${JSON.stringify(said(text))}`,
    );
    assert.doesNotMatch(first[1] ?? '', /implicit|mapping|token|scalar|collection/, name);
  }
});

void test('what stands beside an error in the text is read as it is without it', () => {
  const whole = analyze(GOOD);
  for (const text of [
    `${GOOD}w\n`,
    GOOD.replace('model: ', 'model:'),
    GOOD.replace('16K }', '16K'),
    GOOD.replace(/^ {4}/gm, '\t\t'),
    GOOD.replace('concurrency: 8', 'concurrency 8'),
  ]) {
    const { plan, problems } = analyze(text);
    assert.ok(problems.length > 0 && plan, text);
    assert.deepEqual(Object.keys(plan.options), Object.keys(whole.plan?.options ?? {}), text);
    assert.equal(plan.workloads['batch']?.concurrency, 8, text);
  }
  // An error elsewhere is still said, each at its own line.
  const two = GOOD.replace('model: llama-3.1-70b', 'model: llama-3.1-7').replace('16K }', '16K');
  assert.deepEqual(
    said(two)
      .map(([where]) => where)
      .sort(),
    ['3 unknown-model', '8 yaml-unclosed'],
  );
});

void test('tabs become the depth that was meant, whatever the width that they were shown with', () => {
  for (const indent of ['\t', '\t\t', '  \t']) {
    const tabbed = GOOD.replace(/^( +)/gm, (spaces) => indent.repeat(spaces.length / 2));
    const { mends } = tabIndent(tabbed);
    assert.equal(applyEdits(tabbed, mends), GOOD);
    assert.equal(applyEdits(tabbed, fixAll(analyze(tabbed))), GOOD);
  }
  const mixed = GOOD.replace('    share: 40%', '\t\tshare: 40%').replace(
    '    context: 4K',
    '    \tcontext: 4K',
  );
  assert.deepEqual(analyze(applyEdits(mixed, tabIndent(mixed).mends)).problems, []);
});

const LINES = [...GOOD.trimEnd().split('\n'), ...planText('economics:\n  pue: 1.2').trimEnd().split('\n')];
/** What goes wrong with a line. */
const SLIPS: readonly ((line: string) => string)[] = [
  (line) => line.replace(/^ +/, (spaces) => '\t'.repeat(spaces.length / 2)),
  (line) => line.replace(/^ {2}/, ' '),
  (line) => line.replace(/^/, '  '),
  (line) => line.replace(': ', ':'),
  (line) => line.replace(':', ''),
  (line) => line.replace(' }', ''),
  (line) => line.replace('{', ''),
  (line) => line.replace(/: (\S)/, ': "$1'),
  (line) => line.replace(/: /, ': > '),
  (line) => line.replace(/: /, ': @'),
  (line) => line.replace(/(\w)(\w)/, '$2$1'),
  (line) => line.replace(/\d+/, '1 800'),
  (line) => line.replace(/\d+%?/, '60'),
  (line) => line.replace(/: .*/, ':'),
  (line) => line.slice(0, Math.ceil(line.length / 2)),
  (line) => `${line}\n${line}`,
  (line) => `<<<<<<< HEAD\n${line}\n=======\n${line}0\n>>>>>>> b`,
  (line) => `${line}: x`,
];

void test('fixing all never leaves more problems than there were, over plans broken in any way', () => {
  const slip = fc.record({
    at: fc.nat({ max: LINES.length - 1 }),
    how: fc.nat({ max: SLIPS.length - 1 }),
  });
  fc.assert(
    fc.property(fc.array(slip, { minLength: 1, maxLength: 4 }), (slips) => {
      const lines = GOOD.trimEnd().split('\n');
      for (const { at, how } of slips) {
        const i = at % lines.length;
        lines[i] = SLIPS[how]?.(lines[i] ?? '') ?? '';
      }
      const text = `${lines.join('\n')}\n`;
      const before = analyze(text);
      const after = analyze(applyEdits(text, fixAll(before)));
      assert.ok(
        after.problems.length <= before.problems.length,
        `${before.problems.length} became ${after.problems.length} in\n${text}`,
      );
    }),
    { numRuns: 400 },
  );
});

void test('a line that is a comment alone is not the word that lacks a value', () => {
  const text = 'a:\n  - b\n  # a note\n  - c: 1\n';
  const start = text.indexOf('#');
  const causes = causesOf(text, [{ code: 'yaml-missing-char', message: 'missing', start, end: start + 1 }]);
  assert.equal(causes.length, 1);
  for (const cause of causes) {
    assert.ok(cause.start <= cause.end, `${cause.start} to ${cause.end}`);
    assert.doesNotMatch(cause.message, /``/);
  }
});
