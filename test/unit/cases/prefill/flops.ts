import assert from 'node:assert/strict';
import { modelById, modelEntries } from '../../../../src/catalog/entries/models.js';
import {
  causalPairs,
  entryPairs,
  limitedPairs,
  promptFlops,
  type Chunk,
} from '../../../../src/engine/time/prefill/chunkFlops.js';
import { gpuTypeById } from '../../../../src/catalog/entries/hardware.js';
import { promptKernel } from '../../../../src/engine/time/prefill/promptKernel.js';
import type { ModelSpec } from '../../../../src/catalog/shapes/types.js';
import { SINGLE, servingOf } from '../../plans.js';
import { given, modelOf, type Answers, type PrefillCase } from './cases.js';

/** FLOP of a token's matrix products, which are the same on any hardware. */
export function linearFlopsPerToken(model: ModelSpec): number {
  const accelerator = gpuTypeById('h200-sxm')?.accelerator;
  assert.ok(accelerator);
  const { linear } = promptKernel({ model, serving: servingOf(model, 'bf16'), accelerator, layout: SINGLE });
  return linear.reduce((sum, { flopsPerToken }) => sum + flopsPerToken, 0);
}

/** FLOP of a prompt in chunks, embedding and head left out. */
export function flopsOf(model: ModelSpec, prompt: Chunk, size: number) {
  const linearParametersPerToken = linearFlopsPerToken(model) / 2;
  const linearFlops = 2 * linearParametersPerToken * prompt.tokens;
  const { attention, index, reexpand } = promptFlops(model.groups, prompt, size);
  return {
    linearParametersPerToken,
    linearFlops,
    attentionFlops: attention,
    indexFlops: index,
    reexpandFlops: reexpand,
    totalFlops: linearFlops + attention + index + reexpand,
    chunks: Math.ceil(prompt.tokens / size),
  };
}

export function flopsAnswers(one: PrefillCase): Answers {
  if ('heads' in one.input) return { flopsPerTokenPerLayer: deltaFlops(one) };
  const prompt = { tokens: given(one, 'newTokens'), cached: given(one, 'cachedTokens') };
  if ('model' in one.input) return flopsOf(modelOf(one), prompt, given(one, 'chunk'));
  return { pairs: pairsOf(one, prompt) };
}

function pairsOf(one: PrefillCase, prompt: Chunk): number {
  if ('ratio' in one.input) return entryPairs(prompt, given(one, 'ratio'), given(one, 'topK'));
  if ('window' in one.input) return limitedPairs(prompt, given(one, 'window'));
  return 'topK' in one.input ? limitedPairs(prompt, given(one, 'topK')) : causalPairs(prompt);
}

/** A token of a layer of the catalogue's first model whose gated delta layers are as large as the case's. */
function deltaFlops(one: PrefillCase): number {
  const elements = given(one, 'heads') * given(one, 'keyDim') * given(one, 'valueDim');
  const flops = modelEntries()
    .flatMap(({ id }) => modelById(id)?.groups ?? [])
    .flatMap((group) =>
      group.kind === 'recurrent' && group.stateElements === elements ? [group.promptFlopsPerToken] : [],
    )[0];
  assert.ok(flops !== undefined);
  return flops;
}
