import assert from 'node:assert/strict';
import test from 'node:test';
import { kvCacheFormat } from '../../../../src/catalog/shapes/formats.js';
import { modelById } from '../../../../src/catalog/entries/models.js';
import type { Layout, Serving } from '../../../../src/catalog/shapes/resolvedPlan.js';
import type {
  AttentionGroup,
  CacheGroup,
  ModelSpec,
  RecurrentGroup,
} from '../../../../src/catalog/shapes/types.js';
import { dealtBytes } from '../../../../src/engine/memory/server/fixedPools.js';
import { NOTHING_DRAFTED, poolTokens, type DrafterCache } from '../../../../src/engine/memory/poolTokens.js';
import { servingOf, SINGLE } from '../../plans.js';

const modelOf = (groups: readonly CacheGroup[], id = 'llama-3.1-8b'): ModelSpec => {
  const model = modelById(id);
  assert.ok(model);
  return { ...model, groups };
};

interface Asked extends Omit<Partial<Serving>, 'layout'> {
  readonly layout?: Partial<Layout>;
  readonly drafter?: Partial<DrafterCache>;
}

const pool = (
  model: ModelSpec,
  bytes: number,
  longest: number,
  { layout = {}, drafter = {}, ...serving }: Asked = {},
) => {
  const owner = {
    model,
    serving: servingOf(model, 'bf16', serving),
    layout: { ...SINGLE, ...layout },
    drafter: { ...NOTHING_DRAFTED, ...drafter },
  };
  const { tokens, bytesPerToken } = poolTokens(owner, bytes, longest);
  return { tokens, bytesPerToken };
};

/** 12 layers whose tokens take 2 × (64 + 64) × 2 = 512 bytes each. */
const FULL: AttentionGroup = {
  kind: 'attention',
  layers: 12,
  queryHeads: 8,
  kvHeads: 2,
  keyDim: 64,
  valueDim: 64,
  windowTokens: null,
  attendTokens: null,
};
/** 30 layers with a state of 100,000 bytes. */
const RECURRENT: RecurrentGroup = {
  kind: 'recurrent',
  layers: 30,
  stateElements: 20_000,
  stateBytesPerElement: 4,
  convElements: 10_000,
  convBytesPerElement: 2,
  promptFlopsPerToken: 0,
};

void test('a token of plain attention takes its bytes in all layers, and pools hold whole blocks of them', () => {
  const model = modelOf([FULL]);
  // 16 tokens of 6,144 bytes: 10 blocks and a bit.
  const bytes = 10.9 * 16 * 6144;
  assert.deepEqual(pool(model, bytes, 4096), { tokens: 160, bytesPerToken: 6144 });
  assert.deepEqual(pool(model, bytes, 4096, { blockSize: 64 }), { tokens: 128, bytesPerToken: 6144 });
  const split = { tensor: 2, attentionData: 3 };
  assert.deepEqual(pool(model, bytes, 4096, { layout: split }), { tokens: 21 * 16 * 3, bytesPerToken: 3072 });
  const stages = { pipeline: 2, context: 2 };
  assert.deepEqual(pool(model, bytes, 4096, { layout: stages }), { tokens: 43 * 16, bytesPerToken: 1536 });
  assert.deepEqual(pool(modelOf([]), bytes, 4096), { tokens: 0, bytesPerToken: 0 });
});

