import type { ServerMemory } from '../../catalog/shapes/servers/server.js';
import { serverOf } from '../../catalog/shapes/servers/servers.js';
import type { Serving } from '../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';

/** The memory of the plan's server in its version; the newest where no version is said. */
function memoryOf({ engine, engineVersion }: Serving): ServerMemory {
  const { memory } = serverOf(engine);
  const version = versionOf(engineVersion);
  return memory.find(({ since }) => !version || atLeast(version, since)) ?? memory[0];
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
  const row = memoryOf(serving);
  const sampler = row.samplerBytesPerVocabularyEntry * row.sampledSequences * model.vocabulary;
  const tokens = serving.maxBatchedTokens;
  const hidden = row.hiddenBytes * tokens * model.hiddenSize;
  const experts = model.moe ? row.expertBytes * tokens * model.moe.expertsPerToken * model.hiddenSize : 0;
  return sampler + hidden + experts;
}

/** Bytes that one rank gives to driver context and communication buffers. */
export function communicationBytes(serving: Serving, ranks: number, pipeline: number): number {
  const row = memoryOf(serving);
  if (ranks > 1) return row.collectiveBytes + row.collectiveBytesPerDoubling * Math.log2(ranks);
  return pipeline > 1 ? row.pipelineBytes : row.aloneBytes;
}
