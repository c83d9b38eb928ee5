import { kvFormatName } from '../../catalog/shapes/formats.js';
import { weightFormatName } from '../../catalog/shapes/weightFormats.js';
import * as l10n from '../../l10n/l10n.js';
import { parseQuantity } from '../../units/quantity.js';

/** What a launch command says, by names of the plan; filled flag by flag. */
export interface LaunchSettings {
  model: string | null;
  /** Members of `serving`, as a plan writes them. */
  readonly serving: Record<string, string>;
  readonly ranks: { tensor: number; data: number; pipeline: number; context: number; expert: number | 'all' };
  /** SGLang: data-parallel ranks share the attention of one replica. */
  dataAttention: boolean;
  method: string | null;
  draftTokens: number | null;
  /** Drafts come from a checkpoint of their own. */
  ownDrafter: boolean;
  /** Sequences that run together at most. */
  sequences: number | null;
}

/** Puts a flag's value in; answers why not, in words, where it cannot. */
type Take = (value: string, settings: LaunchSettings) => string | null;

/** A flag with a value, or without one. */
export type Flag =
  { readonly kind: 'value'; readonly take: Take } | { readonly kind: 'switch'; readonly take: Take };

const value = (take: Take): Flag => ({ kind: 'value', take });
const on = (set: (settings: LaunchSettings) => void): Flag => ({
  kind: 'switch',
  take: (_, settings) => {
    set(settings);
    return null;
  },
});

const whole = (set: (settings: LaunchSettings, n: number) => void): Flag =>
  value((text, settings) => {
    const read = parseQuantity(text, 'tokens');
    if (!read.ok || !Number.isInteger(read.quantity.likely) || read.quantity.likely < 1)
      return l10n.t('not a whole number');
    set(settings, read.quantity.likely);
    return null;
  });

const serving = (member: string, write: (text: string) => string | null, why: () => string): Flag =>
  value((text, settings) => {
    const written = write(text);
    if (written === null) return why();
    settings.serving[member] = written;
    return null;
  });

const model = value((text, settings) => {
  settings.model = text;
  return null;
});
const utilization = serving(
  'memoryUtilization',
  (text) => {
    const fraction = Number(text);
    return fraction > 0 && fraction <= 1 ? `${Number((fraction * 100).toPrecision(6))}%` : null;
  },
  () => l10n.t('not a fraction'),
);
const length = serving('maxModelLength', tokenLength, () => l10n.t('the model decides'));
const kvCache = serving(
  'kvCache',
  (text) => (text === 'auto' ? text : kvFormatName(text)),
  () => l10n.t('not a format the plan knows; as the model ships'),
);
const batched = whole((s, n) => (s.serving['maxBatchedTokens'] = String(n)));
const page = whole((s, n) => (s.serving['blockSize'] = String(n)));
const sequences = whole((s, n) => (s.sequences = n));
const tensor = whole((s, n) => (s.ranks.tensor = n));
const pipeline = whole((s, n) => (s.ranks.pipeline = n));
const data = whole((s, n) => (s.ranks.data = n));
const quantization = serving('weights', quantized, () => l10n.t('as the checkpoint is stored'));

/** A length as the plan's own unit says it: `131072` is `128K`. */
function tokenLength(text: string): string | null {
  const read = parseQuantity(text, 'tokens');
  if (!read.ok) return null;
  const tokens = read.quantity.likely;
  return tokens >= 1024 && tokens % 1024 === 0 ? `${tokens / 1024}K` : String(tokens);
}

const QUANTIZATIONS: Readonly<Record<string, string>> = {
  modelopt: 'fp8',
  'modelopt-fp8': 'fp8',
  'modelopt-fp4': 'nvfp4',
  'petit-nvfp4': 'nvfp4',
  'w8a8-fp8': 'fp8',
  'w8a8-int8': 'int8',
  'awq-marlin': 'int4',
  'gptq-marlin': 'int4',
  'moe-wna16': 'int4',
};

function quantized(text: string): string | null {
  const name = text.toLowerCase().replace(/_/g, '-');
  return QUANTIZATIONS[name] ?? weightFormatName(name);
}

/** What vLLM and SGLang call the ways to draft that the catalogue has; multi-token prediction has many names. */
function method(text: string): string | null {
  const name = text.toLowerCase();
  if (name.endsWith('mtp') || name === 'nextn') return 'mtp';
  return ['eagle', 'eagle3', 'dflash', 'dspark'].find((known) => known === name) ?? null;
}