void test('attention beside recurrent layers takes pages as large as a state, and pages for the states', () => {
  const models = [modelOf([FULL, RECURRENT]), modelOf([RECURRENT, FULL])];
  for (const model of models) {
    // 100,000 bytes of state hold 196 tokens of a layer: 13 blocks of 16. 30 recurrent layers are 3 groups of 12.
    const pageBytes = 12 * 208 * 512;
    const pages = Math.ceil(4096 / 208) + 2 * 3;
    const bytes = 100.5 * pageBytes;
    assert.deepEqual(pool(model, bytes, 4096), {
      tokens: Math.floor((100 / pages) * 4096),
      bytesPerToken: (pages * pageBytes) / 4096,
    });
    // Two ranks: half the heads, half the state, as many tokens in a page; two groups hold twice as much.
    assert.deepEqual(pool(model, bytes, 4096, { layout: { tensor: 2, attentionData: 2 } }), {
      tokens: Math.floor((201 / pages) * 4096) * 2,
      bytesPerToken: (pages * pageBytes) / 2 / 4096,
    });
    // A block that the plan gives stands.
    const given = { pageBytes: 12 * 1024 * 512, pages: 4 + 6 };
    assert.deepEqual(pool(model, 20 * given.pageBytes, 4096, { blockSize: 1024 }), {
      tokens: 2 * 4096,
      bytesPerToken: (given.pages * given.pageBytes) / 4096,
    });
    // Split over the context: a rank holds half of each token, and a page twice as many.
    const halved = Math.ceil(100_000 / (16 * 256)) * 16;
    const split = pool(model, bytes, 4096, { layout: { context: 2 } });
    assert.equal(split.bytesPerToken, ((Math.ceil(4096 / halved) + 6) * 12 * halved * 256) / 4096);
  }
});

void test('other engines, pipelines and further kinds of layers take what a token costs on average', () => {
  const model = modelOf([FULL, RECURRENT]);
  const average = 6144 + (30 * 100_000) / 4096;
  assert.equal(pool(model, 1e9, 4096, { engine: 'trtllm' }).bytesPerToken, average);
  assert.equal(pool(model, 1e9, 4096, { layout: { pipeline: 2 } }).bytesPerToken, average / 2);
  // States are not split over the context.
  const split = pool(model, 1e9, 4096, { engine: 'trtllm', layout: { context: 2 } }).bytesPerToken;
  assert.equal(split, 3072 + (30 * 100_000) / 4096);
  const windowed = { ...FULL, kvHeads: 4, windowTokens: 1024 };
  const three = pool(modelOf([FULL, windowed, RECURRENT]), 1e9, 4096).bytesPerToken;
  assert.equal(three, average + (12 * 1024 * 1024) / 4096);
  // A model without full attention has no pages to make as large as its states.
  const alone = pool(modelOf([windowed, RECURRENT]), 1e9, 4096).bytesPerToken;
  assert.equal(alone, (12 * 1024 * 1024 + 30 * 100_000) / 4096);
  const states = pool(modelOf([RECURRENT]), 1e9, 4096).bytesPerToken;
  assert.equal(states, (30 * 100_000) / 4096);
});

void test('SGLang deals memory out in fixed parts, and what runs out first limits what it holds', () => {
  const hybrid = modelOf([FULL, RECURRENT]);
  const of = (model: ReturnType<typeof modelOf>, tokens: number, asked: Asked = {}) =>
    pool(model, 1e9, tokens, { engine: 'sglang', ...asked }).bytesPerToken * tokens;
  const near = (actual: number, expected: number) =>
    assert.ok(Math.abs(actual / expected - 1) < 1e-9, `${actual}, not ${expected}`);
  const [states, entries] = [30 * 100_000, 6144];
  // Short sequences run out of states, five of which each counts as; long ones of room for entries.
  near(of(hybrid, 1024), (5 * states) / (0.9 / 1.9));
  near(of(hybrid, 65_536), (65_536 * entries) / (1 / 1.9));
  near(of(hybrid, 1024, { prefixCaching: false }), (1024 * entries) / (1 / 1.9));
  // Windows have room for 0.8 of the tokens that the other layers have, however few they keep.
  const windowed = { ...FULL, windowTokens: 128 };
  near(of(modelOf([FULL, windowed]), 4096), 4096 * entries * 1.8);
  // DeepSeek V4 has a rule of its own.
  const compressed = modelById('deepseek-v4-flash');
  assert.ok(compressed);
  const asking = {
    model: compressed,
    serving: servingOf(compressed, 'native', { engine: 'sglang' }),
    layout: SINGLE,
  };
  assert.equal(dealtBytes(asking, 4096), 0);
  // Where all layers are alike there is one pool.
  near(of(modelOf([FULL]), 4096), 4096 * entries);
  near(of(modelOf([windowed]), 4096), 128 * entries);
});

