import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import type { ResolvedPlan } from '../../../src/catalog/shapes/resolvedPlan.js';
import type { PlanDocument } from '../../../src/plan/document.js';
import * as fc from 'fast-check';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { allLevers, isShare, type Lever } from '../../../src/report/figures/levers.js';
import { settingAt, settingOf } from '../../../src/report/words/settings.js';
import { sharedLevers, writeLevers, writtenLevers } from '../../../src/language/writeBack.js';
import { applyEdits, type TextEdit } from '../../../src/plan/edits.js';
import { analyze } from '../../../src/report/answers/analysis.js';

/** The edit of one value alone. */
function writeLever(document: PlanDocument, plan: ResolvedPlan, path: string, text: string) {
  return writeLevers(document, plan, [{ path, text }])?.[0] ?? null;
}

/** Units, spaces, quotes, comments and orders that people use, and much left out. */
const ODD = `decodeplan: 1   # a plan
model: "deepseek-v4-pro"
workloads:
    'team':
        concurrency:  1_800  # peak
        context: 512K # all of them
    "night":   { concurrency: '2k', context: { p50: 8K..16K, p95: 65536 }, speed: "$SPEED" }
gpus: { type: vera-rubin-nvl72, racks: 4 }
options:
  mine:
    # no price yet
    lpx: { racks: 13 }
  drafts: { speculation: { method: dspark, acceptance: 3..3.6 } }
  counted: { speculation: { method: dspark, acceptance: [84%, 64%, 45%] } }
economics: { utilization: 40%..60%..70% }
`.replace('$SPEED', '35 tokens/s');

const IN_EUROS = `decodeplan: 1
currency: { EUR: 1.08 USD }
model: deepseek-v4-pro
workloads:
  chat: { concurrency: 200, context: 16K, speed: 20 ms/token, price: { output: 3.50 EUR/Mtok, input: 0.4 USD/Mtok } }
gpus: { type: vera-rubin-nvl72, racks: 4, price: 4.2M EUR }
options:
  as-is: {}
  lpx: { lpx: { racks: auto, price: 2.5M..4.5M EUR } }
economics: { electricity: 0.12 EUR/kWh }
`;

const TEXTS = [
  ...readdirSync('examples')
    .filter((file) => file.endsWith('.decodeplan'))
    .map((file) => readFileSync(`examples/${file}`, 'utf8')),
  ODD,
  IN_EUROS,
  ODD.replaceAll('\n', '\r\n'),
];

function opened(text: string) {
  const { document, plan } = analyze(text);
  assert.ok(plan);
  return { document, plan, written: writtenLevers(document, plan) };
}

/** The edit that takes another back. */
const undo = (text: string, { start, end, newText }: TextEdit): TextEdit => ({
  start,
  end: start + newText.length,
  newText: text.slice(start, end),
});

/** A wanted value at a place along a lever, 0 to 1. */
const along = ({ low, high, logarithmic }: Lever, place: number) =>
  logarithmic ? low * (high / low) ** place : low + (high - low) * place;

void test('a moved lever edits its own range, reads back as shown, answers as previewed, and is undone', () => {
  for (const text of TEXTS) {
    const { document, plan, written } = opened(text);
    // A share is written with those of the other workloads, and has a test of its own.
    const levers = allLevers(plan).filter(({ path }) => Object.hasOwn(written, path) && !isShare(path));
    assert.ok(levers.length >= 4);
    fc.assert(
      fc.property(fc.constantFrom(...levers), fc.double({ min: 0, max: 1, noNaN: true }), (lever, place) => {
        const like = written[lever.path] ?? null;
        const setting = settingAt(lever, like, along(lever, place));
        const edit = writeLever(document, plan, lever.path, setting.text);
        assert.ok(edit, `${lever.path}: ${setting.text}`);
        const after = applyEdits(text, [edit]);
        assert.equal(applyEdits(after, [undo(text, edit)]), text);
        if (like !== null) assert.equal(text.slice(edit.start, edit.end), like);
        else assert.equal(edit.start, edit.end);
        const again = analyze(after);
        assert.equal(again.problems.length, analyze(text).problems.length);
        assert.ok(again.plan);
        assert.equal(writtenLevers(again.document, again.plan)[lever.path], setting.text);
        const moved = allLevers(again.plan).find(({ path }) => path === lever.path)?.value ?? 0;
        assert.ok(Math.abs(moved / setting.value - 1) < 1e-4, `${lever.path}: ${moved} for ${setting.value}`);
        const wanted = { breakEven: false };
        assert.deepEqual(
          evaluate(lever.apply(plan, setting.value), wanted),
          evaluate(again.plan, wanted),
          lever.path,
        );
      }),
      { numRuns: 15 },
    );
  }
});

void test('a length that is moved is as whole as the plan reads it', () => {
  const { plan, written } = opened(ODD);
  const lever = allLevers(plan).find(({ path }) => path === 'workloads.team.context');
  assert.ok(lever);
  assert.deepEqual(settingAt(lever, written[lever.path] ?? null, 257.6), { text: '0.252K', value: 258 });
});

