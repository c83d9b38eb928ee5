import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import MarkdownIt from 'markdown-it';
import { format, resolveConfig } from 'prettier';
import { documentStyle } from '../../../src/report/html/documentStyle.js';
import { NO_BOOK, type Book } from '../../../src/catalog/entries/book.js';
import { readBook } from '../../../src/catalogCheck/book.js';
import { BOOK_NAME } from '../../../src/catalogCheck/bookFile.js';
import { planInDocument } from '../../../src/report/html/fence.js';
import { withPlans } from '../../../src/report/html/inMarkdown.js';

const PLAN = readFileSync('examples/small-team-llama-70b.decodeplan', 'utf8');
const md = withPlans(new MarkdownIt({ html: true }), (text) => planInDocument(text).markup);
const fenced = (text: string, language = 'decodeplan') =>
  md.render(`Before\n\n~~~${language}\n${text}\n~~~\n`);

void test('a plan in a fence shows its verdict, options and charts, and nothing that runs', () => {
  const html = fenced(PLAN);
  assert.match(html, /<div class="decodeplan"><p class="of">Team assistant/);
  assert.match(html, /<p class="verdict good"><strong>eagle-3 is the cheapest option/);
  assert.match(html, /<th scope="col">USD \/ M tokens<\/th>/);
  assert.ok((html.match(/<svg class="chart"/g) ?? []).length >= 2);
  assert.match(html, /<summary>The plan<\/summary>/);
  assert.doesNotMatch(html, /<script|<style|\son[a-z]+=|javascript:|<iframe|<link/i);
  assert.ok(html.length < 200_000, String(html.length));
});

void test('the language is told by its first word, in any case, and other fences stay as they are', () => {
  assert.match(fenced(PLAN, 'DecodePlan title=x'), /class="verdict/);
  const plain = new MarkdownIt({ html: true }).render('~~~yaml\na: 1\n~~~\n');
  assert.equal(md.render('~~~yaml\na: 1\n~~~\n'), plain);
  assert.match(md.render('~~~\na: 1\n~~~\n'), /<pre><code>a: 1/);
});

void test('lines of a preview stay where they were', () => {
  const lined = new MarkdownIt();
  lined.core.ruler.push('lines', ({ tokens }) => {
    for (const token of tokens) if (token.map) token.attrSet('data-line', String(token.map[0]));
  });
  assert.match(
    withPlans(lined, () => 'x').render('a\n\n```decodeplan\nb\n```\n'),
    /<div data-line="2" class="decodeplan">x<\/div>/,
  );
});

void test('what is wrong with a plan stands in its place, escaped', () => {
  const html = fenced(
    'decodeplan: 1\nmodel: "<img src=x onerror=alert(1)>"\nworkloads: { a: { concurency: 3 } }',
  );
  assert.match(html, /The plan is not valid/);
  assert.match(html, /<li class="error">Line 2, error: /);
  assert.match(html, /Line 3, error: /);
  assert.doesNotMatch(html, /<img/);
  assert.match(fenced(''), /The plan is not valid/);
});

void test('long texts and many options are not answered within a document', () => {
  const long = `${PLAN}\n${'# comment\n'.repeat(8000)}`;
  assert.match(planInDocument(long).markup, /too large to be answered/);
  const many = Array.from({ length: 50 }, (_, i) => `  o${i}: {}`).join('\n');
  const wide = PLAN.replace(/^options:[\s\S]*?(?=^\w|(?![\s\S]))/m, `options:\n${many}\n`);
  assert.match(planInDocument(wide).markup, /too large to be answered/);
  assert.ok(planInDocument(long).markup.length < 500);
});

void test('the same text is worked out once', () => {
  const text = `${PLAN}\n# once`;
  const first = planInDocument(text);
  assert.equal(planInDocument(text), first);
});

void test('npm run reference: the style sheet of plans in Markdown is current, and keeps to their own element', async () => {
  const file = 'media/markdown.css';
  const css = readFileSync(file, 'utf8');
  assert.equal(css, await format(documentStyle(), { ...(await resolveConfig(file)), filepath: file }));
  assert.doesNotMatch(css.replace(/^\.decodeplan \{/gm, ''), /^[^\s}/@]/m);
  assert.match(css, /var\(--vscode-editor-foreground/);
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: Record<string, unknown>;
  };
  assert.deepEqual(contributes['markdown.previewStyles'], [`./${file}`]);
  assert.equal(contributes['markdown.markdownItPlugins'], true);
});

void test('a plan in a document counts with the price book of its folder', () => {
  const { book } = readBook(readFileSync('examples/catalog/decodeplan.catalog.yaml', 'utf8'), BOOK_NAME);
  const text = readFileSync('examples/catalog/tickets.decodeplan', 'utf8');
  const read = new MarkdownIt();
  withPlans(read, (plan, environment) => planInDocument(plan, (environment as { book: Book }).book).markup);
  const drawn = (of: Book) => read.render(`\`\`\`decodeplan\n${text}\n\`\`\`\n`, { book: of });
  assert.ok(!/not valid|class="error"/.test(drawn(book)));
  assert.ok(/not valid|class="error"/.test(drawn(NO_BOOK)));
});
