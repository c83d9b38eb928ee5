import * as l10n from '../../l10n/l10n.js';
import type { GpusInput, ServingInput } from '../../plan/schema.js';
import { pathKey, type Path } from '../../plan/path.js';
import { SECONDS_PER_HOUR } from '../../units/constants.js';
import { closest } from '../../units/closest.js';
import { kvCacheFormat, kvFormatName, kvFormatNames } from '../shapes/formats.js';
import { gpuTypeById, gpuTypes, type GpuType } from '../entries/hardware.js';
import { resolveKvOffload } from './resolveKvOffload.js';
import { byDefault, citation, type Fallback, type Ledger } from './ledger.js';
import type { Server } from '../shapes/servers/server.js';
import { serverOf } from '../shapes/servers/servers.js';
import type { Gpus, KvCacheFormat, Layout, Serving } from '../shapes/resolvedPlan.js';
import type { AcceleratorSpec, ModelSpec } from '../shapes/types.js';
import { weightFormat, weightFormatName, WEIGHT_FORMAT_NAMES } from '../shapes/weightFormats.js';
import { weightClassBytes } from '../shapes/weights.js';

const DEFAULT_SERVER = 'vllm';
const DEFAULT_DOMAIN = 8;

/** Serving settings with every default filled in. `path` is where they stand in the plan. */
export function resolveServing(
  input: ServingInput | undefined,
  path: Path,
  model: ModelSpec,
  ledger: Ledger,
): Serving {
  const at = (name: string): Path => [...path, name];
  const engine = input?.engine ?? DEFAULT_SERVER;
  const server = serverOf(engine);
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
      byDefault(server.maxBatchedTokens.value, 'count', server.maxBatchedTokens.detail),
    ),
    graphTokens: ledger.takeOrNull(at('graphTokens'), input?.graphTokens),
    layout: layoutOf(input?.layout),
    kvOffload: resolveKvOffload(input?.kvOffload, at('kvOffload'), ledger),
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
  if (input === undefined) {
    const eight = hasEightBitLayers(model, weights) ? eightBitCache : null;
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
  const name = weightFormatName(text);
  if (name === null) unknownName(l10n.t('weight format'), text, WEIGHT_FORMAT_NAMES, path, ledger);
  return name ?? 'native';
}

