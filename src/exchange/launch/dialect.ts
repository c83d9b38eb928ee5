import { keyPath, type Path } from '../../plan/path.js';
import type { Layout, Serving, Speculation } from '../../catalog/shapes/resolvedPlan.js';

/** What a launch command says, by names of the plan; filled flag by flag. */
export interface LaunchSettings {
  model: string | null;
  /** Members of `serving`, as a plan writes them. */
  readonly serving: Record<string, string>;
  readonly ranks: { tensor: number; data: number; pipeline: number; context: number; expert: number | 'all' };
  /** A number of ranks is said by something that the text does not have, as a count of devices. */
  ranksUnknown: boolean;
  /** SGLang: data-parallel ranks share the attention of one replica. */
  dataAttention: boolean;
  method: string | null;
  draftTokens: number | null;
  /** Drafts come from a checkpoint of their own. */
  ownDrafter: boolean;
  /** The model that drafts, as the command names it. */
  draftModel: string | null;
  /** Sequences that run together at most, as the command counts them. */
  sequences: number | null;
  /** Memory beside the accelerators that keeps prefixes; `null` where no size of it is said. */
  tier: LaunchedTier | null;
  /** There is such memory, of whatever size. */
  tierAsked: boolean;
  /** Slots for adapters, as far as they are said. */
  readonly lora: LaunchedLora;
  /** Weights in the host's memory, as bytes of an accelerator in the words of a plan. */
  hostWeights: string | null;
  /** File of further options that the command names. */
  optionsFile: string | null;
}

/** Slots for adapters as a command says them. */
export interface LaunchedLora {
  /** Adapters are served at all. */
  asked: boolean;
  maxLoras: number | null;
  maxRank: number | null;
  modules: readonly string[] | null;
  fullySharded: boolean;
}

/** A tier as a command says it. */
export interface LaunchedTier {
  readonly bytes: number;
  /** Whose bytes: those of one accelerator, or of all tensor and pipeline ranks of an engine together. */
  readonly of: 'rank' | 'engine';
}

/** Puts a flag's value in; answers why not, in words, where it cannot. */
export type Take = (value: string, settings: LaunchSettings) => string | null;

/** A flag with a value, with several, or without one. */
export type Flag =
  | { readonly kind: 'value'; readonly take: Take }
  | { readonly kind: 'switch'; readonly take: Take }
  /** All words up to the next flag, between blanks. */
  | { readonly kind: 'list'; readonly take: Take };

/** What a launch command is to say. */
export interface Launched {
  readonly layout: Layout;
  readonly serving: Serving;
  readonly longestTokens: number;
  /** Sequences that a replica decodes together at most; `null` where not known. */
  readonly sequences: number | null;
  readonly speculation: Speculation | null;
  /** Prompts are computed by other servers, which hand their KV cache over. */
  readonly disaggregated: boolean;
}

/** One flag of a server, both ways. */
export interface FlagRow {
  /** All its names, dashes for underscores; the first is the one that is written. */
  readonly names: readonly [string, ...string[]];
  readonly read: Flag;
  /** Its value as a shell has it, `true` for a switch, `null` where it is left out; `null` for what is only read. */
  readonly write: ((launched: Launched) => WrittenValue | null) | null;
  /** It is written into the file of options beside the command, where a dot goes into a member. */
  readonly inFile?: true;
}

export type WrittenValue = string | number | true;

/** How a serving engine is started: its command, written and read. */
export interface LaunchDialect {
  /** Finds the program in a text. */
  readonly program: RegExp;
  /** Tells that a JSON list of words, as in Dockerfiles and Kubernetes, is such a command. */
  readonly mark: RegExp;
  /** Program and model, as a command begins. */
  readonly start: (model: string) => string;
  readonly flags: readonly FlagRow[];
  /** Its own names of the cache's formats, by the plan's; others it does not have, or they need no flag. */
  readonly cacheFormats: Readonly<Record<string, string>>;
  /** It counts captured graphs in tokens, as a plan does, and is told the largest. */
  readonly writesGraphs: boolean;
  /** Its names are written with underscores. */
  readonly underscores: boolean;
  /** Whose sequences and tokens its limits count: those of one data-parallel rank, or of all ranks together. */
  readonly limits: 'rank' | 'server';
  /** Flag that names a file of further options; `null` where none is written. */
  readonly optionsFlag: string | null;
  /** What such a file says stands over the command; with others the command stands over it. */
  readonly fileOverCommand: boolean;
  /** Why no command starts what is meant, in words; `null` where one does. */
  readonly refuses: (launched: Launched) => string | null;
  /** Layout of one replica, and how many replicas the command starts. */
  readonly ranks: (settings: LaunchSettings) => { readonly layout: Layout; readonly copies: number };
  /** EAGLE without a drafter of its own is the multi-token prediction that the model has inside. */
  readonly eagleInside: boolean;
  /** Slots for adapters where the command says none; `null` what follows from the adapters themselves. */
  readonly slots: { readonly maxLoras: number; readonly maxRank: number | null } | null;
  /** What a written command cannot say, in words. */
  readonly notes: (launched: Launched) => readonly string[];
}

/** What a command says: its flags in the order of the table, and members of the file beside it. */
export interface WrittenFlags {
  readonly flags: readonly string[];
  readonly members: readonly (readonly [path: Path, value: WrittenValue])[];
}

/** What the table writes of a launch. */
export function writtenFlags({ flags, underscores }: LaunchDialect, launched: Launched): WrittenFlags {
  const spelled = (name: string) => (underscores ? name.replace(/-/g, '_') : name);
  const written = flags.flatMap(({ names, write, inFile }) => {
    const value = write?.(launched) ?? null;
    return value === null ? [] : [{ name: spelled(names[0]), value, inFile }];
  });
  return {
    flags: written
      .filter(({ inFile }) => !inFile)
      .map(({ name, value }) => (value === true ? `--${name}` : `--${name} ${value}`)),
    members: written.filter(({ inFile }) => inFile).map(({ name, value }) => [keyPath(name), value] as const),
  };
}

/** The flags that are read, by name. */
export function readableFlags({ flags }: LaunchDialect): ReadonlyMap<string, Flag> {
  return new Map(flags.flatMap(({ names, read }) => names.map((name) => [name, read])));
}

/** A number of ranks, left out where it is one. */
export const split = (ranks: number): number | null => (ranks > 1 ? ranks : null);

/** The most sequences of a replica as one data-parallel rank takes them: all find room. */
export function onRank(sequences: number | null, { attentionData }: Layout): number | null {
  return sequences === null ? null : Math.ceil(sequences / attentionData);
}
