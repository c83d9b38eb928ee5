import * as l10n from '../../l10n/l10n.js';
import type { ServingInput } from '../../plan/schema.js';
import type { Path } from '../../plan/path.js';
import { kvCacheFormat, kvFormatName, kvFormatNames } from '../shapes/formats.js';
import { resolveKvOffload } from './resolveKvOffload.js';
import { resolveLora, resolveWeightOffload } from './resolveBeside.js';
import { byDefault, newLedger, type Ledger } from './ledger.js';
import { unknownName } from './unknownName.js';
import type { Card, Server } from '../shapes/servers/server.js';
import { serverOf } from '../shapes/servers/servers.js';
import type { KvCacheFormat, Layout, Serving } from '../shapes/resolvedPlan.js';
import type { ModelSpec } from '../shapes/types.js';
import { weightFormat, weightFormatName, WEIGHT_FORMAT_NAMES } from '../shapes/weightFormats.js';
import { weightMixtureName, WEIGHT_MIXTURE_NAMES } from '../shapes/weightMixtures.js';
import { weightClassBytes } from '../shapes/weights.js';

const DEFAULT_SERVER = 'vllm';

/** The model that is served, and the accelerator that serves it; `null` where none is said. */
interface ServedOn {
  readonly model: ModelSpec;
  readonly card: Card | null;
}

/** Serving settings with every default filled in. `path` is where they stand in the plan. */
export function resolveServing(
  input: ServingInput | undefined,
  path: Path,
  { model, card }: ServedOn,
  ledger: Ledger,
): Serving {
  const at = (name: string): Path => [...path, name];
  const engine = input?.engine ?? DEFAULT_SERVER;
  const server = serverOf(engine);
  const tokens = server.batchedTokens(card);
  const weights = weightsFormat(input?.weights, [...path, 'weights'], ledger);
  return {
    engine,
    engineVersion: input?.engineVersion ?? null,
    kvCache: kvFormats(input?.kvCache, [...path, 'kvCache'], model, weights, server, ledger),
    weights,
    blockSize: ledger.takeOrNull(at('blockSize'), input?.blockSize),
    memoryUtilization: ledger.take(
      at('memoryUtilization'),
      input?.memoryUtilization,
      byDefault(server.memoryUtilization.value, 'fraction', server.memoryUtilization.detail),
    ),
    maxModelLength: ledger.takeOrNull(at('maxModelLength'), input?.maxModelLength),
    maxBatchedTokens: ledger.take(
      at('maxBatchedTokens'),
      input?.maxBatchedTokens,
      byDefault(tokens.value, 'count', tokens.detail),
    ),
    maxSequences: ledger.takeOrNull(at('maxSequences'), input?.maxSequences),
    schedulerRecvInterval:
      (server.receivesRarely
        ? ledger.takeOrNull(at('schedulerRecvInterval'), input?.schedulerRecvInterval)
        : null) ?? 1,
    prefixCaching: input?.prefixCaching ?? null,
    graphTokens: ledger.takeOrNull(at('graphTokens'), input?.graphTokens),
    layout: layoutOf(input?.layout),
    pools: input?.pools ?? 'auto',
    kvOffload: resolveKvOffload(input?.kvOffload, at('kvOffload'), ledger),
    lora: resolveLora(input?.lora, at('lora'), model, ledger),
    weightOffload: resolveWeightOffload(input?.weightOffload, at('weightOffload'), ledger),
  };
}

