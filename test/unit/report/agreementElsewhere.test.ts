import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { NO_BOOK } from '../../../src/catalog/entries/book.js';
import type { OptionResult, OptionWorkloadResult } from '../../../src/engine/shapes/result.js';
import { statusOf } from '../../../src/language/status.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import * as format from '../../../src/report/words/format.js';
import { leadingOption } from '../../../src/report/words/insight.js';
import { verdict } from '../../../src/report/words/sentences.js';
import { planLine } from '../../../src/report/writers/planLine.js';
import { optionsTable } from '../../../src/report/writers/tables.js';
import { reportCsv } from '../../../src/report/writers/text.js';
import { callTool } from '../../../src/tools/tools.js';

/** Surfaces that tell a plan in a line or as bare numbers: they tell what the rows tell. */

/** Without break-evens to search, so that a tool answers at once. */
const FILES = ['examples/small-team-llama-70b.decodeplan', 'examples/split-trainium3-gb300.decodeplan'];

interface InShort {
  readonly works: string;
  readonly usdPerMillionTokens: number | null;
  readonly stillToSpendUsdPerMillionTokens: number | null;
  readonly pressure: number | null;
  readonly purchaseUsd: number | null;
}

const inShort = (option: OptionResult | undefined): readonly unknown[] => [
  option?.works,
  option?.total.usdPerMillionTokens,
  option?.basis.sunk.usdPerMillionTokens,
  option?.purchase.usd,
];

for (const file of FILES)
  void test(`status bar, lists of plans, CSV and tools for language models agree with the rows of ${file}`, async () => {
    const text = readFileSync(file, 'utf8');
    const analysis = analyze(text);
    const { plan } = analysis;
    const result = analysis.result();
    assert.ok(plan && result);
    const { columns, rows } = optionsTable(plan, result);
    const cell = (name: string, heading: string) =>
      rows.find(([first]) => first === name)?.[columns.indexOf(heading)] ?? '';
    const lead = leadingOption(result) ?? '';
    const deciding = format.usdPerMillion(
      result.options[lead]?.basis[result.basis].usdPerMillionTokens ?? NaN,
    );
    assert.ok(cell(lead, result.basis === 'sunk' ? 'Still to spend' : 'USD / M tokens').startsWith(deciding));

    const { headline } = verdict(plan, result);
    const status = statusOf(analysis);
    assert.ok(status.text.includes(`${deciding}/Mtok`), status.text);
    assert.ok(status.tooltip.includes(headline));

    const line = planLine(analysis);
    assert.equal(line.headline, headline);
    assert.ok(line.cost.startsWith(deciding), line.cost);
    for (const { name, works, purchase } of line.options) {
      assert.equal(works, result.options[name]?.feasible);
      if (purchase !== '') assert.equal(cell(name, 'To buy'), purchase);
    }

    const [head = [], ...lines] = reportCsv(analysis)
      .trim()
      .split('\n')
      .map((row) => row.split(','));
    for (const row of lines) {
      const of = (heading: string) => row[head.indexOf(heading)] ?? '';
      const told: OptionWorkloadResult | undefined = result.options[of('option')]?.workloads[of('workload')];
      assert.equal(of('usdPerMillionTokens'), String(told?.cost.usdPerMillionTokens ?? ''));
      assert.equal(of('tokensPerSecondPerUser'), String(told?.decode?.tokensPerSecondPerUser ?? ''));
    }
    assert.ok(lines.length >= rows.length);

    const host = { plan: () => Promise.resolve(analysis), book: () => Promise.resolve(NO_BOOK) };
    const patient = { cancelled: () => false, progress: () => undefined };
    const answer = await callTool('analyze', { text }, host, patient);
    const options = (answer.data as { readonly options: Readonly<Record<string, InShort>> }).options;
    for (const [name, told] of Object.entries(options)) {
      const option: OptionResult | undefined = result.options[name];
      assert.deepEqual(
        [told.works, told.usdPerMillionTokens, told.stillToSpendUsdPerMillionTokens, told.purchaseUsd],
        inShort(option),
      );
      assert.ok(answer.text.includes(cell(name, 'USD / M tokens')), `${name} in the tool’s text`);
    }
  });