const takeMethod: Take = (text, settings) => {
  settings.method = method(text);
  return settings.method === null ? l10n.t('not a way to draft that the plan knows') : null;
};

/** vLLM's `--speculative-config`: one JSON, or its members behind a dot. */
const speculativeConfig = value((text, settings) => {
  const fields = jsonFields(text);
  if (!fields) return l10n.t('not JSON');
  const { method: name, num_speculative_tokens: tokens } = fields;
  if (typeof tokens === 'number' && tokens > 0) settings.draftTokens = tokens;
  return typeof name === 'string' ? takeMethod(name, settings) : l10n.t('no `method` in it');
});

const compilationConfig = value((text, settings) => {
  const { max_cudagraph_capture_size: most, cudagraph_capture_sizes: sizes } = jsonFields(text) ?? {};
  const all = [most, ...(Array.isArray(sizes) ? (sizes as readonly unknown[]) : [])];
  const numbers = all.filter((size) => typeof size === 'number');
  if (numbers.length === 0) return l10n.t('only the largest graph matters to a plan');
  settings.serving['graphTokens'] = String(typeof most === 'number' ? most : Math.max(...numbers));
  return null;
});

function jsonFields(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    // Checked to be an object; its members are looked at one by one.
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Flags of `vllm serve`, dashes for underscores (vLLM takes both). */
export const VLLM_FLAGS: Readonly<Record<string, Flag>> = {
  model,
  'tensor-parallel-size': tensor,
  tp: tensor,
  'pipeline-parallel-size': pipeline,
  pp: pipeline,
  'data-parallel-size': data,
  dp: data,
  'decode-context-parallel-size': whole((s, n) => (s.ranks.context = n)),
  dcp: whole((s, n) => (s.ranks.context = n)),
  'enable-expert-parallel': on((s) => (s.ranks.expert = 'all')),
  ep: on((s) => (s.ranks.expert = 'all')),
  quantization,
  q: quantization,
  'kv-cache-dtype': kvCache,
  'gpu-memory-utilization': utilization,
  'max-model-len': length,
  'max-num-batched-tokens': batched,
  'max-num-seqs': sequences,
  'block-size': page,
  'speculative-config': speculativeConfig,
  sc: speculativeConfig,
  'speculative-config.method': value(takeMethod),
  'speculative-config.num-speculative-tokens': whole((s, n) => (s.draftTokens = n)),
  'compilation-config': compilationConfig,
  cc: compilationConfig,
  'max-cudagraph-capture-size': whole((s, n) => (s.serving['graphTokens'] = String(n))),
};

/** Flags of SGLang's server. */
export const SGLANG_FLAGS: Readonly<Record<string, Flag>> = {
  'model-path': model,
  model,
  'tensor-parallel-size': tensor,
  'tp-size': tensor,
  tp: tensor,
  'pipeline-parallel-size': pipeline,
  'pp-size': pipeline,
  pp: pipeline,
  'data-parallel-size': data,
  'dp-size': data,
  dp: data,
  'enable-dp-attention': on((s) => (s.dataAttention = true)),
  'expert-parallel-size': whole((s, n) => (s.ranks.expert = n)),
  'ep-size': whole((s, n) => (s.ranks.expert = n)),
  ep: whole((s, n) => (s.ranks.expert = n)),
  quantization,
  'kv-cache-dtype': kvCache,
  'mem-fraction-static': utilization,
  'context-length': length,
  'chunked-prefill-size': batched,
  'max-running-requests': sequences,
  'page-size': page,
  'speculative-algorithm': value(takeMethod),
  'speculative-algo': value(takeMethod),
  'speculative-num-steps': whole((s, n) => (s.draftTokens = n)),
  // Of a chain: its last token is the one that the target adds. A tree's branches say nothing of its depth.
  'speculative-num-draft-tokens': whole((s, n) => (s.draftTokens ??= Math.max(1, n - 1))),
  'speculative-draft-model-path': value((_, settings) => {
    settings.ownDrafter = true;
    return l10n.t('the drafter is the method’s own in the plan');
  }),
};

const SWITCHES: ReadonlySet<string> = new Set([
  'trust-remote-code',
  'enforce-eager',
  'async-scheduling',
  'headless',
]);

/** Flags without a value that people put before the model's name; the plan has no use for them. */
export function isSwitch(name: string): boolean {
  return SWITCHES.has(name) || /^(?:enable|disable|no|use|skip)-/.test(name);
}
