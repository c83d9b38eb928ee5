import assert from 'node:assert/strict';
import test from 'node:test';
import { fixAll, fixes } from '../../../src/language/fixes/fixes.js';
import { applyEdits } from '../../../src/plan/edits.js';
import { keyPath } from '../../../src/plan/path.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { verdict } from '../../../src/report/words/sentences.js';
import { pageSections, planOf, planText } from './marked.js';

/** As long as a name may be. */
const LONG = 'an-option-'.repeat(6);

/** Titles of the fixes of a problem in a plan, and the plan after each. */
function offered(text: string, code: string) {
  return fixes(analyze(text))
    .filter(({ problem }) => problem.code === code)
    .map((fix) => ({ ...fix, after: applyEdits(text, fix.edits) }));
}

void test('each problem that the page promises a fix for has one, and each fix makes its problem go away', () => {
  for (const { code, example, text: section } of pageSections()) {
    if (example === null) continue;
    const text = planText(example);
    const { problems } = analyze(text);
    const found = fixes(analyze(text)).filter(({ problem }) =>
      code === 'yaml' ? problem.code.startsWith('yaml-') : problem.code === code,
    );
    assert.equal(found.length > 0, section.includes('**Fix'), code);
    for (const { edits, problem, title } of found) {
      const after = analyze(applyEdits(text, edits));
      const left = after
        .diagnostics()
        .filter((one) => one.code === problem.code && one.path === problem.path);
      assert.deepEqual(left, [], `${code}: ${title}`);
      assert.ok(after.problems.length <= problems.length, `${code}: ${title}`);
    }
  }
});

void test('fixes say what they do and change only that', () => {
  const cases: readonly (readonly [string, string, string, string, string])[] = [
    ['title: @home # ours', 'yaml-bad-scalar-start', 'Put the value in quotes', '@home', '"@home"'],
    ['title: a: b', 'yaml-block-as-implicit-key', 'Put the value in quotes', 'a: b', '"a: b"'],
    ['title: *x', 'missing-value', 'Put the value in quotes', '*x', '"*x"'],
    ['title: !x', 'yaml-tag-resolve-failed', 'Put the value in quotes', '!x', '"!x"'],
    ['title: 2027', 'wrong-type', 'Put the value in quotes', '2027', '"2027"'],
    [
      'economics:\n  pue:1.2\n  utilization: 60%',
      'yaml-colon-without-space',
      'Put a space after the colon',
      'pue:1',
      'pue: 1',
    ],
    ['economics:\n\tpue: 1.2', 'yaml-tab-as-indent', 'Indent with spaces', '\t', '  '],
    ['serving:\n  memoryUtilization: > 50%', 'yaml-unexpected-token', 'Change to `50%`', '> 50%', '50%'],
    [
      'workloads: { a: { concurrency: 8, context: 8K, speed: 25 ms } }',
      'unknown-unit',
      'Change to `40 tok/s`',
      '25 ms',
      '40 tok/s',
    ],
    ['gpus: { type: "h100-smx", count: 8 }', 'unknown-name', 'Change to `h100-sxm`', 'smx', 'sxm'],
    [
      'breakEven: { baseline: as-is, challenger: as-is, variables: price }',
      'wrong-type',
      'Make it a list: `[price]`',
      'price',
      '[price]',
    ],
    [
      `options:\n  ${LONG}er: {}\nbreakEven: { baseline: ${LONG}er, challenger: ${LONG}er }`,
      'bad-name',
      `Rename to \`${LONG}\``,
      `${LONG}er`,
      LONG,
    ],
  ];
  for (const [overlay, code, title, from, to] of cases) {
    const text = planText(overlay);
    const found = offered(text, code).find((fix) => fix.title === title);
    assert.ok(
      found,
      `${overlay}: ${offered(text, code)
        .map((fix) => fix.title)
        .join()}`,
    );
    assert.equal(found.after, text.replaceAll(from, to));
  }
});

void test('an overloaded plan is offered what makes it fit, and nothing that does not', () => {
  const titles = (overlay: string) =>
    offered(planText(overlay), 'kv-cache-over-memory').map(({ title }) => title);
  const chat = (concurrency: number) => `workloads: { chat: { concurrency: ${concurrency}, context: 32K } }`;
  assert.deepEqual(titles(chat(60)), [
    'Lower concurrency to 40',
    'Store the KV cache in fp8',
    'Plan for 16 accelerators in all',
  ]);
  assert.deepEqual(titles(chat(4000)), ['Lower concurrency to 40', 'Plan for 800 accelerators in all']);
  const latent = titles(
    'model: deepseek-v3\nworkloads: { chat: { concurrency: 400, context: 32K } }\ngpus: { type: h200-sxm, count: 16 }\nserving: { kvCache: fp8, layout: { tensor: 16 } }',
  );
  assert.ok(latent.includes('Use data-parallel attention over 16 ranks'), latent.join());
});