function kvFormats(
  input: ServingInput['kvCache'],
  path: Path,
  model: ModelSpec,
  weights: Serving['weights'],
  { eightBitCache }: Server,
  ledger: Ledger,
): KvCacheFormat {
  if (input === undefined || input === 'auto') {
    const eight =
      checkpointCache(model, weights) ?? (hasEightBitLayers(model, weights) ? eightBitCache : null);
    const detail =
      eight ??
      l10n.t('as {name} ships: {nativeKvFormat}', {
        name: model.name,
        nativeKvFormat: model.nativeKvFormat,
      });
    ledger.note(path, { from: 'default', detail });
    return kvCacheFormat(model, eight === null ? null : 'fp8');
  }
  ledger.note(path, {
    from: 'plan',
    detail: typeof input === 'string' ? input : l10n.t('by part'),
  });
  if (typeof input === 'string') return kvCacheFormat(model, knownKvFormat(input, path, ledger));
  const known = (name: 'key' | 'value' | 'index') => {
    const text = input[name];
    return text === undefined ? null : knownKvFormat(text, [...path, name], ledger);
  };
  const key = known('key');
  const base = kvCacheFormat(model, key);
  return {
    key: base.key,
    value: known('value') ?? base.value,
    index: known('index') ?? base.index,
    state: input.state ?? 'native',
  };
}

/**
 * Why checkpoints in a format ask servers for an 8-bit cache; `null` where they do not. All but one of NVIDIA's 20 NVFP4
 * checkpoints that were read do (`kv_cache_quant_algo`), and servers obey (vLLM pull request 29980, 2025-12). What a
 * model's own checkpoint is known to ask counts first. A model that ships so says it itself.
 */
function checkpointCache({ cachesAsked }: ModelSpec, weights: Serving['weights']): string | null {
  if (weights !== 'nvfp4') return null;
  const asked = cachesAsked?.[weights];
  return asked === undefined || asked === 'fp8' ? l10n.t('as NVIDIA’s NVFP4 checkpoints ask: fp8') : null;
}

/** Whether the attention's linear layers are served in 8-bit floats. */
function hasEightBitLayers(model: ModelSpec, weights: Serving['weights']): boolean {
  const attention = weightClassBytes(model, weights).find(({ role }) => role === 'attention');
  if (!attention) return false;
  const { bits, element } = weightFormat(attention.format);
  return bits === 8 && element === 'float';
}

function knownKvFormat(text: string, path: Path, ledger: Ledger): string | null {
  if (text === 'auto') return null;
  const name = kvFormatName(text);
  if (name === null)
    unknownName(
      l10n.t('KV cache format'),
      text,
      kvFormatNames().map((f) => f.name),
      path,
      ledger,
    );
  return name;
}

function weightsFormat(text: string | undefined, path: Path, ledger: Ledger): Serving['weights'] {
  if (text === undefined || text === 'native' || text === 'auto') return 'native';
  const name = weightFormatName(text) ?? weightMixtureName(text);
  const known = [...WEIGHT_FORMAT_NAMES, ...WEIGHT_MIXTURE_NAMES];
  if (name === null) unknownName(l10n.t('weight format'), text, known, path, ledger);
  return name ?? 'native';
}

function layoutOf(input: ServingInput['layout']): 'auto' | Layout {
  if (input === undefined || input === 'auto') return 'auto';
  const { tensor, attentionData, expert, pipeline, context } = input;
  return {
    tensor: tensor?.likely ?? 1,
    attentionData: attentionData?.likely ?? 1,
    expert: expert?.likely ?? 1,
    pipeline: pipeline?.likely ?? 1,
    context: context?.likely ?? 1,
  };
}

/**
 * The plan's settings for an option that writes none and runs on a card of its own; `null` where they come to the same on
 * both cards. What the plan writes is told at its own place, so here only what differs is.
 */
export function servingOnCard(
  input: ServingInput | undefined,
  path: Path,
  on: ServedOn & { readonly plans: Card | null },
  ledger: Ledger,
): Serving | null {
  const { batchedTokens } = serverOf(input?.engine ?? DEFAULT_SERVER);
  const [own, plans] = [batchedTokens(on.card), batchedTokens(on.plans)];
  if (on.card === null || input?.maxBatchedTokens !== undefined || own.value === plans.value) return null;
  const serving = resolveServing(input, path, on, newLedger());
  ledger.note([...path, 'maxBatchedTokens'], { from: 'default', detail: own.detail });
  return serving;
}