/** Notes that a name is not known, with the nearest that is. */
export function unknownName(
  what: string,
  text: string,
  known: readonly string[],
  path: Path,
  ledger: Ledger,
): void {
  const near = closest(text, known);
  ledger.problem({
    code: 'unknown-name',
    message: near
      ? l10n.t('no {what} `{text}`; did you mean `{near}`?', { what, text, near })
      : l10n.t('no {what} `{text}`', { what, text }),
    path,
    ...(near ? { suggestion: near } : {}),
  });
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

/** Accelerators of a plan or an option, or `null` with a problem noted. */
export function resolveGpus(
  input: GpusInput,
  path: Path,
  ledger: Ledger,
  inherited: Pick<Gpus, 'count'> | null,
): Gpus | null {
  const at = (name: string): Path => [...path, name];
  const type = typeof input.type === 'string' ? catalogued(input.type, [...path, 'type'], ledger) : null;
  if (typeof input.type === 'string' && !type) return null;
  const spec = type?.accelerator ?? inlineAccelerator(input, at('type'), ledger);
  if (!spec) return null;
  const perRack = type?.rack?.perRack ?? null;
  const racks = ledger.takeOrNull(at('racks'), input.racks);
  const count =
    ledger.takeOrNull(at('count'), input.count) ??
    (racks === null ? (inherited?.count ?? null) : racks * (perRack ?? 0));
  if (racks !== null && perRack === null) {
    ledger.problem({
      code: 'no-racks',
      message: l10n.t('`{id}` is a single accelerator; say `count`', { id: spec.id }),
      path: [...path, 'racks'],
      atKey: true,
      suggestion: 'count',
    });
    return null;
  }
  if (count === null) {
    ledger.problem({
      code: 'missing-key',
      message: perRack ? l10n.t('say how many `racks`') : l10n.t('say how many: `count`'),
      path: [...path, perRack ? 'racks' : 'count'],
    });
    return null;
  }
  const power = input.power ? ledger.takeOrNull(at('power'), input.power) : spec.powerWatts;
  const { price, rent } = priceOf(input, at, type, spec, racks === null ? 1 : (perRack ?? 1), ledger);
  return { accelerator: { ...spec, powerWatts: power }, count, racks, perRack, price, rent };
}

function catalogued(name: string, path: Path, ledger: Ledger): GpuType | null {
  const type = gpuTypeById(name);
  if (!type) {
    unknownName(
      'accelerator',
      name,
      gpuTypes().map(({ id }) => id),
      path,
      ledger,
    );
    return null;
  }
  ledger.note(path, citation(type.entry.sources[0], type.entry.name, type.entry.confidence));
  return type;
}

function inlineAccelerator(input: GpusInput, path: Path, ledger: Ledger): AcceleratorSpec | null {
  const { type } = input;
  if (typeof type === 'string') return null;
  ledger.note(path, { from: 'plan', detail: l10n.t('numbers of the plan') });
  const name = type.name ?? l10n.t('own accelerator');
  return {
    id: name,
    name,
    generation: type.generation ?? 'own',
    memoryBytes: type.memory.likely,
    physicalMemoryBytes: null,
    memoryBandwidthBytesPerSecond: type.bandwidth.likely,
    flopsPerSecond: {
      bf16: type.bf16?.likely ?? null,
      fp8: type.fp8?.likely ?? null,
      fp4: type.fp4?.likely ?? null,
    },
    powerWatts: type.power?.likely ?? null,
    linkBytesPerSecond: type.link?.likely ?? null,
    scaleUpDomain: type.domain?.likely ?? DEFAULT_DOMAIN,
    priceUsd: null,
    rentUsdPerSecond: null,
  };
}

/** Price of one accelerator and, where rented or where no price is known, its rent. */
function priceOf(
  input: GpusInput,
  at: (name: string) => Path,
  type: GpuType | null,
  spec: AcceleratorSpec,
  perPrice: number,
  ledger: Ledger,
): Pick<Gpus, 'price' | 'rent'> {
  const rent = ledger.takeOrNull(at('rent'), input.rent);
  if (rent !== null) return { price: null, rent };
  const own = ledger.takeOrNull(at('price'), input.price);
  if (own !== null) {
    scaleRange(ledger, at('price'), 1 / perPrice);
    return { price: own / perPrice, rent: null };
  }
  const { priceUsd, rentUsdPerSecond } = spec;
  if (priceUsd === null) {
    if (rentUsdPerSecond === null) return { price: null, rent: null };
    return { price: null, rent: ledger.take(at('rent'), undefined, marketRent(rentUsdPerSecond, type)) };
  }
  const spread = priceSpread(type);
  const confidence = type?.rack?.confidence ?? type?.entry.confidence ?? '';
  return {
    price: ledger.take(at('price'), undefined, {
      value: priceUsd,
      from: 'catalogue',
      detail: confidence,
      ...(spread ? { spread } : {}),
    }),
    rent: null,
  };
}

/** Lowest and highest price of one accelerator that was found: its part of a rack's, else its own. */
function priceSpread(type: GpuType | null): Fallback['spread'] {
  const { rack, entry } = type ?? {};
  if (!rack?.priceRangeUsd) return entry?.priceRangeUsd ?? undefined;
  const [low, high] = rack.priceRangeUsd;
  return [low / rack.perRack, high / rack.perRack];
}

/** The catalogue's rent in USD per second, with how far offers and contracts spread where that is known. */
function marketRent(value: number, type: GpuType | null): Fallback {
  const range = type?.entry.rentRangeUsdPerHour;
  const detail = l10n.t('market rent; no price is known');
  if (!range) return { value, from: 'catalogue', detail };
  return {
    value,
    from: 'catalogue',
    detail,
    spread: [range[0] / SECONDS_PER_HOUR, range[1] / SECONDS_PER_HOUR],
  };
}

/** A range written per rack, as one per accelerator. */
function scaleRange(ledger: Ledger, path: Path, factor: number): void {
  const key = pathKey(path);
  const range = ledger.ranges[key];
  if (!range) return;
  ledger.ranges[key] = { low: range.low * factor, likely: range.likely * factor, high: range.high * factor };
}
