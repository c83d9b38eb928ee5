import type { Serving } from '../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';

const GiB = 2 ** 30;

/** What a serving engine takes of an accelerator's memory beside weights and KV cache. */
interface EngineMemory {
  readonly engine: Serving['engine'];
  /** First version that behaves so, as `[major, minor]`. */
  readonly since: readonly [number, number];
  /** Peak of the sampler in bytes per vocabulary entry and sequence (logits in fp32 and their copies). */
  readonly samplerBytesPerVocabularyEntry: number;
  /** Sequences that the profiling run samples for. */
  readonly sampledSequences: number;
  /** Bytes per batched token and hidden element that live at the peak. */
  readonly hiddenBytes: number;
  /** Bytes per batched token, chosen expert and hidden element. */
  readonly expertBytes: number;
  /** Driver and communication buffers alone, with one rank, with a pipeline, and with tensor parallelism. */
  readonly aloneBytes: number;
  readonly pipelineBytes: number;
  readonly collectiveBytes: number;
  /** More for each doubling of the ranks beyond one. */
  readonly collectiveBytesPerDoubling: number;
}

/**
 * Fitted to start-up logs: vLLM 0.19 on H100 (32 starts, 12 models) and vLLM 0.11 (2 starts); the newest
 * row serves every engine without rows of its own. The peak is the sampler's: it follows the vocabulary,
 * not the size of the model.
 */
const ROWS: readonly EngineMemory[] = [
  {
    engine: 'vllm',
    since: [0, 12],
    samplerBytesPerVocabularyEntry: 14.9,
    sampledSequences: 1024,
    hiddenBytes: 2.3,
    expertBytes: 4.6,
    aloneBytes: 0.25 * GiB,
    pipelineBytes: 0.07 * GiB,
    collectiveBytes: 2.0 * GiB,
    collectiveBytesPerDoubling: 0.085 * GiB,
  },
  {
    engine: 'vllm',
    since: [0, 0],
    samplerBytesPerVocabularyEntry: 38.4,
    sampledSequences: 1024,
    hiddenBytes: 2.3,
    expertBytes: 0,
    aloneBytes: 0.135 * GiB,
    pipelineBytes: 0.07 * GiB,
    collectiveBytes: 2.0 * GiB,
    collectiveBytesPerDoubling: 0.085 * GiB,
  },
];

function rowFor(serving: Serving): EngineMemory {
  const version = versionOf(serving.engineVersion);
  const sameEngine = ROWS.filter((row) => row.engine === serving.engine);
  const rows = sameEngine.length > 0 ? sameEngine : ROWS;
  const row = rows.find(({ since }) => !version || atLeast(version, since)) ?? rows.at(-1);
  if (!row) throw new Error('no engine memory rows');
  return row;
}

function versionOf(text: string | null): readonly [number, number] | null {
  const match = /^v?(\d{1,4})\.(\d{1,4})/.exec(text ?? '');
  return match ? [Number(match[1]), Number(match[2])] : null;
}

function atLeast(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a[0] > b[0] || (a[0] === b[0] && a[1] >= b[1]);
}

/** Bytes that one rank needs at the peak of a forward pass. */
export function activationBytes(serving: Serving, model: ModelSpec): number {
  const row = rowFor(serving);
  const sampler = row.samplerBytesPerVocabularyEntry * row.sampledSequences * model.vocabulary;
  const tokens = serving.maxBatchedTokens;
  const hidden = row.hiddenBytes * tokens * model.hiddenSize;
  const experts = model.moe ? row.expertBytes * tokens * model.moe.expertsPerToken * model.hiddenSize : 0;
  return sampler + hidden + experts;
}

/** Bytes that one rank gives to driver context and communication buffers. */
export function communicationBytes(serving: Serving, ranks: number, pipeline: number): number {
  const row = rowFor(serving);
  if (ranks > 1) return row.collectiveBytes + row.collectiveBytesPerDoubling * Math.log2(ranks);
  return pipeline > 1 ? row.pipelineBytes : row.aloneBytes;
}
