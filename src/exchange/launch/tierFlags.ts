import type { Layout, Serving } from '../../catalog/shapes/resolvedPlan.js';
import * as l10n from '../../l10n/l10n.js';
import type { Flag, LaunchedTier, LaunchSettings, Take } from './dialect.js';
import { toldElsewhere } from './requestFlags.js';

/**
 * Flags about the tier that keeps prefixes beside accelerator memory. Servers say its size, of a rank or of all ranks of
 * an engine, and none says its bandwidth.
 */

const GIB = 2 ** 30;
const GB = 1e9;

/** A size in a unit; zero is no tier. */
const size =
  (unit: number, of: LaunchedTier['of']): Take =>
  (text, settings) => {
    const number = Number(text);
    if (!Number.isFinite(number) || number < 0) return l10n.t('not a size');
    if (number > 0) settings.tier = { bytes: number * unit, of };
    return null;
  };

/** vLLM's size: GiB of one engine, summed over its ranks. */
export const engineGib: Flag = { kind: 'value', take: size(GIB, 'engine') };
/** SGLang's: GB of one rank. */
export const rankGb: Flag = { kind: 'value', take: size(GB, 'rank') };
/** TensorRT-LLM's: bytes of one rank. */
export const rankBytes: Flag = { kind: 'value', take: size(1, 'rank') };

/** What keeps prefixes, as a command names it, in which a size may be missing. */
const asked =
  (kept: (text: string) => boolean): Take =>
  (text, settings) => {
    if (kept(text)) settings.tierAsked = true;
    return null;
  };

/** SGLang's switch: its size is a flag of its own. */
export const tierSwitch: Flag = { kind: 'switch', take: asked((text) => text !== 'false') };
/** What holds the tier, by name: `native`, `lmcache`, `kvbm`. */
export const tierKeeper: Flag = { kind: 'value', take: asked((text) => !/^(?:none|null)?$/i.test(text)) };

/** SGLang takes a ratio where it gets no size. */
export const tierRatio = toldElsewhere('value', () =>
  l10n.t('a ratio is of the cache on the accelerator: `capacity` of `serving.kvOffload` is in bytes'),
);
/** A tier behind the nearest. */
export const farTier = toldElsewhere('value', (text) =>
  /^(?:0|none|null)$/i.test(text)
    ? null
    : l10n.t('a farther tier is one more of `serving.kvOffload`: it needs capacity and bandwidth'),
);
const apart = () => l10n.t('prompts on servers of their own are `prefill` of an option');

/** vLLM's connector: between prefill and decode servers, or to memory beside the accelerators, or several of both. */
export const transferConfig: Flag = {
  kind: 'value',
  take: (text, settings) => {
    const names = [...text.matchAll(/"kv_connector"\s*:\s*"([^"]*)"/g)].map(([, name = '']) => name);
    const own = names.filter((name) => name !== 'MultiConnector');
    const tiers = own.filter((name) => /offload|lmcache|dynamo|kvbm/i.test(name));
    if (tiers.length > 0) settings.tierAsked = true;
    const engine = numberIn(text, /"cpu_bytes_to_use(?:_per_rank)?"\s*:\s*"?([\d.e+]+)/i);
    const rank = numberIn(text, /"lmcache\.max_local_cpu_size"\s*:\s*"?([\d.]+)/);
    const perRank = /"cpu_bytes_to_use_per_rank"/.test(text);
    if (engine !== null) settings.tier = { bytes: engine, of: perRank ? 'rank' : 'engine' };
    else if (rank !== null) settings.tier = { bytes: rank * GIB, of: 'rank' };
    return tiers.length < own.length ? apart() : null;
  },
};

function numberIn(text: string, pattern: RegExp): number | null {
  const found = Number(pattern.exec(text)?.[1] ?? NaN);
  return found > 0 && Number.isFinite(found) ? found : null;
}

/**
 * Sizes that stand in the environment: LMCache's is of one process, so of one accelerator, in GiB; Dynamo's block
 * manager takes the GB of all workers of an engine together.
 */
const ENVIRONMENT: readonly {
  readonly name: string;
  readonly unit: number;
  readonly of: LaunchedTier['of'];
}[] = [
  { name: 'LMCACHE_MAX_LOCAL_CPU_SIZE', unit: GIB, of: 'rank' },
  { name: 'DYN_KVBM_CPU_CACHE_GB', unit: GB, of: 'engine' },
];

/** Takes the size of a tier that a command names, where it stands in the environment that the text sets. */
export function takeEnvironment(text: string, settings: LaunchSettings): void {
  if (!settings.tierAsked || settings.tier) return;
  for (const { name, unit, of } of ENVIRONMENT) {
    // `NAME=1`, `NAME: 1`, and a container's pair of name and value.
    const set = new RegExp(`\\b${name}["']?\\s*(?:[=:]|,?\\s*-?\\s*["']?value["']?\\s*:)\\s*["']?([\\d.]+)`);
    const found = numberIn(text, set);
    if (found !== null) settings.tier = { bytes: found * unit, of };
  }
}

/** The tier of one accelerator as a plan's text has it; `null` where none is said. */
export function tierMember({ tier }: LaunchSettings, { tensor, pipeline }: Layout): string | null {
  if (!tier) return null;
  const bytes = tier.of === 'rank' ? tier.bytes : tier.bytes / (tensor * pipeline);
  return bytesText(bytes);
}

/** Units of a tier, in the order that they are tried in. */
const UNITS: readonly (readonly [name: string, bytes: number])[] = [
  ['TB', 1e12],
  ['GB', GB],
  ['GiB', GIB],
];

/** Bytes in the unit that takes few digits, and reads back as the same. */
function bytesText(bytes: number): string {
  for (const [name, unit] of UNITS) {
    const count = bytes / unit;
    if (Number(count.toFixed(3)) * unit === bytes && count >= 1) return `${Number(count.toFixed(3))} ${name}`;
  }
  return `${Math.round(bytes)} B`;
}

/** What is said of a tier that came with a command: no server says how fast it is, and some not how large. */
export function tierNotes(settings: LaunchSettings): string[] {
  if (settings.tier)
    return [
      l10n.t('how fast the tier for prefixes is: say `bandwidth` of `serving.kvOffload` where it is known'),
    ];
  return settings.tierAsked
    ? [
        l10n.t(
          'a tier for prefixes whose size the command does not say: it is `capacity` of `serving.kvOffload`',
        ),
      ]
    : [];
}

/** Bytes of the nearest tier, of one accelerator; `null` where there is none. */
export function tierBytes({ kvOffload }: Serving): number | null {
  return kvOffload[0]?.capacityBytes ?? null;
}

/** The same in GB, as SGLang takes it: it reads whole numbers. */
export function tierGb(serving: Serving): number | null {
  const bytes = tierBytes(serving);
  return bytes === null ? null : Math.max(1, Math.round(bytes / GB));
}

/**
 * Bytes of the tier as vLLM counts it: of all ranks of one engine together. Each data-parallel rank is an engine of its
 * own, with a tier of its own.
 */
export function engineBytes(serving: Serving, { tensor, pipeline }: Layout): number | null {
  const bytes = tierBytes(serving);
  return bytes === null ? null : bytes * tensor * pipeline;
}

/** The same in GiB, all digits of it: vLLM takes parts. */
export function engineSize(serving: Serving, layout: Layout): number | null {
  const bytes = engineBytes(serving, layout);
  return bytes === null ? null : bytes / GIB;
}
