import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { leversOf, type Lever } from '../../../src/report/figures/levers.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { chartMarkdown } from '../../../src/report/words/table.js';
import { within, zoomed } from '../../../webview/charts/zoom.js';
import { createSvgContext } from '../../../webview/charts/export/svgContext.js';
import {
  keepingReach,
  leverNote,
  partAlong,
  shownValue,
  stepsOf,
  valueAtStep,
} from '../../../webview/whatIf/leverScale.js';
import { createPreview } from '../../../webview/session/preview.js';
import { INITIAL_STATE, readState } from '../../../webview/state.js';
import { createWas } from '../../../webview/was.js';

const PLAN = `decodeplan: 1
model: deepseek-v4-pro
workloads: { chat: { concurrency: 40, context: 8K, speed: 30 tok/s } }
gpus: { type: vera-rubin-nvl72, racks: 1 }
options:
  as-is: {}
  lpx: { lpx: { racks: auto, price: 2.5M..4.5M USD } }
  fast: { speculation: { method: dspark } }
`;

function answered(text = PLAN) {
  const analysis = analyze(text);
  const result = analysis.result();
  assert.ok(analysis.plan && result);
  return { plan: analysis.plan, result };
}

function lever(path: string, option = 'lpx'): Lever {
  const found = leversOf(answered().plan, 'chat', option).find((one) => one.path === path);
  assert.ok(found, path);
  return found;
}

void test('a plan has levers for what it holds, and no others', () => {
  const { plan } = answered();
  const paths = (option: string) => leversOf(plan, 'chat', option).map(({ path }) => path);
  const common = ['workloads.chat.context', 'workloads.chat.concurrency', 'workloads.chat.speed'];
  const money = ['economics.electricity', 'economics.utilization', 'economics.capitalCost'];
  const economics = ['gpus.racks', 'gpus.price', ...money];
  assert.deepEqual(paths('as-is'), [...common, ...economics]);
  assert.deepEqual(paths('lpx'), [...common, 'options.lpx.lpx.price', 'options.lpx.lpx.racks', ...economics]);
  assert.deepEqual(paths('fast'), [...common, 'options.fast.speculation.acceptance', ...economics]);
});

void test('every step of a slider has its value, and every value its place', () => {
  for (const one of leversOf(answered().plan, 'chat', 'lpx')) {
    const steps = stepsOf(one);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: steps }), (step) => {
        const value = valueAtStep(one, step);
        assert.ok(value >= one.low * 0.999999 && value <= one.high * 1.000001);
        assert.ok(Math.abs(partAlong(one, value) * steps - step) < 0.5);
      }),
      { numRuns: 50 },
    );
  }
  assert.equal(stepsOf(lever('options.lpx.lpx.racks')), 63);
  assert.equal(partAlong(lever('options.lpx.lpx.racks'), 1000), 1);
});

void test('a slider keeps its reach after a value is written, until the value leaves it', () => {
  const price = lever('options.lpx.lpx.price');
  const moved = { ...price, value: price.high, low: price.high / 8, high: price.high * 8 };
  assert.equal(keepingReach(moved, price).high, price.high);
  assert.equal(keepingReach({ ...moved, value: price.high * 2 }, price).high, moved.high);
  const share = lever('economics.utilization');
  assert.equal(keepingReach({ ...share, high: 0.9, most: 0.9 }, share).high, 0.9);
});

void test('a lever says what the file says', () => {
  const price = lever('options.lpx.lpx.price');
  assert.equal(shownValue(price, '2.5M..4.5M USD'), '3.5M USD');
  assert.match(leverNote(price, '2.5M..4.5M USD'), /whole range/);
  assert.equal(shownValue(lever('options.lpx.lpx.racks'), 'auto'), 'auto');
  assert.equal(shownValue(lever('economics.electricity'), null), '0.08 USD/kWh');
  assert.match(leverNote(lever('economics.electricity'), null), /Not in the file/);
  assert.match(leverNote(lever('options.fast.speculation.acceptance', 'fast'), 'golden'), /golden/);
});

void test('a preview stands over the file, and is worked out once', () => {
  const { plan } = answered();
  const preview = createPreview();
  const file = preview.file(plan);
  assert.equal(file.plan, plan);
  assert.equal(preview.over(plan, null), file);
  const { path } = lever('workloads.chat.concurrency');
  const moved = { path, setting: { text: '90', value: 90 }, others: [] };
  const shown = preview.over(plan, moved);
  assert.equal(shown.plan.workloads['chat']?.concurrency, 90);
  assert.equal(preview.over(plan, { ...moved }), shown);
  assert.equal(file.plan.workloads['chat']?.concurrency, 40);
  assert.equal(
    preview.over(plan, { path, setting: { text: '80', value: 80 }, others: [] }).plan.workloads['chat']
      ?.concurrency,
    80,
  );
  assert.equal(preview.over(plan, null), file);
});

