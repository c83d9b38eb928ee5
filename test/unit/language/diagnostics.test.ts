import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { sectionOf } from '../../../src/language/problemPage.js';
import { covered, pageSections, planOf } from './marked.js';
import { FINDING_CODES, findingText } from '../../../src/report/words/findings.js';

const sections = pageSections();

/** Problems that no lines of a plan can show. */
const WITHOUT_EXAMPLE = [
  'empty',
  'not-a-plan',
  'not-text',
  'too-many-values',
  'unreadable-file',
  'not-json',
  'not-an-object',
  'range-crosses-break-even',
  'model-partly-unknown',
];

/** Codes of problems that the sources name, as literals; those of findings are keys of their sentences. */
function codesInSources(): string[] {
  const rooms = ['units', 'plan', 'catalog'];
  const files = rooms.flatMap((room) =>
    readdirSync(path.join('src', room), { recursive: true, encoding: 'utf8' }).map((file) =>
      path.join('src', room, file),
    ),
  );
  const patterns = [
    /\bcode: '([a-z-]+)'/g,
    /\bfail(?:ed)?\(\s*'([a-z-]+)'/g,
    /(?:return|[?]) \[\s*'([a-z]+-[a-z-]+)',\s*['`]/g,
  ];
  const texts = files.filter((file) => file.endsWith('.ts')).map((file) => readFileSync(file, 'utf8'));
  const named = texts.flatMap((text) => patterns.flatMap((p) => [...text.matchAll(p)]));
  return [...named.map(([, code = '']) => code), ...FINDING_CODES];
}

void test('every code has a section, and every section is of a code', () => {
  const named = new Set(sections.map(({ code }) => code));
  // `custom` and the like are zod's own, turned into ours before anybody sees them.
  const zod = ['custom', 'invalid_union', 'invalid_value'];
  const missing = codesInSources().filter((code) => !zod.includes(code) && !named.has(sectionOf(code)));
  assert.deepEqual([...new Set(missing)], []);
  assert.equal(named.size, sections.length);
});

void test('the lines shown in a section raise its problem', () => {
  for (const { code, example } of sections) {
    assert.equal(example === null, WITHOUT_EXAMPLE.includes(code), code);
    if (example === null) continue;
    const codes = planOf(example)
      .diagnostics()
      .map((problem) => problem.code);
    assert.ok(codes.map(sectionOf).includes(code), `${code}: ${codes.join()}`);
  }
});

void test('problems point to the other places that they have to do with', () => {
  const related = (overlay: string, code: string) => {
    const analysis = planOf(overlay);
    const problem = analysis.diagnostics().find((one) => one.code === code);
    return problem?.related?.map(({ range, message }) => [covered(analysis.document.text, range), message]);
  };
  const example = (code: string) => sections.find((section) => section.code === code)?.example ?? '';
  assert.deepEqual(related(example('shares'), 'shares'), [['60%', '`a` has 60 %']]);
  assert.deepEqual(related(example('missing-share'), 'missing-share'), [['60%', '`a` has 60 %']]);
  assert.deepEqual(related(example('reversed-lengths'), 'reversed-lengths'), [['64K', 'p50 is `64K`']]);
  assert.deepEqual(related(example('duplicate-key'), 'duplicate-key'), [['title', 'first given here']]);
});

void test('what the numbers say of a target, a layout or a decision is a warning', () => {
  const warned = [
    'kv-cache-over-memory',
    'not-served',
    'too-few-accelerators',
    'speculation-slows',
    'lpx-too-small',
    'latent-cache-copied',
  ];
  for (const code of warned) {
    const example = sections.find((section) => section.code === code)?.example ?? '';
    const found = planOf(example)
      .findings()
      .filter((finding) => finding.code === code);
    assert.deepEqual([...new Set(found.map(({ severity }) => severity))], ['warning'], code);
  }
});

const LPX = (price: string) => `model: deepseek-v4-pro
workloads: { agents: { concurrency: 1800, context: 96K, speed: 100 tok/s, demand: 40B tokens/day } }
gpus: { type: vera-rubin-nvl72, racks: 4 }
options:
  software: { speculation: { method: dspark } }
  lpx: { lpx: { racks: auto, role: ffn, price: ${price} } }
breakEven: { baseline: software, challenger: lpx }
economics: { owned: priced }`;

void test('a range is remarked on only if the cheaper option changes within it', () => {
  const found = (price: string) =>
    planOf(LPX(price))
      .findings()
      .filter(({ code }) => code === 'range-crosses-break-even');
  const [crossing] = found('1K..50M USD');
  assert.ok(crossing?.value);
  assert.equal(crossing.path, 'options.lpx.lpx.price');
  assert.equal(crossing.severity, 'warning');
  assert.match(findingText(crossing), /up to \$.* `lpx` is cheaper, above it `software`/);
  assert.deepEqual(found(`${(crossing.value * 1.1).toFixed(0)}..${(crossing.value * 2).toFixed(0)} USD`), []);
  assert.deepEqual(found(`${crossing.value.toFixed(0)} USD`), []);
});

void test('no message ends in a full stop: more may be said after it', () => {
  const ending = sections.flatMap(({ example }) =>
    planOf(example ?? '')
      .diagnostics()
      .filter(({ message }) => message.endsWith('.')),
  );
  assert.deepEqual(ending, []);
});
