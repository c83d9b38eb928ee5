import { optionOf, planOf, sequenceBytes } from './answers.js';
import { percent, table, type Claim } from './claim.js';

/** What is said of caches. */

const saved = (kept: string, against: string) => percent(1 - sequenceBytes(kept) / sequenceBytes(against));

/** Two models side by side, one row a reading. */
const pairs = (rows: readonly (readonly [what: string, kept: string, against: string])[]): string =>
  table(
    ['What is compared', 'Bytes', 'Against', 'Saved'],
    rows.map(([what, kept, against]) => [
      what,
      sequenceBytes(kept).toLocaleString('en-US'),
      sequenceBytes(against).toLocaleString('en-US'),
      saved(kept, against),
    ]),
  );

function mla(): Claim {
  const [dense, six, sixteen] = [
    'mla-deepseek-llm-67b-bf16',
    'mla-deepseek-v2-int6',
    'mla-deepseek-v2-bf16',
  ] as const;
  return {
    title: 'MLA saves 93.3 % of the KV cache',
    said: 'DeepSeek-V2 paper, 2024-05.',
    against: 'DeepSeek 67B, which has 8 KV heads and 16 bits; V2 with about 6 bits.',
    published: '93.3 % fewer bytes a token.',
    notPublished: '–',
    plans: [dense, six, sixteen],
    answer: pairs([
      ['V2 at 6 bits, 67B at 16, a sequence of 32K', six, dense],
      ['both at 16 bits', sixteen, dense],
    ]),
    fair: `${saved(sixteen, dense)} from the architecture, the rest from 6 bits. Bytes follow from the configurations: there is no band.`,
  };
}

function million(): Claim {
  const of = (name: string) => `million-tokens-deepseek-${name}`;
  return {
    title: 'About 90 % less memory at a million tokens',
    said: 'DeepSeek-V4 report, figure 1, 2026-04; vLLM blog, 2026-04-24.',
    against: 'DeepSeek-V3.2 in its 8-bit layout, itself MLA; V4 with 4-bit index keys.',
    published: 'V4-Pro needs 10 % of the bytes of V3.2 at a million tokens, V4-Flash 7 %.',
    notPublished: '–',
    plans: ['v4-pro-fp8', 'v4-flash-fp8', 'v4-pro-bf16', 'v3.2-fp8', 'v3.2-bf16'].map(of),
    answer: pairs([
      ['V4-Pro, as meant', of('v4-pro-fp8'), of('v3.2-fp8')],
      ['V4-Flash', of('v4-flash-fp8'), of('v3.2-fp8')],
      ['V4-Pro, both at 16 bits', of('v4-pro-bf16'), of('v3.2-bf16')],
    ]),
    fair: 'V4 against V3.2, not against models without compression. What saves it is CSA and HCA, the successors of MLA, not MLA.',
  };
}

function majority(): Claim {
  const memory = (name: string) => {
    const [first] = Object.values(optionOf(planOf(name), 'as-is').workloads);
    const { kvUsedBytes = NaN, capacityBytes = NaN, pressure = NaN } = first?.memory ?? {};
    return { share: kvUsedBytes / capacityBytes, pressure };
  };
  const [plain, compressed] = [memory('kv-majority'), memory('kv-majority-compressed')];
  return {
    title: 'The KV cache can be most of a GPU’s memory, and that is what LPX solves',
    said: 'an article on NVIDIA’s quarter, 2026-07; no source.',
    against: 'nothing.',
    published: 'no number.',
    notPublished: '–',
    plans: ['kv-majority', 'kv-majority-compressed'],
    answer: `Llama 3.1 70B, 40 users of 128K on 8 H200 at 8 bits: the cache takes ${percent(plain.share)} of the memory, at a pressure of ${percent(plain.pressure)}. With DeepSeek-V4-Flash in its place the pressure is ${percent(compressed.pressure)}.`,
    fair: 'True of models whose attention is not compressed. LPX takes the cache off the GPUs only where it decodes alone; as drafter, and with attention and feed-forward apart, the cache stays on the GPUs.',
  };
}

export const cacheClaims = (): readonly Claim[] => [mla(), million(), majority()];
