import assert from 'node:assert/strict';
import test from 'node:test';
import {
  allLevers,
  chosenByEngine,
  isShare,
  leversOf,
  optionsWithLevers,
  type Lever,
} from '../../../src/report/figures/levers.js';
import { settingAt, settingOf } from '../../../src/report/words/settings.js';
import { otherShares } from '../../../src/engine/moves/stretches.js';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { setValue } from '../../../src/plan/edits.js';
import { keyPath, pathKey } from '../../../src/plan/path.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { planOf } from '../plans.js';

const planWith = (workloads: string) =>
  planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: ${workloads}
gpus: { type: vera-rubin-nvl72, racks: 1 }
options:
  as-is: {}
  drafts: { speculation: { method: dspark, draftTokens: 3, acceptance: 2..2.5..3 } }
  undrafted: { speculation: { method: dspark, draftTokens: 0 } }
  lpx: { lpx: { racks: auto, price: 2M USD, role: ffn } }
  many: { lpx: { racks: 80, price: 2M USD, role: ffn } }
economics: { electricity: 0.1 USD/kWh, utilization: 40%..50%..80% }
`);
const PLAN = planWith('{ chat: { concurrency: 80, context: 8K, speed: 40 tok/s } }');

const named = (path: string, plan = PLAN): Lever => {
  const lever = allLevers(plan).find((one) => one.path === path);
  assert.ok(lever, path);
  return lever;
};
/** What a lever stands at, how far it reaches and what the file allows. */
const reach = (path: string, plan = PLAN) => {
  const { value, low, high, least, most, logarithmic, whole } = named(path, plan);
  return { value, low, high, least, most, logarithmic, whole };
};

void test('levers of the plan, of a workload and of an option, as far as they are asked for', () => {
  const paths = (workload: string | null, option: string | null) =>
    leversOf(PLAN, workload, option).map(({ path }) => path);
  const money = ['economics.electricity', 'economics.utilization', 'economics.capitalCost'];
  const own = ['gpus.racks', 'gpus.price', ...money];
  const chat = ['workloads.chat.context', 'workloads.chat.concurrency', 'workloads.chat.speed'];
  assert.deepEqual(paths(null, null), own);
  assert.deepEqual(paths('chat', null), [...chat, ...own]);
  assert.deepEqual(paths(null, 'lpx'), ['options.lpx.lpx.price', 'options.lpx.lpx.racks', ...own]);
  assert.deepEqual(paths(null, 'drafts'), ['options.drafts.speculation.acceptance', ...own]);
  for (const option of ['as-is', 'undrafted', 'nobody']) assert.deepEqual(paths('nobody', option), own);
  assert.deepEqual(optionsWithLevers(PLAN), ['drafts', 'lpx', 'many']);
});

void test('a lever reaches eight times below and above, within what the file allows', () => {
  const free = { least: undefined, most: undefined };
  assert.deepEqual(reach('workloads.chat.concurrency'), {
    ...free,
    value: 80,
    low: 10,
    high: 640,
    logarithmic: true,
    whole: true,
  });
  const one = planWith('{ chat: { concurrency: 4, context: 8K } }');
  assert.deepEqual([reach('workloads.chat.concurrency', one).low], [1]);
  assert.deepEqual(reach('workloads.chat.speed', one), {
    ...free,
    value: null,
    low: 5,
    high: 2000,
    logarithmic: true,
    whole: false,
  });
  const odd = planWith('{ chat: { concurrency: 4, context: 8K, speed: 3000 tok/s } }');
  assert.deepEqual(
    [reach('workloads.chat.speed', odd).low, reach('workloads.chat.speed', odd).high],
    [5, 3000],
  );
  const still = planWith('{ chat: { concurrency: 4, context: 8K, speed: 2 tok/s } }');
  assert.equal(reach('workloads.chat.speed', still).low, 2);
  assert.deepEqual(reach('options.lpx.lpx.price'), {
    ...free,
    value: 2e6,
    low: 0.25e6,
    high: 16e6,
    logarithmic: true,
    whole: false,
  });
  const racks = { ...free, low: 1, logarithmic: false, whole: true };
  assert.deepEqual(reach('options.lpx.lpx.racks'), { ...racks, value: null, high: 64 });
  assert.deepEqual(reach('options.many.lpx.racks'), { ...racks, value: 80, high: 80 });
  // A price of nothing is moved from the least that one writes.
  const { lpx } = PLAN.options;
  const given = { ...PLAN, options: { lpx: { ...lpx!, lpx: { ...lpx!.lpx!, price: 0 } } } };
  assert.deepEqual(
    [reach('options.lpx.lpx.price', given).low, reach('options.lpx.lpx.price', given).high],
    [1, 64],
  );
  const unpowered = { ...PLAN, economics: { ...PLAN.economics, electricity: 0 } };
  const { low, high } = reach('economics.electricity', unpowered);
  assert.deepEqual([low, high], [0.01 / 3.6e6, (0.01 / 3.6e6) * 64]);
});

void test('a range moves as a whole and stays within its limits', () => {
  // 40..50..80 %: at 62.5 % its upper end is at 100 %.
  const utilization = reach('economics.utilization');
  assert.deepEqual([utilization.low, utilization.high, utilization.most], [0.05, 0.625, 0.625]);
  // 2..2.5..3 of four tokens at most: the lower end stays at one, the upper one at four.
  const { least, most, low } = reach('options.drafts.speculation.acceptance');
  assert.deepEqual([least, low, most], [1.25, 1.25, (4 * 2.5) / 3]);
});

void test('a context is one length, a median, or a median and a percentile that do not pass each other', () => {
  const at = (context: string) => planWith(`{ chat: { concurrency: 4, context: ${context} } }`);
  const paths = (context: string) =>
    leversOf(at(context), 'chat', null)
      .map(({ path }) => path)
      .filter((path) => path.includes('context'));
  const limits = (context: string, path: string) => {
    const { low, high, least, most } = reach(path, at(context));
    return [low, high, least, most];
  };
  const moved = (context: string, path: string, tokens: number) => {
    const plan = at(context);
    return named(path, plan).apply(plan, tokens).workloads['chat']?.context;
  };
  const all = 'workloads.chat.context';
  assert.deepEqual(paths('8K'), [all]);
  assert.deepEqual(limits('8K', all), [256, 2 ** 20, undefined, undefined]);
  assert.deepEqual(limits('100', all), [100, 2 ** 20, undefined, undefined]);
  assert.deepEqual(moved('8K', all, 4096.4), { p50: 4096, p95: 4096, max: 4096 });

  assert.deepEqual(paths('{ p50: 8K }'), [`${all}.p50`]);
  assert.deepEqual(limits('{ p50: 8K }', `${all}.p50`), [256, 2 ** 20, undefined, undefined]);
  assert.deepEqual(moved('{ p50: 8K }', `${all}.p50`, 4096), { p50: 4096, p95: 4096, max: 4096 });
  assert.deepEqual(limits('{ p50: 8K, max: 64K }', `${all}.p50`), [256, 65_536, undefined, 65_536]);
  assert.deepEqual(moved('{ p50: 8K, max: 64K }', `${all}.p50`, 4096), { p50: 4096, p95: 4096, max: 65_536 });

  const spread = '{ p50: 8K, p95: 32K }';
  assert.deepEqual(paths(spread), [`${all}.p50`, `${all}.p95`]);
  assert.deepEqual(limits(spread, `${all}.p50`), [256, 32_768, undefined, 32_768]);
  assert.deepEqual(limits(spread, `${all}.p95`), [8192, 2 ** 20, 8192, undefined]);
  assert.deepEqual(moved(spread, `${all}.p50`, 4096), { p50: 4096, p95: 32_768, max: 32_768 });
  assert.deepEqual(moved(spread, `${all}.p95`, 65_536), { p50: 8192, p95: 65_536, max: 65_536 });
  const ended = '{ p50: 8K, p95: 32K, max: 64K }';
  assert.deepEqual(limits(ended, `${all}.p95`), [8192, 65_536, 8192, 65_536]);
  assert.deepEqual(moved(ended, `${all}.p95`, 40_000), { p50: 8192, p95: 40_000, max: 65_536 });
});

void test('a moved lever changes what is its own, where there is still something to move', () => {
  const moved = (path: string, value: number) => named(path).apply(PLAN, value);
  assert.equal(moved('workloads.chat.concurrency', 7).workloads['chat']?.concurrency, 7);
  assert.equal(moved('workloads.chat.speed', 7).workloads['chat']?.speed, 7);
  assert.equal(moved('options.lpx.lpx.price', 7).options['lpx']?.lpx?.price, 7);
  assert.equal(moved('options.lpx.lpx.racks', 7).options['lpx']?.lpx?.racks, 7);
  assert.equal(moved('economics.electricity', 7).economics.electricity, 7);
  assert.equal(moved('economics.utilization', 0.7).economics.utilization, 0.7);
  const drafts = moved('options.drafts.speculation.acceptance', 2.75).options['drafts']?.speculation;
  assert.ok(Math.abs((drafts?.acceptance.acceptedLength[2] ?? 0) - 2.75) < 1e-9);
  // The plan may have lost it since.
  const gone = { ...PLAN, workloads: {}, options: {} };
  for (const lever of allLevers(PLAN).filter(({ owner }) => owner !== null))
    assert.equal(lever.apply(gone, 5), gone, lever.path);
  const bare = { ...PLAN, options: { lpx: PLAN.options['as-is']! } };
  assert.deepEqual(named('options.lpx.lpx.price').apply(bare, 5), bare);
});

void test('where the engine chooses, the lever stands at what it chose', () => {
  const result = evaluate(PLAN, { breakEven: false });
  const racks = result.options['lpx']?.lpx?.racks;
  assert.ok(racks);
  assert.equal(chosenByEngine(named('options.lpx.lpx.racks'), result), racks);
  assert.equal(chosenByEngine(named('options.drafts.speculation.acceptance'), result), null);
  assert.equal(chosenByEngine(named('workloads.chat.speed'), result), null);
  assert.equal(chosenByEngine(named('economics.utilization'), result), null);
});

void test('settings stay within a lever, also where rounding would pass its ends', () => {
  const concurrency = named('workloads.chat.concurrency');
  assert.deepEqual(settingAt(concurrency, '80', 5), { text: '10', value: 10 });
  assert.deepEqual(settingAt(concurrency, '80', 1e9), { text: '640', value: 640 });
  // 625‰ is written as 62.5 %; three digits of 2/3 would be beyond it.
  const third: Lever = { ...named('economics.utilization'), low: 1 / 3, high: 2 / 3 };
  const [least, most] = [settingAt(third, '50%', 0), settingAt(third, '50%', 1)];
  assert.ok(most.value <= 2 / 3 && most.value > 0.66, most.text);
  assert.ok(least.value >= 1 / 3 && least.value < 0.34, least.text);
});

void test('what is typed must be what the file could hold', () => {
  const typed = (path: string, text: string) => settingOf(named(path), null, text)?.value ?? null;
  assert.equal(typed('workloads.chat.concurrency', '81'), 81);
  for (const text of ['81.5', '0', '', 'x'])
    assert.equal(typed('workloads.chat.concurrency', text), null, text);
  assert.equal(typed('economics.utilization', '62%'), 0.62);
  for (const text of ['63%', '0%']) assert.equal(typed('economics.utilization', text), null, text);
  const length = 'options.drafts.speculation.acceptance';
  assert.deepEqual(
    ['1.2', '1.25', '3.3', '3.4'].map((text) => typed(length, text)),
    [null, 1.25, 3.3, null],
  );
  assert.deepEqual(settingOf(named('options.lpx.lpx.price'), '2M USD', ' 1M..3M USD '), {
    text: '1M..3M USD',
    value: 2e6,
  });
});

const RICH = `decodeplan: 1
model: deepseek-v4-flash
workloads:
  chat: { context: 8K, demand: 400M tokens/day, input: 6K, output: 1K, requests: 4 req/s, cachedInput: 30%, ttft: 3 s, speed: 40 tok/s }
  code: { concurrency: 80, context: { p50: 8K, p95: 32K }, input: { p50: 6K, p95: 24K }, output: 2K, ttft: { p50: 1 s } }
