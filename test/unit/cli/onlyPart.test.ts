import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { weightBytes } from '../../../src/catalog/shapes/weights.js';
import { readAnalysis } from '../../../src/cli/book.js';
import { importFiles } from '../../../src/cli/importFile.js';
import { openFolder } from '../../../src/cli/mcp/folder.js';

/** A checkpoint of one part has no index: the size of that part says what its weights take. */

const dir = mkdtempSync(path.join(tmpdir(), 'part-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const root = path.join(dir, 'served');
mkdirSync(root);

const CONFIG = {
  model_type: 'llama',
  num_hidden_layers: 4,
  hidden_size: 1024,
  intermediate_size: 4096,
  num_attention_heads: 8,
  num_key_value_heads: 8,
  vocab_size: 1000,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
};
writeFileSync(path.join(root, 'config.json'), JSON.stringify(CONFIG));
const plan = path.join(root, 'a.decodeplan');
writeFileSync(
  plan,
  'decodeplan: 1\nmodel: { config: ./config.json }\nworkloads: { one: { concurrency: 1, context: 1K } }\ngpus: { type: h100-sxm, count: 1 }\n',
);
const part = path.join(root, 'model.safetensors');
const byCli = () => readAnalysis(plan, null).plan?.model;
const byAgents = () => openFolder(root).analysis({ path: 'a.decodeplan' }).plan?.model;
const bytesOf = (model: ReturnType<typeof byCli>) => model && Math.round(weightBytes(model, 'native'));

/** A file of so many bytes that takes no room: a head of two bytes, and nothing. */
function write(bytes: number) {
  const head = Buffer.alloc(10);
  head.writeBigUInt64LE(2n);
  head.write('{}', 8);
  writeFileSync(part, head);
  truncateSync(part, bytes);
}

void test('its size is that of the weights, for the command line and for agents; nothing of it is read', () => {
  const counted = bytesOf(byCli());
  assert.ok(counted);
  const size = Math.round(counted * 1.02);
  write(size);
  assert.deepEqual([bytesOf(byCli()), bytesOf(byAgents())], [size, size]);
  // An index that is there says it instead.
  const index = path.join(root, 'model.safetensors.index.json');
  writeFileSync(index, JSON.stringify({ metadata: { total_size: size + 1000 } }));
  assert.deepEqual([bytesOf(byCli()), bytesOf(byAgents())], [size + 1000, size + 1000]);
  rmSync(index);
});

void test('what only points to weights counts for nothing, and other weights are told', () => {
  write(130);
  const counted = bytesOf(byCli());
  assert.deepEqual([byCli()?.unknown, bytesOf(byAgents())], [[], counted]);
  write(3 * (counted ?? 0));
  assert.match(String(byCli()?.unknown), /by the dimensions, .* by the index/);
  assert.equal(bytesOf(byCli()), counted);
});

void test('agents learn nothing of a part that lies outside', () => {
  const outside = path.join(dir, 'outside.safetensors');
  write(100);
  const counted = bytesOf(byAgents());
  writeFileSync(outside, '');
  truncateSync(outside, Math.round((counted ?? 0) * 1.02));
  rmSync(part);
  symlinkSync(outside, part);
  assert.equal(bytesOf(byAgents()), counted);
  rmSync(part);
});

void test('imported itself it is refused by name, however large it is', () => {
  write(3_000_000_000);
  const { exitCode, out, err } = importFiles([part]);
  assert.deepEqual([exitCode, out], [2, '']);
  assert.match(err, /safetensors says no dimensions of its model: import the config\.json beside it/);
  for (const text of ['{"a": 1}', 'x', '', readFileSync('package.json', 'utf8')]) {
    const other = path.join(root, 'other.json');
    writeFileSync(other, text);
    assert.doesNotMatch(importFiles([other]).err, /safetensors/);
  }
});
