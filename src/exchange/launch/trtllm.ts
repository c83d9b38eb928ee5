import type { Speculation } from '../../catalog/shapes/resolvedPlan.js';
import * as l10n from '../../l10n/l10n.js';
import { onRank, split, type FlagRow, type LaunchDialect, type Take } from './dialect.js';
import * as flag from './launchFlags.js';
import * as request from './requestFlags.js';
import * as tier from './tierFlags.js';

const KV_FORMATS: Readonly<Record<string, string>> = { fp8: 'fp8', nvfp4: 'nvfp4', bf16: 'bfloat16' };

/** Ways to draft by the plan's names; the first has its heads in the model, others have a checkpoint of their own. */
const DECODING_TYPES: Readonly<Record<string, string>> = {
  mtp: 'MTP',
  eagle3: 'Eagle3',
  dflash: 'DFlash',
  dspark: 'DSpark',
  ngram: 'NGram',
  'draft-model': 'DraftTarget',
};

function decodingType(speculation: Speculation | null): string | null {
  return drafts(speculation) ? (DECODING_TYPES[speculation.method.id] ?? null) : null;
}

function drafts(speculation: Speculation | null): speculation is Speculation {
  return speculation !== null && speculation.draftTokens > 0;
}

/** Its PyTorch backend drafts by EAGLE-3 under either name. */
const takeType: Take = (text, settings) => flag.takeMethod(/^eagle$/i.test(text) ? 'eagle3' : text, settings);

const RANKS: readonly FlagRow[] = [
  {
    // With data-parallel attention, the ranks of tensor parallelism each hold their own sequences.
    names: ['tp-size', 'tensor-parallel-size'],
    read: flag.tensor,
    write: ({ layout }) => split(layout.tensor * layout.attentionData),
  },
  {
    names: ['pp-size', 'pipeline-parallel-size'],
    read: flag.pipeline,
    write: ({ layout }) => split(layout.pipeline),
  },
  {
    names: ['ep-size', 'moe-expert-parallel-size', 'expert-parallel-size'],
    read: flag.whole((s, n) => (s.ranks.expert = n)),
    write: ({ layout }) => split(layout.expert),
  },
  {
    names: ['enable-attention-dp'],
    read: flag.on((s) => (s.dataAttention = true)),
    write: ({ layout }) => (layout.attentionData > 1 ? true : null),
    inFile: true,
  },
  {
    names: ['moe-tensor-parallel-size'],
    read: request.toldElsewhere('value', () => l10n.t('it follows from the ranks and from those of experts')),
    write: null,
  },
  {
    names: ['cp-size', 'context-parallel-size'],
    read: request.toldElsewhere('value', (text) => (text === '1' ? null : ownContextRanks())),
    write: null,
  },
];

const ownContextRanks = () =>
  l10n.t(
    '`context` of a layout splits a sequence over its tensor ranks; TensorRT-LLM takes ranks beside them',
  );

const LIMITS: readonly FlagRow[] = [
  { names: ['max-seq-len'], read: flag.length, write: ({ longestTokens }) => longestTokens },
  {
    names: ['max-num-tokens'],
    read: flag.batched,
    write: ({ serving }) => serving.maxBatchedTokens,
  },
  {
    names: ['max-batch-size'],
    read: flag.sequences,
    write: ({ sequences, layout, serving }) => serving.maxSequences ?? onRank(sequences, layout),
  },
  {
    // It is off unless it is asked for; a plan's prompts are always computed in chunks.
    names: ['enable-chunked-prefill'],
    read: request.toldElsewhere('switch', (text) => (text === 'false' ? request.alwaysChunked() : null)),
    write: () => true,
    inFile: true,
  },
  {
    names: ['cuda-graph-config.max-batch-size'],
    read: request.toldElsewhere('value', () =>
      l10n.t('counted in sequences; `graphTokens` counts tokens, drafts included'),
    ),
    write: null,
  },
];

