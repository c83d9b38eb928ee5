import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import type { TextDocument } from 'vscode';
import { readToPage } from '../../../src/contract/toPage.js';
import { analyze, type Analysis } from '../../../src/report/answers/analysis.js';
import { overviewOf } from '../../../src/vscode/panel/keptOverviews.js';
import { planMessage } from '../../../src/vscode/panel/planMessage.js';

const EXAMPLES = readdirSync('examples').filter((name) => name.endsWith('.decodeplan'));

/** As much of a document of the editor as a message is made of. */
const documentOf = (name: string) =>
  ({ uri: { path: `/${name}`, toString: () => `file:///${name}` }, version: 1 }) as unknown as TextDocument;

const tellingOf = (analysis: Analysis) => ({ locked: false, scenarios: [], first: overviewOf(analysis) });

void test('the page reads what the extension says of each example, as it was said', () => {
  assert.ok(EXAMPLES.length > 0);
  for (const name of EXAMPLES) {
    const analysis = analyze(readFileSync(`examples/${name}`, 'utf8'));
    const sent = planMessage(documentOf(name), analysis, tellingOf(analysis));
    // Messages of the editor travel as JSON.
    const travelled: unknown = JSON.parse(JSON.stringify(sent));
    assert.deepEqual(readToPage(travelled), travelled, name);
    // What the page draws first has nothing in it that would be lost on the way.
    assert.ok(sent.first, name);
    assert.deepEqual((travelled as typeof sent).first, sent.first, name);
  }
});

void test('the page reads what the extension says of texts that are no plans', () => {
  for (const text of [
    '',
    '%',
    'a: [',
    'model: nowhere',
    '- 1',
    'decodeplan: 1\nmodel: llama-3.1-8b\n\tx: 1',
  ]) {
    const analysis = analyze(text);
    const sent = planMessage(documentOf('a'), analysis, tellingOf(analysis));
    assert.ok(readToPage(JSON.parse(JSON.stringify(sent))), text);
  }
});
