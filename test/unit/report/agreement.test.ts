import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import type { ResolvedPlan } from '../../../src/catalog/shapes/resolvedPlan.js';
import type { OptionResult, PlanResult } from '../../../src/engine/shapes/result.js';
import { hints } from '../../../src/language/hints.js';
import { hover } from '../../../src/language/hover.js';
import { lenses } from '../../../src/language/lenses.js';
import { analyze, type Analysis } from '../../../src/report/answers/analysis.js';
import { reportHtml } from '../../../src/report/html/html.js';
import * as format from '../../../src/report/words/format.js';
import { headlines } from '../../../src/report/words/headlines.js';
import { askNow } from '../../../src/report/figures/asking/askNow.js';
import { leadingBand, optionCosts } from '../../../src/report/figures/optionCosts.js';
import { leadingOption, slowestOf, tightestOf } from '../../../src/report/words/insight.js';
import { briefReport } from '../../../src/report/writers/brief.js';
import { reportMarkdown } from '../../../src/report/writers/markdown.js';
import { resultJson } from '../../../src/report/writers/resultJson.js';
import { optionsTable } from '../../../src/report/writers/tables.js';
import { reportText } from '../../../src/report/writers/text.js';
import { HOURS_PER_YEAR } from '../../../src/units/constants.js';

/** Plans of one workload and of several, with and without racks, prompts of their own, and a purchase. */
const FILES = [
  'examples/agentic-deepseek-v4-pro.decodeplan',
  'examples/long-documents-apart.decodeplan',
  'examples/rag-llama-70b.decodeplan',
  'examples/small-team-llama-70b.decodeplan',
  'examples/lpx-at-the-edge.decodeplan',
  'test/answers/lpx-roles.decodeplan',
  'test/answers/cannot-serve.decodeplan',
];

/** Those whose whole reports and JSON take no time; tests of `surfaces` read the others'. */
const QUICK = new Set(FILES.filter((file) => /small-team|cannot-serve|rag-/.test(file)));

interface Told {
  readonly analysis: Analysis;
  readonly plan: ResolvedPlan;
  readonly result: PlanResult;
  /** The numbers as JSON gives them to others. */
  readonly numbers: PlanResult['options'];
}

interface Reports {
  readonly text: string;
  readonly markdown: string;
  readonly html: string;
}

/** How often ranges are drawn bears on nothing that is compared here. */
const FEW = { draws: 8 };

const written = new Map<string, Reports>();
/** Reports take long to write, and two tests read them. */
function reportsOf(file: string, { analysis }: Told): Reports {
  const known = written.get(file) ?? {
    text: reportText(analysis),
    markdown: reportMarkdown(analysis, FEW),
    html: QUICK.has(file) ? reportHtml(analysis, FEW) : '',
  };
  written.set(file, known);
  return known;
}

const told = FILES.map((file): [string, Told] => {
  const analysis = analyze(readFileSync(file, 'utf8'));
  const { plan } = analysis;
  const result = analysis.result();
  assert.ok(plan && result, file);
  // Break-evens of a plan take seconds, and are in no row.
  const json = QUICK.has(file) ? resultJson(analysis, file) : result;
  const { options } = JSON.parse(JSON.stringify(json)) as Pick<PlanResult, 'options'>;
  return [file, { analysis, plan, result, numbers: options }];
});

const money = (usdPerHour: number | null) =>
  format.orUnknown(usdPerHour, (usd) => format.quantity(usd * HOURS_PER_YEAR, 'money'));

