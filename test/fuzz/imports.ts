import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isConfig, parseConfig } from '../../src/catalog/config/configText.js';
import { isObject } from '../../src/catalog/config/configFields.js';
import { modelFromConfig } from '../../src/catalog/config/modelFromConfig.js';
import { kvBytesPerSequence } from '../../src/catalog/shapes/cacheGroups.js';
import type { KvCacheFormat } from '../../src/catalog/shapes/resolvedPlan.js';
import { weightBytes } from '../../src/catalog/shapes/weights.js';
import { launchIn } from '../../src/exchange/launch/launchImport.js';
import { launchText } from '../../src/exchange/launch/launchWriting.js';
import { calibrationText, readMeasurements } from '../../src/exchange/measurements.js';
import { rowText } from '../../src/exchange/trace/rowText.js';
import { Trace } from '../../src/exchange/trace/trace.js';
import { workloadOf, workloadText } from '../../src/exchange/trace/workload.js';
import { parsePlan } from '../../src/plan/document.js';
import { mutated } from './mutate.js';

// Files that others wrote, as `decodeplan import` reads them: whatever is taken of one is a valid part of a plan.

/** The rest of a plan around what was taken. */
const PLAN: Readonly<Record<string, string>> = {
  decodeplan: '1',
  model: 'llama-3.1-8b',
  workloads: '{ one: { concurrency: 4, context: 8K } }',
  gpus: '{ type: h100-sxm, count: 8 }',
  options: '{ as-is: {} }',
};

/** Members as an import writes them are read again without a problem. */
function assertPlan(members: string, open: readonly string[] = []): void {
  const rest = Object.entries(PLAN).filter(([name]) => !new RegExp(`^${name}:`, 'm').test(members));
  const text = `${rest.map(([name, value]) => `${name}: ${value}\n`).join('')}${members}`;
  const { problems } = parsePlan(text);
  assert.deepEqual(
    problems
      .filter(({ code }) => !open.includes(code))
      .map(({ message }) => message)
      // A command may say what no plan takes: the plan tells it at its place.
      .filter((message) => !/ is (?:over|under) |must be more than zero/.test(message)),
    [],
    text,
  );
}

const BF16: KvCacheFormat = { key: 'bf16', value: 'bf16', index: 'bf16', state: 'native' };