owned: { gpus: { type: vera-rubin-nvl72, racks: 2, price: 50K USD }, lpx: 4 racks }
options:
  as-is: {}
  rented: { gpus: { type: h100-sxm, count: 64, rent: 2 USD/h }, prefill: { type: h100-sxm, count: 8 } }
  same: { gpus: { type: h100-sxm }, prefill: { count: 8 } }
  apart: { prefill: { count: 16 } }
  boxed: { gpus: { type: gb300-nvl72, racks: 1 }, prefill: { type: h100-sxm, count: auto } }
  drafts: { speculation: { method: dspark, draftTokens: 3, acceptance: 2.5 } }
  lpx: { lpx: { racks: auto, price: 2M USD, role: ffn } }
  lent: { lpx: { racks: auto, rent: 100 USD/h, role: ffn } }
economics: { electricity: 0.1 USD/kWh, utilization: 50% }
`;

void test('a moved lever answers as the file does with its value written', () => {
  const { plan, document, problems } = analyze(RICH);
  assert.deepEqual(problems, []);
  assert.ok(plan);
  const levers = allLevers(plan);
  const paths = levers.map(({ path }) => path);
  for (const path of [
    'owned.gpus.racks',
    'owned.gpus.price',
    'owned.lpx',
    'workloads.chat.demand',
    'workloads.chat.ttft',
    'options.rented.gpus.count',
    'options.rented.gpus.rent',
    'options.lent.lpx.rent',
    'economics.capitalCost',
    'options.rented.prefill.count',
    'options.boxed.gpus.racks',
  ])
    assert.ok(paths.includes(pathKey(path.split('.'))), path);
  assert.ok(!paths.includes(pathKey(['workloads', 'chat', 'concurrency'])));
  assert.ok(!paths.includes(pathKey(['workloads', 'code', 'ttft'])));
  for (const lever of levers) {
    const setting = settingAt(
      lever,
      null,
      lever.value === null ? lever.high : Math.sqrt(lever.value * lever.high),
    );
    const edit = setValue(document, keyPath(lever.path), setting.text);
    assert.ok(edit, lever.path);
    const written = analyze(RICH.slice(0, edit.start) + edit.newText + RICH.slice(edit.end));
    assert.deepEqual(written.problems, [], lever.path);
    assert.ok(written.plan);
    assert.deepEqual(
      evaluate(lever.apply(plan, setting.value), { breakEven: false }).options,
      evaluate(written.plan, { breakEven: false }).options,
      `${lever.path}: ${setting.text}`,
    );
  }
});

void test('a share moves where every workload has one, and the others keep their proportions beside it', () => {
  const three = planWith(
    '{ a: { share: 50%, concurrency: 8, context: 8K }, b: { share: 30%, concurrency: 8, context: 8K }, c: { share: 20%, concurrency: 8, context: 8K } }',
  );
  assert.equal(named('workloads.a.share', three).value, 0.5);
  assert.equal(named('workloads.a.share', three).apply(three, 0.6).workloads['a']?.share, 0.6);
  const others = otherShares(three, 'a', 0.6);
  assert.ok(Math.abs((others['b'] ?? 0) - 0.24) < 1e-12 && Math.abs((others['c'] ?? 0) - 0.16) < 1e-12);
  assert.ok(isShare('workloads.a.share') && !isShare('workloads.a.speed'));
  const none = planWith('{ a: { concurrency: 8, context: 8K }, b: { concurrency: 8, context: 8K } }');
  assert.ok(!allLevers(none).some(({ path }) => isShare(path)));
  assert.ok(!allLevers(PLAN).some(({ path }) => isShare(path)));
});

void test('of two levers of one name each says where it stands', () => {
  const plan = planOf(`decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 80, context: 8K, speed: 40 tok/s } }
gpus: { type: h100-sxm, count: 8 }
options: { own: { gpus: { type: h200-sxm, count: 16 } }, shared: {} }
`);
  const labels = (option: string) => leversOf(plan, 'chat', option).map(({ label }) => label);
  assert.ok(
    labels('own').includes('Accelerators of own') && labels('own').includes('Accelerators of the plan'),
  );
  assert.ok(labels('shared').includes('Accelerators'));
  assert.equal(new Set(labels('own')).size, labels('own').length);
});