/** What a row says of an option, worked out from numbers alone; only what its cells begin with. */
function cellsOf(plan: ResolvedPlan, option: OptionResult): Readonly<Record<string, string>> {
  const { total, basis, power, lpx } = option;
  const [slowest, tightest] = [slowestOf(plan, option), tightestOf('', option)];
  const memory = tightest && option.workloads[tightest.workload]?.memory;
  const decode = Object.values(option.workloads).map(({ cost }) => cost.acceleratorsNeeded);
  const known = decode.filter((count) => count !== null);
  return {
    'USD / M tokens': format.orUnknown(total.usdPerMillionTokens, format.usdPerMillion),
    'Still to spend': format.orUnknown(basis.sunk.usdPerMillionTokens, format.usdPerMillion),
    'Cost a year': money(total.usdPerHour),
    ...(power.meterWatts ? { Power: format.kilowatts(power.meterWatts) } : {}),
    ...(tightest ? { 'KV pressure': format.fill(tightest.pressure) } : {}),
    ...(memory
      ? {
          'Users fit': `${format.count(memory.fleetConcurrency)}${memory.askedConcurrency === null ? '' : ` (${format.count(memory.askedConcurrency)} asked)`}`,
        }
      : {}),
    ...(slowest ? { 'Speed per user': `${format.tokenRate(slowest.speed)} (${slowest.workload}` } : {}),
    ...(known.length === decode.length && known.some((count) => count > 0)
      ? { Accelerators: format.count(known.reduce((sum, count) => sum + count, 0)) }
      : {}),
    ...(lpx ? { 'LPX racks': `${format.count(lpx.racks)} (` } : {}),
  };
}

const SUNK = 'Still to spend';
const ALL_IN = 'USD / M tokens';

