import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import type { OptionResult } from '../../../../src/engine/shapes/result.js';
import { checkMarkdown } from '../../../../src/cli/formats/checkMarkdown.js';
import { hints } from '../../../../src/language/hints.js';
import { hover } from '../../../../src/language/hover.js';
import { lenses } from '../../../../src/language/lenses.js';
import { statusOf } from '../../../../src/language/status.js';
import { askNow } from '../../../../src/report/figures/asking/askNow.js';
import { analyze, type Analysis } from '../../../../src/report/answers/analysis.js';
import { changeOf, openInAWord, openInShort } from '../../../../src/report/answers/changeSteps.js';
import { comparePlans } from '../../../../src/report/answers/comparePlans.js';
import { planHistory } from '../../../../src/report/answers/history.js';
import { historyMarkdown, historyText } from '../../../../src/report/html/historyPage.js';
import { reportHtml } from '../../../../src/report/html/html.js';
import { purchaseInShort } from '../../../../src/report/words/fleet/purchase.js';
import * as format from '../../../../src/report/words/format.js';
import {
  apartOf,
  changeSentence,
  orderSentence,
  rivalsOf,
} from '../../../../src/report/words/fleet/standing.js';
import { headlines } from '../../../../src/report/words/headlines.js';
import { leadingOption } from '../../../../src/report/words/insight.js';
import { verdict } from '../../../../src/report/words/sentences.js';
import { briefReport } from '../../../../src/report/writers/brief.js';
import { comparisonMarkdown } from '../../../../src/report/writers/comparisonText.js';
import { lineTooltip, planLine } from '../../../../src/report/writers/planLine.js';
import { reportMarkdown } from '../../../../src/report/writers/markdown.js';
import { resultJson } from '../../../../src/report/writers/resultJson.js';
import { portfolioText, summarizePlan } from '../../../../src/report/writers/portfolio.js';
import { optionsTable } from '../../../../src/report/writers/tables.js';
import { reportText } from '../../../../src/report/writers/text.js';

