import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import ts from 'typescript';
import { breakEvenVariables } from '../../../src/engine/questions/charts.js';
import { DEFAULT_DRAWS } from '../../../src/engine/shapes/draws.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { certaintyOf } from '../../../src/report/figures/certainty.js';
import { costOverInput, costOverSpeed } from '../../../src/report/figures/costs.js';
import { leadingCrossing } from '../../../src/report/figures/crossings.js';
import type { Figure } from '../../../src/report/figures/figure.js';
import { memoryChoice, memoryFill, memoryOverContext } from '../../../src/report/figures/memory.js';
import { askNow } from '../../../src/report/figures/asking/askNow.js';
import type { Ask, Subject } from '../../../src/report/figures/questions.js';
import { requestChoice } from '../../../src/report/figures/request/choice.js';
import { requestFigures } from '../../../src/report/figures/request/figures.js';
import {
  savingsInCost,
  savingsOverContext,
  savingsPerToken,
  sequenceOf,
} from '../../../src/report/figures/savings.js';
import { costSpans } from '../../../src/report/figures/spans.js';
import { mapSides, winners } from '../../../src/report/figures/winners.js';
import {
  breakEvenFigures,
  figureMarkup,
  memoryFigures,
  savingsFigures,
  spreadFigures,
  wholeRequestFigures,
} from '../../../src/report/html/figures.js';
import { headlines } from '../../../src/report/words/headlines.js';
import { createAnalyst } from '../../../webview/background/analyst.js';
import { answer, type FromWorker } from '../../../webview/background/jobs.js';

/** Panel and report draw the same figures, and neither composes a sentence of its own. */

/** The first example takes minutes to draw, and two of racks take as long as all others: one of two workloads shows as much. */
const LONG = /^agentic|^lpx-at-the-edge/;
const EXAMPLES = [
  ...readdirSync('examples').filter((name) => name.endsWith('.decodeplan') && !LONG.test(name)),
  'buyers/renter.decodeplan',
];

/** What a report asks from. */
function reportSubject(file: string): Subject {
  const analysis = analyze(readFileSync(`examples/${file}`, 'utf8'));
  const result = analysis.result();
  assert.ok(analysis.plan && result, file);
  return { plan: analysis.plan, result, ask: askNow(analysis.plan) };
}

/** What the page asks from, when all its questions have been answered by a worker, across structured clones. */
async function pageFigures<T>({ plan, result }: Subject, compose: (subject: Subject) => T): Promise<T> {
  const sent = structuredClone({ plan, result });
  const analyst = createAnalyst(() => undefined);
  analyst.setPlan(sent.plan);
  analyst.setBackend((onAnswer) => ({
    start: (asked, id, job) => {
      const told: FromWorker = structuredClone(answer(asked, id, job));
      queueMicrotask(() => onAnswer(told));
    },
    abandon: () => undefined,
  }));
  const ask: Ask = analyst.ask;
  for (let round = 0; round < 20; round++) {
    analyst.beginRound();
    const composed = compose({ ...sent, ask });
    // Nothing was asked that is not known.
    if (analyst.isIdle()) return composed;
    do await new Promise((resolve) => setImmediate(resolve));
    while (!analyst.isIdle());
  }
  return assert.fail('the page never settles');
}

/** The figures of the tabs, as the page first shows them. */
function tabsOf(subject: Subject): Figure[] {
  const { plan } = subject;
  const choice = memoryChoice(subject, { workload: null, option: null });
  const [workload] = Object.keys(plan.workloads);
  assert.ok(workload !== undefined);
  const known = breakEvenVariables(plan, workload);
  const sequence = sequenceOf(subject, workload);
  const inCost = savingsInCost(subject);
  const sides = mapSides(known);
  return [
    memoryFill(subject, choice),
    memoryOverContext(subject, choice),
    ...requestFigures(subject, requestChoice(subject)),
    ...(sequence ? [savingsPerToken(sequence), savingsOverContext(sequence)] : []),
    ...(sequence && inCost ? [inCost] : []),
    costOverSpeed(subject, workload, known.find(({ id }) => id === 'speed') ?? null, { bands: true }),
    ...known
      .filter(({ id }) => id !== 'speed')
      .map((variable) => costOverInput(subject, workload, variable, { bands: true })),
    ...(sides ? [winners(subject, workload, sides)] : []),
  ];
}

const plain = (figure: Figure): unknown => JSON.parse(JSON.stringify(figure));

for (const file of EXAMPLES)
  void test(`${file}: the page and the report draw the same figures and say the same headlines`, async () => {
    const report = reportSubject(file);
    const shown = await pageFigures(report, tabsOf);
    assert.deepEqual(
      shown.filter(({ pending }) => pending),
      [],
    );
    const [workload = ''] = Object.keys(report.plan.workloads);
    const figures = [
      ...memoryFigures(report),
      ...savingsFigures(report),
      ...breakEvenFigures(report),
      ...wholeRequestFigures(report),
    ];
    assert.ok(figures.length >= 4, file);
    let compared = 0;
    for (const figure of figures) {
      // The report has a figure of costs over speed for each workload, the page for the chosen one.
      const own = shown.filter(({ id, subtitle }) => id === figure.id && subtitle === figure.subtitle);
      if (figure.id === 'cost-speed' && own.length === 0) continue;
      assert.equal(own.length, 1, `${figure.id} of ${workload}`);
      assert.deepEqual(own.map(plain), [plain(figure)]);
      assert.ok(figureMarkup(figure).markup.includes('<h3>'), figure.id);
      compared += 1;
    }
    assert.ok(compared >= 4, file);
    const tiles = (subject: Subject) => headlines(subject.plan, subject.result, leadingCrossing(subject));
    assert.deepEqual(await pageFigures(report, tiles), tiles(report));
  });

void test('spreads are the same function of the draws', () => {
  const subject = reportSubject('small-team-llama-70b.decodeplan');
  const certainty = certaintyOf(subject.plan, DEFAULT_DRAWS, subject.ask);
  const [costs] = spreadFigures(certainty);
  assert.ok(costs);
  const samples = subject.ask('samples', { seed: 1, from: 0, count: DEFAULT_DRAWS }).value ?? [];
  assert.deepEqual(plain(costSpans(subject.plan, structuredClone(samples))), plain(costs));
});

void test('a figure is plain data: it survives being sent', () => {
  for (const figure of tabsOf(reportSubject('small-team-llama-70b.decodeplan')))
    assert.deepEqual(structuredClone(figure), figure, figure.id);
});

/** Texts that a folder's sources translate, with the file of each. */
function textsOf(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const text = readFileSync(`${folder}/${file}`, 'utf8');
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText() === 'l10n.t') {
        const [first] = node.arguments;
        if (first && ts.isStringLiteralLike(first)) found.set(first.text, file);
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  }
  return found;
}

void test('no sentence is written both for the page and for the report', () => {
  const [page, report] = [textsOf('webview'), textsOf('src/report')];
  assert.ok(page.size > 50 && report.size > 300);
  // Headings of a word or two are words, not sentences.
  const isSentence = (text: string) => (text.match(/\p{L}{2,}/gu)?.length ?? 0) >= 3;
  const twice = [...page].filter(([text]) => isSentence(text) && report.has(text));
  assert.deepEqual(twice, []);
});
