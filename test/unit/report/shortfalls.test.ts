import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { meetsTargets } from '../../../src/engine/questions/passes.js';
import { findingFixes } from '../../../src/language/fixes/findingFixes.js';
import { applyEdits } from '../../../src/plan/edits.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { purchaseClaim, purchaseInShort, worksText } from '../../../src/report/words/fleet/purchase.js';
import { reasonText } from '../../../src/report/words/reasons.js';
import { verdict } from '../../../src/report/words/sentences.js';

/** What is told of options that lack hardware, or miss what is asked. */

const answerTo = (text: string) => {
  const analysis = analyze(text);
  const { plan } = analysis;
  const result = analysis.result();
  assert.ok(plan && result);
  return { analysis, plan, result };
};

const saying = ({ analysis }: ReturnType<typeof answerTo>, code: string) =>
  analysis.diagnostics().filter((one) => one.code === code);

void test('what is rented beside what is bought is told apart, each as many as it is', () => {
  const { plan, result } = answerTo(readFileSync('examples/split-trainium3-gb300.decodeplan', 'utf8'));
  const option = result.options['trainium3-and-cs3'];
  assert.ok(option);
  const [wafers, prompts] = option.purchase.parts;
  assert.ok(wafers && prompts);
  assert.deepEqual(
    [wafers.kind, wafers.rented, prompts.kind, prompts.rented],
    ['gpus', false, 'prefill', true],
  );
  assert.equal(wafers.pieces + prompts.pieces, option.purchase.accelerators);
  const usd = `$${(option.purchase.usd ?? 0) / 1e6}M`;
  assert.equal(
    purchaseInShort({ option }),
    `${wafers.pieces} accelerators of ${wafers.type}: ${usd}; ${prompts.pieces} accelerators of ${prompts.type} for prompts, rented`,
  );
  assert.equal(
    purchaseClaim({ plan, name: 'trainium3-and-cs3', option }),
    `buy ${wafers.pieces} accelerators of ${wafers.type} for ${usd}, and rent ${prompts.pieces} accelerators of ${prompts.type} for prompts`,
  );
  const rented = result.options['trainium3-prefill'];
  assert.equal(rented && worksText(rented), 'rented');
});

const TIERS = (rest: string) => `decodeplan: 1
model: deepseek-v4-flash
workloads: { chat: { context: 8K, speed: 30 tok/s, demand: 900B tokens/day } }
gpus: { type: gb300-nvl72, racks: 1 }
options:
  plain: {}
  drafting: { lpx: { racks: auto, role: drafter }, speculation: { method: dspark } }
${rest}`;

