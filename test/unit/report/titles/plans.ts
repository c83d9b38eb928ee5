/** Plans in which a title goes wrong most easily: too little of something, or none of it. */

const chat = 'chat: { share: 100%, concurrency: 200, context: { p50: 4K, p95: 16K }, speed: 30 tok/s }';
const llama = (rest: string) => `decodeplan: 1\nmodel: llama-3.1-70b\n${rest}`;
const two =
  'options: { as-is: {}, eagle: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.5 } } }';

export const DEGENERATE: Readonly<Record<string, string>> = {
  'no room for the weights': `decodeplan: 1\nmodel: llama-3.1-405b\nworkloads: { ${chat} }\ngpus: { type: h100-sxm, count: 4 }\n${two}`,
  'weights and nothing else': `decodeplan: 1\nmodel: llama-3.1-405b\nworkloads: { ${chat} }\ngpus: { type: h100-sxm, count: 8 }\nserving: { weights: fp8 }\n${two}`,
  'one option': llama(`workloads: { ${chat} }\ngpus: { type: h100-sxm, count: 16 }\noptions: { as-is: {} }`),
  'hosted only': llama(
    `workloads: { ${chat} }\noptions: { bought: { hosted: { output: 0.9 USD/Mtok, input: 0.2 USD/Mtok } } }`,
  ),
  'a hosted offer without a price': llama(
    `workloads: { ${chat} }\ngpus: { type: h100-sxm, count: 16 }\noptions: { as-is: {}, bedrock: { hosted: aws-trainium3-cerebras-cs3 } }`,
  ),
  'attention that is what it is compared with': llama(
    `workloads: { ${chat} }\ngpus: { type: h200-sxm, count: 16 }\n${two}`,
  ),
  'a key and a value for every head': `decodeplan: 1\nmodel: llama-2-7b\nworkloads: { ${chat.replace('16K', '4K').replace('4K', '2K')} }\ngpus: { type: h100-sxm, count: 4 }\n${two}`,
  'no concurrency': llama(
    `workloads: { chat: { share: 100%, demand: 2B tokens/day, context: { p50: 4K, p95: 16K } } }\ngpus: { type: h100-sxm, count: 16 }\n${two}`,
  ),
  'no speed': llama(
    `workloads: { chat: { share: 100%, concurrency: 200, context: { p50: 4K, p95: 16K } } }\ngpus: { type: h100-sxm, count: 16 }\n${two}`,
  ),
  'a speed that nothing reaches': llama(
    `workloads: { chat: { share: 100%, concurrency: 20, context: { p50: 4K, p95: 16K }, speed: 2000 tok/s } }\ngpus: { type: h100-sxm, count: 16 }\n${two}`,
  ),
  'one that fits at no context beside one that fits at all': llama(
    `workloads:\n  crowd: { share: 50%, concurrency: 900000, context: { p50: 4K, p95: 16K } }\n  few: { share: 50%, concurrency: 2, context: { p50: 4K, p95: 16K } }\ngpus: { type: h100-sxm, count: 16 }\nbuy: none\noptions: { as-is: {} }`,
  ),
  'several crossings, racks against drafts': `decodeplan: 1
model: deepseek-v4-pro
workloads: { agents: { share: 100%, concurrency: 1800, context: { p50: 64K, p95: 256K }, speed: 100 tok/s } }
gpus: { type: vera-rubin-nvl72, racks: 4 }
options:
  software: { speculation: { method: dspark, draftTokens: 5 } }
  lpx: { lpx: { racks: auto, price: 3.5M USD } }
breakEven: { baseline: software, challenger: lpx }`,
  'a whole request': `decodeplan: 1
model: deepseek-v4-pro
workloads: { agents: { share: 100%, concurrency: 400, context: { p50: 33K, p95: 64K }, input: 32K, output: 1K, cachedInput: 80%, ttft: { p95: 2 s }, speed: 60 tok/s } }
gpus: { type: gb200-nvl72, racks: 2 }
options: { as-is: {}, software: { speculation: { method: dspark, draftTokens: 5 } } }`,
};
