import assert from 'node:assert/strict';
import test from 'node:test';
import { withoutTyping, withSeverities } from '../../../src/language/shownProblems.js';
import { lenses } from '../../../src/language/lenses.js';
import { statusOf } from '../../../src/language/status.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { planText } from './marked.js';

void test('the status bar says the answer in a word, and errors before any answer', () => {
  const good = statusOf(analyze(planText('gpus: { type: h100-sxm, count: 8, rent: 2 USD/h }')));
  assert.match(good.text, /^as-is \$[\d.]+\/Mtok \(decode only\)$/);
  assert.match(good.tooltip, /as-is is the cheapest option|as-is works/);
  assert.deepEqual(
    [statusOf(analyze(planText('gpus: { type: h100-sxm, count: eight }')))].map(({ text, tone }) => [
      text,
      tone,
    ]),
    [['1 error', 'error']],
  );
  const two = `workloads:\n  a: { concurrency: 8, context: 8K }\n  b: { concurrency: x, context: 8K }`;
  assert.equal(statusOf(analyze(planText(two))).text, '1 error, 1 of 2 workloads');
  assert.equal(statusOf(analyze('')).tone, 'error');
  const small = statusOf(analyze(planText('model: llama-3.1-405b\ngpus: { type: h100-sxm, count: 1 }')));
  assert.ok(['bad', 'unknown', 'caution', 'good'].includes(small.tone) && small.text.length < 40, small.text);
  const long = 'an-option-with-a-name-that-goes-on-and-on';
  assert.ok(statusOf(analyze(planText(`options: { ${long}: {} }`))).text.length < 40);
});

void test('no error is shown in the line that is being typed in, and every other one is', () => {
  const text = planText('gpus: { type: h100-smx, count: 8 }\ntitle: 2027');
  const { problems } = analyze(text);
  const line = (part: string) => {
    const start = text.lastIndexOf('\n', text.indexOf(part)) + 1;
    return { start, end: text.indexOf('\n', start) };
  };
  const codes = (typed: { start: number; end: number } | null) =>
    withoutTyping(problems, typed).map(({ code }) => code);
  assert.deepEqual(codes(null).sort(), ['unknown-name', 'wrong-type']);
  assert.deepEqual(codes(line('2027')), ['unknown-name']);
  assert.deepEqual(codes(line('h100')), ['wrong-type']);
  assert.deepEqual(codes(line('model')).length, 2);
});

void test('findings are as grave as their codes are set to be, and errors stay', () => {
  const text = planText('workloads: { chat: { concurrency: 500, context: 32K } }\ntitle: 2027');
  const all = analyze(text).diagnostics();
  const shown = (wanted: unknown) =>
    withSeverities(all, wanted)
      .map(({ code, severity }) => `${code} ${severity}`)
      .sort();
  assert.deepEqual(shown({}), ['kv-cache-over-memory warning', 'wrong-type error']);
  assert.deepEqual(shown({ 'kv-cache-over-memory': 'off', 'wrong-type': 'off' }), ['wrong-type error']);
  assert.deepEqual(shown({ 'kv-cache-over-memory': 'error' }), [
    'kv-cache-over-memory error',
    'wrong-type error',
  ]);
  for (const odd of [null, 'off', 5, { 'kv-cache-over-memory': 'maybe' }, undefined])
    assert.deepEqual(shown(odd), shown({}));
});

void test('the lens of an option with an error says so, and those of the others do not', () => {
  const text = planText(
    'gpus: { type: h100-sxm, count: 8 }\noptions:\n  good: {}\n  bad: { speculation: { method: nonsense } }',
  );
  const titles = Object.fromEntries(
    lenses(analyze(text)).flatMap(({ title, option, action }) =>
      option && action === 'charts' ? [[option, title]] : [],
    ),
  );
  assert.match(titles['bad'] ?? '', /^\$\(error\) 1 error · /);
  assert.doesNotMatch(titles['good'] ?? '', /error/);
});