void test('the purchase that is told is that of the option which the verdict is about, all of it, and so is its fix', () => {
  const told = answerTo(TIERS(''));
  const { plan, result } = told;
  const [problem] = saying(told, 'too-few-accelerators');
  assert.ok(problem);
  assert.match(verdict(plan, result).headline, /^drafting is the cheapest option/);
  assert.match(problem.message, /^drafting works with a purchase: buy \d+ racks and 1 LPX rack \(/);
  const [fix] = findingFixes(told.analysis, problem);
  assert.match(fix?.title ?? '', /`buy: \{ gpus: \d+ racks, lpx: 1 racks \}`$/);
  assert.equal(meetsTargets(plan, result.options), false);
  const bought = answerTo(applyEdits(TIERS(''), fix?.edits ?? []));
  assert.equal(meetsTargets(bought.plan, bought.result.options), true);
});

void test('what may not be bought is told of what comes nearest: its racks, or what it costs, before accelerators', () => {
  const codes = (rest: string) =>
    ['too-few-accelerators', 'buy-forbids-all'].filter((code) => saying(answerTo(rest), code).length > 0);
  assert.deepEqual(codes(TIERS('buy: none\n')), ['too-few-accelerators']);
  assert.deepEqual(codes(TIERS('buy: { capital: 1 USD }\n')), ['buy-forbids-all']);
  // Racks that decode alone need no accelerators.
  assert.deepEqual(codes(TIERS('buy: none\n').replace('role: drafter', 'role: decode')), ['buy-forbids-all']);
});

const SMALL = (options: string, rest = '') => `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 64, context: 8K, speed: 20 tok/s, demand: 2B tokens/day } }
gpus: { type: gb300-nvl72, racks: 1 }
options: { ${options} }
${rest}`;

void test('a limit under one unit is one of every type that would be bought, for prompts too', () => {
  const under = (text: string) => saying(answerTo(text), 'buy-under-unit').map(({ path }) => path);
  assert.equal(under(SMALL('plain: {}', 'buy: { gpus: 3 }')).length, 1);
  const boards = 'other: { gpus: { type: h100-sxm, price: 30K USD } }';
  assert.equal(under(SMALL(boards, 'buy: { gpus: 3 }')).length, 1);
  assert.equal(under(SMALL(boards, 'buy: { gpus: 8 }')).length, 0, 'a board of 8 can be bought');
  assert.equal(
    under(SMALL('other: { gpus: { type: h100-sxm, rent: 2 USD/h } }', 'buy: { gpus: 3 }')).length,
    0,
  );
  const apart = 'apart: { prefill: { type: h100-sxm, price: 30K USD, count: auto } }';
  assert.equal(under(SMALL(apart, 'buy: { prefill: 3 }')).length, 1);
});

void test('the nearest option is the one that misses by least, and so is the reason that is told', () => {
  const told = answerTo(
    SMALL('slow: { gpus: { type: l4, count: 8 } }, fast: {}').replace('20 tok/s', '100000 tok/s'),
  );
  const { plan, result } = told;
  const best = Math.max(
    ...Object.values(result.options).flatMap(({ workloads }) =>
      (workloads['chat']?.reasons ?? []).flatMap((one) => (one.code === 'too-slow' ? one.best : [])),
    ),
  );
  const reached = String(Math.floor(best));
  assert.match(verdict(plan, result).detail, new RegExp(`^Nearest is fast: .*reaches ${reached} tok/s`));
  assert.match(verdict(plan, result).detail, new RegExp(`A speed of ${reached} tok/s or less would work`));
  assert.match(saying(told, 'not-served')[0]?.message ?? '', new RegExp(`reaches ${reached} tok/s`));
  assert.match(saying(told, 'not-served')[0]?.message ?? '', /100,000 asked$/);
});

void test('what an option lacks as a whole is not told once more of its workloads', () => {
  const { plan, result } = answerTo(`decodeplan: 1
model: deepseek-v4-flash
workloads: { chat: { concurrency: 40, context: 8K, speed: 30 tok/s } }
gpus: { type: gb300-nvl72, racks: 1 }
options: { lpx: { lpx: { racks: 1, role: decode } } }
`);
  const { detail } = verdict(plan, result);
  assert.equal(detail.match(/LPX racks for the weights/g)?.length, 1, detail);
});

void test('nothing drafts apart for nothing: it is said, and costs what drafts on the same accelerators do', () => {
  const spec = 'speculation: { method: eagle3, draftTokens: 3, acceptance: 2.5, draftCost: 30% }';
  const told = answerTo(SMALL(`own: { ${spec} }, apart: { ${spec}, dynamo: { remoteDrafter: true } }`));
  const { own, apart } = evaluate(told.plan, { breakEven: false }).options;
  assert.deepEqual(apart?.total, own?.total);
  assert.equal(saying(told, 'no-remote-drafter').length, 1);
  const named = SMALL(`apart: { ${spec}, dynamo: { drafter: { type: h100-sxm, count: 8 } } }`);
  assert.equal(saying(answerTo(named), 'no-remote-drafter').length, 0);
});

void test('of a cost of nothing no percentage is told', () => {
  const { plan, result } = answerTo(
    SMALL('free: { hosted: { output: 0 USD/Mtok, speed: 90 tok/s } }, own: {}'),
  );
  const { detail } = verdict(plan, result);
  assert.match(detail, /^Next is own at \$[\d.]+\./);
});

void test('what may not be rented is told as rent, and what may not be bought as a purchase', () => {
  const reasons = (gpus: string) => {
    const { result } = answerTo(`decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { context: 8K, speed: 30 tok/s, demand: 20B tokens/day } }
gpus: { type: h100-sxm, count: 8${gpus} }
buy: none
options: { as-is: {} }
`);
    return (result.options['as-is']?.reasons ?? []).map(reasonText).join('; ');
  };
  assert.match(reasons(', rent: 3 USD/h'), /^rents \d+ accelerators, `buy` allows none/);
  assert.match(reasons(', price: 30K USD'), /^buys \d+ accelerators, the plan buys nothing/);
});

void test('that too little of a prompt comes from a cache is told by what keeps it from more', () => {
  const told = (turnDelay: string, tier: string) => {
    const said = saying(
      answerTo(`decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { concurrency: 400, input: 24K, output: 100, context: 24K, cachedInput: 90%, turnDelay: ${turnDelay}, speed: 5 tok/s }
gpus: { type: h100-sxm, count: 64 }
serving: { weights: fp8, kvCache: fp8, kvOffload: ${tier} }
options: { as-is: {} }
`),
      'prefix-tiers-too-small',
    );
    return said.map(({ message }) => message).join();
  };
  const long = '{ p50: 20 s, p95: 300 s }';
  assert.match(
    told(long, '{ capacity: 10 GB, bandwidth: 50 GB/s }'),
    /keeps (.*) of the (?!\1)\S+ \S+ that prefixes/,
  );
  assert.match(
    told(long, '{ capacity: 20 TB, bandwidth: 200 MB/s }'),
    /more slowly than it computes them again/,
  );
  // All that wait are kept: what is lost makes users slower, or a link carries no more.
  for (const tier of ['{ capacity: 195 GB, bandwidth: 50 GB/s }', '{ capacity: 20 TB, bandwidth: 2 GB/s }'])
    assert.match(told('60 s', tier), /turns would come faster than its tiers keep or bring back/);
});
