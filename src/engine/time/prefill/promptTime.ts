import type { PrefillParts } from '../../shapes/requestResult.js';
import { attentionFlopsOf, promptFlops, type Chunk } from './chunkFlops.js';
import { hostSeconds, linkSeconds } from '../beside.js';
import { distinctExperts } from '../rates.js';
import { reached } from './curves.js';
import type { PromptKernel } from './promptKernel.js';

/** A prompt that is computed alone. */
export interface PromptTime {
  /** From the first to the last chunk. */
  readonly seconds: number;
  /** What it adds to the steps of a replica, with as many others under way as it works on at once. */
  readonly addedSeconds: number;
  /** What it takes of a replica that fills every step with prompts. */
  readonly batchedSeconds: number;
  readonly chunks: number;
  /** Of all layers; embedding and head are left out, as published counts do. */
  readonly flops: number;
  /** Attention's and the indexers' share of `flops`. */
  readonly attentionShare: number;
  /** The same FLOP and weights at data-sheet rates. */
  readonly lightSeconds: number;
  /** The FLOP alone at data-sheet rates, of a replica that is full of prompts: all read the same weights. */
  readonly batchedLightSeconds: number;
  readonly parts: PrefillParts;
}

/** No prompt tokens to compute. */
const NOTHING: PromptTime = {
  seconds: 0,
  addedSeconds: 0,
  batchedSeconds: 0,
  chunks: 0,
  flops: 0,
  attentionShare: 0,
  lightSeconds: 0,
  batchedLightSeconds: 0,
  parts: { linear: 0, attention: 0, index: 0, weights: 0, host: 0, communication: 0, fixed: 0 },
};

/**
 * Time of a prompt's new tokens in chunks of at most `room` tokens (request.md 2.2). Every chunk is a step: it takes
 * its kernels' time, at least that of reading the weights once, and at least that of launching its kernels. Products
 * also run over `beside` tokens that are decoded in the same steps.
 */
export function promptTime(kernel: PromptKernel, prompt: Chunk, room: number, beside = 0): PromptTime {
  if (prompt.tokens <= 0) return NOTHING;
  const size = Math.max(1, Math.min(room, prompt.tokens));
  const chunks = Math.ceil(prompt.tokens / size);
  const products = linearSeconds(kernel, prompt.tokens, size, size + beside);
  const hidden = kernel.hiddenPerToken * prompt.tokens;
  const flops = promptFlops(kernel.groups, prompt, size);
  const attended = flops.attention + flops.reexpand;
  const length = prompt.tokens + prompt.cached;
  const rate = kernel.attentionPeak * kernel.attentionUse * reached(kernel.attentionCurve, length);
  const attending = (kernel.factor * attended) / rate;
  const indexing = (kernel.factor * flops.index) / (kernel.indexPeak * reached(kernel.indexCurve, length));
  const exchanged = kernel.communicationPerToken * prompt.tokens;
  const whole = attentionFlopsOf(kernel.groups, prompt);
  const light = products.linearLight + (whole.attention + whole.index) / kernel.attentionPeak;
  // A kernel that is fitted to one measured length may be too fast at another.
  const slower = Math.max(1, light / (products.linear + hidden + attending + indexing + exchanged));
  const linear = slower * (products.linear + hidden);
  const attention = slower * attending;
  const index = slower * indexing;
  const communication = slower * exchanged;
  const computed = linear + attention + index + communication;
  const weights = Math.max(0, chunksRead(kernel, prompt.tokens, size) / kernel.weightEfficiency - computed);
  const fixed = Math.max(0, chunks * kernel.launchSeconds - computed - weights);
  const host = hostAdded(kernel, prompt.tokens, size, computed + weights + fixed);
  const allFlops = products.linearFlops + attended + flops.index;
  return {
    seconds: computed + weights + fixed + host,
    addedSeconds: (computed + weights + host) / kernel.parallelPrompts,
    batchedSeconds: Math.max(
      batchedSeconds(kernel, prompt.tokens, room, attending + indexing + exchanged),
      light / kernel.parallelPrompts,
    ),
    chunks,
    flops: allFlops,
    attentionShare: (attended + flops.index) / allFlops,
    lightSeconds: Math.max(light, weightsRead(kernel, prompt.tokens), hostLight(kernel, prompt.tokens)),
    batchedLightSeconds: light / kernel.parallelPrompts,
    parts: { linear, attention, index, weights, host, communication, fixed },
  };
}

/** Seconds of reading the weights that so many tokens of one step touch, at the data-sheet bandwidth. */
export function weightsRead(
  {
    denseSeconds,
    expertSeconds,
    expertMiss,
  }: Pick<PromptKernel, 'denseSeconds' | 'expertSeconds' | 'expertMiss'>,
  tokens: number,
): number {
  return denseSeconds + expertSeconds * distinctExperts(expertMiss, tokens);
}

/** The same over all chunks of a prompt: full ones, and a shorter last one. */
function chunksRead(kernel: PromptKernel, tokens: number, size: number): number {
  const full = Math.floor(tokens / size);
  const rest = tokens - full * size;
  return full * weightsRead(kernel, size) + (rest > 0 ? weightsRead(kernel, rest) : 0);
}

/** Seconds that reading weights from the host adds to the chunks of a prompt, which take `rest` otherwise. */
function hostAdded({ host }: PromptKernel, tokens: number, size: number, rest: number): number {
  const full = Math.floor(tokens / size);
  const last = tokens - full * size;
  const added = (chunk: number) => hostSeconds(host, chunk, (rest * chunk) / tokens);
  return full * added(size) + (last > 0 ? added(last) : 0);
}

/** The same as nothing can be faster than: once for the whole prompt. */
function hostLight({ host }: PromptKernel, tokens: number): number {
  return host ? linkSeconds(host, tokens) : 0;
}

/** A prompt's part of steps that prompts fill to their last token: products run over all of them together. */
function batchedSeconds(kernel: PromptKernel, tokens: number, room: number, others: number): number {
  const products = linearSeconds(kernel, tokens, tokens, Math.max(room, tokens));
  const linear = products.linear + kernel.hiddenPerToken * tokens;
  const read = weightsRead(kernel, Math.max(room, tokens)) / kernel.weightEfficiency;
  const perStep = Math.max(read, kernel.launchSeconds);
  const alone = Math.max(linear + others, (perStep * tokens) / room);
  const steps = tokens / room;
  const host = steps * hostSeconds(kernel.host, Math.max(room, tokens), alone / steps);
  return (alone + host) / kernel.parallelPrompts;
}

/** Matrix products of all chunks: full ones, a shorter last one, and the head once. */
function linearSeconds(
  { linear, headFlops, headPeak }: PromptKernel,
  tokens: number,
  size: number,
  rows = size,
) {
  const full = Math.floor(tokens / size);
  const rest = tokens - full * size;
  let [seconds, light, flops] = [headFlops / headPeak, headFlops / headPeak, 0];
  for (const { flopsPerToken, peak, curve, factor } of linear) {
    const atFull = (full * size) / reached(curve, rows);
    const atRest = rest > 0 ? rest / reached(curve, rest + rows - size) : 0;
    seconds += (factor * flopsPerToken * (atFull + atRest)) / peak;
    light += (flopsPerToken * tokens) / peak;
    flops += flopsPerToken * tokens;
  }
  return { linear: seconds, linearLight: light, linearFlops: flops };
}
