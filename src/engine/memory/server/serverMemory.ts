import type { ServerMemory } from '../../../catalog/shapes/servers/server.js';
import { isLarge } from '../../../catalog/shapes/servers/vllm.js';
import { serverOf } from '../../../catalog/shapes/servers/servers.js';
import type { Layout, Serving } from '../../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../../catalog/shapes/types.js';
import type { Accelerator } from '../../shapes/machineInputs.js';
import { sharesHostMemory } from './visibleMemory.js';

/** The memory of the plan's server in its version; the newest where no version is said. */
export function memoryOf({ engine, engineVersion }: Serving): ServerMemory {
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

/** Sequences that a rank is started for: as the plan says, or as the server has it on such an accelerator. */
export function startedSequences(serving: Serving, accelerator: Accelerator): number {
  const { large, others } = memoryOf(serving).sequences;
  return serving.maxSequences ?? (isLarge(accelerator) ? large : others);
}

/** What of a start its peak follows from. */
interface Start {
  readonly serving: Serving;
  readonly model: ModelSpec;
  readonly layout: Layout;
  readonly sequences: number;
}

/** Bytes that one rank needs at the peak of a forward pass: of a layer, or of the sampler beside hidden states. */
export function activationBytes({ serving, model, layout, sequences }: Start): number {
  const row = memoryOf(serving);
  const tokens = serving.maxBatchedTokens;
  const samples = row.sampledUpTo === null || (serving.maxModelLength ?? 0) <= row.sampledUpTo;
  const sampled = samples ? Math.min(sequences, tokens) : 0;
  const sampler = row.samplerBytesPerVocabularyEntry * sampled * model.vocabulary;
  const hidden = row.hiddenBytes * tokens * model.hiddenSize;
  const layer =
    tokens *
    (row.layer.hiddenBytes * model.hiddenSize + (row.layer.innerBytes * innerWidth(model)) / layout.tensor);
  const experts = model.moe ? row.expertBytes * tokens * model.moe.expertsPerToken * model.hiddenSize : 0;
  return Math.max(sampler + hidden, layer) + experts;
}

/** Matrices of a gated feed-forward layer. */
const GATED = 3;

/** Inner elements of a dense feed-forward layer, from what the layers weigh; 0 without such layers. */
function innerWidth({ weights, hiddenSize, layers, moe }: ModelSpec): number {
  const dense = weights.find(({ role }) => role === 'dense-ffn')?.parameters ?? 0;
  const denseLayers = layers - (moe?.layers ?? 0);
  return denseLayers > 0 && hiddenSize > 0 ? dense / (GATED * hiddenSize * denseLayers) : 0;
}

/** Links slower than this are a bus. Bytes per second, one direction: PCIe 6 has 128 GB/s, NVLink 3 300 GB/s. */
const BUS = 150e9;

/** Bytes that one rank gives to driver context, communication buffers, graphs, and a host that shares its memory. */
export function overheadBytes(serving: Serving, layout: Layout, accelerator: Accelerator): number {
  const row = memoryOf(serving);
  const host = sharesHostMemory(accelerator) ? row.hostBytes : 0;
  return row.graphBytes + host + bufferBytes(row, layout, accelerator.linkBytesPerSecond);
}

function bufferBytes(
  row: ServerMemory,
  { tensor, attentionData, pipeline }: Layout,
  link: number | null,
): number {
  const ranks = tensor * attentionData;
  if (ranks === 1) return pipeline > 1 ? row.pipelineBytes : row.aloneBytes;
  if (link !== null && link < BUS) return row.busBytes;
  return row.collectiveBytes + row.collectiveBytesPerDoubling * Math.log2(ranks);
}
