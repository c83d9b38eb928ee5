import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { breakEvens } from '../../../src/engine/questions/breakEven.js';
import * as l10n from '../../../src/l10n/l10n.js';
import { complete, documentationOf } from '../../../src/language/completion/completion.js';
import { fixes } from '../../../src/language/fixes/fixes.js';
import { hints } from '../../../src/language/hints.js';
import { hover } from '../../../src/language/hover.js';
import { lenses } from '../../../src/language/lenses.js';
import { makePlan, usualPlan } from '../../../src/language/starters/newPlan.js';
import { QUESTIONS, type Question } from '../../../src/language/starters/questions.js';
import { modelById } from '../../../src/catalog/entries/models.js';
import { assumptions, notKnown } from '../../../src/report/words/assumptions.js';
import { analyze, type Analysis } from '../../../src/report/answers/analysis.js';
import { comparePlans } from '../../../src/report/answers/comparePlans.js';
import { comparisonText } from '../../../src/report/writers/comparisonText.js';
import { leadingCrossing } from '../../../src/report/figures/crossings.js';
import { askNow } from '../../../src/report/figures/asking/askNow.js';
import { memoryTable } from '../../../src/report/figures/memoryParts.js';
import { headlines } from '../../../src/report/words/headlines.js';
import { portfolioText, summarizePlan } from '../../../src/report/writers/portfolio.js';
import { verdict } from '../../../src/report/words/sentences.js';
import { type Table } from '../../../src/report/words/table.js';
import { breakEvenTable, optionsTable, savingsTable } from '../../../src/report/writers/tables.js';
import { planOf } from '../language/marked.js';
import { PSEUDO, untranslated } from './pseudo.js';

before(() => l10n.config(PSEUDO));
after(() => l10n.config(null));

/** Holds that every word of some texts comes from the bundle; names of the plan may stand as they are. */
function allTranslated(kind: string, found: Iterable<string>, names: Analysis | string): void {
  const own = typeof names === 'string' ? names : names.document.text;
  const all = [...new Set(found)].filter((text) => text !== '');
  assert.ok(all.length > 0, `no ${kind}`);
  for (const text of all) assert.deepEqual(untranslated(text, own), [], `${kind}: ${text}`);
}

const EXAMPLES = readdirSync('examples').filter((file) => file.endsWith('.decodeplan'));
const examples = () =>
  EXAMPLES.map((file) => ({ file, analysis: analyze(readFileSync(`examples/${file}`, 'utf8')) }));

const cellsOf = ({ columns, rows }: Table) => [...columns, ...rows.flat()];

void test('problems, and what numbers say, come translated with their values in place', () => {
  const broken = planOf(`workloads:
  chat: { concurrency: 48.5, context: { p50: 32K, p95: 8K }, share: 60%, sped: 3 }
  rag: { concurrency: -3, context: 8 apples, share: 20% }
  code: { context: }
options: { a: { hosted: nobody, speculation: { method: mpt } }, b.c: { serving: { engine: vlm } } }
breakEven: { baseline: a, challenger: nine }
gpus: { type: h100-sxn, count: [8] }`);
  const told = broken.diagnostics();
  assert.ok(told.length > 8, String(told.length));
  for (const { message, related = [] } of told)
    allTranslated('problem', [message, ...related.map((one) => one.message)], broken);
  assert.ok(told.some(({ message }) => message === '«`48.5` is not a whole number»'));
  allTranslated(
    'fix',
    fixes(broken).map(({ title }) => title),
    broken,
  );

  const full = planOf('workloads: { chat: { concurrency: 4800, context: 64K, speed: 500 tok/s } }');
  const findings = full.diagnostics().map(({ message }) => message);
  allTranslated('finding', findings, full);
  assert.match(
    findings.join('\n'),
    /««KV cache exceeds memory «\d+ times over»»: \d+ of 4,800 sequences fit»/,
  );
});

void test('texts that cannot be read say so in the language', () => {
  const tabs = analyze('decodeplan: 1\n\tmodel: x\n');
  allTranslated(
    'problem',
    tabs.diagnostics().map(({ message }) => message),
    tabs,
  );
  const empty = analyze('');
  allTranslated(
    'problem',
    empty.diagnostics().map(({ message }) => message),
    empty,
  );
});

void test('hovers and completion come translated, everywhere in the examples', () => {
  for (const { analysis } of examples()) {
    const places = [...analysis.document.text.matchAll(/[\w.]+/g)].map(({ index }) => index);
    allTranslated(
      'hover',
      places.map((at) => hover(analysis, at)?.text ?? ''),
      analysis,
    );
    const offered = places.flatMap((at) => complete(analysis, at));
    allTranslated(
      'completion',
      offered.flatMap((one) => [one.detail, documentationOf(one)]),
      analysis,
    );
  }
});

void test('lenses, hints, verdict, headlines and tables come translated', () => {
  for (const { analysis } of examples()) {
    const { plan } = analysis;
    const result = analysis.result();
    assert.ok(plan && result);
    const of = (kind: string, found: Iterable<string>) => allTranslated(kind, found, analysis);
    of(
      'lens',
      lenses(analysis).map(({ title }) => title),
    );
    const inlay = hints(analysis, 0, analysis.document.text.length, { lensesShown: false });
    of(
      'hint',
      inlay.flatMap(({ text, tooltip }) => [text, tooltip]),
    );
    const { headline, detail } = verdict(plan, result);
    of('verdict', [headline, detail]);
    const found = breakEvens(plan);
    of(
      'headline',
      headlines(plan, result, leadingCrossing({ plan, result, ask: askNow(plan) })).flatMap(
        ({ label, value, note }) => [label, value, note],
      ),
    );
    of('table', [...cellsOf(optionsTable(plan, result)), ...cellsOf(breakEvenTable(plan, found))]);
    for (const workload of Object.keys(plan.workloads)) {
      of('table', cellsOf(savingsTable(plan, result, workload)));
      for (const { workloads } of Object.values(result.options)) {
        const memory = workloads[workload]?.memory;
        if (memory) of('table', cellsOf(memoryTable(memory)));
      }
    }
    of(
      'assumption',
      assumptions(plan).flatMap(({ input, range, source }) => [input, range, source]),
    );
    of('unknown', notKnown(plan, result));
  }
});

void test('comparisons and summaries of plans come translated', () => {
  const [first, second] = examples();
  assert.ok(first && second);
  const both = `${first.analysis.document.text} ${second.analysis.document.text}`;
  const compared = comparePlans(
    { name: 'a', analysis: first.analysis },
    { name: 'b', analysis: second.analysis },
  );
  allTranslated('comparison', comparisonText(compared).split(/ {2,}|\n/), both);
  const summaries = [first, second].map(({ file, analysis }) => summarizePlan(file, analysis));
  allTranslated('summary', portfolioText(summaries).split(/ {2,}|\n/), `${both} ${EXAMPLES.join(' ')}`);
});

void test('new plans have their comments in the language, and are as valid', () => {
  const spec = modelById('deepseek-v3');
  assert.ok(spec);
  for (const question of Object.keys(QUESTIONS) as Question[]) {
    const { text } = makePlan({ ...usualPlan(spec.id, spec), question });
    assert.deepEqual(analyze(text).problems, []);
    for (const [, comment = ''] of text.matchAll(/# (.*)$/gm)) assert.match(comment, /^«.*»$/);
  }
});