const CACHE: readonly FlagRow[] = [
  {
    names: ['kv-cache-config.dtype', 'kv-cache-dtype'],
    read: flag.kvCache,
    write: ({ serving }) => KV_FORMATS[serving.kvCache.key] ?? null,
    inFile: true,
  },
  {
    names: ['kv-cache-config.tokens-per-block'],
    read: flag.page,
    write: ({ serving }) => serving.blockSize,
    inFile: true,
  },
  {
    names: [
      'kv-cache-config.free-gpu-memory-fraction',
      'free-gpu-memory-fraction',
      'kv-cache-free-gpu-memory-fraction',
    ],
    read: flag.utilization,
    write: ({ serving }) => serving.memoryUtilization,
    inFile: true,
  },
  {
    names: ['kv-cache-config.enable-block-reuse'],
    read: request.blockReuse,
    write: ({ serving }) => (serving.prefixCaching === null ? null : String(serving.prefixCaching)),
    inFile: true,
  },
  {
    // In bytes, of one rank.
    names: ['kv-cache-config.host-cache-size'],
    read: tier.rankBytes,
    write: ({ serving }) => tier.tierBytes(serving),
    inFile: true,
  },
  { names: ['kv-cache-config.max-tokens'], read: request.tokensOfPool, write: null },
  { names: ['kv-cache-config.max-gpu-total-bytes'], read: request.bytesOfPool, write: null },
  { names: ['kv-cache-config.disk-cache-size'], read: tier.farTier, write: null },
  { names: ['kv-connector-config.connector-module'], read: tier.tierKeeper, write: null },
];

const APART: readonly FlagRow[] = [
  {
    names: ['cache-transceiver-config.backend'],
    read: request.apartValue,
    write: ({ disaggregated }) => (disaggregated ? 'DEFAULT' : null),
    inFile: true,
  },
  { names: ['server-role', 'disaggregation-mode'], read: request.apartValue, write: null },
];

const DRAFTING: readonly FlagRow[] = [
  {
    names: ['speculative-config.decoding-type'],
    read: flag.value(takeType),
    write: ({ speculation }) => decodingType(speculation),
    inFile: true,
  },
  {
    names: ['speculative-config.max-draft-len', 'speculative-config.num-nextn-predict-layers'],
    read: flag.whole((s, n) => (s.draftTokens = n)),
    write: ({ speculation }) =>
      decodingType(speculation) === null ? null : (speculation?.draftTokens ?? null),
    inFile: true,
  },
  {
    names: ['speculative-config.speculative-model', 'speculative-config.speculative-model-dir'],
    read: flag.ownDrafter,
    write: null,
  },
];

/** TensorRT-LLM's `trtllm-serve`; most of what it is told stands in a file of YAML beside the command. */
export const trtllmDialect: LaunchDialect = {
  program:
    /(?:\btrtllm-serve\b(?![ \t]+(?:disaggregated|mm_embedding_serve))(?:[ \t]+serve\b)?|\bdynamo\.trtllm\b)/,
  mark: /trtllm/,
  start: (model) => `trtllm-serve ${model}`,
  flags: [
    { names: ['model', 'model-path'], read: flag.model, write: null },
    ...RANKS,
    ...LIMITS,
    ...CACHE,
    ...APART,
    ...DRAFTING,
    {
      names: ['extra-llm-api-options', 'config', 'extra-engine-args'],
      read: flag.optionsFile,
      write: null,
    },
  ],
  cacheFormats: KV_FORMATS,
  writesGraphs: false,
  underscores: true,
  limits: 'rank',
  optionsFlag: 'extra_llm_api_options',
  fileOverCommand: true,
  refuses: ({ layout }) => {
    if (layout.context > 1) return ownContextRanks();
    return layout.tensor > 1 && layout.attentionData > 1
      ? l10n.t(
          'TensorRT-LLM has data-parallel attention on every rank or on none: {tensor} × {data} ranks cannot be said',
          { tensor: layout.tensor, data: layout.attentionData },
        )
      : null;
  },
  ranks: ({ ranks: { tensor, pipeline, context, expert }, dataAttention }) => ({
    layout: {
      tensor: dataAttention ? 1 : tensor,
      attentionData: dataAttention ? tensor : 1,
      expert: expert === 'all' ? tensor : expert,
      pipeline,
      context,
    },
    copies: 1,
  }),
  eagleInside: false,
  slots: null,
  notes: ({ serving, speculation }) => [
    ...(serving.weights === 'native'
      ? []
      : [
          l10n.t('weights are as the checkpoint stores them: name one in {weights}', {
            weights: serving.weights,
          }),
        ]),
    ...(drafts(speculation) ? draftingNotes(speculation) : []),
  ],
};

function draftingNotes({ method }: Speculation): string[] {
  if (DECODING_TYPES[method.id] === undefined)
    return [l10n.t('TensorRT-LLM has no way to draft that is {name}', { name: method.name })];
  return method.id === 'mtp' || method.id === 'ngram'
    ? []
    : [l10n.t("add the drafter's `speculative_model` to speculative_config")];
}