/** Counted as before 0.21: pages of each group. */
const OLD = { engineVersion: '0.19.0' };

void test('full and windowed layers of one width share pages, in groups of as many layers as the fewer have', () => {
  const windowed: AttentionGroup = { ...FULL, layers: 30, windowTokens: 1024 };
  for (const groups of [
    [FULL, windowed],
    [windowed, FULL],
  ]) {
    const model = modelOf(groups);
    // 12 full layers are one group, 30 windowed layers three, the last one filled up.
    assert.equal(pool(model, 1e9, 4096, OLD).bytesPerToken, 4 * 12 * 512);
    const layout = { tensor: 2, pipeline: 2, context: 2 };
    // Stages have 6 and 15 layers: the same groups of half as many.
    assert.equal(pool(model, 1e9, 4096, { ...OLD, layout }).bytesPerToken, (4 * 12 * 512) / 8);
  }
  // Of equal width by fewer and wider heads: the full layers' heads are what ranks share.
  const narrow = { ...windowed, kvHeads: 4, keyDim: 32, valueDim: 32 };
  assert.equal(
    pool(modelOf([FULL, narrow]), 1e9, 4096, { ...OLD, layout: { tensor: 2 } }).bytesPerToken,
    (4 * 12 * 512) / 2,
  );
  // Nearly as many of one kind as of the other: one group each, filled up.
  const even = modelOf([FULL, { ...windowed, layers: 14 }]);
  assert.equal(pool(even, 1e9, 4096, OLD).bytesPerToken, 2 * 14 * 512);
  // Before the tenth version windows kept the whole context.
  const whole = pool(modelOf([FULL, windowed]), 1e9, 4096, { engineVersion: '0.9.2' });
  assert.equal(whole.bytesPerToken, 42 * 512);
});

void test('layers of several widths have pages of one size, where that can be, for more tokens', () => {
  // 2 × (64 + 64) elements and half as many: the narrow layers keep twice the tokens in a page.
  const half: AttentionGroup = { ...FULL, kvHeads: 1, layers: 24, windowTokens: null };
  const windowed: AttentionGroup = { ...FULL, windowTokens: 1024 };
  const longest = 65_536;
  const pages = 2 * (longest / 32) + Math.ceil((1023 + 8192) / 16) + 1;
  const { tokens, bytesPerToken } = pool(modelOf([half, windowed]), 1e9, longest);
  const pageBytes = 12 * 16 * 512;
  assert.equal(bytesPerToken, (pages * pageBytes) / longest);
  assert.equal(tokens, Math.floor((Math.floor(1e9 / pageBytes) / pages) * longest));
  // Full layers alone, and widths of which one is no multiple of the other, take what a token costs on average.
  assert.equal(pool(modelOf([FULL, { ...FULL, layers: 5 }]), 1e9, 4096).bytesPerToken, 17 * 512);
  const wider = modelOf([FULL, { ...windowed, layers: 30, valueDim: 96 }]);
  assert.equal(pool(wider, 1e9, 4096).bytesPerToken, 6144 + (30 * 2 * 160 * 2 * 1024) / 4096);
});

void test('a window keeps what is looked back on and a step in flight, and one page more', () => {
  const model = modelById('gpt-oss-120b');
  assert.ok(model);
  // A start of vLLM 0.22.1 on two H200: 88.77 GiB hold 2,560,976 tokens, 1238.38 requests of 2,068.
  const asked = { kvCache: kvCacheFormat(model, 'bf16'), layout: { tensor: 2 } };
  const logged = pool(model, 88.77 * 2 ** 30, 2068, asked).tokens;
  assert.ok(Math.abs(logged / 2_560_976 - 1) < 1e-4, String(logged));
  // Twice as long, with a step shorter than that in flight, windows keep no more.
  const pages = (length: number, held: number) => Math.ceil(length / 16) + Math.ceil(held / 16) + 1;
  const of = (length: number) =>
    pool(model, 1e10, length, { ...asked, maxBatchedTokens: 2048 }).bytesPerToken * length;
  assert.equal(of(8192) / of(4096), pages(8192, 127 + 2048) / pages(4096, 127 + 2048));
});

