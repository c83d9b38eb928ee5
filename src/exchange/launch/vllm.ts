import type { Layout, Speculation } from '../../catalog/shapes/resolvedPlan.js';
import * as l10n from '../../l10n/l10n.js';
import * as beside from './besideFlags.js';
import { onRank, split, type LaunchDialect, type Launched } from './dialect.js';
import * as flag from './launchFlags.js';
import { publishedName } from './modelName.js';
import * as request from './requestFlags.js';
import * as tier from './tierFlags.js';

const KV_FORMATS: Readonly<Record<string, string>> = {
  fp8: 'fp8',
  'fp8-per-tensor': 'fp8',
  nvfp4: 'nvfp4',
};

/** Ways to draft that vLLM knows by other names than a plan; `null`: it has none. */
const METHODS: Readonly<Record<string, Readonly<Record<string, string | boolean>> | null>> = {
  'eagle3.1': { method: 'eagle3' },
  'p-eagle': { method: 'eagle3', parallel_drafting: true },
  dflash2: { method: 'dflash' },
  domino: null,
  'draft-model': { method: 'draft_model' },
};

function vllmMethod(id: string): Readonly<Record<string, string | boolean>> | null {
  const named = METHODS[id];
  return named === undefined ? { method: id } : named;
}

function speculativeConfig(speculation: Speculation | null): string | null {
  if (!speculation || speculation.draftTokens === 0) return null;
  const named = vllmMethod(speculation.method.id);
  if (!named) return null;
  const config = {
    ...named,
    ...(speculation.drafter
      ? { model: speculation.drafter.repository ?? publishedName(speculation.drafter.id) }
      : {}),
    num_speculative_tokens: speculation.draftTokens,
  };
  return `'${JSON.stringify(config)}'`;
}

/** NIXL is vLLM's own connector between prefill and decode servers; it looks at no role, but one must be there. */
const HAND_OVER = { kv_connector: 'NixlConnector', kv_role: 'kv_both' };

/**
 * `--kv-offloading-size` puts its connector in the place of any other, so that with a hand-over the tier goes beside
 * it, into one configuration of both.
 */
function transferConfig({ disaggregated, serving, layout }: Launched): string | null {
  if (!disaggregated) return null;
  const bytes = tier.engineBytes(serving, layout);
  const beside = {
    kv_connector: 'OffloadingConnector',
    kv_role: 'kv_both',
    kv_connector_extra_config: { cpu_bytes_to_use: Math.round(bytes ?? 0) },
  };
  const both = {
    kv_connector: 'MultiConnector',
    kv_role: 'kv_both',
    kv_connector_extra_config: { connectors: [HAND_OVER, beside] },
  };
  return `'${JSON.stringify(bytes === null ? HAND_OVER : both)}'`;
}

function offloadingGib({ disaggregated, serving, layout }: Launched): number | null {
  return disaggregated ? null : tier.engineSize(serving, layout);
}

/** Expert parallelism is over all ranks of tensor and data parallelism, or it is off. */
const expertsElsewhere = ({ tensor, attentionData, expert }: Layout): string[] =>
  expert > 1 && expert !== tensor * attentionData
    ? [l10n.t('vLLM spreads experts over all {all} ranks', { all: tensor * attentionData })]
    : [];

const largestGraph = flag.whole((s, n) => (s.serving['graphTokens'] = String(n)));
const allExperts = flag.on((s) => (s.ranks.expert = 'all'));

