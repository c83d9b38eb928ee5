import type { Serving } from '../../catalog/shapes/resolvedPlan.js';
import * as l10n from '../../l10n/l10n.js';
import type { Flag, FlagRow, Launched, LaunchDialect, LaunchedLora, LaunchSettings } from './dialect.js';
import { on, value, whole } from './launchFlags.js';
import { flow } from './launchWriting.js';
import { toldElsewhere } from './requestFlags.js';

/** Flags about adapters, and about weights in the host's memory. */

const GIB = 2 ** 30;

/** Switches that servers have for what no number of a plan follows from; dtypes of adapters are all of 16 bits. */
const ADAPTERS_THEMSELVES = toldElsewhere('list', () =>
  l10n.t('which adapters there are does not matter to a plan: slots are as large as the largest'),
);
const IN_HOST_MEMORY = toldElsewhere('value', () =>
  l10n.t('adapters in host memory take none of an accelerator'),
);

const read = {
  enable: on((s) => (s.lora.asked = true)),
  slots: whole((s, n) => (s.lora.maxLoras = n)),
  rank: whole((s, n) => (s.lora.maxRank = n)),
  sharded: on((s) => (s.lora.fullySharded = true)),
  modules: {
    kind: 'list',
    take: (text, { lora }) => {
      const names = text.split(/[\s,]+/).filter((name) => name !== '');
      // A server's word for all of them.
      lora.modules = names.some((name) => name.startsWith('all')) ? null : names;
      return null;
    },
  },
} as const satisfies Readonly<Record<string, Flag>>;

const slotsOf = ({ serving }: Launched) => serving.lora;
const modulesOf = (launched: Launched): string | null => slotsOf(launched)?.modules?.join(' ') ?? null;

/** vLLM's. */
export const VLLM_ADAPTERS: readonly FlagRow[] = [
  { names: ['enable-lora'], read: read.enable, write: (l) => (slotsOf(l) ? true : null) },
  { names: ['max-loras'], read: read.slots, write: (l) => slotsOf(l)?.maxLoras ?? null },
  { names: ['max-lora-rank'], read: read.rank, write: (l) => slotsOf(l)?.maxRank ?? null },
  {
    names: ['fully-sharded-loras'],
    read: read.sharded,
    write: (l) => (slotsOf(l)?.fullySharded ? true : null),
  },
  { names: ['lora-target-modules'], read: read.modules, write: modulesOf },
  { names: ['lora-modules'], read: ADAPTERS_THEMSELVES, write: null },
  { names: ['max-cpu-loras'], read: IN_HOST_MEMORY, write: null },
  { names: ['lora-dtype'], read: toldElsewhere('value', () => null), write: null },
];

/** SGLang's: paths of adapters ask for slots, too. */
export const SGLANG_ADAPTERS: readonly FlagRow[] = [
  { names: ['enable-lora'], read: read.enable, write: (l) => (slotsOf(l) ? true : null) },
  { names: ['max-loras-per-batch'], read: read.slots, write: (l) => slotsOf(l)?.maxLoras ?? null },
  { names: ['max-lora-rank'], read: read.rank, write: (l) => slotsOf(l)?.maxRank ?? null },
  {
    names: ['lora-target-modules'],
    read: read.modules,
    write: (l) => modulesOf(l) ?? (slotsOf(l) ? 'all' : null),
  },
  {
    names: ['lora-paths'],
    read: {
      kind: 'list',
      take: (text, settings) => {
        settings.lora.asked = true;
        return ADAPTERS_THEMSELVES.take(text, settings);
      },
    },
    write: null,
  },
  { names: ['max-loaded-loras'], read: IN_HOST_MEMORY, write: null },
];

const ahead = toldElsewhere('value', () =>
  l10n.t(
    'layers that are copied ahead are `serving.weightOffload` with `prefetch: true`, and their bytes on one accelerator as `capacity`',
  ),
);

/** GiB of each accelerator, of both servers. */
export const HOST_WEIGHTS: readonly FlagRow[] = [
  {
    names: ['cpu-offload-gb'],
    read: value((text, settings) => {
      const gib = Number(text);
      if (!Number.isFinite(gib) || gib < 0) return l10n.t('not a size');
      settings.hostWeights = gib > 0 ? `${gib} GiB` : null;
      return null;
    }),
    write: ({ serving }) => {
      const offload = serving.weightOffload;
      return offload && !offload.prefetch ? offload.capacity / GIB : null;
    },
  },
  { names: ['offload-group-size'], read: ahead, write: null },
  { names: ['offload-num-in-group'], read: ahead, write: null },
  { names: ['offload-prefetch-step'], read: ahead, write: null },
];

/** Members of `serving` that the flags come to. */
export function besideMembers(
  { slots }: LaunchDialect,
  { lora, hostWeights }: LaunchSettings,
): readonly (readonly [path: readonly string[], value: string])[] {
  const text = slots && loraText(lora, slots);
  return [
    ...(text === null ? [] : [[['serving', 'lora'], text] as const]),
    ...(hostWeights === null ? [] : [[['serving', 'weightOffload', 'capacity'], hostWeights] as const]),
  ];
}

function loraText(
  { asked, maxLoras, maxRank, modules, fullySharded }: LaunchedLora,
  slots: NonNullable<LaunchDialect['slots']>,
): string | null {
  const rank = maxRank ?? slots.maxRank;
  if (!asked || rank === null) return null;
  return flow({
    maxLoras: String(maxLoras ?? slots.maxLoras),
    maxRank: String(rank),
    ...(modules === null ? {} : { modules: `[${modules.join(', ')}]` }),
    ...(fullySharded ? { fullySharded: 'true' } : {}),
  });
}

/** What of the flags no member follows from, in words. */
export function besideNotes({ slots }: LaunchDialect, { lora }: LaunchSettings): string[] {
  return slots && lora.asked && lora.maxRank === null && slots.maxRank === null
    ? [
        l10n.t(
          'adapters whose rank the command does not say: it is `maxRank` of `serving.lora`, with {maxLoras} as `maxLoras`',
          { maxLoras: lora.maxLoras ?? slots.maxLoras },
        ),
      ]
    : [];
}

/** Ranks that vLLM takes (`MaxLoRARanks` of its `config/lora.py`, 2026-08). */
const VLLM_RANKS: ReadonlySet<number> = new Set([1, 8, 16, 32, 64, 128, 256, 320, 512]);

/** What no command says of adapters and of weights in the host's memory, in words. */
export function besideUnsaid(
  { slots, flags }: LaunchDialect,
  { lora, weightOffload, engine }: Serving,
): string[] {
  const offloads = flags.some(({ names, write }) => names.includes('cpu-offload-gb') && write !== null);
  return [
    ...(lora && !slots ? [l10n.t('no flag says `lora` as slots and ranks')] : []),
    ...(lora && engine === 'vllm' && !VLLM_RANKS.has(lora.maxRank)
      ? [
          l10n.t('vLLM takes no adapters of rank {rank}: 1, 8, 16, 32, 64, 128, 256, 320 or 512', {
            rank: lora.maxRank,
          }),
        ]
      : []),
    ...(weightOffload && (weightOffload.prefetch || !offloads)
      ? [
          l10n.t(
            'no flag says weights in host memory by their bytes as the plan means it: add the server’s own',
          ),
        ]
      : []),
  ];
}
