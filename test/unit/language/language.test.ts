import assert from 'node:assert/strict';
import test from 'node:test';
import { fixes } from '../../../src/language/fixes/fixes.js';
import { hover } from '../../../src/language/hover.js';
import { hints } from '../../../src/language/hints.js';
import { launchCommand } from '../../../src/exchange/launch/launchCommand.js';
import { lenses } from '../../../src/language/lenses.js';
import { definitionOf, nameAt, occurrencesOf, rename } from '../../../src/language/reading/names.js';
import { symbols } from '../../../src/language/symbols.js';
import { applyEdits } from '../../../src/plan/edits.js';
import { analyze, type Analysis } from '../../../src/report/answers/analysis.js';
import { marked } from './marked.js';
import { shortfall } from '../../../src/report/answers/partial.js';
import { reportMarkdown } from '../../../src/report/writers/markdown.js';
import { portfolioMarkdown, summarizePlan } from '../../../src/report/writers/portfolio.js';

const HEAD =
  'decodeplan: 1\nmodel: deepseek-v4-pro\nworkloads:\n  chat:\n    concurrency: 40\n    context: 8K\n';

void test('hover says meaning, unit, default, value and source', () => {
  const at = (source: string) => {
    const { analysis, offset } = marked(source);
    return hover(analysis, offset)?.text ?? '';
  };
  const context = at(HEAD.replace('context: 8K', 'con|text: 8K'));
  assert.match(context, /Context length/);
  assert.match(context, /8,192 tokens/);
  assert.match(at(HEAD.replace('model:', 'mo|del:')), /DeepSeek-V4-Pro/);
  assert.match(at(HEAD.replace('  chat:', '  ch|at:')), /KV cache of one sequence/);
  assert.match(at(`${HEAD}gpus: { type: vera-rub|in-nvl72, racks: 1 }`), /catalogue/);
  assert.match(at(`${HEAD}options:\n  a: { lpx: { pri|ce: 2M..4M USD } }`), /\$3M, between \$2M and \$4M/);
});

void test('text of the plan stays text in hovers and reports', () => {
  const evil = '![x](https://example.com/x.png)';
  const text = HEAD.replace(
    'model: deepseek-v4-pro',
    `model: { name: "${evil}", model_type: llama, num_hidden_layers: 2, num_attention_heads: 8, hidden_size: 512, intermediate_size: 1024, vocab_size: 1000 }`,
  ).replace('chat:', `"${evil}":`);
  const analysis = analyze(text);
  assert.deepEqual(analysis.problems, []);
  for (let offset = 0; offset < text.length; offset++)
    assert.ok(!(hover(analysis, offset)?.text ?? '').includes('![x]('));
  assert.ok(!reportMarkdown(analysis).includes('![x]('));
});

void test('one lens has the verdict, one each option', () => {
  const text = `${HEAD}gpus: { type: b300, count: 16 }\noptions:\n  as-is: {}\n  software: { speculation: { method: dspark } }\n`;
  const found = lenses(analyze(text));
  const actions = found.map(({ action, option }) => (option === undefined ? action : `${action} ${option}`));
  assert.deepEqual(actions, [
    'charts',
    'charts',
    'explain',
    'breakEven',
    'charts as-is',
    'deployment as-is',
    'charts software',
    'deployment software',
  ]);
  assert.match(found[1]?.title ?? '', /Show in charts/);
  assert.match(found[0]?.title ?? '', /\$\((check|warning)\)/);
});

const TWO = `decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { concurrency: 48, context: 8K }
  batch: { concurrency: 8, context: 4K }
gpus: { type: h100-sxm, count: 8 }
options:
  as-is: {}
  drafts: { speculation: { method: eagle3, acceptance: 2.5 } }
`;

void test('while a value is half typed, lenses and hints stay where they are and say that they are old', () => {
  const before = analyze(TWO);
  const shape = (analysis: Analysis, last: Analysis | null) => [
    ...new Set(lenses(analysis, last).map(({ range }) => analysis.document.positionAt(range.start).line)),
  ];
  const lines = shape(before, null);
  for (const text of [
    TWO.replace('llama-3.1-70b', 'llama-3.1-7'),
    TWO.replace('acceptance: 2.5', 'acceptance: 2.5x'),
    TWO.replace('concurrency: 48', 'concurrency: 48x').replace('concurrency: 8', 'concurrency: 8x'),
    TWO.replace('count: 8', 'coun'),
    `${TWO}w`,
  ]) {
    const now = analyze(text);
    assert.ok(now.problems.length > 0);
    assert.deepEqual(shape(now, before), lines, text);
    assert.match(lenses(now, before)[0]?.title ?? '', /^\$\((error|history)\) .*1 error|2 errors/, text);
    assert.equal(lenses(now, before)[0]?.action, 'problems');
    const [then, here] = [before, now].map((one) =>
      hints(one, 0, one.document.text.length, { before }).filter(({ text: hint }) => hint.startsWith('KV ')),
    );
    assert.ok(here && then && here.length >= then.length - 1, text);
  }
  const gone = analyze(TWO.replace('llama-3.1-70b', 'llama-3.1-7'));
  const old = hints(gone, 0, TWO.length, { before }).filter(({ text }) => text.startsWith('KV '));
  assert.ok(old.length === 2 && old.every(({ text }) => text.endsWith('↺')));
});