/** `vllm serve`; it takes underscores for dashes too. */
export const vllmDialect: LaunchDialect = {
  program:
    /(?:\bvllm\s+serve\b|\bvllm\.entrypoints\.[\w.]+|\bdynamo\.vllm\b|\bvllm\/vllm-(?:openai|tpu|cpu|xpu|rocm)\S*)/,
  mark: /vllm/,
  start: (model) => `vllm serve ${model}`,
  flags: [
    { names: ['model'], read: flag.model, write: null },
    {
      names: ['tensor-parallel-size', 'tp'],
      read: flag.tensor,
      write: ({ layout }) => split(layout.tensor),
    },
    {
      names: ['data-parallel-size', 'dp'],
      read: flag.data,
      write: ({ layout }) => split(layout.attentionData),
    },
    {
      names: ['pipeline-parallel-size', 'pp'],
      read: flag.pipeline,
      write: ({ layout }) => split(layout.pipeline),
    },
    {
      names: ['decode-context-parallel-size', 'dcp'],
      read: flag.whole((s, n) => (s.ranks.context = n)),
      write: ({ layout }) => split(layout.context),
    },
    {
      names: ['enable-expert-parallel', 'ep'],
      read: allExperts,
      write: ({ layout }) => (layout.expert > 1 ? true : null),
    },
    {
      names: ['quantization', 'q'],
      read: flag.quantization,
      write: ({ serving }) => flag.quantizationOf(serving),
    },
    {
      names: ['kv-cache-dtype'],
      read: flag.kvCache,
      write: ({ serving }) => KV_FORMATS[serving.kvCache.key] ?? null,
    },
    { names: ['mamba-ssm-cache-dtype'], read: flag.states, write: flag.statesOf },
    {
      names: ['gpu-memory-utilization'],
      read: flag.utilization,
      write: ({ serving }) => serving.memoryUtilization,
    },
    { names: ['max-model-len'], read: flag.length, write: ({ longestTokens }) => longestTokens },
    {
      names: ['max-num-batched-tokens'],
      read: flag.batched,
      write: ({ serving }) => serving.maxBatchedTokens,
    },
    {
      names: ['max-num-seqs'],
      read: flag.sequences,
      write: ({ sequences, layout, serving }) => serving.maxSequences ?? onRank(sequences, layout),
    },
    { names: ['block-size'], read: flag.page, write: ({ serving }) => serving.blockSize },
    {
      names: ['speculative-config', 'sc'],
      read: flag.speculativeConfig,
      write: ({ speculation }) => speculativeConfig(speculation),
    },
    { names: ['speculative-config.method'], read: flag.value(flag.takeMethod), write: null },
    {
      names: ['speculative-config.num-speculative-tokens'],
      read: flag.whole((s, n) => (s.draftTokens = n)),
      write: null,
    },
    { names: ['config'], read: flag.optionsFile, write: null },
    { names: ['disaggregation-mode'], read: request.disaggregation, write: null },
    { names: ['kv-cache-memory-bytes'], read: request.bytesOfPool, write: null },
    { names: ['num-gpu-blocks-override'], read: request.tokensOfPool, write: null },
    { names: ['enable-prefix-caching'], read: request.prefixCache, write: request.keptAs(true) },
    { names: ['no-enable-prefix-caching'], read: request.noPrefixCache, write: request.keptAs(false) },
    { names: ['enable-chunked-prefill'], read: request.chunked, write: null },
    { names: ['no-enable-chunked-prefill'], read: request.notChunked, write: null },
    { names: ['kv-transfer-config'], read: tier.transferConfig, write: transferConfig },
    {
      // In GiB.
      names: ['kv-offloading-size'],
      read: tier.engineGib,
      write: offloadingGib,
    },
    { names: ['kv-offloading-backend', 'connector'], read: tier.tierKeeper, write: null },
    ...beside.VLLM_ADAPTERS,
    ...beside.HOST_WEIGHTS,
    { names: ['engram-config'], read: request.engram, write: null },
    { names: ['compilation-config', 'cc'], read: flag.compilationConfig, write: null },
    {
      names: ['max-cudagraph-capture-size'],
      read: largestGraph,
      write: ({ serving }) => serving.graphTokens,
    },
  ],
  cacheFormats: KV_FORMATS,
  writesGraphs: true,
  underscores: false,
  limits: 'rank',
  optionsFlag: null,
  fileOverCommand: false,
  refuses: () => null,
  ranks: ({ ranks: { tensor, data, pipeline, context, expert } }) => ({
    layout: {
      tensor,
      attentionData: data,
      expert: expert === 'all' ? tensor * data : expert,
      pipeline,
      context,
    },
    copies: 1,
  }),
  eagleInside: false,
  slots: { maxLoras: 1, maxRank: 16 },
  notes: ({ layout, speculation }) => {
    const drafts = speculation && speculation.draftTokens > 0 ? speculation.method : null;
    const named = drafts ? vllmMethod(drafts.id) : null;
    const drafter =
      drafts && !named
        ? [l10n.t('vLLM has no way to draft that is {name}', { name: drafts.name })]
        : ['eagle3', 'dflash'].includes(String(named?.['method']))
          ? [l10n.t('add the drafter\'s "model" to --speculative-config')]
          : [];
    return [...expertsElsewhere(layout), ...drafter];
  },
};
