import * as l10n from '../../l10n/l10n.js';
import * as beside from './besideFlags.js';
import { onRank, split, type LaunchDialect } from './dialect.js';
import * as flag from './launchFlags.js';
import * as request from './requestFlags.js';
import * as tier from './tierFlags.js';

const KV_FORMATS: Readonly<Record<string, string>> = { fp8: 'fp8_e4m3', nvfp4: 'nvfp4' };

/**
 * SGLang's server. It counts the ranks of data-parallel attention among those of tensor parallelism, and divides its
 * limits on tokens and sequences by them.
 */
export const sglangDialect: LaunchDialect = {
  program: /(?:\bsglang(?:\.launch_server\b|\s+serve\b)|\bdynamo\.sglang\b)/,
  mark: /sglang/,
  start: (model) => `python -m sglang.launch_server --model-path ${model}`,
  flags: [
    { names: ['model-path', 'model'], read: flag.model, write: null },
    {
      names: ['tp-size', 'tensor-parallel-size', 'tp'],
      read: flag.tensor,
      write: ({ layout }) => split(layout.tensor * layout.attentionData),
    },
    {
      names: ['dp-size', 'data-parallel-size', 'dp'],
      read: flag.data,
      write: ({ layout }) => split(layout.attentionData),
    },
    {
      names: ['enable-dp-attention'],
      read: flag.on((s) => (s.dataAttention = true)),
      write: ({ layout }) => (layout.attentionData > 1 ? true : null),
    },
    {
      names: ['ep-size', 'expert-parallel-size', 'ep'],
      read: flag.whole((s, n) => (s.ranks.expert = n)),
      write: ({ layout }) => split(layout.expert),
    },
    {
      names: ['pp-size', 'pipeline-parallel-size', 'pp'],
      read: flag.pipeline,
      write: ({ layout }) => split(layout.pipeline),
    },
    {
      names: ['dcp-size', 'decode-context-parallel-size'],
      read: flag.whole((s, n) => (s.ranks.context = n)),
      write: ({ layout }) => split(layout.context),
    },
    {
      names: ['quantization'],
      read: flag.quantization,
      write: ({ serving }) => flag.quantizationOf(serving),
    },
    {
      names: ['kv-cache-dtype'],
      read: flag.kvCache,
      write: ({ serving }) => KV_FORMATS[serving.kvCache.key] ?? null,
    },
    { names: ['mamba-ssm-dtype'], read: flag.states, write: flag.statesOf },
    {
      names: ['mem-fraction-static'],
      read: flag.utilization,
      write: ({ serving }) => serving.memoryUtilization,
    },
    { names: ['context-length'], read: flag.length, write: ({ longestTokens }) => longestTokens },
    {
      names: ['chunked-prefill-size'],
      read: request.chunkSize,
      write: ({ serving, layout }) => serving.maxBatchedTokens * layout.attentionData,
    },
    { names: ['config'], read: flag.optionsFile, write: null },
    { names: ['max-total-tokens'], read: request.tokensOfPool, write: null },
    { names: ['max-prefill-tokens'], read: request.promptsTogether, write: null },
    { names: ['disable-radix-cache'], read: request.noPrefixCache, write: request.keptAs(false) },
    {
      names: ['disaggregation-mode'],
      read: request.disaggregation,
      write: ({ disaggregated }) => (disaggregated ? 'decode' : null),
    },
    { names: ['disaggregation-transfer-backend'], read: request.link, write: null },
    {
      names: ['enable-hierarchical-cache'],
      read: tier.tierSwitch,
      write: ({ serving }) => (tier.tierBytes(serving) === null ? null : true),
    },
    { names: ['hicache-ratio'], read: tier.tierRatio, write: null },
    {
      // In GB, of one rank.
      names: ['hicache-size'],
      read: tier.rankGb,
      write: ({ serving }) => tier.tierGb(serving),
    },
    { names: ['hicache-storage-backend'], read: tier.farTier, write: null },
    { names: ['enable-lmcache'], read: tier.tierSwitch, write: null },
    {
      // All ranks get the same: rounded up to a multiple, none gets less than its share.
      names: ['max-running-requests'],
      read: flag.sequences,
      write: ({ sequences, layout, serving }) => {
        const each = serving.maxSequences ?? onRank(sequences, layout);
        return each === null ? null : each * layout.attentionData;
      },
    },
    {
      names: ['scheduler-recv-interval'],
      read: flag.whole((s, n) => (s.serving['schedulerRecvInterval'] = String(n))),
      write: ({ serving }) => split(serving.schedulerRecvInterval),
    },
    ...beside.SGLANG_ADAPTERS,
    ...beside.HOST_WEIGHTS,
    { names: ['page-size'], read: flag.page, write: ({ serving }) => serving.blockSize },
    {
      names: ['speculative-algorithm', 'speculative-algo'],
      read: flag.value(flag.takeMethod),
      write: null,
    },
    { names: ['speculative-num-steps'], read: flag.whole((s, n) => (s.draftTokens = n)), write: null },
    {
      // Of a chain: its last token is the one that the target adds. A tree's branches say nothing of its depth.
      names: ['speculative-num-draft-tokens'],
      read: flag.whole((s, n) => (s.draftTokens ??= Math.max(1, n - 1))),
      write: null,
    },
    {
      names: ['speculative-draft-model-path', 'speculative-draft-model'],
      read: flag.ownDrafter,
      write: null,
    },
  ],
  cacheFormats: KV_FORMATS,
  writesGraphs: false,
  underscores: false,
  limits: 'server',
  optionsFlag: null,
  fileOverCommand: false,
  refuses: () => null,
  ranks: ({ ranks: { tensor, data, pipeline, context, expert }, dataAttention }) => {
    const attentionData = dataAttention ? data : 1;
    return {
      layout: {
        tensor: dataAttention ? Math.max(1, Math.floor(tensor / data)) : tensor,
        attentionData,
        expert: expert === 'all' ? tensor * attentionData : expert,
        pipeline,
        context,
      },
      copies: dataAttention ? 1 : data,
    };
  },
  eagleInside: true,
  slots: { maxLoras: 8, maxRank: null },
  notes: ({ speculation }) =>
    speculation ? [l10n.t('add the flags of {name} for this model', { name: speculation.method.name })] : [],
};