const withoutNumbers = (text: string) => text.replace(/[`'"].*[`'"]|\d+/gs, '').slice(0, 200);

/** A script, manifest, chart or program that may start a server. */
function fuzzLaunch(text: string): string {
  const reading = launchIn(text);
  if (!reading.ok) {
    assert.ok(reading.why.length > 0);
    return withoutNumbers(reading.why);
  }
  const { launch } = reading;
  const written = launchText(launch);
  assert.ok(!/\bNaN\b|\bundefined\b|\[object/.test(written), written);
  assertPlan(written);
  const names = launch.members.map(([path]) => path.join('.'));
  return `${launch.engine} ${names.join(' ')} ${launch.speculation?.['method'] ?? ''} ${launch.ignored.length}`;
}

/** A log or what a benchmark wrote. */
function fuzzMeasured(text: string): string {
  const measured = readMeasurements(text);
  const written = calibrationText(measured);
  assert.ok(!/\bNaN\b|\bundefined\b|\[object|Infinity/.test(written), written);
  if (written !== '') assertPlan(written);
  assert.ok(measured.ignored.every((what) => what.length > 0));
  const { memory, steps, ignored } = measured;
  const said = ignored.map(withoutNumbers).join(' ').slice(0, 200);
  return `${Object.keys(memory).join(' ')} ${Math.min(steps.length, 9)} ${said}`;
}

/** A log of requests, which comes in pieces cut anywhere. */
function fuzzTrace(text: string, at: number): string {
  if (!Trace.reads(text)) return 'none';
  const statisticsOf = (pieces: readonly string[]) => {
    const trace = new Trace();
    const rows = rowText((row, from, to) => trace.add(row, from, to));
    for (const piece of pieces) rows.add(piece);
    rows.end();
    return trace.statistics();
  };
  const cut = Math.floor(at * text.length);
  const statistics = statisticsOf([text.slice(0, cut), text.slice(cut)]);
  assert.deepEqual(statistics, statisticsOf([text]), 'pieces are read otherwise than the whole');
  if (!statistics) return 'empty';
  const workload = workloadOf(statistics);
  const written = workloadText(workload);
  assert.ok(!/\bNaN\b|\bundefined\b|\[object|Infinity/.test(written), written);
  // What a log does not show is left to the reader, who is told.
  assertPlan(written, ['missing-key']);
  return `${workload.members.map(([name]) => name).join(' ')} ${workload.notes.map(withoutNumbers).join(' ').slice(0, 300)}`;
}

/** A config.json: a model whose bytes are numbers, or a word why not. */
function fuzzConfig(text: string): string {
  let config: unknown;
  try {
    config = parseConfig(text);
  } catch {
    return 'no JSON';
  }
  if (!isConfig(config)) return 'no config';
  const result = modelFromConfig(config, { id: 'own', name: 'own' });
  if (!result.ok) {
    assert.ok(result.message.length > 0);
    return `${result.code} ${withoutNumbers(result.message)}`;
  }
  const { model } = result;
  const bytes = weightBytes(model, 'native');
  assert.ok(Number.isFinite(bytes) && bytes >= 0, `weights of ${bytes} bytes`);
  const kv = kvBytesPerSequence(model, BF16, 8192);
  assert.ok(!Number.isNaN(kv) && kv >= 0, `a cache of ${kv} bytes`);
  return `${model.attention} ${model.groups.length} ${model.weights.length} ${model.unknown.map(withoutNumbers).join(' ')}`;
}

interface Named {
  readonly text: string;
}

const textsOf = (file: string): readonly string[] =>
  (JSON.parse(readFileSync(`test/cases/${file}.json`, 'utf8')) as readonly Named[]).map(({ text }) =>
    text.slice(0, LONGEST_SEED),
  );
/** Long logs say most of what they say early, and would make each try slow. */
const LONGEST_SEED = 6000;

/** Commands and manifests that people published, and forms that they did not. */
const launchSeeds = (): readonly string[] => [...textsOf('launch-public'), ...LAUNCHES];

const LAUNCHES: readonly string[] = [
  'vllm serve openai/gpt-oss-120b --tensor-parallel-size 4 --max-model-len 128k --max-num-seqs 64 --kv-cache-dtype fp8\n',
  'python -m sglang.launch_server --model-path deepseek-ai/DeepSeek-V3.2 --tp 8 --dp 8 --enable-dp-attention --mem-fraction-static 0.85\n',
  'trtllm-serve serve meta-llama/Llama-3.1-8B-Instruct --tp_size 2 --max_batch_size 32 --kv_cache_free_gpu_memory_fraction 0.9\n',
  'from vllm import LLM\nllm = LLM(model="Qwen/Qwen3-32B", tensor_parallel_size=2, gpu_memory_utilization=0.9)\n',
  'FROM vllm/vllm-openai:v0.20.0\nENV TP=4\nCMD ["--model", "Qwen/Qwen3-32B", "--tensor-parallel-size", "$TP"]\n',
  'apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n        - image: vllm/vllm-openai:v0.21.0\n          args: ["--model", "openai/gpt-oss-20b", "--max-num-batched-tokens=8192"]\n          resources: { limits: { nvidia.com/gpu: 2 } }\n',
  'services:\n  s:\n    image: lmsysorg/sglang:v0.5.9\n    command: python3 -m sglang.launch_server --model-path zai-org/GLM-4.6 --tp 8 --speculative-algorithm EAGLE --speculative-num-draft-tokens 4\n',
  'MODEL=meta-llama/Llama-3.3-70B-Instruct\nARGS=(--tensor-parallel-size 8 --enable-prefix-caching)\nexec vllm serve "$MODEL" "${ARGS[@]}" --api-key secret\n',
  '[Service]\nEnvironment="MODEL=Qwen/Qwen3-32B"\nEnvironment=TP=4\nExecStart=/opt/vllm/bin/python -m vllm.entrypoints.openai.api_server \\\n  --model ${MODEL} --tensor-parallel-size ${TP}\n',
  '[Container]\nExec=--model Qwen/Qwen3-8B --max-model-len 8192 --kv-cache-dtype fp8\nImage=docker.io/vllm/vllm-openai:v0.25.1\n',
  'config {\n  image = "vllm/vllm-openai:v0.21.0"\n  args = [\n    # the model\n    "--model", "Qwen/Qwen3-32B", "--tensor-parallel-size", "4",\n  ]\n}\n',
  'kind: ConfigMap\ndata:\n  model.yaml: |\n    llm_configs:\n      - model_loading_config: { model_id: q, model_source: Qwen/Qwen3-32B }\n        engine_kwargs:\n          tensor_parallel_size: 2\n',
];

/** Logs and results that people published. */
const measuredSeeds = (): readonly string[] => [...textsOf('measurements-public'), ...MEASURED];

const MEASURED: readonly string[] = [
  '{"max_concurrency": 16, "completed": 100, "total_input_tokens": 102400, "total_output_tokens": 51200, "median_tpot_ms": 10.5, "median_itl_ms": 10.1}\n',
  '============ Serving Benchmark Result ============\nSuccessful requests:                     100\nMaximum request concurrency:             16\nTotal input tokens:                      102400\nTotal generated tokens:                  51200\nMean TPOT (ms):                          10.22\nMedian TPOT (ms):                        10.20\n',
  'INFO 06-10 20:36:11 [kv_cache_utils.py:1287] GPU KV cache size: 1,234,560 tokens\nINFO 06-10 20:36:11 [kv_cache_utils.py:1291] Maximum concurrency for 8,192 tokens per request: 150.70x\n',
  '[2026-07-04 05:01:30 TP0] Prefill batch, #new-seq: 14, #new-token: 1792, #cached-token: 980864, full token usage: 0.74, #running-req: 26, #queue-req: 0\n[2026-07-04 05:01:33 TP0] Decode batch, #running-req: 40, #full token: 350592, full token usage: 0.74, accept len: 3.13, accept rate: 0.71, npu graph: True, gen throughput (token/s): 155.34, #queue-req: 0\n[2026-07-04 05:01:36 TP0] Decode batch, #running-req: 40, #full token: 356736, full token usage: 0.76, accept len: 3.56, accept rate: 0.85, npu graph: True, gen throughput (token/s): 2254.24, #queue-req: 0\n',
  'INFO GPU KV cache size: 100,000 tokens\nINFO 09-16 11:59:00 [loggers.py:271] Engine 000: Avg prompt throughput: 900.0 tokens/s, Avg generation throughput: 500.0 tokens/s, Running: 32 reqs, Waiting: 0 reqs, GPU KV cache usage: 20.0%, Prefix cache hit rate: 22.5%\nINFO 09-16 11:59:10 [loggers.py:271] Engine 000: Avg prompt throughput: 0.0 tokens/s, Avg generation throughput: 1600.0 tokens/s, Running: 32 reqs, Waiting: 0 reqs, GPU KV cache usage: 36.0%, Prefix cache hit rate: 22.5%\nINFO 09-16 11:59:10 [metrics.py:120] SpecDecoding metrics: Mean acceptance length: 3.00, Accepted throughput: 9.00 tokens/s, Drafted throughput: 9.00 tokens/s, Accepted: 90 tokens, Drafted: 90 tokens, Per-position acceptance rate: 1.000, 1.000, Avg Draft acceptance rate: 100.0%\n',
  "[TRT-LLM] [I] iter = 9, global_rank = 0, rank = 0, currank_total_requests = 1/1, host_step_time = 19.1ms, prev_device_step_time = 9ms, num_scheduled_requests: 64, states = {'num_ctx_requests': 0, 'num_ctx_tokens': 0, 'num_generation_tokens': 64}\n",
  '| ISL | OSL | Concur | TPOT P50 (ms) |\n|-----|-----|-------:|---------------|\n| 128 | 128 | 1 | 30.8 |\n| 1,024 | 128 | 32 | **34.2** |\n',
  'Metric,avg,min,max,p99,p50\nRequest Latency (ms),"6,406.20",5,9,9,5\nInter Token Latency (ms),30.35,27.59,35.60,35.23,30.13\nOutput Sequence Length (tokens),174.45,164.00,187.00,186.22,174.00\nInput Sequence Length (tokens),"3,000.05",1,2,3,4\n\nMetric,Value\nRequest Throughput (per sec),1.50\n',
  'sglang:max_total_num_tokens{model_name="m",tp_rank="0"} 1.16e+06\nsglang:num_running_reqs{model_name="m"} 12.0\n',
  'metrics:\n  latency:\n    time_per_output_token: { units: s/token, mean: 0.0125 }\n',
];

/** Logs of requests in the forms that there are. */
const traceSeeds = (): readonly string[] => [
  table('TIMESTAMP,ContextTokens,GeneratedTokens', (i) => `2023-11-16 18:15:${pad(i)}.680,${100 * i},${i}`),
  table(
    'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type',
    (i) => `${i},GPT-4,${50 * i},${i},${51 * i},API log`,
  ),
  table('', (i) =>
    JSON.stringify({ timestamp: 1000 * i, input_length: 600 * i, output_length: 20, hash_ids: [1, 2, i] }),
  ),
  table('', (i) =>
    JSON.stringify({
      created: 1700000000 + i,
      usage: { prompt_tokens: 90 * i, completion_tokens: 9, prompt_tokens_details: { cached_tokens: 40 } },
    }),
  ),
  table('', (i) =>
    JSON.stringify({
      startTime: `2026-01-01T00:00:${pad(i)}Z`,
      endTime: `2026-01-01T00:01:${pad(i)}Z`,
      prompt_tokens: i,
      completion_tokens: 5,
      session_id: `s${i % 3}`,
    }),
  ),
  table('', (i) =>
    JSON.stringify({
      metadata: { request_start_ns: 1.7e18 + i * 1e9, request_end_ns: 1.7e18 + (i + 2) * 1e9 },
      metrics: {
        input_sequence_length: { value: 550 + i, unit: 'tokens' },
        output_sequence_length: { value: 48, unit: 'tokens' },
      },
    }),
  ),
  table(
    '',
    (i) =>
      `[2026-09-01 00:00:0${i}] Finish: obj=GenerateReqInput(rid='x', text='t'), out={'text': 'a', 'meta_info': {'prompt_tokens': ${100 * i}, 'completion_tokens': 30, 'cached_tokens': 25, 'e2e_latency': 2.0}}`,
  ),
  table('', (i) =>
    JSON.stringify({
      createTime: `2026-09-01T00:00:0${i}Z`,
      usageMetadata: { promptTokenCount: 100 * i, candidatesTokenCount: 20, cachedContentTokenCount: 40 },
    }),
  ),
  `[${Array.from({ length: 6 }, (_, i) => JSON.stringify({ arrival: i, prompt_len: 10 * i, output_len: 4 })).join(',\n')}]`,
];

const pad = (i: number) => String(i).padStart(2, '0');

const table = (heading: string, row: (i: number) => string): string =>
  [...(heading === '' ? [] : [heading]), ...Array.from({ length: 8 }, (_, i) => row(i + 1))].join('\n');

/** Real configurations. */
function configSeeds(): readonly string[] {
  const all = JSON.parse(readFileSync('test/cases/configs.json', 'utf8')) as readonly {
    readonly config: unknown;
  }[];
  return [...all.map(({ config }) => JSON.stringify(config)), ...otherConfigs()].filter(
    (text) => text.length < LONGEST_SEED,
  );
}

/** Forms that few of the published ones have: other quantizers, and text models that leave their class's fields out. */
function otherConfigs(): readonly string[] {
  const text = {
    model_type: 'qwen3_moe',
    num_hidden_layers: 4,
    hidden_size: 1024,
    intermediate_size: 4096,
    num_attention_heads: 16,
    num_key_value_heads: 4,
    num_experts: 8,
    num_experts_per_tok: 2,
    moe_intermediate_size: 512,
    vocab_size: 32000,
  };
  const quantized: readonly object[] = [
    { quant_method: 'mxfp8', ignored_layers: ['lm_head'] },
    {
      quant_method: 'quark',
      global_quant_config: { weight: { dtype: 'fp4', group_size: 32, scale_format: 'e8m0' } },
      layer_quant_config: { '*self_attn*': { weight: { dtype: 'fp8_e4m3' } } },
      exclude: ['lm_head'],
    },
    {
      quant_method: 'auto-round',
      bits: 4,
      group_size: 128,
      sym: true,
      extra_config: { lm_head: { bits: 16 } },
    },
    { quant_method: 'mxfp4', modules_to_not_convert: ['model.layers.*.self_attn'] },
    { quant_method: 'bitsandbytes', load_in_4bit: true, bnb_4bit_quant_type: 'nf4' },
  ];
  return [
    ...quantized.map((quantization_config) => JSON.stringify({ ...text, quantization_config })),
    JSON.stringify({
      model_type: 'llava',
      text_config: { model_type: 'llama', vocab_size: 32064 },
      vision_config: { hidden_size: 1024, intermediate_size: 4096, num_hidden_layers: 24 },
    }),
  ];
}

const ODD: readonly unknown[] = [
  null,
  true,
  false,
  -1,
  0,
  1.5,
  1e308,
  1e-308,
  '',
  'fp8',
  [],
  {},
  [[]],
  '12',
  2 ** 53,
];

/** The same fields with one or a few of them changed, dropped, or taken from another file. */
function mutatedConfig(source: string, other: string, random: () => number): string {
  const [own, others] = [source, other].map((text) => {
    try {
      return parseConfig(text);
    } catch {
      return {};
    }
  });
  const fields: [string, unknown][] = Object.entries(own ?? {});
  const taken = Object.entries(others ?? {});
  const at = () => Math.floor(random() * fields.length);
  for (let rounds = 1 + Math.floor(random() * 3); rounds > 0 && fields.length > 0; rounds--) {
    const i = at();
    const [name, value] = fields[i] ?? ['', null];
    const chance = random();
    const odd = ODD[Math.floor(random() * ODD.length)];
    if (isObject(value) && chance < 0.5) {
      fields[i] = [name, JSON.parse(mutatedConfig(JSON.stringify(value), other, random))];
      continue;
    }
    if (chance < 0.2) fields.splice(i, 1);
    else if (chance < 0.5) fields[i] = [name, odd];
    else if (chance < 0.7)
      fields[i] = [name, typeof value === 'number' ? value * 2 ** Math.floor(random() * 9 - 4) : value];
    else if (chance < 0.8)
      fields[i] = [name, Array.isArray(value) ? [...(value as unknown[]), odd] : [value]];
    else {
      const from = taken[Math.floor(random() * taken.length)];
      if (from) fields.push(from);
    }
  }
  return JSON.stringify(Object.fromEntries(fields));
}

/** Texts of one kind, and what reads them. */
interface ImportTarget {
  readonly seeds: readonly string[];
  /** Answers with the kind of answer that the input got; `at` is a place in it, 0 to 1. */
  readonly run: (text: string, at: number) => string;
  /** How texts are changed. */
  readonly mutate: typeof mutated;
}

/** What `decodeplan import` reads, by kind. */
export const IMPORTS = {
  launch: { seeds: launchSeeds(), run: fuzzLaunch, mutate: mutated },
  measured: { seeds: measuredSeeds(), run: fuzzMeasured, mutate: mutated },
  trace: { seeds: traceSeeds(), run: fuzzTrace, mutate: mutated },
  config: { seeds: configSeeds(), run: fuzzConfig, mutate: mutatedConfig },
} as const satisfies Readonly<Record<string, ImportTarget>>;
