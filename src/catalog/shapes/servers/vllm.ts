import * as l10n from '../../../l10n/l10n.js';
import type { Server, ServerMemory } from './server.js';

const GiB = 2 ** 30;

/**
 * Fitted to start-up logs: vLLM 0.19 on H100 (32 starts, 12 models) and vLLM 0.11 (2 starts). The peak is the
 * sampler's: it follows the vocabulary, not the size of the model.
 */
const NEWEST: ServerMemory = {
  since: [0, 12],
  samplerBytesPerVocabularyEntry: 14.9,
  sampledSequences: 1024,
  hiddenBytes: 2.3,
  expertBytes: 4.6,
  aloneBytes: 0.25 * GiB,
  pipelineBytes: 0.07 * GiB,
  collectiveBytes: 2.0 * GiB,
  collectiveBytesPerDoubling: 0.085 * GiB,
};

const OLD: ServerMemory = {
  ...NEWEST,
  since: [0, 0],
  samplerBytesPerVocabularyEntry: 38.4,
  expertBytes: 0,
  aloneBytes: 0.135 * GiB,
};

/** vLLM: the best measured of the servers, so that the others lean on it. */
export const vllm: Server = {
  memory: [NEWEST, OLD],
  pool: 'requests',
  pageTokens: 16,
  memoryUtilization: {
    value: 0.9,
    get detail() {
      return l10n.t("vLLM's default");
    },
  },
  maxBatchedTokens: {
    value: 8192,
    get detail() {
      return l10n.t("vLLM's default on large accelerators");
    },
  },
  eightBitCache: null,
  nearest: [],
};
