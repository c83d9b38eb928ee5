import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { importFiles } from '../../../../src/cli/importFile.js';
import { isGguf, readGgufHead } from '../../../../src/exchange/gguf/head.js';
import { modelOfGguf } from '../../../../src/exchange/gguf/model.js';
import { analyze } from '../../../../src/report/answers/analysis.js';
import { weightBytes, weightClassBytes } from '../../../../src/catalog/shapes/weights.js';

const dir = mkdtempSync(path.join(tmpdir(), 'gguf-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
const u64 = (value: number | bigint) => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
const text = (value: string) => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);

type Meta = number | string | readonly string[] | readonly number[];

function valueOf(value: Meta): Buffer {
  if (typeof value === 'number') return Buffer.concat([u32(4), u32(value)]);
  if (typeof value === 'string') return Buffer.concat([u32(8), text(value)]);
  const isText = typeof value[0] === 'string';
  const items = value.map((one) => (typeof one === 'string' ? text(one) : u32(one)));
  return Buffer.concat([u32(9), u32(isText ? 8 : 4), u64(value.length), ...items]);
}

/** A file of that head and no weights. */
function gguf(
  metadata: Readonly<Record<string, Meta>>,
  tensors: readonly (readonly [string, readonly number[], number])[],
): Buffer {
  return Buffer.concat([
    Buffer.from('GGUF'),
    u32(3),
    u64(tensors.length),
    u64(Object.keys(metadata).length),
    ...Object.entries(metadata).flatMap(([key, value]) => [text(key), valueOf(value)]),
    ...tensors.flatMap(([name, dimensions, type]) => [
      text(name),
      u32(dimensions.length),
      ...dimensions.map(u64),
      u32(type),
      u64(0),
    ]),
  ]);
}

const META = {
  'general.architecture': 'llama',
  'general.name': 'Tiny',
  'llama.block_count': 2,
  'llama.embedding_length': 1024,
  'llama.feed_forward_length': 4096,
  'llama.attention.head_count': 16,
  'llama.attention.head_count_kv': [4, 4],
  'llama.context_length': 8192,
  'tokenizer.ggml.tokens': ['a', 'b'],
};
const [F32, Q8_0, Q4_K, Q6_K] = [0, 8, 12, 14];
const layer = (i: number): readonly (readonly [string, readonly number[], number])[] => [
  [`blk.${i}.attn_q.weight`, [1024, 1024], Q4_K],
  [`blk.${i}.attn_k.weight`, [1024, 256], Q4_K],
  [`blk.${i}.attn_v.weight`, [1024, 256], Q6_K],
  [`blk.${i}.attn_output.weight`, [1024, 1024], Q4_K],
  [`blk.${i}.ffn_gate.weight`, [1024, 4096], Q4_K],
  [`blk.${i}.ffn_up.weight`, [1024, 4096], Q4_K],
  [`blk.${i}.ffn_down.weight`, [4096, 1024], Q6_K],
  [`blk.${i}.attn_norm.weight`, [1024], F32],
  [`blk.${i}.ffn_norm.weight`, [1024], F32],
];
const TENSORS = [
  ['token_embd.weight', [1024, 32000], Q4_K],
  ['output.weight', [1024, 32000], Q6_K],
  ['output_norm.weight', [1024], F32],
  ...layer(0),
  ...layer(1),
] as const;

/** By hand: 144 bytes for 256 weights of Q4_K, 210 of Q6_K, 4 of F32. */
const EXPECTED = {
  embedding: (1024 * 32000 * 144) / 256,
  head: (1024 * 32000 * 210) / 256,
  attention: (2 * ((2 * 1024 * 1024 + 1024 * 256) * 144 + 1024 * 256 * 210)) / 256,
  'dense-ffn': (2 * 1024 * 4096 * (2 * 144 + 210)) / 256,
  other: 5 * 1024 * 4,
};

const planOf = (members: string) =>
  analyze(
    `decodeplan: 1\n${members}workloads: { a: { concurrency: 1, context: 1K } }\ngpus: { type: rtx-4090, count: 1 }\n`,
  );

void test('a file becomes a model with the exact bytes of its tensors', () => {
  const file = path.join(dir, 'tiny.gguf');
  writeFileSync(file, gguf(META, TENSORS));
  const { exitCode, out, err } = importFiles([file]);
  assert.equal(exitCode, 0, err);
  const { plan, problems } = planOf(out);
  assert.deepEqual(problems, []);
  assert.ok(plan);
  const classes = weightClassBytes(plan.model, 'native');
  for (const [role, bytes] of Object.entries(EXPECTED))
    assert.equal(classes.find((one) => one.role === role)?.bytes, bytes, role);
  const all = Object.values(EXPECTED).reduce((sum, bytes) => sum + bytes, 0);
  assert.equal(weightBytes(plan.model, 'native'), all);
  assert.equal(planOf(out).result()?.options['as-is']?.workloads['a']?.memory?.weightsBytes, all);
  assert.deepEqual(
    plan.model.groups.map((group) => group.kind === 'attention' && group.kvHeads),
    [4],
  );
  assert.match(err, /0\.0\d GB of weights by the table of tensors/);
});

void test('the exact bytes give way where a plan asks for another format', () => {
  const { plan } = planOf(`model: ${JSON.stringify(made().config)}\nserving: { weights: int4 }\n`);
  assert.ok(plan);
  const ffn = weightClassBytes(plan.model, 'int4').find(({ role }) => role === 'dense-ffn');
  assert.equal(ffn?.bytes, 2 * 3 * 1024 * 4096 * (0.5 + 2 / 128));
});

function made(
  metadata: Readonly<Record<string, Meta>> = META,
  tensors: Parameters<typeof gguf>[1] = TENSORS,
) {
  const read = readGgufHead(gguf(metadata, tensors));
  assert.ok(read.ok, read.ok ? '' : read.message);
  const model = modelOfGguf([read.head]);
  assert.ok(model.ok, model.ok ? '' : model.message);
  return model;
}

void test('experts, latent attention and drafting layers are what they are', () => {
  const { config } = made(
    {
      'general.architecture': 'deepseek2',
      'deepseek2.block_count': 2,
      'deepseek2.embedding_length': 1024,
      'deepseek2.attention.head_count': 16,
      'deepseek2.attention.head_count_kv': 1,
      'deepseek2.attention.kv_lora_rank': 512,
      'deepseek2.attention.q_lora_rank': 768,
      'deepseek2.attention.key_length': 576,
      'deepseek2.attention.key_length_mla': 192,
      'deepseek2.attention.value_length_mla': 128,
      'deepseek2.rope.dimension_count': 64,
      'deepseek2.expert_count': 8,
      'deepseek2.expert_used_count': 2,
    },
    [
      ['blk.1.ffn_up_exps.weight', [1024, 512, 8], Q8_0],
      ['blk.2.nextn.eh_proj.weight', [1024, 512], Q8_0],
      ['blk.1.ffn_up_shexp.weight', [1024, 512], Q8_0],
      ['blk.1.ffn_gate_inp.weight', [1024, 8], F32],
    ],
  );
  assert.equal(config['model_type'], 'deepseek_v3');
  assert.deepEqual(
    [
      config['qk_nope_head_dim'],
      config['qk_rope_head_dim'],
      config['v_head_dim'],
      config['tie_word_embeddings'],
    ],
    [128, 64, 128, true],
  );
  assert.deepEqual((config['quantization_config'] as Record<string, unknown>)['tensors'], {
    experts: { bytes: (1024 * 512 * 8 * 34) / 32, format: 'int8-g32' },
    'shared-experts': { bytes: (1024 * 512 * 34) / 32, format: 'int8-g32' },
    router: { bytes: 1024 * 8 * 4, format: 'fp32' },
  });
});

void test('parts of a file count together; without all of them weights are counted by the dimensions', () => {
  const parts = [
    gguf({ ...META, 'split.count': 2 }, TENSORS.slice(0, 3)),
    gguf({ 'split.count': 2 }, TENSORS.slice(3)),
  ];
  parts.forEach((part, i) => writeFileSync(path.join(dir, `big-0000${i + 1}-of-00002.gguf`), part));
  const first = path.join(dir, 'big-00001-of-00002.gguf');
  const all = Object.values(EXPECTED).reduce((sum, bytes) => sum + bytes, 0);
  const bytes = () => weightBytes(planOf(importFiles([first]).out).plan!.model, 'native');
  assert.equal(bytes(), all);
  rmSync(path.join(dir, 'big-00002-of-00002.gguf'));
  assert.match(importFiles([first]).err, /1 of 2 parts/);
  assert.ok(bytes() > 2 * all);
});

void test('what is cut off, huge, of another version or of no architecture is refused in words', () => {
  const whole = gguf(META, TENSORS);
  const refused = (bytes: Buffer) => {
    const file = path.join(dir, 'bad.gguf');
    writeFileSync(file, bytes);
    const { exitCode, out, err } = importFiles([file]);
    assert.equal(out, '');
    assert.ok(exitCode > 0);
    return err;
  };
  for (const length of [5, 12, 40, 200, whole.length - 1]) {
    const read = readGgufHead(whole.subarray(0, length));
    assert.ok(!read.ok && read.cut, String(length));
    assert.match(refused(whole.subarray(0, length)), /ends within its table of tensors/);
  }
  const claims = (at: number, value: bigint) => {
    const bytes = Buffer.from(whole);
    bytes.writeBigUInt64LE(value, at);
    return bytes;
  };
  for (const at of [8, 16, 24]) assert.match(refused(claims(at, 2n ** 60n)), /count of 1\.?152/);
  const version = Buffer.from(whole);
  version.writeUInt32LE(9, 4);
  assert.match(refused(version), /version 9 of GGUF/);
  assert.match(
    refused(gguf({ ...META, 'general.architecture': 'quen3' }, TENSORS)),
    /`quen3` is not known; the nearest known is `qwen3`/,
  );
  assert.match(refused(gguf(META, [['token_embd.weight', [1024, 32000], 77]])), /tensors of type 77/);
  assert.match(refused(gguf(META, [['a', [2 ** 40, 2 ** 40], 0]])), /which no model has/);
  assert.ok(!isGguf(Buffer.from('GG')));
});