void test('a preview over an edited plan is worked out anew, and is the file where its lever is gone', () => {
  const preview = createPreview();
  const moved = { path: 'options.lpx.lpx.racks', setting: { text: '3', value: 3 }, others: [] };
  const before = preview.over(answered().plan, moved);
  const edited = answered(PLAN.replace('concurrency: 40', 'concurrency: 50')).plan;
  const after = preview.over(edited, moved);
  assert.notEqual(after, before);
  assert.equal(after.plan.workloads['chat']?.concurrency, 50);
  assert.equal(after.plan.options['lpx']?.lpx?.racks, 3);
  const without = answered(PLAN.replace(/  lpx: .*\n/, '')).plan;
  assert.equal(preview.over(without, moved), preview.file(without));
});

void test('what was is told only while it differs', () => {
  let moving = false;
  const { was } = createWas(() => moving);
  assert.equal(was('cost', '$1'), null);
  moving = true;
  assert.equal(was('cost', '$2'), '$1');
  assert.equal(was('cost', '$1'), null);
  assert.equal(was('new', '$5'), null);
  moving = false;
  assert.equal(was('cost', '$2'), null);
});

void test('zooming stays within the axis, keeps what is pointed at, and ends where it began', () => {
  const axes = fc.constantFrom(
    { min: 1, max: 1000, logarithmic: true },
    { min: 0, max: 64, logarithmic: false },
  );
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(axes, place, fc.double({ min: 1.1, max: 50, noNaN: true }), (whole, at, factor) => {
      const around = whole.logarithmic
        ? whole.min * (whole.max / whole.min) ** at
        : whole.min + (whole.max - whole.min) * at;
      const closer = zoomed(whole, null, around, factor);
      assert.ok(closer);
      const [low, high] = closer;
      assert.ok(low >= whole.min * 0.9999 && high <= whole.max * 1.0001 && low < high);
      assert.ok(around >= low * 0.9999 && around <= high * 1.0001);
      assert.equal(zoomed(whole, closer, around, 1 / (factor * 1.01)), null);
    }),
  );
  const whole = { min: 0, max: 100, logarithmic: false };
  assert.deepEqual(zoomed(whole, [20, 40], 30, 1, 0.5), [30, 50]);
  assert.deepEqual(within(whole, [60, 20]), [20, 60]);
  assert.equal(within(whole, [-5, 120]), null);
  assert.equal(within(whole, [200, 300]), null);
});

void test('what is drawn on the SVG context is a document of vectors', () => {
  const metrics = { width: 10 } as TextMetrics;
  const red = { pattern: 'red' };
  const context = createSvgContext({
    width: 100,
    height: 50,
    background: '#fff',
    title: 'A < B & "C"',
    measure: () => metrics,
    pattern: (fill) => (fill === red ? (id) => `<pattern id="${id}"/>` : null),
  });
  context.save();
  context.translate(10, 5);
  context.strokeStyle = 'blue';
  context.setLineDash([4, 2]);
  context.beginPath();
  context.moveTo(0, 0);
  context.lineTo(20, 10);
  context.stroke();
  context.restore();
  context.fillStyle = red;
  context.fillRect(0, 0, 5, 5);
  context.fillRect(5, 0, 5, 5);
  context.beginPath();
  context.rect(0, 0, 50, 50);
  context.clip();
  context.rotate(-Math.PI / 2);
  context.textAlign = 'center';
  context.fillText('<b>', 3, 4);
  const svg = context.svg();
  assert.match(svg, /<title>A &lt; B &amp; &quot;C&quot;<\/title>/);
  assert.match(
    svg,
    /<path d="M10 5L30 15" fill="none" stroke="blue" stroke-width="1" stroke-dasharray="4 2">/,
  );
  assert.equal(svg.split('<pattern').length, 2, 'one pattern for two uses');
  assert.match(
    svg,
    /<g clip-path="url\(#clip2\)"><text [^>]*transform="matrix\([^)]*\)"[^>]*text-anchor="middle"/,
  );
  assert.match(svg, /&lt;b&gt;<\/text>/);
});

void test('a table of a chart is Markdown that other programs read', () => {
  assert.match(
    chartMarkdown('T', { columns: ['Option', 'Cost'], rows: [['a, b', '$1|2']] }),
    /^\*\*T\*\*\n\n\| Option \| Cost \|\n\| --- \| --- \|\n\| a, b \| \$1\\\|2 \|\n$/,
  );
});

void test('the saved state of a page is read back, whatever it holds', () => {
  const state = {
    ...INITIAL_STATE,
    source: 'file:///a',
    locked: true,
    whatIf: false,
    zoom: { a: [1, 2] as const },
  };
  assert.deepEqual(readState(JSON.parse(JSON.stringify(state))), state);
  assert.deepEqual(readState({ zoom: { a: [1], b: 'x', c: [1, null] }, locked: 'yes' }), INITIAL_STATE);
  fc.assert(fc.property(fc.anything(), (anything) => readState(anything).tab === 'overview'));
});