void test('an answer to a part of a plan says so wherever it is shown', () => {
  const broken = analyze(TWO.replace('concurrency: 8', 'concurrency: 8x'));
  assert.equal(shortfall(broken), '1 error, 1 of 2 workloads');
  assert.match(lenses(broken)[0]?.title ?? '', /^\$\(error\) 1 error, 1 of 2 workloads · /);
  const summary = summarizePlan('a.decodeplan', broken);
  assert.equal(summary.works, false);
  assert.match(portfolioMarkdown([summary]), /not known: 1 error, 1 of 2 workloads/);
  assert.equal(summarizePlan('a.decodeplan', analyze(TWO)).works, true);
  assert.deepEqual(
    lenses(analyze(TWO.replace('llama-3.1-70b', 'llama-3.1-7'))).map(({ title }) => title),
    ['$(error) 1 error'],
  );
});

void test('an option with nothing behind it is remarked on, and one that means it is not', () => {
  const remarked = (options: string) =>
    analyze(TWO.replace(/options:[^]*$/, options))
      .diagnostics()
      .filter(({ code }) => code === 'empty-option')
      .map(({ path, severity }) => `${severity} ${path}`);
  assert.deepEqual(remarked('options:\n  as-is:\n  lpx:\n  mine: {}\n'), ['information options.lpx']);
  assert.deepEqual(remarked('options: { as-is: {} }\n'), []);
});

void test('fixes lead to plans without their problem', () => {
  const wrong = `${HEAD}gpus: { typ: h100-sxm, count: 8 }\n`;
  const [fix] = fixes(analyze(wrong));
  assert.ok(fix);
  assert.deepEqual(analyze(applyEdits(wrong, fix.edits)).problems, []);
});

void test('hints say what short lengths stand for, and what a sequence takes', () => {
  const found = hints(analyze(HEAD), 0, HEAD.length).map(
    ({ offset, text }) => `${HEAD.slice(0, offset).split(': ').at(-1) ?? ''} ${text}`,
  );
  assert.ok(found.includes('8K = 8,192'), found.join('; '));
  assert.ok(
    found.some((text) => /^8K KV [0-9.]+ MB$/.test(text)),
    found.join('; '),
  );
});

void test('hints say what an option costs behind its name, where that is known and no lens says so', () => {
  const text = `${HEAD}gpus: { type: h100-sxm, count: 32 }\noptions:\n  mine: {} # mine\n  "yours" : {}\n  gone: { hosted: nowhere }\n`;
  const analysis = analyze(text);
  const costs = (from: number, to: number, lensesShown: boolean) =>
    hints(analysis, from, to, { lensesShown }).filter((hint) => hint.text.includes('/Mtok'));
  const found = costs(0, text.length, false);
  assert.deepEqual(costs(0, text.length, true), []);
  assert.deepEqual(
    found.map(({ offset }) => text.slice(0, offset).split('\n').at(-1)),
    ['  mine:', '  "yours" :'],
  );
  const cost = analysis.result()?.options['mine']?.total.usdPerMillionTokens;
  assert.ok(cost);
  assert.equal(found[0]?.text, `$${cost.toFixed(2)}/Mtok (decode only)`);
  const here = text.indexOf('mine');
  assert.equal(costs(here, here + 5, false).length, 1);
});

void test('names are found, followed and changed everywhere, and nowhere else', () => {
  const text = `${HEAD}options:\n  mine: {} # mine\n  other: {}\nbreakEven: { baseline: mine, challenger: other }\n`;
  const { document } = analyze(text);
  const thing = nameAt(document, text.indexOf('baseline: mine') + 11);
  assert.ok(thing);
  assert.equal(thing.name, 'mine');
  assert.equal(definitionOf(document, thing)?.start, text.indexOf('mine: {}'));
  assert.equal(occurrencesOf(document, thing).length, 2);
  const renaming = rename(document, thing, 'yours');
  assert.ok(renaming.ok);
  const changed = applyEdits(text, renaming.edits);
  assert.equal(changed, text.replace('mine: {}', 'yours: {}').replace('baseline: mine', 'baseline: yours'));
  assert.deepEqual(analyze(changed).problems, []);
  assert.equal(rename(document, thing, 'other').ok, false);
  assert.equal(rename(document, thing, 'x'.repeat(61)).ok, false);
  const dotted = rename(document, thing, 'a.b');
  assert.ok(dotted.ok && dotted.edits.every(({ newText }) => newText === '"a.b"'));
  const odd = rename(document, thing, 'yes');
  assert.ok(odd.ok && odd.edits.every(({ newText }) => newText === '"yes"'));
});

void test('launch commands say what the plan means', () => {
  const text = `${HEAD}gpus: { type: b300, count: 8 }\nserving: { kvCache: fp8, layout: { tensor: 8, expert: 8 } }\noptions:\n  plain: {}\n  software: { speculation: { method: dspark, draftTokens: 5 } }\n  tuned: { serving: { engine: tuned } }\n`;
  const { plan, result } = analyze(text);
  const answer = result();
  assert.ok(plan && answer);
  const of = (name: string) => {
    const option = answer.options[name];
    assert.ok(option);
    return launchCommand(plan, name, option);
  };
  const software = of('software');
  assert.ok(software.ok);
  assert.match(software.command, /^vllm serve deepseek-ai\/DeepSeek-V4-Pro /);
  assert.match(
    software.command,
    /--tensor-parallel-size 8[\s\S]*--enable-expert-parallel[\s\S]*--kv-cache-dtype fp8/,
  );
  assert.match(software.command, /--max-model-len 8192/);
  assert.match(software.command, /--speculative-config '\{"method":"dspark","num_speculative_tokens":5\}'/);
  assert.equal(of('tuned').ok, false);
});

void test('the outline holds every member', () => {
  const [, , workloads] = symbols(analyze(HEAD).document.root, HEAD);
  assert.equal(workloads?.children[0]?.name, 'chat');
  assert.deepEqual(
    workloads.children[0].children.map(({ name, detail }) => `${name} ${detail}`),
    ['concurrency 40', 'context 8K'],
  );
});
