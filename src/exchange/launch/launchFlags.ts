import { kvFormatName } from '../../catalog/shapes/formats.js';
import type { Serving } from '../../catalog/shapes/resolvedPlan.js';
import { weightFormatName } from '../../catalog/shapes/weightFormats.js';
import * as l10n from '../../l10n/l10n.js';
import { parseQuantity } from '../../units/quantity.js';
import type { Flag, Launched, LaunchSettings, Take } from './dialect.js';

/** Flags as several servers have them, read into settings by names of the plan. */

export const value = (take: Take): Flag => ({ kind: 'value', take });
export const on = (set: (settings: LaunchSettings) => void): Flag => ({
  kind: 'switch',
  // A file of options says `false` where a command leaves the switch out.
  take: (text, settings) => {
    if (text !== 'false') set(settings);
    return null;
  },
});

export const whole = (set: (settings: LaunchSettings, n: number) => void): Flag =>
  value((text, settings) => {
    const read = parseQuantity(workedOut(text), 'tokens');
    if (!read.ok || !Number.isInteger(read.quantity.likely) || read.quantity.likely < 1)
      return l10n.t('not a whole number');
    set(settings, read.quantity.likely);
    return null;
  });

/** A number of ranks. Where it cannot be read, the layout is not known: what others say of it is no layout. */
const ranks = (set: (settings: LaunchSettings, n: number) => void): Flag => {
  const { take } = whole(set);
  return value((text, settings) => {
    const why = take(text, settings);
    settings.ranksUnknown ||= why !== null;
    return why;
  });
};

const serving = (member: string, write: (text: string) => string | null, why: () => string): Flag =>
  value((text, settings) => {
    const written = write(text);
    if (written === null) return why();
    settings.serving[member] = written;
    return null;
  });

export const model = value((text, settings) => {
  settings.model = text;
  return null;
});
export const utilization = serving(
  'memoryUtilization',
  (text) => {
    const fraction = Number(text);
    return fraction > 0 && fraction <= 1 ? `${Number((fraction * 100).toPrecision(6))}%` : null;
  },
  () => l10n.t('not a fraction'),
);
export const length = serving('maxModelLength', tokenLength, () => l10n.t('the model decides'));
const unknownFormat = () => l10n.t('not a format the plan knows; as the model ships');
export const kvCache = value((text, settings) => {
  const format = text === 'auto' ? text : kvFormatName(text);
  if (format === null) return unknownFormat();
  // States may have been said before.
  const state = /state: \w+/.exec(settings.serving['kvCache'] ?? '')?.[0];
  const both = format === 'auto' ? `{ ${state} }` : `{ key: ${format}, ${state} }`;
  settings.serving['kvCache'] = state === undefined ? format : both;
  return null;
});

const STATES: Readonly<Record<string, Serving['kvCache']['state']>> = {
  float32: 'fp32',
  bfloat16: 'bf16',
  float16: 'bf16',
};

/** Format of recurrent states: a part of the plan's KV cache. */
export const states = value((text, settings) => {
  if (text === 'auto') return null;
  const state = STATES[text];
  if (state === undefined) return unknownFormat();
  const keys = /^\w+$/.exec(settings.serving['kvCache'] ?? '')?.[0] ?? 'auto';
  settings.serving['kvCache'] = keys === 'auto' ? `{ state: ${state} }` : `{ key: ${keys}, state: ${state} }`;
  return null;
});

/** The value of that flag; `null` where states are as the model ships. */
export const statesOf = ({ serving: { kvCache: formats } }: Pick<Launched, 'serving'>): string | null =>
  Object.keys(STATES).find((name) => STATES[name] === formats.state) ?? null;
export const batched = whole((s, n) => (s.serving['maxBatchedTokens'] = String(n)));
export const page = whole((s, n) => (s.serving['blockSize'] = String(n)));
/** A drafter's own checkpoint: the plan has one for each way to draft. */
export const ownDrafter = value((text, settings) => {
  settings.ownDrafter = true;
  settings.draftModel = text;
  return l10n.t('the drafter is the method’s own in the plan');
});
export const optionsFile = value((text, settings) => {
  settings.optionsFile = text;
  return null;
});
export const sequences = whole((s, n) => (s.sequences = n));
export const tensor = ranks((s, n) => (s.ranks.tensor = n));
export const pipeline = ranks((s, n) => (s.ranks.pipeline = n));
export const data = ranks((s, n) => (s.ranks.data = n));
export const quantization = serving('weights', quantized, () => l10n.t('as the checkpoint is stored'));

/** A product or a power, as programs and scripts write counts: `2**17`, `128*1024`, `$((128*1024))`. */
const PRODUCT = /^(?:\$\(\(|\()?\s*(\d{1,9})\s*(\*\*?)\s*(\d{1,9})\s*\)*$/;

function workedOut(text: string): string {
  const [, a = '', how, b = ''] = PRODUCT.exec(text) ?? [];
  return how === undefined ? text : String(how === '*' ? Number(a) * Number(b) : Number(a) ** Number(b));
}

/** A length as the plan's own unit says it: `131072` is `128K`. */
function tokenLength(text: string): string | null {
  const read = parseQuantity(workedOut(text), 'tokens');
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
  if (name === 'draft_model' || name === 'standalone' || name === 'drafttarget') return 'draft-model';
  return ['eagle', 'eagle3', 'dflash', 'dspark', 'ngram'].find((known) => known === name) ?? null;
}

export const takeMethod: Take = (text, settings) => {
  settings.method = method(text);
  return settings.method === null ? l10n.t('not a way to draft that the plan knows') : null;
};

/** vLLM's `--speculative-config`: one JSON, or its members behind a dot. */
export const speculativeConfig = value((text, settings) => {
  const fields = jsonFields(text);
  if (!fields) return l10n.t('not JSON');
  const { num_speculative_tokens: tokens, parallel_drafting: parallel, model: drafter } = fields;
  // A model alone is one that drafts by itself, and so are n-grams that stand in its place.
  const name = fields['method'] ?? (drafter === '[ngram]' ? 'ngram' : drafter ? 'draft_model' : undefined);
  if (typeof drafter === 'string') settings.draftModel = drafter;
  if (typeof tokens === 'number' && Number.isSafeInteger(tokens) && tokens > 0) settings.draftTokens = tokens;
  if (typeof name !== 'string') return l10n.t('no `method` in it');
  const fault = takeMethod(name, settings);
  // P-EAGLE is EAGLE-3 whose drafts come from one pass.
  if (settings.method === 'eagle3' && parallel === true) settings.method = 'p-eagle';
  return fault;
});

export const compilationConfig = value((text, settings) => {
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

/**
 * Formats that a server makes of a 16-bit checkpoint while it starts. Other formats are in the checkpoint, which
 * says so itself.
 */
const QUANTIZED_AT_START: Readonly<Partial<Record<Serving['weights'], string>>> = { fp8: 'fp8' };

/** The value of `--quantization` for weights of the plan; `null` where the checkpoint says it. */
export function quantizationOf({ weights }: Serving): string | null {
  return QUANTIZED_AT_START[weights] ?? null;
}

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
