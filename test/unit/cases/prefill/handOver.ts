import { modelById } from '../../../../src/catalog/entries/models.js';
import { kvBytesPerToken } from '../../../../src/catalog/shapes/cacheGroups.js';
import { kvCacheFormat } from '../../../../src/catalog/shapes/formats.js';
import {
  exposedSeconds,
  handOverBytes,
  handOverSeconds,
  transferSeconds,
} from '../../../../src/engine/time/request/handOver.js';
import { given, type Answers, type PrefillCase } from './cases.js';

/** What the cases of bytes are of: their names say it, their inputs do not. */
const CACHES: Readonly<Record<string, readonly [model: string, format: string, tensor: number]>> = {
  'kv-bytes-qwen3-8b-32768': ['qwen3-8b', 'bf16', 1],
  'kv-bytes-qwen3-235b-a22b-tp8-32768': ['qwen3-235b-a22b', 'bf16', 8],
  'kv-bytes-deepseek-v3-bf16-8192': ['deepseek-v3', 'bf16', 8],
  'kv-bytes-deepseek-v3.2-fp8-131072': ['deepseek-v3.2', 'fp8', 8],
  'kv-bytes-llama-3.1-70b-bf16-30000': ['llama-3.1-70b', 'bf16', 8],
};
/** A compressed cache holds windows and states beside what a case counts: its growth, once windows are full. */
const GROWING = 'kv-bytes-deepseek-v4-pro-30000';

/** 8 × 200 Gb/s. */
const LINK = 200e9;

export function handOverAnswers(one: PrefillCase): Answers {
  if ('requestsPerSecond' in one.input) {
    // Little's law, as docs/method/request.md 4 has it.
    const requestsInFlight = given(one, 'requestsPerSecond') * given(one, 'holdSeconds');
    return { requestsInFlight, stagingBytes: requestsInFlight * given(one, 'bytesPerRequest') };
  }
  if ('layerwise' in one.input) {
    const [transfer, prefill] = [given(one, 'transferSeconds'), given(one, 'prefillSeconds')];
    const handOver = { transferSeconds: transfer, prefillSeconds: prefill, layers: given(one, 'layers') };
    return { exposedSeconds: exposedSeconds(handOver, 'vllm') };
  }
  const bytes = given(one, 'bytesPerToken') * given(one, 'tokens');
  if ('bytesPerSecond' in one.input)
    return { seconds: transferSeconds(bytes, given(one, 'bytesPerSecond'), given(one, 'fixedSeconds')) };
  if ('links' in one.input) return { seconds: measuredLink(one) };
  return { bytes: bytesOf(one) };
}

function bytesOf(one: PrefillCase): number {
  const tokens = given(one, 'tokens');
  if (one.id === GROWING) {
    const model = modelById('deepseek-v4-pro');
    return model ? kvBytesPerToken(model, kvCacheFormat(model, null), tokens) * tokens : Number.NaN;
  }
  const [id = '', format = '', tensor = 1] = CACHES[one.id] ?? [];
  const model = modelById(id);
  return model ? handOverBytes(model, kvCacheFormat(model, format), tensor, tokens) : Number.NaN;
}

function measuredLink(one: PrefillCase): number {
  const model = modelById(String(one.input['model']));
  if (!model) return Number.NaN;
  const format = kvCacheFormat(model, 'bf16');
  const bytes = handOverBytes(model, format, given(one, 'tensor'), given(one, 'tokens'));
  return handOverSeconds(bytes, { bytesPerSecond: LINK });
}
