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
import { poolTokens } from '../../../../src/engine/memory/poolTokens.js';
import { servingOf, SINGLE } from '../../plans.js';

const modelOf = (groups: readonly CacheGroup[], id = 'llama-3.1-8b'): ModelSpec => {
  const model = modelById(id);
  assert.ok(model);
  return { ...model, groups };
};

const pool = (
  model: ModelSpec,
  bytes: number,
  longest: number,
  { layout = {}, ...serving }: Omit<Partial<Serving>, 'layout'> & { readonly layout?: Partial<Layout> } = {},
) => poolTokens(model, servingOf(model, 'bf16', serving), { ...SINGLE, ...layout }, bytes, longest);

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
  assert.equal(pool(model, 1e9, 4096, { engine: 'sglang' }).bytesPerToken, average);
  assert.equal(pool(model, 1e9, 4096, { layout: { pipeline: 2 } }).bytesPerToken, average / 2);
  // States are not split over the context.
  const split = pool(model, 1e9, 4096, { engine: 'sglang', layout: { context: 2 } }).bytesPerToken;
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

void test('full and windowed layers of one width share pages, in groups of as many layers as the fewer have', () => {
  const windowed: AttentionGroup = { ...FULL, layers: 30, windowTokens: 1024 };
  for (const groups of [
    [FULL, windowed],
    [windowed, FULL],
  ]) {
    const model = modelOf(groups);
    // 12 full layers are one group, 30 windowed layers three, the last one filled up.
    assert.equal(pool(model, 1e9, 4096).bytesPerToken, 4 * 12 * 512);
    const layout = { tensor: 2, pipeline: 2, context: 2 };
    assert.equal(pool(model, 1e9, 4096, { layout }).bytesPerToken, (4 * 12 * 512) / 8);
  }
  // Of equal width by fewer and wider heads: the full layers' heads are what ranks share.
  const narrow = { ...windowed, kvHeads: 4, keyDim: 32, valueDim: 32 };
  for (const groups of [
    [FULL, narrow],
    [narrow, FULL],
  ])
    assert.equal(
      pool(modelOf(groups), 1e9, 4096, { layout: { tensor: 4 } }).bytesPerToken,
      (4 * 12 * 512) / 2,
    );
  // Two full groups, three groups, or other widths, do not.
  const third = modelOf([FULL, windowed, { ...windowed, layers: 1 }]);
  assert.equal(pool(third, 1e9, 4096).bytesPerToken, 6144 + (31 * 512 * 1024) / 4096);
  assert.equal(pool(modelOf([FULL, { ...FULL, layers: 5 }]), 1e9, 4096).bytesPerToken, 17 * 512);
  const wider = modelOf([FULL, { ...windowed, valueDim: 96 }]);
  assert.equal(pool(wider, 1e9, 4096).bytesPerToken, 6144 + (30 * 2 * 160 * 2 * 1024) / 4096);
});

void test('compressed caches take requests of whole pages in vLLM, and shares of rings in SGLang', () => {
  const model = modelById('deepseek-v4-flash');
  assert.ok(model);
  const longest = 65_536;
  const held = (window: number) => Math.min(window + 2 * 8192, longest);
  // Entries of 256 tokens, two groups of windows of 64, and states of 4 and of 8 tokens.
  const pages =
    longest / 256 +
    2 * (Math.ceil(held(127) / 64) + 1) +
    (Math.ceil(held(7) / 4) + 1) +
    (Math.ceil(held(127) / 8) + 1);
  const { tokens, bytesPerToken } = pool(model, 1e10, longest, { kvCache: kvCacheFormat(model, 'native') });
  const pageBytes = (bytesPerToken * longest) / pages;
  assert.equal(pageBytes % 576, 0);
  assert.equal(tokens, Math.floor((Math.floor(1e10 / pageBytes) / pages) * longest));
  // Twice as many tokens in flight take more of each request.
  const busier = pool(model, 1e10, longest, {
    kvCache: kvCacheFormat(model, 'native'),
    maxBatchedTokens: 16_384,
  });
  assert.ok(busier.bytesPerToken > bytesPerToken);
  const sglang = pool(model, 1e10, longest, { engine: 'sglang', kvCache: kvCacheFormat(model, 'native') });
  assert.equal(sglang.bytesPerToken, pool(model, 1e10, 1024, { engine: 'sglang' }).bytesPerToken);
  assert.notEqual(sglang.bytesPerToken, bytesPerToken);
});