void test('the cells of a row are the numbers that JSON gives, in every report', () => {
  let read = 0;
  for (const [file, of] of told) {
    const { plan, result, numbers } = of;
    const { columns: headings, rows } = optionsTable(plan, result);
    const plain = (text: string) =>
      text
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll('&#39;', "'")
        .replaceAll(/[\\`|]/g, ' ')
        .replaceAll(/\s+/g, ' ');
    const { text, markdown, html } = reportsOf(file, of);
    const reports = [text, markdown, html].filter(Boolean).map(plain);
    for (const [name, option] of Object.entries(numbers)) {
      const row = rows.find(([first]) => first === name);
      assert.ok(row, `${file}: ${name}`);
      for (const [heading, cell] of Object.entries(cellsOf(plan, option))) {
        // A sum that is the other again for every option is told once.
        const at = headings.indexOf(heading === SUNK && !headings.includes(SUNK) ? ALL_IN : heading);
        const shown = row[at];
        assert.ok(shown?.startsWith(cell), `${file}, ${name}: ${heading} is ${shown}, the number ${cell}`);
        read++;
      }
      // All of a row stands in one piece wherever options stand in a table.
      const [, , ...cells] = row.slice(0, headings.indexOf('Pools')).map(plain);
      const inOnePiece = cells.join(' ').trim().replaceAll(/\s+/g, ' ');
      for (const report of reports) assert.ok(report.includes(inOnePiece), `${file}, ${name}: ${inOnePiece}`);
    }
  }
  assert.ok(read > 150, `${read} cells`);
});

/** A sentence, and the numbers that it must hold: those behind its names. */
interface Kind {
  readonly pattern: RegExp;
  readonly expected: (parts: readonly string[], of: Told) => string | null;
}

const optionOf = ({ numbers }: Told, name = '') => numbers[name];

/** The kinds of sentences that tell a number of an option, whatever surface they stand in. */
const KINDS: Readonly<Record<string, Kind>> = {
  cost: {
    pattern: /\b([\w-]+) costs (\$[\d.,KM]+) per million tokens still to spend[^,.]*, (\$[\d.,KM]+) all-in/g,
    expected: ([name], of) => {
      const basis = optionOf(of, name)?.basis;
      if (!basis) return null;
      const [sunk, priced] = [basis.sunk, basis.priced].map((one) =>
        format.usdPerMillion(one.usdPerMillionTokens ?? NaN),
      );
      return `${sunk} ${priced}`;
    },
  },
  room: {
    pattern:
      /users of ([\w-]+) fit on ([\w-]+) 95 % of the time: KV memory ([\d.,]+ %) full, room for ([\d,]+)/g,
    expected: ([workload = '', name], of) => {
      const memory = optionOf(of, name)?.workloads[workload]?.memory;
      return memory ? `${format.fill(memory.pressure)} ${format.count(memory.fleetConcurrency)}` : null;
    },
  },
  prompts: {
    pattern: /([\w-]+): prompts keep ([\d.,]+) accelerators of their own busy, ([\d.,]+ tok\/s) each/g,
    expected: ([name], of) => {
      const own = Object.values(optionOf(of, name)?.workloads ?? {}).flatMap(({ prefill }) => prefill ?? []);
      return own.length === 0
        ? null
        : own
            .map(
              ({ acceleratorsNeeded, tokensPerSecondPerAccelerator }) =>
                `${format.plain(acceleratorsNeeded ?? 0)} ${format.tokenRate(tokensPerSecondPerAccelerator)}`,
            )
            .join('; ');
    },
  },
};

/** Everything that is told in words of a plan, surface by surface. */
function surfacesOf(file: string, of: Told): Readonly<Record<string, string>> {
  const { analysis, plan, result } = of;
  const { document } = analysis;
  const { text, markdown } = reportsOf(file, of);
  const places = [
    ['gpus'],
    ...Object.keys(plan.options).flatMap((name) => [
      ['options', name],
      ...['lpx', 'prefill', 'speculation', 'gpus'].map((member) => ['options', name, member]),
    ]),
    ...Object.keys(plan.workloads).flatMap((name) =>
      ['speed', 'concurrency', 'context', 'demand', 'input', 'output', 'cachedInput', 'ttft'].map(
        (member) => ['workloads', name, member],
      ),
    ),
  ].filter((path) => document.nodeAt(path));
  const hovers = places.map((path) => hover(analysis, document.rangeOf(path, 'key').start)?.text ?? '');
  const tiles = headlines(plan, result, { found: null, all: [], variable: null, pending: false });
  return {
    hovers: hovers.join('\n').replaceAll('\\', ''),
    text,
    markdown: markdown.replaceAll('\\', ''),
    brief: briefReport(analysis).replaceAll('\\', ''),
    tiles: tiles.map(({ value, note }) => `${value} ${note}`).join('\n'),
    lenses: lenses(analysis)
      .map(({ title }) => title)
      .join('\n'),
  };
}

void test('sentences that tell a number of an option tell the one that JSON gives, on every surface', () => {
  const found: Record<string, number> = {};
  for (const [file, of] of told)
    for (const [surface, text] of Object.entries(surfacesOf(file, of)))
      for (const [kind, { pattern, expected }] of Object.entries(KINDS))
        for (const match of text.matchAll(pattern)) {
          const names = match.slice(1).filter((part) => /[a-z]/.test(part) && !/tok\/s/.test(part));
          const said = match.slice(1 + names.length).join(' ');
          const right = expected(names, of);
          assert.ok(right?.includes(said), `${file}, ${surface}: “${match[0]}”, JSON says ${right}`);
          found[kind] = (found[kind] ?? 0) + 1;
        }
  for (const kind of Object.keys(KINDS))
    assert.ok((found[kind] ?? 0) > 3, `${kind}: ${found[kind]} sentences`);
});

void test('hovers tell each option’s own speed, accelerators and cost of a workload, and hints the same', () => {
  let read = 0;
  for (const [file, { analysis, plan, result, numbers }] of told) {
    const { document } = analysis;
    const lead = leadingOption(result);
    const at = (...path: string[]) =>
      document.nodeAt(path) ? (hover(analysis, document.rangeOf(path, 'key').start)?.text ?? '') : null;
    for (const workload of Object.keys(plan.workloads)) {
      const [speed, demand] = [at('workloads', workload, 'speed'), at('workloads', workload, 'demand')].map(
        (text) => text?.replaceAll('\\', ''),
      );
      for (const [name, option] of Object.entries(numbers)) {
        const { decode, cost } = option.workloads[workload] ?? {};
        if (speed != null && decode) {
          const said = `${name}: ${format.tokenRate(decode.tokensPerSecondPerUser)} per user`;
          assert.ok(speed.includes(said), `${file}: ${said}`);
          read++;
        }
        if (demand != null && cost?.acceleratorsNeeded != null && cost.usdPerHour !== null) {
          const needed = format.count(Math.ceil(cost.acceleratorsNeeded));
          const said = `${name}: ${needed} accelerators are needed, ${format.usdPerHour(cost.usdPerHour)} an hour`;
          assert.ok(demand.includes(said), `${file}: ${said}`);
          read++;
        }
      }
      const prompts = lead === null ? null : numbers[lead]?.workloads[workload]?.prefill;
      const node = document.nodeAt(['workloads', workload, 'input']);
      if (!prompts || !node) continue;
      const range = document.rangeOf(['workloads', workload, 'input'], 'value');
      const hint = hints(analysis, range.start, range.end + 1, { lensesShown: false }).map(
        ({ text }) => text,
      );
      const said =
        prompts.mode === 'colocated'
          ? `${format.percent(prompts.stepShare ?? 0)} of steps`
          : `${format.plain(prompts.acceleratorsNeeded ?? 0)} accelerators`;
      assert.ok(
        hint.some((text) => text.includes(said)),
        `${file}, ${workload}: ${hint.join()}, not ${said}`,
      );
      read++;
    }
  }
  assert.ok(read > 30, `${read} sentences`);
});

void test('tiles and lenses tell what the row of the leading option tells', () => {
  for (const [file, { analysis, plan, result }] of told) {
    const lead = leadingOption(result);
    const option = lead === null ? undefined : result.options[lead];
    if (lead === null || !option || option.works === 'no') continue;
    const { columns: headings, rows } = optionsTable(plan, result);
    const row = rows.find(([first]) => first === lead) ?? [];
    const cell = (heading: string) => row[headings.indexOf(heading)] ?? '';
    const tiles = headlines(plan, result, { found: null, all: [], variable: null, pending: false });
    const pairs = [
      ['KV memory pressure', 'KV pressure'],
      ['Users that fit', 'Users fit'],
      ['Speed per user', 'Speed per user'],
      ['Cost a year', 'Cost a year'],
      ['Margin', 'Margin'],
    ] as const;
    for (const [label, heading] of pairs) {
      const tile = tiles.find((one) => one.label === label);
      if (!tile?.known || cell(heading) === '–' || !headings.includes(heading)) continue;
      assert.ok(
        cell(heading).startsWith(tile.value),
        `${file}: ${label} ${tile.value}, row ${cell(heading)}`,
      );
    }
    const { range } = { range: analysis.document.rangeOf(['options', lead], 'key') };
    const lens = lenses(analysis).find((one) => one.range.start === range.start)?.title ?? '';
    const full = /KV memory ([\d.,]+ %) full/.exec(lens)?.[1];
    if (full !== undefined) assert.ok(cell('KV pressure').startsWith(full), `${file}: ${lens}`);
  }
});

void test('a cost is told with one spread: that of its charts', () => {
  for (const file of ['examples/small-team-llama-70b.decodeplan', 'examples/rag-llama-70b.decodeplan']) {
    const { plan, result } = told.find(([name]) => name === file)?.[1] ?? {};
    assert.ok(plan && result);
    const subject = { plan, result, ask: askNow(plan) };
    const lead = leadingOption(result) ?? '';
    const band = leadingBand(subject);
    const cost = result.options[lead]?.basis[result.basis].usdPerMillionTokens ?? NaN;
    assert.ok(band && band.low < cost && cost < band.high, file);
    // The same point of the curve over any input of the whole plan.
    const { electricity } = plan.economics;
    const question = { variable: 'electricity', option: lead, workload: null, bands: true };
    const off = ({ x }: { readonly x: number }) => Math.abs(Math.log(x / electricity));
    const [over] = (subject.ask('costOver', question).value ?? []).toSorted((a, b) => off(a) - off(b));
    assert.ok(over?.band);
    assert.ok(Math.abs(Math.log(over.band.high / band.high)) < 0.05, `${over.band.high} and ${band.high}`);
    const said = format.between(band.low, band.high, format.usdPerMillion);
    const leading = { found: null, all: [], variable: null, pending: false };
    const tiles = headlines(plan, result, leading, true, band).map(({ note }) => note);
    assert.equal(tiles.filter((note) => note.includes(said)).length, 1, file);
    if (result.basis === 'priced')
      assert.deepEqual(optionCosts(subject).rows.find(({ label }) => label === lead)?.band, [
        band.low,
        band.high,
      ]);
  }
});
