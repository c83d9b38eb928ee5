import * as l10n from '../../../l10n/l10n.js';
import { reportedBytes, type Card, type Server, type ServerMemory } from './server.js';

const GiB = 2 ** 30;

/**
 * What vLLM takes, by version. Sampler, hidden states and experts: 32 starts of vLLM 0.19 on H100 (12 models), and two of
 * 0.11 for the versions before. A layer's peak: the starts of granite-3.1-8b, and of Llama-3.1-8B without a sampler in
 * its stage. From 0.21 on graphs are estimated before the pool is made: the median of five logs, 0.94 to 1.58 GiB. Its
 * buffers of tensor ranks: nine starts of gpt-oss-120b on H200 with 0.22.1. On a bus: a start on two RTX 4090 with 0.7.2.
 * What a host that shares its memory holds: a pair of GB10 with 0.29.1; others tell of 4 to 30 GiB.
 */
const NEWEST: ServerMemory = {
  since: [0, 25],
  samplerBytesPerVocabularyEntry: 14.9,
  sequences: { large: 1024, others: 256 },
  sampledUpTo: null,
  hiddenBytes: 2.3,
  expertBytes: 4.6,
  layer: { hiddenBytes: 8.4, innerBytes: 6 },
  aloneBytes: 0.25 * GiB,
  pipelineBytes: 0.07 * GiB,
  collectiveBytes: 0.8 * GiB,
  collectiveBytesPerDoubling: 0,
  busBytes: 0.25 * GiB,
  hostBytes: 14 * GiB,
  graphBytes: 1.2 * GiB,
  windowPages: true,
  counts: 'requests',
  keepsStates: true,
  compressedInFlight: 1,
};

/**
 * With asynchronous scheduling two batches were in flight of compressed caches (start-up logs of 0.22 and of 0.25). Hybrids
 * kept one state a group by default (a log of 0.19), two later (one of 0.27.1).
 */
const SINCE_GRAPHS: ServerMemory = { ...NEWEST, since: [0, 21], keepsStates: false, compressedInFlight: 2 };

const BEFORE_GRAPHS: ServerMemory = {
  ...SINCE_GRAPHS,
  since: [0, 12],
  collectiveBytes: 2.0 * GiB,
  collectiveBytesPerDoubling: 0.085 * GiB,
  graphBytes: 0,
  counts: 'pages',
};

const WIDE_SAMPLER: ServerMemory = {
  ...BEFORE_GRAPHS,
  since: [0, 10],
  samplerBytesPerVocabularyEntry: 38.4,
  expertBytes: 0,
  aloneBytes: 0.135 * GiB,
};

/** Before groups of layers had pages of their own. */
const ONE_GROUP: ServerMemory = { ...WIDE_SAMPLER, since: [0, 8], windowPages: false };

/** The first engine (V0): 256 sequences anywhere; models beyond 32K went in chunks (starts of 0.6.5 and 0.7.2). */
const FIRST: ServerMemory = {
  ...ONE_GROUP,
  since: [0, 0],
  sequences: { large: 256, others: 256 },
  sampledUpTo: 32_768,
};

/** Cards that it takes for large: from 70 GiB on, but for A100, which bigger steps slow down. */
const LARGE_BYTES = 70 * GiB;

export function isLarge(card: Card): boolean {
  return reportedBytes(card) >= LARGE_BYTES && card.generation !== 'ampere';
}

/** vLLM: the best measured of the servers, so that the others lean on it. */
export const vllm: Server = {
  runsOn: 'all',
  memory: [NEWEST, SINCE_GRAPHS, BEFORE_GRAPHS, WIDE_SAMPLER, ONE_GROUP, FIRST],
  fractionOf: 'all',
  copiesCompressedModels: true,
  pool: 'requests',
  fixedPools: null,
  reservesRequests: false,
  receivesRarely: false,
  pageTokens: 16,
  memoryUtilization: {
    value: 0.9,
    get detail() {
      return l10n.t("vLLM's default");
    },
  },
  /** `get_batch_defaults` of `arg_utils.py` (2026-08): the more on cards that it takes for large. */
  batchedTokens: (card) =>
    card === null || isLarge(card)
      ? { value: 8192, detail: l10n.t("vLLM's default on large accelerators") }
      : { value: 2048, detail: l10n.t("vLLM's default below 70 GiB, and on A100") },
  eightBitCache: null,
  /** `LoRAModelManager` and the layers of `vllm/lora/layers` (2026-08). */
  adapters: { beyondLayers: true, fusesExperts: true, namesMeanExperts: false, fullySharded: true },
  /** Unified addresses, since its first engine is gone (`model_executor/offloader/uva.py`, 2026-08). */
  copiesOffloaded: false,
  nearest: [],
};
