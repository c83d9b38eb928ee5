import * as l10n from '../../l10n/l10n.js';
import { withoutSecrets } from '../launch/reading/secrets.js';
import { readRunning } from './runningLog.js';
import type { Measurements } from './shapes.js';

/** Members of `calibration.memory`; `states` are a part of `kvPool` that SGLang logs by itself. */
type Member = 'weights' | 'kvPool' | 'kvTokens' | 'states';

/** A line of a start-up log: what it says, in which unit, and of several lines which ones count first. */
interface LogLine {
  readonly pattern: RegExp;
  /** Members by the groups of the pattern, with the factor to GiB where it is memory. */
  readonly says: readonly (readonly [Member, number])[];
  readonly rank: number;
}

const MIB = 1 / 1024;
const BYTE = 2 ** -30;

/** SGLang and old versions of vLLM write GB and mean GiB: they divide by 2^30. */
const LINES: readonly LogLine[] = [
  // vLLM, old and new.
  {
    pattern: /(?:Model loading took|Loading model weights took) ([0-9.]{1,12}) ?(?:GiB|GB)/,
    says: [['weights', 1]],
    rank: 2,
  },
  { pattern: /model weights take ([0-9.]{1,12}) ?GiB/, says: [['weights', 1]], rank: 2 },
  { pattern: /Available KV cache memory: ([0-9.]{1,12}) ?GiB/, says: [['kvPool', 1]], rank: 2 },
  { pattern: /reserved for KV Cache is ([0-9.]{1,12}) ?GiB/, says: [['kvPool', 1]], rank: 2 },
  { pattern: /reserved ([0-9.]{1,12}) ?GiB memory for KV Cache/, says: [['kvPool', 1]], rank: 2 },
  { pattern: /\bkv_cache_size=([0-9.]{1,12}) ?GiB/, says: [['kvPool', 1]], rank: 1 },
  // What it says after its graphs are captured; with what is used outside of torch among the weights they are none.
  { pattern: /Actual usage is ([0-9.]{1,12}) ?GiB for weight,/, says: [['weights', 1]], rank: 1 },
  {
    pattern: /Current kv cache memory in use is ([0-9.]{1,12}) ?GiB/,
    says: [['kvPool', 1]],
    rank: 1,
  },
  {
    pattern: /Current kv cache memory in use is ([0-9]{1,15}) bytes/,
    says: [['kvPool', BYTE]],
    rank: 1,
  },
  // Starts that fail say what they had.
  {
    pattern: /larger than the available KV cache memory \(([0-9.]{1,12}) ?GiB\)/,
    says: [['kvPool', 1]],
    rank: 1,
  },
  {
    pattern: /number of tokens that can be stored in KV cache \(([0-9]{1,12})\)/,
    says: [['kvTokens', 1]],
    rank: 1,
  },
  { pattern: /(?:GPU )?KV cache size: ([0-9,]{1,20}) tokens/, says: [['kvTokens', 1]], rank: 2 },
  // SGLang.
  { pattern: /Load weight end\..*?mem usage=([0-9.]{1,12}) ?GB/, says: [['weights', 1]], rank: 2 },
  {
    pattern: /KV Cache is allocated\..*?#tokens: ([0-9,]{1,20}), KV size: ([0-9.]{1,12}) ?GB/,
    says: [
      ['kvTokens', 1],
      ['kvPool', 1],
    ],
    rank: 2,
  },
  {
    pattern:
      /KV Cache is allocated\.(?:.*?#tokens: ([0-9,]{1,20}),)? K size: ([0-9.]{1,12}) ?GB, V size: ([0-9.]{1,12}) ?GB/,
    says: [
      ['kvTokens', 1],
      ['kvPool', 1],
      ['kvPool', 1],
    ],
    rank: 2,
  },
  {
    // Of windows and of whole contexts there is a pool each, logged one by one before both.
    pattern: /SWAKVPool mem usage: ([0-9.]{1,12}) ?GB, swa size: [0-9]{1,12}, full size: ([0-9]{1,12})/,
    says: [
      ['kvPool', 1],
      ['kvTokens', 1],
    ],
    rank: 3,
  },
  {
    pattern:
      /Mamba Cache is allocated\..{0,80}?conv_state size: ([0-9.]{1,12}) ?GB, ssm_state size: ([0-9.]{1,12}) ?GB(?:.{0,40}?intermediate_ssm_state_cache size: ([0-9.]{1,12}) ?GB)?(?:.{0,40}?intermediate_conv_window_cache size: ([0-9.]{1,12}) ?GB)?/,
    says: [
      ['states', 1],
      ['states', 1],
      ['states', 1],
      ['states', 1],
    ],
    rank: 2,
  },
  { pattern: /\bmax_total_num_tokens=([0-9]{1,12})\b/, says: [['kvTokens', 1]], rank: 1 },
  {
    pattern: /^sglang:max_total_num_tokens(?:\{[^}]*\})? ([0-9.]{1,20}(?:e\+?[0-9]{1,2})?)$/,
    says: [['kvTokens', 1]],
    rank: 1,
  },
  // TensorRT-LLM.
  {
    pattern: /Allocated ([0-9.]{1,12}) ?GiB for max tokens(?: in paged KV cache)? \(([0-9]{1,12})\)/,
    says: [
      ['kvPool', 1],
      ['kvTokens', 1],
    ],
    rank: 2,
  },
  { pattern: /Allocate ([0-9]{1,15}) bytes for k\/v cache/, says: [['kvPool', BYTE]], rank: 1 },
  { pattern: /Using ([0-9]{1,12}) tokens in paged KV cache/, says: [['kvTokens', 1]], rank: 1 },
  { pattern: /Rank \d+ uses ([0-9.]{1,12}) ?GB for model weights/, says: [['weights', 1]], rank: 1 },
  { pattern: /Loaded engine size: ([0-9]{1,9}) ?MiB/, says: [['weights', MIB]], rank: 1 },
  {
    // What is used outside of torch is no weight: on unified memory it is all that the host has.
    pattern: /Memory used after loading model weights(?! \(outside)[^:]{0,80}: ([0-9.]{1,12}) ?GiB/,
    says: [['weights', 1]],
    rank: 2,
  },
];

/** Lines of the same logs that say something of memory and fill no member. */
const UNUSED_LINES: readonly RegExp[] = [
  /(?:PyTorch )?activation peak memory takes [0-9.]{1,12} ?GiB/,
  /non_torch_memory takes [0-9.]{1,12} ?GiB/,
  /Graph capturing finished in [0-9.]{1,12} secs?, took [0-9.]{1,12} ?GiB/,
  /Estimated CUDA graph memory: [0-9.]{1,12} ?GiB/,
  /Capture [\w ]{0,40}graph end\..{0,60}?mem usage=[0-9.]{1,12} ?GB/i,
  /CPU blocks: [0-9]{1,12}/,
  /Maximum concurrency for [0-9,]{1,20} tokens per request: [0-9.]{1,12}x/,
  /[0-9.]{1,12} ?GiB for consumed memory \(weights \+ non-torch\)/,
];

/** vLLM's metrics have blocks, and a block's tokens follow from kinds of layers that metrics do not name. */
const BLOCK_METRIC = /^vllm:cache_config_info\{/m;

/** What a server was started with, as logs repeat it: a plan's `serving` says the same. */
const STARTED_WITH = /(?:non-default args: \{([^\n]{1,4000})\}|server_args=ServerArgs\(([^\n]{1,12000}))/;

/** Blocks that old versions log instead of tokens, and the concurrency from which the size of a block shows. */
const BLOCKS = /(?:GPU|CUDA|ROCm|HPU|XPU|TPU|NPU) blocks: ([0-9]{1,12})/i;
/** Devices whose blocks are not of vLLM's usual size. */
const OTHER_BLOCKS = /(?:HPU|XPU|TPU|NPU) blocks:/i;
const BLOCK_SIZE = /\bblock[_-]size['"]?[ =:]{1,3}([0-9]{1,4})\b/;
/** vLLM's own on CUDA, in all releases that log blocks. */
const DEFAULT_BLOCK = 16;
const CONCURRENCY = /Maximum concurrency for ([0-9,]{1,20}) tokens per request: ([0-9.]{1,12})x/;
const BLOCK_TOKENS: readonly number[] = [1, 8, 16, 32, 64, 128, 256];

const blockSize = (text: string): number => Number(BLOCK_SIZE.exec(text)?.[1] ?? DEFAULT_BLOCK);

/** Tokens of the blocks in a log of an old version, by the concurrency, by the size that is set, or by vLLM's own size. */
function blockTokens(text: string): number | null {
  const blocks = Number(BLOCKS.exec(text)?.[1]);
  const [, length, times] = CONCURRENCY.exec(text) ?? [];
  if (!(blocks > 0)) return null;
  if (length === undefined)
    return OTHER_BLOCKS.test(text) && !BLOCK_SIZE.test(text) ? null : blocks * blockSize(text);
  const tokens = Number(length.replace(/,/g, '')) * Number(times);
  // The concurrency is rounded to two places.
  const size = BLOCK_TOKENS.find((each) => Math.abs(tokens / (blocks * each) - 1) < 0.1);
  return size === undefined ? null : blocks * size;
}

/** A value of a log with the ranks that logged it: `DP1 TP3`, `EngineCore_DP1`; empty where the line names none. */
interface Said {
  readonly member: Member;
  readonly value: number;
  readonly written: string;
  readonly rank: number;
  readonly data: string;
  readonly worker: string;
}

const DATA_RANK = /\bDP_?(\d{1,4})\b|EngineCore_DP(\d{1,4})\b/;
const WORKER = /\b(?:Worker_?)?((?:DP\d+[ _]?)?(?:PP\d+[ _]?)?TP\d+)\b|\bpid=(\d+)/;

function workerOf(line: string): string {
  const found = WORKER.exec(line);
  return found?.[1] ?? found?.[2] ?? '';
}

const rounded = (value: number): string => String(Number(value.toPrecision(6)));

/** A number as a plan may write it: a cut log may end one with its point. */
const WRITTEN = /^\d+(?:\.\d+)?$/;

function saidIn(line: string): Said[] {
  return LINES.flatMap(({ pattern, says, rank }) => {
    const found = pattern.exec(line);
    if (!found) return [];
    const data = DATA_RANK.exec(line);
    const sums = new Map<Member, { value: number; written: string }>();
    says.forEach(([member, factor], i) => {
      const written = (found[i + 1] ?? '').replace(/,/g, '');
      const before = sums.get(member);
      const value = Number(written) * factor + (before?.value ?? 0);
      // What is logged is repeated digit by digit; what is computed is rounded.
      const shown = factor === 1 && !before && WRITTEN.test(written) ? written : rounded(value);
      sums.set(member, { value, written: shown });
    });
    return [...sums].flatMap(([member, { value, written }]) =>
      value > 0
        ? [
            {
              member,
              value,
              written,
              rank,
              data: data?.[1] ?? data?.[2] ?? '',
              worker: workerOf(line),
            },
          ]
        : [],
    );
  });
}

const LOADING = /Load weight begin\. avail mem=([0-9.]{1,12}) ?GB/;
const LOADED = /Load weight end\..*?avail mem=([0-9.]{1,12}) ?GB(?!.*mem usage=)/;

/** Old versions of SGLang log what is free before weights and after them: weights are what went. */
function loadedIn(line: string, free: Map<string, number>): Said[] {
  const worker = workerOf(line);
  const before = LOADING.exec(line)?.[1];
  if (before !== undefined) free.set(worker, Number(before));
  const after = LOADED.exec(line)?.[1];
  const value = (free.get(worker) ?? 0) - Number(after);
  if (!(value > 0)) return [];
  return [{ member: 'weights', value, written: rounded(value), rank: 1, data: '', worker }];
}

/**
 * Reads the start-up log of vLLM, SGLang or TensorRT-LLM. Servers log again after a retry: the last start counts. Of the
 * ranks of one engine the least counts, as the engine takes it; the tokens of data-parallel engines add up.
 */
export function readLog(text: string): Measurements {
  let said: Said[] = [];
  let pooled = false;
  const free = new Map<string, number>();
  const ignored = new Set<string>();
  for (const full of text.split('\n')) {
    if (!WORTH_READING.test(full)) continue;
    const line = full.slice(0, LONGEST_LINE);
    const here = [...saidIn(line), ...loadedIn(line, free)];
    // Weights are loaded before the pool is made: loading after it is a new start, or a drafter's.
    if (
      pooled &&
      here.some(({ member, rank }) => member === 'weights' && rank > 1) &&
      /vllm|gpu_|model_runner|Model loading/i.test(line)
    ) {
      said = said.filter(({ worker }) => worker !== '' && !here.some((each) => each.worker === worker));
      pooled = false;
    }
    // TensorRT-LLM tries its largest step with a small cache, says so, and makes its own cache after that.
    if (TRIED.test(line)) said = said.filter(({ member }) => member === 'weights');
    said.push(...here);
    pooled ||= here.some(({ member }) => member !== 'weights');
    for (const pattern of UNUSED_LINES) {
      const found = pattern.exec(line)?.[0];
      if (found !== undefined) ignored.add(found);
    }
    const started = STARTED_WITH.exec(line);
    if (started) ignored.add(startedWith(started[1] ?? started[2] ?? ''));
  }
  const memory: Record<string, string> = {};
  const weights = chosen(said, 'weights', (a, b) => b.value - a.value);
  const pool = chosen(perWorker(said, 'kvPool'), 'kvPool', (a, b) => a.value - b.value);
  if (weights) memory['weights'] = `${weights.written} GiB`;
  if (pool) memory['kvPool'] = `${withStates(pool, said)} GiB`;
  const counted = tokensOf(said);
  const tokens = counted ?? blockTokens(text);
  if (tokens !== null) memory['kvTokens'] = String(tokens);
  if (counted === null && tokens !== null && !CONCURRENCY.test(text)) ignored.add(blocksTaken(text));
  if (tokens === null && BLOCK_METRIC.test(text)) ignored.add(blocksOnly());
  const running = readRunning(text, tokens);
  return {
    memory,
    steps: running.steps,
    ignored: [...ignored, ...running.ignored],
    said: running.said ?? [],
  };
}

const blocksTaken = (text: string): string =>
  l10n.t('blocks are taken for {tokens} tokens each', { tokens: blockSize(text) });

const blocksOnly = (): string =>
  l10n.t(
    'vllm:cache_config_info counts blocks, whose tokens depend on the layers: the start-up log has “GPU KV cache size”',
  );

const LONGEST_LINE = 12_000;

/** A word of each line above. Logs of servers that ran for days are mostly other lines. */
const WORTH_READING =
  /kv|cache|weight|memory|loading|num_tokens|engine size|capturing|cuda graph|blocks|concurrency|args/i;

const TRIED = /Peak memory during memory usage profiling/;

/** Values of a member from the lines that count first. */
function ofMember(said: readonly Said[], member: Member): Said[] {
  const own = said.filter((each) => each.member === member);
  const most = Math.max(...own.map(({ rank }) => rank));
  return own.filter(({ rank }) => rank === most);
}

function chosen(
  said: readonly Said[],
  member: Member,
  order: (a: Said, b: Said) => number,
): Said | undefined {
  return [...ofMember(said, member)].sort(order)[0];
}

/** A pool with the states that its worker logged beside it: to a plan they are one pool. */
function withStates(pool: Said, said: readonly Said[]): string {
  const own = said.filter(({ member, worker }) => member === 'states' && worker === pool.worker);
  return own.length === 0 ? pool.written : rounded(pool.value + Math.max(...own.map(({ value }) => value)));
}

/** The largest value of each worker: a drafter's pool is a second, smaller one. Lines without a worker all stay. */
function perWorker(said: readonly Said[], member: Member): Said[] {
  const own = ofMember(said, member);
  return own.filter(
    (each) =>
      each.worker === '' || !own.some((other) => other.worker === each.worker && other.value > each.value),
  );
}

/** Tokens of all data-parallel engines together, each with the least of its ranks; `null` where none are logged. */
function tokensOf(said: readonly Said[]): number | null {
  const own = ofMember(said, 'kvTokens');
  if (own.length === 0) return null;
  const engines = [...new Set(own.map(({ data }) => data))];
  const named = engines.filter((data) => data !== '');
  return (named.length > 0 ? named : engines).reduce(
    (sum, engine) => sum + Math.min(...own.filter(({ data }) => data === engine).map(({ value }) => value)),
    0,
  );
}

/** Settings that a plan's `serving` has, out of those that the log repeats. */
const SERVING =
  /["']?\b(model|model_path|tensor_parallel_size|tp_size|data_parallel_size|dp_size|pipeline_parallel_size|pp_size|ep_size|enable_expert_parallel|enable_dp_attention|max_model_len|context_length|gpu_memory_utilization|mem_fraction_static|max_num_seqs|max_running_requests|max_num_batched_tokens|chunked_prefill_size|kv_cache_dtype|quantization|block_size|page_size|speculative_config|speculative_algorithm)["']?\s?[:=]\s?("[^"]*"|'[^']*'|\{[^}]*\}|[^,\s)}]+)/g;

function startedWith(args: string): string {
  const settings = [...args.matchAll(SERVING)].map(([, name = '', value = '']) => `${name}=${value}`);
  return l10n.t('started with {settings}: `serving` of the plan says the same', {
    settings: withoutSecrets(settings.filter((one) => !one.endsWith('=None')).join(' ')),
  });
}
