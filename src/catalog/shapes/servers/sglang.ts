import * as l10n from '../../../l10n/l10n.js';
import { reportedBytes, type Card, type Server, type ServerDefault } from './server.js';
import { vllm } from './vllm.js';

const GiB = 2 ** 30;

/** `--chunked-prefill-size` by memory as nvidia-smi says it, in MiB (`server_args.py`, 2026-08). */
function batchedTokens(card: Card | null): ServerDefault {
  const gibibytes = card === null ? null : reportedBytes(card) / GiB;
  if (gibibytes === null || (gibibytes >= 60 && gibibytes < 160))
    return { value: 8192, detail: l10n.t("SGLang's default on accelerators of 60 to 160 GB") };
  if (gibibytes >= 160) return { value: 16_384, detail: l10n.t("SGLang's default from 160 GB on") };
  return gibibytes >= 35
    ? { value: 4096, detail: l10n.t("SGLang's default on accelerators of 35 to 60 GB") }
    : { value: 2048, detail: l10n.t("SGLang's default below 35 GB") };
}
const [newest] = vllm.memory;

/**
 * SGLang: pools of its own for windows and states. Its fraction holds weights and KV cache alone. What is gone before
 * weights load: 1.8 to 2.5 GiB on tensor ranks (H200, SGLang 0.5.4 and 0.5.12), 0.8 GiB alone (MI355X).
 */
export const sglang: Server = {
  ...vllm,
  memory: [
    {
      ...newest,
      since: [0, 0],
      aloneBytes: 0.8 * GiB,
      pipelineBytes: 0.8 * GiB,
      collectiveBytes: 2.0 * GiB,
      graphBytes: 0,
    },
  ],
  fractionOf: 'static',
  pool: 'full-tokens',
  /**
   * Its defaults (2026-08): `--swa-full-tokens-ratio` 0.8, `--mamba-full-memory-ratio` 0.9 of what the KV cache gets, and five
   * states for each sequence (three, and two that alternate while a step is scheduled ahead). Closed loops of Qwen3.6 with more
   * users than that (its documentation; H200, B200, B300) keep two thirds to three quarters of that limit decoding.
   */
  fixedPools: { windowShare: 0.8, statesShare: 0.9 / 1.9, statesOfSequence: 5 },
  /** `--scheduler-recv-interval`; `SchedulerRecvSkipper` counts decode steps, and looks at once after a prompt (2026-05). */
  receivesRarely: true,
  memoryUtilization: {
    value: 0.86,
    get detail() {
      return l10n.t('between what SGLang chooses for eight H100 (82 %) and eight H200 (90 %)');
    },
  },
  batchedTokens,
  /** `LoRAMemoryPool` of `srt/lora/mem_pool.py` (2026-08): what adapters change, which are linear layers unless told. */
  adapters: { beyondLayers: false, fusesExperts: false, namesMeanExperts: true, fullySharded: false },
  /** `OffloaderV1` of `srt/utils/offloader.py` (2026-08) copies a module, then computes. */
  copiesOffloaded: true,
  nearest: ['vllm'],
};
