import assert from 'node:assert/strict';
import test from 'node:test';
import { hover } from '../../../src/language/hover.js';
import { gpuTypeById } from '../../../src/catalog/entries/hardware.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { evidenceChoice, evidenceOverLoad } from '../../../src/report/figures/evidence/figure.js';
import { evidenceOf, nearestTo } from '../../../src/report/figures/evidence/nearest.js';
import { runClasses, runSeries } from '../../../src/report/figures/evidence/runs.js';
import { evidenceSentence, runSentence } from '../../../src/report/figures/evidence/words.js';
import { reportMarkdown } from '../../../src/report/writers/markdown.js';
import { resultJson } from '../../../src/report/writers/resultJson.js';
import { reportText } from '../../../src/report/writers/text.js';
import { reportHtml } from '../../../src/report/html/html.js';

interface Knobs {
  readonly model?: string;
  readonly gpu?: string;
  readonly engine?: string;
  readonly users?: number;
  readonly input?: number;
  readonly options?: string;
}

/** The plan of a measured server, or of one that is like it. */
const text = ({ model = 'llama-3.1-70b', gpu = 'b200-sxm', engine = 'trtllm', ...rest }: Knobs = {}) => {
  const { users = 32, input = 900, options = '{ one: { prefill: colocated } }' } = rest;
  return `decodeplan: 1
model: ${model}
workloads: { chat: { concurrency: ${users}, context: 1400, input: ${input}, output: 900 } }
gpus: { type: ${gpu}, count: 1 }
serving: { engine: ${engine}, weights: nvfp4, kvCache: fp8, layout: { tensor: 1 } }
options: ${options}
`;
};

function evidence(knobs: Knobs = {}) {
  const { plan, result } = analyze(text(knobs));
  const answer = result();
  const own = answer?.options['one'];
  assert.ok(plan && answer && own);
  const found = evidenceOf(plan, { option: 'one', workload: 'chat' }, own);
  return { plan, result: answer, found };
}

void test('a plan close to a measured run is told that run, with what is predicted of it', () => {
  const { found } = evidence();
  const [near] = found.nearest;
  assert.ok(near?.close);
  assert.deepEqual(near.differs, []);
  assert.equal(near.series.source, 'InferenceX');
  assert.equal(near.point.users, 32);
  assert.match(
    runSentence(near),
    /^measured by InferenceX 2025-\d\d: [\d.]+ tok\/s a user; predicted [\d.]+ \(32 users, \d+ in, \d+ out\)$/,
  );
});

void test('what is apart is named, and the further a run the later it comes', () => {
  const far = evidence({ users: 3000, input: 60_000 }).found.nearest[0];
  assert.deepEqual(far?.differs, ['input', 'users']);
  assert.equal(far.close, false);
  const other = evidence({ engine: 'sglang' }).found.nearest[0];
  assert.ok(other?.differs.includes('engine'));
  const distances = evidence().found.nearest.map(({ distance }) => distance);
  assert.deepEqual(
    distances,
    [...distances].sort((a, b) => a - b),
  );
});

void test('a run is nearest to its own place, whatever else was measured', () => {
  for (const series of runSeries()) {
    const [point] = series.points;
    assert.ok(point);
    const [near] = nearestTo({ ...series, users: point.users }, 1);
    assert.ok(near?.close && near.distance < 1e-9, `${series.model} on ${series.gpu}`);
  }
});

void test('the record of a class is that of its runs, and hosted, drafted or unmeasured answers have none', () => {
  const { found } = evidence();
  assert.ok(found.record?.own);
  const counted = runClasses().find(
    ({ engine, generation, mode }) =>
      engine === 'trtllm' && generation === 'blackwell' && mode === 'colocated',
  );
  assert.ok(counted);
  assert.equal(found.record.runs, counted.runs);
  assert.equal(found.record.held, counted.held / counted.runs);
  assert.match(
    evidenceSentence(found),
    /^\d+ measured runs of trtllm on blackwell: median error [\d.]+ %, the stated band holds \d+ % of them$/,
  );
  const without = (options: string, model?: string) =>
    evidence({ options, ...(model ? { model } : {}) }).found.reason;
  assert.equal(
    without('{ one: { prefill: colocated, lpx: { lpx: { racks: auto, price: 3M USD } } } }', 'deepseek-v3'),
    'lpx',
  );
  const other = evidence({ gpu: 'mi300x' }).found;
  assert.equal(other.record?.own, false);
  assert.deepEqual(other.nearest, []);
  assert.match(evidenceSentence(other), /^no server of its class was measured/);
});

void test('every class holds nine of ten of its runs or says fewer', () => {
  const [held, runs] = runClasses().reduce(([h, r], one) => [h + one.held, r + one.runs], [0, 0]);
  assert.ok(held / runs >= 0.9, `${held} of ${runs}`);
  for (const one of runClasses()) assert.ok(one.held <= one.runs);
});

void test('figure, JSON, text, Markdown, HTML and hover tell the same run', () => {
  const analysis = analyze(text());
  const { plan, result } = evidence();
  const figure = evidenceOverLoad({ plan, result }, evidenceChoice({ plan, result }));
  assert.equal(figure.missing, null);
  assert.deepEqual(
    figure.series.map(({ label }) => label),
    ['measured', 'predicted'],
  );
  assert.match(figure.finding, /measured runs of trtllm on blackwell: median error/);
  const json = resultJson(analysis, null).evidence['one']?.['chat'];
  assert.ok(json?.record && json.nearest[0]);
  const told = Number(json.nearest[0].measured).toFixed(0);
  for (const report of [reportText(analysis), reportMarkdown(analysis), reportHtml(analysis)]) {
    assert.match(report, /measured by InferenceX/);
    assert.ok(report.includes(told));
  }
  const at = text().indexOf('model');
  assert.match(hover(analysis, at)?.text ?? '', /measured by InferenceX/);
});

void test('without a run of the model on the accelerator the figure says so plainly', () => {
  const { plan, result } = evidence({ gpu: 'mi300x' });
  const figure = evidenceOverLoad({ plan, result }, evidenceChoice({ plan, result }));
  assert.match(figure.missing ?? '', /^No run of this model on this accelerator was measured/);
});

void test('stated bands hold nine of ten runs of their class, and are no wider than twice what that takes', () => {
  const off = new Map<string, { needed: number; stated: number; held: boolean }[]>();
  for (const { engine, mode, gpu, points } of runSeries())
    for (const { measured, predicted, band } of points) {
      const { low, high } = band;
      const factor = measured / predicted;
      const one = {
        needed: Math.abs(Math.log(factor)),
        stated: Math.log(high),
        held: factor >= low && factor <= high,
      };
      const name = `${mode} ${engine} ${gpuTypeById(gpu)?.accelerator.generation ?? ''}`;
      off.set(name, [...(off.get(name) ?? []), one]);
    }
  assert.ok(off.size >= 10);
  for (const [name, runs] of off) {
    // Fewer runs do not make a class of their own: others stand for them, and the page names them.
    if (runs.length < 10) continue;
    const held = runs.filter((one) => one.held).length;
    assert.ok(held >= Math.floor(0.9 * runs.length), `${name} holds ${held} of ${runs.length}`);
    const needed = runs.map((one) => one.needed).sort((a, b) => a - b)[Math.floor(0.9 * runs.length)];
    const stated = runs.map((one) => one.stated).sort((a, b) => a - b)[Math.floor(runs.length / 2)];
    assert.ok(needed !== undefined && stated !== undefined);
    assert.ok(stated <= 2 * needed, `${name} states ${stated}, where ${needed} would do`);
  }
});