void test('what a pool holds of sequences and of tokens agrees, whatever the model, the engine and the drafter', () => {
  const models = [
    'llama-3.1-8b',
    'gpt-oss-120b',
    'gemma-4-31b',
    'qwen3.5-27b',
    'deepseek-v3.2',
    'deepseek-v4-flash',
  ];
  const drafters: readonly DrafterCache[] = [
    NOTHING_DRAFTED,
    { draftTokens: 3, perSequence: 1e6, perToken: 4096 },
  ];
  for (const id of models)
    for (const engine of ['vllm', 'sglang', 'trtllm'] as const)
      for (const drafter of drafters)
        for (const longest of [4000, 65_536, 131_072]) {
          const model = modelById(id);
          assert.ok(model);
          const serving = servingOf(model, 'native', { engine });
          const layout = { ...SINGLE, attentionData: 2 };
          const { tokens, sequences } = poolTokens({ model, serving, layout, drafter }, 2e11, longest);
          const what = `${id} ${engine} ${longest} ${drafter.draftTokens}`;
          // Pages of the last sequence may be begun.
          const block = 256;
          const rounded = tokens / (Math.ceil(longest / block) * block);
          assert.ok(sequences(longest) <= tokens / longest, what);
          assert.ok(sequences(longest) > rounded - 2 - 1e-9, `${what}: ${sequences(longest)} of ${rounded}`);
        }
});

void test('recurrent layers hold a second state where prefixes are kept, and one for each drafted token', () => {
  const model = modelOf([FULL, RECURRENT]);
  const pages = (asked: Asked) => (pool(model, 1e9, 4096, asked).bytesPerToken * 4096) / (12 * 208 * 512);
  const attention = Math.ceil(4096 / 208);
  assert.equal(pages({ prefixCaching: false }), attention + 3);
  assert.equal(pages({ prefixCaching: true }), attention + 6);
  assert.equal(pages({ engineVersion: '0.19.0' }), attention + 3);
  assert.equal(pages({ prefixCaching: false, drafter: { draftTokens: 2 } }), attention + 9);
});

void test('compressed caches take requests of whole pages in vLLM, and shares of rings in SGLang', () => {
  const model = modelById('deepseek-v4-flash');
  assert.ok(model);
  const longest = 65_536;
  // Entries of 256 tokens, two groups of windows of 64, and states of 4 and of 8 tokens.
  const pages = (batches: number) => {
    const held = (window: number) => Math.min(window + batches * 8192, longest);
    return (
      longest / 256 +
      2 * (Math.ceil(held(127) / 64) + 1) +
      (Math.ceil(held(7) / 4) + 1) +
      (Math.ceil(held(127) / 8) + 1)
    );
  };
  const kvCache = kvCacheFormat(model, 'native');
  for (const [engineVersion, batches] of [
    [null, 1],
    ['0.25.0', 1],
    ['0.22.1', 2],
  ] as const) {
    const { tokens, bytesPerToken } = pool(model, 1e10, longest, { kvCache, engineVersion });
    const pageBytes = (bytesPerToken * longest) / pages(batches);
    assert.ok(Math.abs(pageBytes / 576 - Math.round(pageBytes / 576)) < 1e-6, String(pageBytes));
    assert.equal(tokens, Math.floor((Math.floor(1e10 / pageBytes) / pages(batches)) * longest));
  }
  // Twice as many tokens in flight take more of each request.
  const { bytesPerToken } = pool(model, 1e10, longest, { kvCache });
  const busier = pool(model, 1e10, longest, { kvCache, maxBatchedTokens: 16_384 });
  assert.ok(busier.bytesPerToken > bytesPerToken);
  const sglang = pool(model, 1e10, longest, { engine: 'sglang', kvCache });
  assert.equal(sglang.bytesPerToken, pool(model, 1e10, 1024, { engine: 'sglang' }).bytesPerToken);
  assert.notEqual(sglang.bytesPerToken, bytesPerToken);
});
