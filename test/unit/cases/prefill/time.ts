import assert from 'node:assert/strict';
import { gpuTypeById } from '../../../../src/catalog/entries/hardware.js';
import type { Layout, Serving } from '../../../../src/catalog/shapes/resolvedPlan.js';
import type { AcceleratorSpec, ModelSpec } from '../../../../src/catalog/shapes/types.js';
import { promptKernel } from '../../../../src/engine/time/prefill/promptKernel.js';
import { promptTime } from '../../../../src/engine/time/prefill/promptTime.js';
import { promptRoom } from '../../../../src/engine/time/request/colocated.js';
import { SINGLE, servingOf } from '../../plans.js';
import { given, givenOr, measured, modelOf, type Answers, type PrefillCase } from './cases.js';
import { flopsOf } from './flops.js';

/** Ranks of a wide expert-parallel deployment where its source does not say. */
const SOME_RANKS = 4;
const BUDGET = 8192;

const WEIGHTS: Readonly<Record<string, Serving['weights']>> = {
  bf16: 'bf16',
  fp8: 'fp8-block',
  nvfp4: 'nvfp4',
  fp4: 'native',
};

function acceleratorOf({ id, input }: PrefillCase): AcceleratorSpec {
  const type = typeof input['accelerator'] === 'string' ? gpuTypeById(input['accelerator']) : null;
  assert.ok(type, `${id} names no accelerator of the catalogue`);
  return type.accelerator;
}

function kernelOf(one: PrefillCase, layout: Layout) {
  const model = modelOf(one);
  const weights = WEIGHTS[String(one.input['precision'])] ?? 'native';
  const serving = servingOf(model, 'bf16', { weights });
  return { model, kernel: promptKernel({ model, serving, accelerator: acceleratorOf(one), layout }) };
}

/** FLOP of a token, mean over a prompt, and what a published rate comes to. */
function flopsPerToken(model: ModelSpec, tokens: number): number {
  return flopsOf(model, { tokens, cached: 0 }, tokens).totalFlops / tokens;
}

/** Published rates of busy prefill accelerators with experts spread over all of them. */
export function rateAnswers(one: PrefillCase): Answers {
  if ('parts_us' in one.input) return {};
  if ('speedup' in one.input) return { scalingEfficiency: given(one, 'speedup') / given(one, 'ranks') };
  const ranks = givenOr(one, 'accelerators', SOME_RANKS);
  const { model, kernel } = kernelOf(one, { ...SINGLE, attentionData: ranks, expert: ranks });
  const tokens = given(one, 'input');
  const { batchedSeconds } = promptTime(kernel, { tokens, cached: 0 }, BUDGET);
  const perToken = flopsPerToken(model, tokens);
  return {
    tokensPerSecondPerAccelerator: tokens / batchedSeconds / ranks,
    flopsPerToken: perToken,
    teraflopsPerAccelerator: (measured(one, 'tokensPerSecondPerAccelerator') * perToken) / 1e12,
  };
}

/** One prompt on one accelerator. */
export function aloneAnswers(one: PrefillCase): Answers {
  const { model, kernel } = kernelOf(one, SINGLE);
  const tokens = given(one, 'input');
  const { totalFlops } = flopsOf(model, { tokens, cached: 0 }, tokens);
  return {
    seconds: promptTime(kernel, { tokens, cached: 0 }, BUDGET).seconds,
    totalFlops,
    mfuOfBf16: totalFlops / measured(one, 'seconds') / kernel.attentionPeak,
  };
}

export function lightAnswers(one: PrefillCase): Answers {
  const { kernel } = kernelOf(one, SINGLE);
  const { lightSeconds } = promptTime(kernel, { tokens: given(one, 'input'), cached: 0 }, BUDGET);
  const ratioToPeak = lightSeconds / given(one, 'claimedSeconds');
  return { ratioToPeak, fasterThanLight: ratioToPeak > 1 };
}

export function chunkAnswers(one: PrefillCase): Answers {
  if ('hostSecondsPerLayer' in one.input) return { seconds: launched(one) };
  const budget = given(one, 'batchedTokens');
  // The cases count the sequences that decode beside the prompt; the engine counts the prompt's own with them.
  const sequences = given(one, 'decoding') + 1;
  const step = { seconds: 0, acceptedLength: 1, verifiedDrafts: given(one, 'draftTokens') };
  const room = promptRoom(
    { budget, ranks: 1, most: sequences, step: () => step, prompt: none },
    sequences,
    step,
  );
  const tokens = given(one, 'uncachedInput');
  const { kernel } = kernelOf({ ...one, input: SOME_MODEL }, SINGLE);
  const { chunks } = promptTime(kernel, { tokens, cached: 0 }, room);
  return { room, chunks, lastChunk: tokens - (chunks - 1) * room };
}

const SOME_MODEL = { model: 'qwen3-8b', accelerator: 'h800-sxm' };
const none = () => {
  throw new Error('no prompt is asked for');
};

/** A prompt so short that launching is all there is. */
function launched(one: PrefillCase): number {
  const { model, kernel } = kernelOf({ ...one, input: SOME_MODEL }, SINGLE);
  assert.equal(model.layers, given(one, 'layers'));
  const launchSeconds = model.layers * given(one, 'hostSecondsPerLayer');
  return promptTime({ ...kernel, launchSeconds }, { tokens: given(one, 'chunks'), cached: 0 }, 1).seconds;
}