void test('concurrency goes down to what fits then, where fewer sequences are laid out otherwise', () => {
  const text = planText(
    'workloads:\n  chat:\n    concurrency: 480 # peak\n    context: { p50: 8K, p95: 32K }',
  );
  const lower = offered(text, 'kv-cache-over-memory').find(({ title }) => title.startsWith('Lower'));
  assert.match(lower?.after ?? '', /concurrency: \d+ # peak/);
  assert.deepEqual(analyze(lower?.after ?? '').diagnostics(), []);
});

void test('a plan that nothing serves is offered accelerators, or the speed that is reached', () => {
  const titles = (overlay: string, code: string) =>
    offered(planText(overlay), code).map(({ title }) => title);
  const chat = (more: string) => `workloads: { chat: { concurrency: 8, context: 8K, ${more} } }`;
  assert.deepEqual(
    offered(`decodeplan: 1\nmodel: llama-3.1-70b\n${chat('speed: 20 tok/s')}\n`, 'not-served').map(
      ({ title }) => title,
    ),
    ['Add `gpus: { type: h200-sxm, count: 8 }`'],
  );
  // One accelerator serves nobody: it is too few of them, and a fleet of more is priced.
  const one = `${chat('speed: 9 tok/s')}\ngpus: { type: h100-sxm, count: 1 }`;
  assert.match(
    titles(one, 'too-few-accelerators').join(),
    /^Let it be rented: `buy: \{ gpus: \d \}`,Plan for \d accelerators in all$/,
  );
  const [speed] = titles(chat('speed: 900 tok/s'), 'not-served');
  const reached = Number(/Ask for (\d+) tok\/s/.exec(speed ?? '')?.[1]);
  const served = (asked: number) =>
    planOf(chat(`speed: ${asked} tok/s`))
      .findings()
      .every(({ code }) => code !== 'not-served');
  assert.deepEqual([served(reached), served(reached + 1)], [true, false]);
  assert.deepEqual(
    titles(
      `${chat('demand: 1T tokens/day')}\nmodel: deepseek-v3\ngpus: { type: gb200-nvl72, racks: 1 }`,
      'too-few-accelerators',
    ).map((title) => title.replace(/[\d,]+/, 'N')),
    ['Let it be bought: `buy: { gpus: N racks }`', 'Plan for N racks in all'],
  );
});

void test('a context over the model goes down where the file gives it', () => {
  const text = planText('workloads: { chat: { concurrency: 1, context: { p50: 8K, p95: 512K } } }');
  const [fix] = offered(text, 'context-over-model');
  assert.equal(fix?.after, text.replace('512K', '128K'));
});

void test('a unit is the one that the member is usually written in, and only sure where there is no other', () => {
  const fixesOf = (overlay: string, code: string) =>
    offered(planText(overlay), code).map(({ title, sure }) => `${title}${sure ? '!' : ''}`);
  assert.deepEqual(fixesOf('calibration: { steps: [{ batch: 8, context: 8K, step: 21 }] }', 'missing-unit'), [
    'Change to `21 ms`!',
  ]);
  assert.deepEqual(fixesOf('gpus: { type: h100-sxm, count: 8, power: 700 }', 'missing-unit'), [
    'Change to `700 kW`',
    'Change to `700 W`',
  ]);
  assert.deepEqual(fixesOf('gpus: { type: h100-sxm, count: 8, rent: 2.5 USD }', 'unknown-unit'), [
    'Change to `2.5 USD/h`',
  ]);
  assert.deepEqual(fixesOf('gpus: { type: h100-sxm, count: 8, price: 30000 EUR }', 'unknown-unit'), []);
  assert.deepEqual(fixesOf('economics: { electricity: 8 ct/kWh }', 'unknown-unit'), [
    'Change to `0.08 USD/kWh`',
  ]);
  assert.deepEqual(
    fixesOf('workloads: { a: { concurrency: 8, context: 8K, demand: 3M tokens/min } }', 'unknown-unit'),
    ['Change to `4320M tokens/day`'],
  );
  assert.deepEqual(fixesOf('workloads: { a: { concurrency: 8, context: { p95: 8K } } }', 'missing-key'), [
    'Add `p50: 96K`',
  ]);
});

void test('members that are missing are added where they belong', () => {
  const [first] = offered(
    'decodeplan: 1\nmodel: deepseek-v3\nworkloads:\n  chat:\n    context: 8K\n',
    'missing-key',
  );
  assert.match(first?.after ?? '', /context: 8K\n {4}concurrency: \d+\n$/);
  const [version] = offered(
    'model: deepseek-v3\nworkloads: { a: { concurrency: 1, context: 1K } }\n',
    'missing-key',
  );
  assert.match(version?.after ?? '', /^decodeplan: 1\nmodel/);
  const [workload] = offered('decodeplan: 1\nmodel: deepseek-v3\nworkloads:\n  chat:\n', 'missing-value');
  assert.match(workload?.after ?? '', /chat:\n {4}concurrency: 64\n {4}context: 32K/);
  const [whole] = offered('', 'empty');
  assert.deepEqual(analyze(whole?.after ?? '').problems, []);
});

void test('a missing context is what the request holds, in its own manner', () => {
  const added = (request: string) =>
    offered(planText(`workloads: { chat: { concurrency: 8, ${request} } }`), 'missing-key').map(
      ({ title, after }) => {
        const { problems, findings } = analyze(after);
        assert.deepEqual(
          [problems, findings().filter(({ code }) => code === 'prompt-beside-context')],
          [[], []],
        );
        return title;
      },
    );
  assert.deepEqual(added('input: 60K, output: 2K'), ['Add `context: { p50: 61K, p95: 62K }`']);
  assert.deepEqual(added('input: { p50: 4000, p95: 30000, max: 60000 }, output: { p50: 400, p95: 1000 }'), [
    'Add `context: { p50: 4200, p95: 31000, max: 61000 }`',
  ]);
  // Half of a request says nothing of what it holds.
  const half = offered(planText('workloads: { chat: { concurrency: 8, input: 60K } }'), 'missing-key');
  assert.deepEqual(
    half.map(({ title }) => title),
    ['Add `context: { p50: 8K, p95: 64K }`'],
  );
});

void test('fix all applies every sure fix at once and leaves guesses alone', () => {
  const text = planText(
    'title: 2027\nworkloads:\n  chat:\n    concurency: 48\n    context: 8K\n    share: 100\n    demand: 40B\nserving: { engine: vlm, kvCach: fp8 }\nmodel: llama-3.1-7b # no such',
  );
  const after = applyEdits(text, fixAll(analyze(text)));
  assert.deepEqual(
    analyze(after).problems.map(({ code }) => code),
    ['unknown-model'],
  );
  assert.match(after, /title: "2027"/);
  assert.match(after, /engine: vllm, kvCache: fp8/);
  assert.deepEqual(fixAll(planOf()), []);
});

void test('a model that does not fit has a way out: more accelerators, or narrower weights, each of which serves it', () => {
  const big = (count: number, type: string, model: string) =>
    planText(
      `model: ${model}\ngpus: { type: ${type}, count: ${count} }\nworkloads: { chat: { concurrency: 8, context: 8K } }`,
    );
  const found = offered(big(8, 'h100-sxm', 'llama-3.1-405b'), 'not-served');
  assert.deepEqual(
    found.map(({ title }) => title),
    ['Store the weights in fp8'],
  );
  const more = offered(big(4, 'b200', 'llama-3.1-405b'), 'not-served');
  assert.deepEqual(
    more.map(({ title }) => title),
    ['Store the weights in fp8', 'Plan for 8 accelerators in all'],
  );
  for (const { after } of [...found, ...more])
    assert.ok(
      analyze(after)
        .diagnostics()
        .every(({ code }) => code !== 'not-served'),
      after,
    );
  const { plan, result } = analyze(big(4, 'b200', 'llama-3.1-405b'));
  const answer = result();
  assert.ok(plan && answer);
  assert.match(verdict(plan, answer).detail, / 8 of .*B200.* would serve chat, or weights in fp8\.$/);
  const fits = analyze(planText());
  const served = fits.result();
  assert.ok(fits.plan && served);
  assert.doesNotMatch(verdict(fits.plan, served).detail, /would serve/);
});

void test('a first token that is never in time is told at its target, and the time that is reached makes it right', () => {
  const text = (ttft: string) => `decodeplan: 1
model: deepseek-v4-pro
gpus: { type: vera-rubin-nvl72, racks: 4 }
buy: any
options: { software: { speculation: { method: dspark } } }
workloads: { a: { context: 96K, input: 96K, output: 1K, ttft: ${ttft}, requests: 1 req/s, speed: 30 tok/s } }
`;
  const found = analyze(text('1 ms'))
    .diagnostics()
    .filter(({ code }) => code === 'not-served');
  assert.deepEqual(
    found.map(({ path, severity }) => [keyPath(path).join('.'), severity]),
    [['workloads.a.ttft', 'warning']],
  );
  assert.match(
    found[0]?.message ?? '',
    /no option serves `a`: the first token takes [\d.]+ s at p95, 1 ms asked/,
  );
  const [fix] = offered(text('1 ms'), 'not-served');
  assert.match(fix?.title ?? '', /^Ask for [\d.]+ ms, which is reached$/);
  assert.deepEqual(
    analyze(fix?.after ?? '')
      .diagnostics()
      .filter(({ severity }) => severity !== 'information'),
    [],
  );
  assert.deepEqual(
    analyze(text('60 s'))
      .diagnostics()
      .filter(({ code }) => code === 'not-served'),
    [],
  );
});

void test('prefixes that are lost are offered a tier that keeps them, or the hits that are kept', () => {
  const chat =
    'workloads: { chat: { concurrency: 30, context: 32K, input: 30K, output: 1K, cachedInput: 90%, turnDelay: 1 hour } }';
  const tier = (capacity: string) => `serving: { kvOffload: { capacity: ${capacity}, bandwidth: 40 GB/s } }`;
  const titles = (text: string) => offered(text, 'prefix-tiers-too-small').map(({ title }) => title);
  const [larger, fewer] = titles(planText(`${tier('2.4 TB')}\n${chat}`));
  const wanted = /^Let the last tier hold (\S+ TB)$/.exec(larger ?? '')?.[1] ?? '';
  const kept = Number(/^Set `cachedInput` to (\d+)%, which is kept$/.exec(fewer ?? '')?.[1]);
  // What a little less would not keep.
  const smaller = `${(Number.parseFloat(wanted) * 0.9).toFixed(2)} TB`;
  assert.ok(titles(planText(`${tier(smaller)}\n${chat}`)).length > 0, smaller);
  assert.deepEqual(titles(planText(`${tier(wanted)}\n${chat}`)), []);
  const more = planText(`${tier('2.4 TB')}\n${chat.replace('90%', `${kept + 2}%`)}`);
  assert.ok(
    analyze(more)
      .findings()
      .some(({ code }) => code === 'prefix-tiers-too-small'),
    String(kept),
  );
  // The last of several is the one that grows.
  const two = planText(
    `serving: { kvOffload: [{ capacity: 100 GB, bandwidth: 40 GB/s }, { capacity: 2 TB, bandwidth: 20 GB/s }] }\n${chat}`,
  );
  const [both] = offered(two, 'prefix-tiers-too-small');
  assert.match(both?.after ?? '', /capacity: 100 GB.*capacity: [3-9][.\d]* TB/);
});

void test('a rate of all accelerators is shared among them where one of them could reach that', () => {
  const text = (rate: number) =>
    planText(
      `serving: { layout: { tensor: 8 } }\ncalibration: { prefill: [{ input: 8K, tokensPerSecond: ${rate} tok/s }] }`,
    );
  const [fix] = offered(text(50_000), 'prompt-faster-than-light');
  assert.equal(fix?.title, 'Take it as the rate of 8 accelerators: 6250 tok/s each');
  assert.equal(fix.after, text(6250));
  assert.deepEqual(offered(text(900_000), 'prompt-faster-than-light'), []);
});

void test('a request that no memory holds is shortened to what an option serves, in the units of the plan', () => {
  const text = planText(
    'model: llama-3.1-8b\nworkloads: { chat: { concurrency: 8, context: 16K, input: 100M, output: 100 } }',
  );
  const [fix] = offered(text, 'not-served');
  assert.match(fix?.title ?? '', /^Shorten prompts to \d+K at the median$/);
  assert.match(fix?.after ?? '', /input: 0\.12\d*M, output: 100/);
  const after = analyze(fix?.after ?? '');
  assert.ok(after.findings().every(({ code }) => !['not-served', 'prompt-over-model'].includes(code)));
  const prompt = offered(text, 'prompt-beside-context');
  assert.deepEqual(
    prompt.map(({ title }) => title),
    ['Take 16K as the whole prompt'],
  );
});
