import { attentionFlops, readBytes, shardFraction } from '../../../catalog/shapes/cacheGroups.js';
import { familyOf } from '../../../catalog/shapes/families/families.js';
import { elementBytes } from '../../../catalog/shapes/formats.js';
import type { CacheGroup } from '../../../catalog/shapes/types.js';
import { memoWithin, perObject } from '../../../units/memo.js';
import { expectation, type ContextMix } from '../../memory/contextMix.js';
import { peakFlops } from '../rates.js';
import { attentionKind } from './linear.js';
import { CONSTANT, ROWS, type KernelWork, type Term } from './term.js';

/**
 * What a sequence adds to a step by how long it is, with a coefficient of this name. `fixed`: whatever runs. `shared`:
 * for each sequence. `query`: for each of its tokens in the step. `root`: with the square root of the sequences.
 */
export interface ContextTerm {
  readonly name: string;
  readonly fixed: number;
  readonly shared: number;
  readonly query: number;
  readonly root: number;
}

/** Attention of a layout's sequences, by their lengths. */
export interface AttentionWork {
  /** What does not follow from lengths. */
  readonly terms: readonly Term[];
  readonly context: (mix: ContextMix) => readonly ContextTerm[];
  /** Name of the coefficient of products beyond what their cache takes to read. */
  readonly products: string;
}

/** Kernel that a group is attended with: by kind, by window, and by the width of what is cached. */
function kernelOf(group: CacheGroup, work: KernelWork): string {
  const { name, byWidth } = familyOf(group).decodeKernel(group);
  if (!byWidth) return name;
  return `${name} ${elementBytes(work.serving.kvCache.key) < 2 ? 'narrow' : 'wide'}`;
}

/** Prepares attention of a layout (step.md 2). */
export function attentionWork(work: KernelWork): AttentionWork {
  const { model, layout } = work;
  const groups = model.groups.map((group) => groupWork(group, work));
  const terms = groups.flatMap(({ kernel, group }): Term[] => {
    const heads = familyOf(group).decodeKernel(group).queryHeads / layout.tensor;
    return [
      { name: `${kernel} layer`, part: 'fixed', amount: group.layers, grows: CONSTANT },
      {
        name: `${kernel} queries`,
        part: 'compute',
        amount: (group.layers * heads) / layout.attentionData,
        grows: ROWS,
      },
      {
        name: `${kernel} rows`,
        part: 'compute',
        amount: group.layers / layout.attentionData,
        grows: ROWS,
      },
    ];
  });
  return {
    terms,
    context: (mix) => groups.flatMap((one) => contextTerms(one, mix, layout.attentionData)),
    products: `products ${attentionKind(model)}`,
  };
}

interface GroupWork {
  readonly group: CacheGroup;
  readonly kernel: string;
  readonly names: ContextNames;
  /** Seconds at data-sheet rates on one rank of a sequence of so many tokens. */
  readonly of: (mix: ContextMix) => Cached;
}

/** Names of a kernel's coefficients of contexts: made once, as a plan asks for thousands of contexts. */
interface ContextNames {
  readonly bytes: string;
  readonly root: string;
  readonly selecting: string;
  readonly selected: string;
}

/** Means over a mix of lengths, in bytes, or in seconds at data-sheet rates on one rank. */
interface Cached {
  readonly shared: number;
  readonly query: number;
  /** Square root of what one layer reads of one sequence. */
  readonly root: number;
  /** Share of lengths beyond what an indexer selects, 0..1: from there on something is selected. */
  readonly selecting: number;
}

function groupWork(group: CacheGroup, work: KernelWork): GroupWork {
  const { accelerator, layout, serving } = work;
  const share = shardFraction(group, layout.tensor) / familyOf(group).contextRanks(layout.context);
  const perByte = share / accelerator.memoryBandwidthBytesPerSecond;
  const kernel = kernelOf(group, work);
  return {
    group,
    kernel,
    names: {
      bytes: `${kernel} bytes`,
      root: `${kernel} root`,
      selecting: `${kernel} selecting`,
      selected: `${kernel} selected`,
    },
    of: (mix) => {
      const { shared, query, root, selecting } = meansOf(mix)({ group, formats: serving.kvCache });
      return { shared: shared * perByte, query: query * perByte, root: root * Math.sqrt(perByte), selecting };
    },
  };
}

interface Means {
  readonly group: CacheGroup;
  readonly formats: KernelWork['serving']['kvCache'];
}

/** Means over a mix before any sharding: bytes shared and for each query, the root of one layer's bytes, and FLOPs. */
const meansOf = perObject('attention over context mixes', (mix: ContextMix) =>
  memoWithin(KEPT_MEANS, ({ group, formats }: Means): Cached & { readonly flops: number } => {
    const reads = (tokens: number) => readBytes(group, formats, tokens);
    const chosen = familyOf(group).decodeKernel(group).selectsBeyond;
    return {
      shared: expectation(mix, (tokens) => reads(tokens).shared),
      query: expectation(mix, (tokens) => reads(tokens).perQuery),
      root: expectation(mix, (tokens) =>
        Math.sqrt((reads(tokens).shared + reads(tokens).perQuery) / group.layers),
      ),
      selecting:
        chosen === null
          ? 0
          : expectation(mix, (tokens) => Math.min(1, Math.max(0, (tokens - chosen) / chosen))),
      flops: expectation(mix, (tokens) => attentionFlops(group, tokens)),
    };
  }),
);
/** Groups of a model in formats that the options of a plan ask for. */
const KEPT_MEANS = 64;

/** Time that a square root is taken of: roots of seconds have coefficients as pure numbers with it. */
const ROOT_SECONDS = 1e-6;

/** A context's terms are made for every layout of every workload: members are written out, in one order. */
function contextTerms({ group, names, of }: GroupWork, mix: ContextMix, groups: number): ContextTerm[] {
  const { layers } = group;
  const { shared, query, root, selecting } = of(mix);
  const perRoot = layers * root * Math.sqrt(ROOT_SECONDS / groups);
  const terms: ContextTerm[] = [
    { name: names.bytes, fixed: 0, shared: shared / groups, query: query / groups, root: 0 },
    { name: names.root, fixed: 0, shared: 0, query: 0, root: perRoot },
  ];
  if (selecting > 0)
    terms.push(
      { name: names.selecting, fixed: layers * selecting, shared: 0, query: 0, root: 0 },
      { name: names.selected, fixed: 0, shared: 0, query: (layers * selecting) / groups, root: 0 },
    );
  return terms;
}

/** Seconds of attention's products for one query of a sequence at the data sheet, and of the bytes it reads. */
export function lightAttention(work: KernelWork, mix: ContextMix) {
  const { model, accelerator, layout, serving } = work;
  let [shared, query, flops] = [0, 0, 0];
  for (const group of model.groups) {
    const share = shardFraction(group, layout.tensor) / familyOf(group).contextRanks(layout.context);
    const means = meansOf(mix)({ group, formats: serving.kvCache });
    shared += means.shared * share;
    query += means.query * share;
    flops += means.flops;
  }
  const { attentionData: groups } = layout;
  const rate = accelerator.memoryBandwidthBytesPerSecond * groups;
  return {
    shared: shared / rate,
    query: query / rate,
    flops: flops / (peakFlops(accelerator, 'bf16') * layout.tensor * groups),
  };
}
