import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { modelFromConfig } from '../../src/catalog/config/modelFromConfig.js';
import { weightBytes } from '../../src/catalog/shapes/weights.js';
import { readBook } from '../../src/catalogCheck/book.js';
import { uncertaintyOf } from '../../src/engine/questions/uncertainty.js';
import { isGguf, readGgufHead } from '../../src/exchange/gguf/head.js';
import { modelOfGguf } from '../../src/exchange/gguf/model.js';
import { analyze } from '../../src/report/answers/analysis.js';
import { resultJson } from '../../src/report/writers/resultJson.js';
import { assertFinite, type Ask } from './targets.js';

// Files beside plans, and what draws make of a plan: price books, heads of GGUF files, ranges.

const withoutNumbers = (text: string) => text.replace(/[`'"“].*[`'"”]|\d+/gs, '').slice(0, 120);

/** The plan that a book's prices go into. */
const PRICED = `decodeplan: 1
model: own-70b
workloads: { one: { concurrency: 4, context: 8K } }
gpus: { type: own-gpu, count: 8, rent: 2 USD/h }
options: { as-is: {} }
`;

/** A price book: every fault lies inside the text, and the plan is evaluated with what is left of it. */
export function fuzzBook(text: string, ask: Ask): string {
  const { book, faults } = ask('book', () => readBook(text, 'decodeplan.catalog.yaml'));
  for (const { start, end, message } of faults) {
    assert.ok(
      start >= 0 && start <= end && end <= text.length + 1,
      `a fault outside of the text: ${message}`,
    );
    assert.ok(message.length > 0);
  }
  // A book without entries prices nothing: what the plan makes of none is known.
  const isEmpty = [book.accelerators, book.models].every((list) => list.length === 0);
  const analysis = isEmpty ? null : analyze(PRICED, new Map(), book);
  assertFinite(analysis?.plan ? analysis.result() : null);
  const counts = [book.accelerators, book.racks, book.models, book.drafters, book.hosted].map(
    (list) => list.length,
  );
  return `${counts.join(' ')} ${book.lpx !== null} ${faults
    .map(({ message }) => withoutNumbers(message))
    .join(' ')
    .slice(0, 300)}`;
}

/** The head of a GGUF file, its bytes as letters: a model whose bytes are numbers, or a word why not. */
export function fuzzGguf(text: string): string {
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
  if (!isGguf(bytes)) return 'none';
  const read = readGgufHead(bytes);
  if (!read.ok) {
    assert.ok(read.message.length > 0);
    return `${read.cut} ${withoutNumbers(read.message)}`;
  }
  const made = modelOfGguf([read.head]);
  if (!made.ok) return withoutNumbers(made.message);
  const result = modelFromConfig(made.config, { id: 'own', name: made.name });
  if (!result.ok) return `${result.code} ${withoutNumbers(result.message)}`;
  const weights = weightBytes(result.model, 'native');
  assert.ok(Number.isFinite(weights) && weights >= 0, `weights of ${weights} bytes`);
  return `${result.model.attention} ${result.model.weights.length} ${made.notes.map(withoutNumbers).join(' ')}`;
}

/** So many draws show what draws can do wrong, and take no longer than an answer. */
const DRAWS = 16;

/** What a plan's ranges make of its costs: shares are parts, and no number is one that JSON cannot hold. */
export function fuzzDraws(text: string): string {
  const analysis = analyze(text);
  if (!analysis.plan) return 'no plan';
  const drawn = uncertaintyOf(analysis.plan, DRAWS);
  assertFinite(drawn);
  const written = JSON.stringify(resultJson(analysis, null), (_key, value: unknown) => {
    assert.ok(typeof value !== 'number' || Number.isFinite(value), 'a number that JSON cannot hold');
    return value;
  });
  return `${Object.keys(drawn).join(' ')} ${written.replace(/\d/g, '').length % 97}`;
}

/** Books to start from: the example, and each of its lists by itself. */
export function bookSeeds(): readonly string[] {
  const book = readFileSync('examples/catalog/decodeplan.catalog.yaml', 'utf8');
  const [first = '', ...lists] = book.split(/^(?=[a-z]\w+:)/m);
  const version = /^catalog:.*$/m.exec(book)?.[0] ?? '';
  return [book, first, ...lists.map((list) => `${version}\n${list}`), 'catalog: 1\n'];
}

/** A number in so many bytes, the least first. */
const little = (value: number, bytes: number): string =>
  Array.from({ length: bytes }, (_, i) => String.fromCharCode(Math.floor(value / 256 ** i) % 256)).join('');

const sized = (text: string): string => little(text.length, 8) + text;
const [NUMBER, TEXT] = [4, 8];

/** Heads as converters write them: metadata, then a table of tensors with type and dimensions. */
export function ggufSeeds(): readonly string[] {
  const architectures = ['llama', 'qwen3moe', 'deepseek2', 'gemma3', 'granitehybrid', 'gpt-oss'];
  return architectures.map((name, at) => {
    const numbers: Readonly<Record<string, number>> = {
      block_count: 2,
      embedding_length: 1024,
      feed_forward_length: 4096,
      'attention.head_count': 16,
      'attention.head_count_kv': 4,
      'attention.key_length': 64,
      context_length: 8192,
      ...(name === 'qwen3moe'
        ? { expert_count: 8, expert_used_count: 2, expert_feed_forward_length: 512 }
        : {}),
      ...(name === 'deepseek2' ? { 'attention.kv_lora_rank': 512, 'rope.dimension_count': 64 } : {}),
      ...(name === 'granitehybrid'
        ? { 'ssm.state_size': 128, 'ssm.inner_size': 2048, 'ssm.conv_kernel': 4 }
        : {}),
    };
    const texts = sized('general.architecture') + little(TEXT, 4) + sized(name);
    const metadata = Object.entries(numbers).map(
      ([key, value]) => sized(`${name}.${key}`) + little(NUMBER, 4) + little(value, 4),
    );
    const tensors = [
      'token_embd',
      'blk.0.attn_q',
      'blk.0.attn_k',
      'blk.0.ffn_up',
      'blk.1.ffn_up_exps',
      'output',
    ];
    const table = tensors.map(
      (tensor, i) =>
        `${sized(`${tensor}.weight`)}${little(2, 4)}${little(1024, 8)}${little(1024, 8)}${little([0, 1, 8, 12, 14, 39][(i + at) % 6] ?? 0, 4)}${little(0, 8)}`,
    );
    return `GGUF${little(3, 4)}${little(tensors.length, 8)}${little(metadata.length + 1, 8)}${texts}${metadata.join('')}${table.join('')}`;
  });
}

/** Small plans whose numbers are ranges: what is bought, mixed and drawn is on one page. */
export const DRAWN: readonly string[] = [
  `decodeplan: 1
model: llama-3.1-8b
workloads: { chat: { concurrency: 8..64, context: 2K..8K, output: 200..400 } }
gpus: { type: h100-sxm, count: 8, rent: 2..3 USD/h }
economics: { electricity: 0.06..0.12 USD/kWh, utilization: 30%..60% }
options: { as-is: {}, drafted: { speculation: { method: eagle3, acceptance: 1.5..2.5 } } }
`,
  `decodeplan: 1
model: { name: small, model_type: llama, num_hidden_layers: 4, hidden_size: 512, intermediate_size: 1024, num_attention_heads: 8, num_key_value_heads: 2, vocab_size: 1000 }
workloads: { a: { concurrency: 4..8, context: 1K }, b: { concurrency: 2, context: 1K..2K, speed: 20..40 tok/s } }
gpus: { type: h200-sxm, count: 1..2, price: 25K..35K USD }
lpx: { racks: 1, price: 1M..2M USD }
options: { as-is: {}, racks: { lpx: {} } }
`,
];