const ALL = readdirSync('examples', { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.decodeplan') && !/claims|catalog/.test(name),
);

/** Buyers of the first example's fleet: pages of the same workloads, whose figures take as long again to draw. */
const ALIKE = /owner-of-gpus|green-field|megawatts/;
const isDrawn = (file: string) => !ALIKE.test(file);

/** How often ranges are drawn bears on nothing that is compared here. */
const FEW = { draws: 8, version: '1.2.3', date: '2026-01-02' };

/** A text without marks that only lay it out. */
const plain = (text: string) =>
  text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/[\\`]/g, '')
    .replaceAll(/\s+/g, ' ');

/** Reports take long to write, and several tests read them. */
const pages = new Map<string, string>();
const pageOf = (file: string, analysis: Analysis): string => {
  const known = pages.get(file) ?? reportHtml(analysis, { ...FEW, file });
  pages.set(file, known);
  return known;
};

const told = new Map<string, Readonly<Record<string, string>>>();
/** Texts of everything that tells the answer of a plan. */
const surfacesOf = (file: string, analysis: Analysis): Readonly<Record<string, string>> => {
  const known = told.get(file) ?? {
    text: plain(reportText(analysis)),
    markdown: plain(reportMarkdown(analysis, FEW)),
    ...(isDrawn(file) ? { html: plain(pageOf(file, analysis)) } : {}),
    brief: plain(briefReport(analysis)),
  };
  told.set(file, known);
  return known;
};

const answered = (file: string) => {
  const analysis = analyze(readFileSync(`examples/${file}`, 'utf8'));
  const { plan } = analysis;
  const result = analysis.result();
  assert.ok(plan && result, file);
  return { analysis, plan, result };
};

/** What is told of an option's cost and purchase, in all words that name them. */
function figuresOf(option: OptionResult): string[] {
  const { priced, sunk } = option.basis;
  const costs = [priced, sunk].flatMap(({ usdPerMillionTokens: usd }) =>
    usd === null ? [] : [format.usdPerMillion(usd)],
  );
  const purchase = purchaseInShort({ option });
  return [...costs, ...(purchase !== null && option.works === 'purchase' ? [purchase] : [])];
}

/** Reports take long to write: each file of tests reads every other example, so that two are read at once. */
export function everySurfaceAgrees(half: 0 | 1): void {
  const files = ALL.filter((_, i) => i % 2 === half);

  void test('every kind of example makes a report with verdict, charts, tables, assumptions and what is not known', () => {
    for (const file of files.filter(isDrawn)) {
      const html = pageOf(file, answered(file).analysis);
      assert.match(html, /<p class="verdict (good|caution|bad)"><strong>/, file);
      assert.ok((html.match(/<svg class="chart"/g)?.length ?? 0) >= 5, file);
      for (const heading of [
        'Options and their cost',
        'How sure this is',
        'Memory',
        'What the attention saves',
        'What it rests on',
        'What is not known',
      ])
        assert.ok(html.includes(`<h2>${heading}</h2>`), `${file}: ${heading}`);
      assert.ok(html.includes(`Made by Decode Plan 1.2.3 from ${file} on 2026-01-02.`), file);
      assert.doesNotMatch(html, /NaN|Infinity|>undefined<|\[object/, file);
    }
  });

  void test('every surface tells the one verdict of a plan', () => {
    for (const file of files) {
      const { analysis, plan, result } = answered(file);
      const { headline, detail, change, ranges } = verdict(plan, result);
      const all = changeOf(analysis);
      assert.equal(all, [change(), ranges()].join(' ').trim(), file);
      for (const one of [headline, change(), ranges()]) {
        const said = one.replaceAll(/\s+/g, ' ');
        for (const [surface, text] of Object.entries(surfacesOf(file, analysis)))
          assert.ok(text.includes(said), `${file}: the ${surface} does not say “${said}”`);
      }
      const version = { name: file, analysis };
      const revision = { id: 'a', date: '', author: '', subject: '' };
      const history = planHistory([{ revision, analysis }]);
      const elsewhere = {
        check: checkMarkdown([{ file, analysis }]),
        comparison: comparisonMarkdown(comparePlans(version, version)),
        history: historyText(history) + historyMarkdown(file, history),
        list: lineTooltip(file, planLine(analysis), all),
      };
      for (const [surface, text] of Object.entries(elsewhere))
        for (const said of [headline, change(), ranges()])
          assert.ok(plain(text).includes(plain(said)), `${file}: the ${surface} does not say “${said}”`);
      const told = resultJson(analysis, null).verdict;
      assert.deepEqual(
        [told?.sentence, told?.change, told?.ranges],
        [headline, change(), ranges()],
        `${file}: the JSON`,
      );
      const open = openInShort(analysis);
      // Costs that are the same, or closer than the model's error, are told in the detail.
      const firm = ranges() === '' && !/ is a tie: | costs? the same/.test(detail);
      assert.equal(open === '', firm, `${file}: the lens says “${open}”`);
      const summary = summarizePlan(file, analysis);
      assert.equal(summary.open, open, `${file}: the summary`);
      assert.ok(open === '' || portfolioText([summary]).includes(open), `${file}: the summary`);
      const [lens] = lenses(analysis, null, { change: all, open });
      assert.ok(lens);
      assert.ok(
        lens.title.includes(headline) && lens.title.endsWith(open),
        `${file}: the lens is ${lens.title}`,
      );
      assert.equal(lens.more ?? '', all, `${file}: the lens`);
      const word = openInAWord(analysis);
      assert.equal(word === '', open === '', `${file}: the status says ${word}`);
      const { text, tooltip } = statusOf(analysis, { change: all, word });
      assert.ok(text.endsWith(word), `${file}: the status is ${text}`);
      assert.ok(tooltip.startsWith(headline) && tooltip.endsWith(all), `${file}: the status says ${tooltip}`);
      // The panel has prices searched in a worker: what comes back is plain data, and says the same.
      const rivals = rivalsOf(result);
      const turns = rivals && structuredClone(askNow(plan)('turns', rivals).value);
      assert.equal(turns ? changeSentence(plan, turns) : '', change(), `${file}: the panel`);
      const apart = apartOf(result);
      const orders = apart && structuredClone(askNow(plan)('orders', apart).value);
      assert.equal(orders ? orderSentence(plan, orders) : '', ranges(), `${file}: the panel`);
    }
  });

  void test('costs and purchases of an option are the same in rows, lenses, hovers, hints and reports', () => {
    for (const file of files) {
      const { analysis, plan, result } = answered(file);
      const { document } = analysis;
      const { rows } = optionsTable(plan, result);
      const surfaces = surfacesOf(file, analysis);
      for (const [name, option] of Object.entries(result.options)) {
        const row = rows.find(([first]) => first === name)?.join(' | ') ?? '';
        for (const figure of figuresOf(option)) {
          assert.ok(row.includes(figure), `${file}, ${name}: no cell says ${figure}: ${row}`);
          for (const [surface, text] of Object.entries(surfaces))
            assert.ok(text.includes(figure), `${file}, ${name}: the ${surface} does not say ${figure}`);
        }
        if (!document.nodeAt(['options', name])) continue;
        const at = document.rangeOf(['options', name], 'key');
        const deciding = option.basis[result.basis].usdPerMillionTokens;
        if (deciding === null || option.total.usdPerMillionTokens === null) continue;
        const cost = format.usdPerMillion(deciding);
        const lens = lenses(analysis).find(({ range }) => range.start === at.start)?.title ?? '';
        const hint = hints(analysis, at.start, at.end + 2, { lensesShown: false }).map(({ text }) => text);
        assert.ok(lens.includes(cost), `${file}, ${name}: the lens says ${lens}, not ${cost}`);
        const prompts = option.total.prefillAccelerators ?? 0;
        if (prompts > 0) {
          const told = `${format.count(prompts)} accelerators for prompts`;
          assert.ok(lens.includes(told), `${file}, ${name}: the lens says ${lens}, not ${told}`);
          assert.ok(row.includes(`${format.count(prompts)} for prompts`), `${file}, ${name}: ${row}`);
        }
        assert.ok((hover(analysis, at.start)?.text ?? '').includes(cost), `${file}, ${name}: hover, ${cost}`);
        assert.ok(
          hint.some((text) => text.includes(cost)),
          `${file}, ${name}: the hint says ${hint.join()}, not ${cost}`,
        );
      }
    }
  });

  void test('the tiles are of the option that leads, on the basis that decides', () => {
    for (const file of files) {
      const { plan, result } = answered(file);
      const lead = leadingOption(result);
      if (lead === null) continue;
      const tiles = headlines(plan, result, { found: null, all: [], variable: null, pending: false });
      const { basis, total, workloads } = result.options[lead]!;
      const deciding = basis[result.basis].usdPerMillionTokens;
      if (deciding === null || total.usdPerMillionTokens === null) continue;
      const tile = tiles.find(({ path, value }) => path.includes(lead) && value.startsWith('$'));
      assert.equal(tile?.value, format.usdPerMillion(deciding), file);
      if (result.basis === 'sunk')
        assert.ok(
          tile.note.includes(format.usdPerMillion(total.usdPerMillionTokens)),
          `${file}: ${tile.note}`,
        );
      const fits = tiles.find(({ label }) => label === 'Users that fit');
      const held = Object.values(workloads).flatMap(({ memory }) =>
        memory
          ? [[format.count(memory.fleetConcurrency), format.count(memory.askedConcurrency ?? 0)] as const]
          : [],
      );
      if (fits?.known)
        assert.ok(
          held.some(([most, asked]) => fits.value === most && fits.note.includes(asked)),
          `${file}: ${fits.value} ${fits.note}`,
        );
    }
  });
}
