import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { certaintyOf } from '../../../src/report/figures/certainty.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { assumptions, notKnown } from '../../../src/report/words/assumptions.js';
import { spreadOut } from '../../../src/report/html/scale.js';
import { reportHtml } from '../../../src/report/html/html.js';
import { STYLE, STYLE_HASH } from '../../../src/report/html/style.js';
import { reportMarkdown } from '../../../src/report/writers/markdown.js';

const example = (name: string) => readFileSync(`examples/${name}.decodeplan`, 'utf8');
const SMALL = analyze(example('small-team-llama-70b'));

void test('the policy allows the style sheet that is there, and nothing else', () => {
  assert.equal(STYLE_HASH, `sha256-${createHash('sha256').update(STYLE).digest('base64')}`);
  const html = reportHtml(SMALL);
  assert.ok(html.includes(`<style>${STYLE}</style>`));
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  assert.equal(
    policy,
    `default-src &#39;none&#39;; style-src &#39;${STYLE_HASH}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;`,
  );
  assert.doesNotMatch(html, /<script|<iframe|<img|<link|<object|\sstyle=|\son[a-z]+=|javascript:|unsafe-/i);
});

const HOSTILE = `decodeplan: 1
title: '</title><script>alert(1)</script>'
model: llama-3.1-8b
workloads:
  '<img src=x onerror=alert(2)>': { concurrency: 4, context: 8K, speed: 20 tok/s }
gpus: { type: h100-sxm, count: 2 }
options:
  '<script>alert(3)</script>': {}
  '"><svg onload=alert(4)>': { hosted: { name: '<b>bold</b>', output: 1 USD/Mtok } }
`;

void test('text of a plan stays text', () => {
  const analysis = analyze(HOSTILE);
  assert.ok(analysis.plan);
  const html = reportHtml(analysis, { file: '<i>.decodeplan' });
  // What is left without the text we wrote ourselves has no tags that the report does not use.
  const tags = new Set([...html.matchAll(/<\/?([a-z0-9]+)/gi)].map((match) => match[1]?.toLowerCase()));
  for (const name of ['script', 'img', 'b>bold', 'iframe', 'object', 'i'])
    assert.equal(tags.has(name), false, name);
  assert.ok(html.includes('&lt;script&gt;alert(3)&lt;/script&gt;'));
  // Values of attributes are quoted and escaped; without them no handler may be left.
  assert.doesNotMatch(html.replace(/="[^"]*"/g, ''), /<[a-z]+[^>]*\son[a-z]+/i);
  assert.doesNotMatch(reportMarkdown(analysis), /(^|[^\\])<(script|img|svg)/);
});

void test('a plan that cannot be read makes a report that says so', () => {
  const html = reportHtml(
    analyze('decodeplan: 1\nmodel: nope\nworkloads: { one: { concurrency: 1, context: 1K } }\n'),
  );
  assert.match(html, /The plan is not valid/);
  assert.match(html, /Line 2, error: /);
});

void test('assumptions name value, spread and source of what the plan leaves open', () => {
  const { plan } = analyze(example('agentic-deepseek-v4-pro'));
  assert.ok(plan);
  const byInput = new Map(assumptions(plan).map((one) => [one.input, one]));
  assert.deepEqual(byInput.get('lpx › LPX power per rack'), {
    input: 'lpx › LPX power per rack',
    value: '130 kW',
    range: 'between 80 kW and 160 kW',
    from: 'catalogue',
    source: 'assumption: NVIDIA publishes no power',
    url: null,
  });
  assert.equal(byInput.get('lpx › LPX price per rack')?.value, '2.5M..4.5M USD');
  assert.match(byInput.get('software › Accepted length')?.value ?? '', /tokens\/step$/);
  assert.match(byInput.get('Accelerator type')?.url ?? '', /^https:\/\/www\.nvidia\.com/);
  assert.equal(byInput.get('Batched tokens')?.value, '8,192');
});

void test('what is not known: missing prices, and how sure the step times are', () => {
  const analysis = analyze(example('agentic-deepseek-v4-pro'));
  const result = analysis.result();
  assert.ok(analysis.plan && result);
  const said = notKnown(analysis.plan, result).join('\n');
  assert.match(said, /^as-is, software, lpx, lpx-and-software: step times.*may be off by \d+ %/m);
  assert.match(said, /^bedrock: the cost is not known: no price is published/m);
});

void test('labels are moved apart and keep their order', () => {
  assert.deepEqual(spreadOut([50, 51, 10], [0, 100], 10), [50, 60, 10]);
  assert.deepEqual(spreadOut([99, 100], [0, 100], 10), [90, 100]);
});

void test('reports draw as often as they are told to', () => {
  assert.match(reportHtml(SMALL, { draws: 16 }), />16 draws\. /);
  assert.match(reportMarkdown(SMALL, { draws: 16 }), /^16 draws\. /m);
  for (const report of [reportHtml(SMALL, { draws: 0 }), reportMarkdown(SMALL, { draws: 0 })])
    assert.doesNotMatch(report, /draws\. |NaN/);
});

void test('both reports say how sure the answer is, with the same findings', () => {
  const analysis = analyze(readFileSync('examples/small-team-llama-70b.decodeplan', 'utf8'));
  assert.ok(analysis.plan);
  const { costs, tornado, basis } = certaintyOf(analysis.plan);
  assert.match(basis, /^256 draws\. /);
  const html = reportHtml(analysis);
  const markdown = reportMarkdown(analysis);
  for (const figure of [costs, ...(tornado ? [tornado] : [])]) {
    assert.ok(html.includes(`<h3>${figure.finding}</h3>`), figure.finding);
    for (const [name] of figure.table.rows)
      assert.ok(name && markdown.includes(`| ${name.text} |`), name?.text);
  }
});