void test('what is typed is taken exactly, in any unit, or not at all', () => {
  const { plan, written } = opened(TEXTS[0]!);
  const typed = (path: string, text: string) => {
    const lever = allLevers(plan).find((one) => one.path === path);
    assert.ok(lever);
    return settingOf(lever, written[path] ?? null, text)?.text ?? null;
  };
  assert.equal(typed('workloads.agents.concurrency', '1417'), '1417');
  assert.equal(typed('workloads.agents.context.p50', '131072'), '128K');
  assert.equal(typed('options.lpx.lpx.price', '7M USD'), '5M..9M USD');
  assert.equal(typed('options.lpx.lpx.price', '2M..3M USD'), '2M..3M USD');
  for (const wrong of ['', 'many', '-3', '0', '2.5'])
    assert.equal(typed('workloads.agents.concurrency', wrong), null, wrong);
  assert.equal(typed('economics.utilization', '120%'), null);
  assert.equal(typed('workloads.agents.context.p50', '1M'), null, 'over p95');
});

void test('only levers are written, and only what keeps the plan valid', () => {
  const { document, plan } = opened(ODD);
  const write = (path: string, text: string) => writeLever(document, plan, path, text);
  assert.equal(write('title', '5'), null);
  assert.equal(write('model', '5'), null);
  assert.equal(write('options.counted.speculation.acceptance', '3'), null, 'a list stays a list');
  assert.equal(write('workloads.team.concurrency', '5\nmodel: x'), null);
  assert.equal(write('workloads.team.concurrency', '5.5'), null);
  assert.equal(write('workloads.night.context.p50', '1M'), null, 'over p95');
});

void test('a value that a plan in JSON leaves out is put in as JSON', () => {
  const plan = {
    decodeplan: 1,
    model: 'deepseek-v4-pro',
    workloads: { team: { concurrency: 40, context: '8K' } },
    gpus: { type: 'vera-rubin-nvl72', racks: 4 },
    options: { lpx: { lpx: { racks: 13 } } },
  };
  const text = JSON.stringify(plan, null, 2);
  const { document, plan: resolved } = opened(text);
  const price = writeLever(document, resolved, 'options.lpx.lpx.price', '3M USD');
  assert.ok(price);
  const priced = { ...plan, options: { lpx: { lpx: { racks: 13, price: '3M USD' } } } };
  assert.deepEqual(JSON.parse(applyEdits(text, [price])), priced);
  const many = writeLever(document, resolved, 'workloads.team.concurrency', '2k');
  assert.ok(many);
  const { workloads } = JSON.parse(applyEdits(text, [many])) as typeof plan;
  assert.deepEqual(workloads.team, { concurrency: '2k', context: '8K' });
  const utilization = writeLever(document, resolved, 'economics.utilization', '60%');
  assert.ok(utilization);
  assert.deepEqual(JSON.parse(applyEdits(text, [utilization])), {
    ...plan,
    economics: { utilization: '60%' },
  });
});

void test('what an anchor ties to other values is not moved, nor what lies in it', () => {
  const text = `decodeplan: 1
model: deepseek-v4-pro
workloads:
  team: { concurrency: &many 40, context: &lengths { p50: 8K, p95: 16K }, share: 50% }
  night: { concurrency: *many, context: *lengths, share: 50%, speed: 20 tok/s }
gpus: { type: vera-rubin-nvl72, racks: 4 }
options:
  mine: { lpx: &racks { racks: 13 } }
  other: { lpx: *racks }
`;
  const { document, plan } = opened(text);
  const shared = sharedLevers(document, plan);
  const moved = ['concurrency', 'context.p50', 'context.p95'].flatMap((member) =>
    ['team', 'night'].map((name) => `workloads.${name}.${member}`),
  );
  const prices = ['mine', 'other'].map((name) => `options.${name}.lpx.price`);
  for (const path of [...moved, ...prices]) {
    assert.ok(shared.includes(path), path);
    assert.equal(writeLever(document, plan, path, path.endsWith('price') ? '3M USD' : '12000'), null, path);
  }
  assert.ok(!shared.includes('workloads.night.speed'));
  assert.ok(writeLever(document, plan, 'workloads.night.speed', '30 tok/s'));
});

void test('a price stays in the currency that it was written in', () => {
  const { document, plan, written } = opened(IN_EUROS);
  const after = (path: string, how: (lever: Lever, like: string | null) => string) => {
    const lever = allLevers(plan).find((one) => one.path === path);
    assert.ok(lever, path);
    const edit = writeLever(document, plan, lever.path, how(lever, written[path] ?? null));
    return edit?.newText;
  };
  const doubled = (lever: Lever, like: string | null) => settingAt(lever, like, (lever.value ?? 0) * 2).text;
  assert.equal(after('workloads.chat.price.output', doubled), '7 EUR/Mtok');
  assert.equal(after('workloads.chat.price.input', doubled), '0.8 USD/Mtok');
  assert.equal(after('gpus.price', doubled), '8.4M EUR');
  assert.equal(after('options.lpx.lpx.price', doubled), '5M..9M EUR');
  assert.equal(after('economics.electricity', doubled), '0.24 EUR/kWh');
  const typed = (text: string) => (lever: Lever, like: string | null) =>
    settingOf(lever, like, text)?.text ?? '';
  assert.equal(after('workloads.chat.price.output', typed('2 EUR/Mtok')), '2 EUR/Mtok');
  assert.equal(after('workloads.chat.price.output', typed('2.16 USD/Mtok')), '2 EUR/Mtok');
  assert.equal(after('options.lpx.lpx.price', typed('3M..4M EUR')), '3M..4M EUR');
});
