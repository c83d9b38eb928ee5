import assert from 'node:assert/strict';
import test from 'node:test';
import { resolvePlan } from '../../../src/catalog/resolve/resolvePlan.js';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { sensitivity } from '../../../src/engine/questions/sensitivity.js';
import { uncertainInputs, withInput } from '../../../src/engine/questions/uncertainInputs.js';
import { variableById } from '../../../src/engine/questions/variables.js';
import { fixes } from '../../../src/language/fixes/fixes.js';
import { hover } from '../../../src/language/hover.js';
import { writeLevers, writtenLevers } from '../../../src/language/writeBack.js';
import { parsePlan } from '../../../src/plan/document.js';
import { applyEdits } from '../../../src/plan/edits.js';
import { keyPath, pathKey } from '../../../src/plan/path.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { compareInputs } from '../../../src/report/answers/compareInputs.js';
import { parseAxis, pathProblem, sweeper, type SweepAxis } from '../../../src/report/answers/sweep.js';
import { allLevers, type Lever } from '../../../src/report/figures/levers.js';
import { drawnInputs, moving } from '../../../src/report/figures/spread.js';
import { assumptions } from '../../../src/report/words/assumptions.js';
import { uncertainName } from '../../../src/report/words/inputs.js';
import { settingAt } from '../../../src/report/words/settings.js';
import { planOf } from '../plans.js';

/** Names of workloads and options, as people give them, and those that would lead a careless reader astray. */
const NAMES = [
  ['gpt-4.1', 'lpx.price'],
  ['a/b', 'options.lpx'],
  ['say "hi"', '"4.5" inch'],
  ["it's = 5", 'p50'],
  ['.', '..'],
  ['toString', 'a\\.b'],
] as const;

const textWith = (workload: string, option: string) => `decodeplan: 1
model: deepseek-v4-flash
workloads:
  ${JSON.stringify(workload)}: { concurrency: 80, context: { p50: 8K..16K, p95: 32K }, speed: 20..40 tok/s }
gpus: { type: vera-rubin-nvl72, racks: 1 }
options:
  as-is: {}
  ${JSON.stringify(option)}: { lpx: { racks: auto, role: ffn, price: 1M..3M USD } }
breakEven: { baseline: as-is, challenger: ${JSON.stringify(option)} }
`;

for (const [workload, option] of NAMES) {
  const text = textWith(workload, option);
  const price = pathKey(['options', option, 'lpx', 'price']);
  const speed = pathKey(['workloads', workload, 'speed']);
  const concurrency = pathKey(['workloads', workload, 'concurrency']);
  const called = `workload ${workload}, option ${option}`;

  void test(`ranges and provenance are found by path: ${called}`, () => {
    const { plan, problems } = analyze(text);
    assert.deepEqual(problems, []);
    assert.equal(plan?.ranges[price]?.high, 3e6);
    assert.equal(plan.ranges[pathKey(['workloads', workload, 'context', 'p50'])]?.low, 8192);
    assert.deepEqual(plan.provenance[speed], { from: 'plan', detail: '20..40 tok/s' });
    const document = parsePlan(text);
    assert.equal(document.nodeAt(price)?.kind, 'scalar');
    const { start, end } = document.rangeOf(price);
    assert.equal(text.slice(start, end), '1M..3M USD');
  });

  void test(`spreads move their own input, and are named by it: ${called}`, () => {
    const plan = planOf(text);
    const inputs = uncertainInputs(plan);
    const own = inputs.find(({ path }) => path === price);
    assert.ok(own);
    assert.equal(withInput(plan, own, 7).options[option]?.lpx?.price, 7);
    assert.ok(inputs.some(({ path }) => path === speed));
    assert.equal(uncertainName(price).label, 'LPX price per rack');
    assert.equal(uncertainName(speed).label, `${workload} › Speed per user`);
    assert.match(drawnInputs(plan), /LPX price per rack \(\$1M to \$3M\)/);
    const tornado = sensitivity(plan);
    assert.ok(tornado && moving(tornado, 'difference').some(({ path }) => path === price));
    assert.equal(variableById('price')?.path(plan, workload), price);
    assert.equal(variableById('speed')?.apply(plan, workload, 7).workloads[workload]?.speed, 7);
  });

  void test(`a slider changes the plan as the file would: ${called}`, () => {
    const { document, plan } = analyze(text);
    assert.ok(plan);
    const written = writtenLevers(document, plan);
    for (const path of [price, concurrency, pathKey(['workloads', workload, 'context', 'p95'])]) {
      const lever: Lever | undefined = allLevers(plan).find((one) => one.path === path);
      assert.ok(lever?.value, path);
      const setting = settingAt(lever, written[path] ?? null, lever.value * 1.5);
      const [edit] = writeLevers(document, plan, [{ path, text: setting.text }]) ?? [];
      assert.ok(edit, path);
      const after = planOf(applyEdits(text, [edit]));
      const wanted = { breakEven: false };
      assert.deepEqual(evaluate(lever.apply(plan, setting.value), wanted), evaluate(after, wanted), path);
    }
  });

  void test(`a sweep varies it: ${called}`, () => {
    const read = parseAxis(`${price}=1M USD,2M USD`);
    assert.ok(read.ok);
    const axes: SweepAxis[] = [read.axis, { path: concurrency, values: ['40'] }];
    for (const axis of axes) assert.equal(pathProblem(text, axis), null, axis.path);
    const answer = sweeper(text, axes, new Map());
    const [one, two] = [answer(0), answer(1)];
    assert.equal(one.reason, undefined);
    assert.deepEqual(one.set, { [price]: '1M USD', [concurrency]: '40' });
    assert.notDeepEqual(one.options[option], two.options[option]);
    const wrong = { path: pathKey(['options', `${option}.x`, 'lpx', 'price']), values: ['1M USD'] };
    assert.match(pathProblem(text, wrong) ?? '', /^the plan has no /);
  });

  void test(`assumptions, comparisons and hovers name it: ${called}`, () => {
    const analysis = analyze(text);
    const { plan } = analysis;
    assert.ok(plan);
    const byInput = new Map(assumptions(plan).map((one) => [one.input, one]));
    assert.equal(byInput.get(`${option} › LPX price per rack`)?.value, '1M..3M USD');
    assert.equal(byInput.get(`${option} › LPX power per rack`)?.value, '130 kW');
    assert.equal(byInput.get(`${workload} › Median context`)?.value, '8K..16K');
    const [change] = compareInputs(analysis, analyze(text.replace('1M..3M', '2M..3M')));
    assert.equal(change?.path, price);
    assert.match(hover(analysis, text.indexOf('1M..3M'))?.text ?? '', /between \$1M and \$3M/);
  });

  void test(`a problem of it is fixed at its place: ${called}`, () => {
    const slow = text.replace('20..40 tok/s', '9000 tok/s');
    const found = analyze(slow).findings();
    assert.ok(found.some(({ path }) => path === speed && keyPath(path)[1] === workload));
    const fixed = fixes(analyze(slow)).filter(({ problem }) => problem.path === speed);
    assert.ok(fixed.some(({ edits }) => analyze(applyEdits(slow, edits)).problems.length === 0));
  });
}

void test('names that hold dots are no problem', () => {
  const { input, problems } = parsePlan(textWith('gpt-4.1', 'v1.5'));
  assert.ok(input);
  assert.deepEqual([problems, resolvePlan(input).problems], [[], []]);
});
