import * as l10n from '../l10n/l10n.js';

/**
 * Words that people and servers use, without case and marks, and the members that say the same. A word may mean one
 * member in one room and another elsewhere: the first that is known at its place counts.
 */
export const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  ...meaning(['requests'], ['rate', 'requestrate', 'rps', 'qps', 'arrivalrate', 'requestspersecond', 'reqs']),
  ...meaning(
    ['speed'],
    ['tps', 'toks', 'tokenspersecond', 'tpsperuser', 'tokspersuser', 'interactivity', 'tpot', 'itl'],
  ),
  ...meaning(
    ['cachedInput', 'prefixCaching'],
    ['prefixcachehitrate', 'cachehitrate', 'hitrate', 'prefixhitrate', 'cacherate', 'cachedtokens'],
  ),
  ...meaning(['input'], ['isl', 'prompt', 'prompttokens', 'promptlength', 'inputtokens', 'inputlength']),
  ...meaning(
    ['output'],
    ['osl', 'completiontokens', 'outputtokens', 'outputlength', 'generated', 'maxtokens'],
  ),
  ...meaning(['context', 'maxModelLength'], ['contextlength', 'sequencelength', 'seqlen', 'ctx']),
  ...meaning(
    ['concurrency'],
    ['users', 'batch', 'batchsize', 'concurrentusers', 'concurrentrequests', 'maxconcurrency', 'inflight'],
  ),
  ...meaning(['ttft'], ['timetofirsttoken', 'firsttoken']),
  ...meaning(['turnDelay'], ['thinktime', 'pause', 'idle']),
  ...meaning(['demand'], ['tokensperday', 'volume', 'traffic']),
  ...meaning(['count', 'gpus'], ['num', 'number', 'quantity', 'numgpus', 'ngpus', 'gpucount']),
  ...meaning(['gpus', 'type'], ['gpu', 'accelerator', 'accelerators', 'hardware', 'device', 'devices']),
  ...meaning(['rent'], ['hourly', 'hourlyrate', 'usdperhour', 'costperhour', 'priceperhour']),
  ...meaning(['maxModelLength'], ['maxmodellen', 'maxseqlen', 'maxlength']),
  ...meaning(['memoryUtilization'], ['gpumemoryutilization', 'memfractionstatic', 'memoryfraction']),
  ...meaning(['maxSequences'], ['maxnumseqs', 'maxrunningrequests', 'maxbatchsize', 'maxseqs']),
  ...meaning(['schedulerRecvInterval'], ['recvinterval', 'receiveinterval']),
  ...meaning(
    ['maxBatchedTokens'],
    ['maxnumbatchedtokens', 'chunkedprefillsize', 'maxnumtokens', 'chunksize'],
  ),
  ...meaning(['kvCache'], ['kvcachedtype', 'kvdtype', 'kvformat', 'kvprecision', 'cachedtype']),
  ...meaning(['weights'], ['quantization', 'quant', 'dtype', 'precision']),
  ...meaning(['blockSize'], ['pagesize', 'tokensperblock']),
  ...meaning(['prefixCaching'], ['enableprefixcaching', 'prefixcache', 'radixcache']),
  ...meaning(['kvOffload'], ['offload', 'kvoffloading', 'kvoffloadingsize', 'cpukvcache']),
  ...meaning(
    ['lora'],
    ['adapter', 'adapters', 'loras', 'loraadapters', 'enablelora', 'loraconfig', 'loramodules'],
  ),
  ...meaning(['maxLoras', 'lora'], ['maxlorasperbatch', 'loracount', 'slots']),
  ...meaning(['maxRank', 'lora'], ['maxlorarank', 'lorarank', 'rank', 'r']),
  ...meaning(['modules', 'lora'], ['targetmodules', 'loratargetmodules']),
  ...meaning(['fullySharded', 'lora'], ['fullyshardedloras']),
  ...meaning(
    ['weightOffload'],
    ['cpuoffload', 'cpuoffloadgb', 'offloadweights', 'weightsinhostmemory', 'hostmemory', 'offloadgroupsize'],
  ),
  ...meaning(['engine'], ['backend', 'server', 'framework', 'runtime']),
  ...meaning(['engineVersion', 'decodeplan'], ['version']),
  ...meaning(['tensor'], ['tp', 'tensorparallel', 'tensorparallelsize', 'tpsize']),
  ...meaning(['attentionData'], ['dp', 'dataparallel', 'dataparallelsize', 'dpsize', 'data']),
  ...meaning(['expert'], ['ep', 'expertparallel', 'expertparallelsize', 'epsize']),
  ...meaning(['pipeline'], ['pp', 'pipelineparallel', 'pipelineparallelsize', 'ppsize']),
  ...meaning(['context'], ['cp', 'dcp', 'contextparallel', 'decodecontextparallelsize']),
  ...meaning(['speculation'], ['speculative', 'speculativeconfig', 'spec', 'speculativedecoding']),
  ...meaning(['draftTokens'], ['numspeculativetokens', 'speculativenumdrafttokens', 'k', 'numdrafttokens']),
  ...meaning(['acceptance'], ['acceptancerate', 'acceptedlength', 'acceptancelength', 'al']),
};

function meaning(
  members: readonly string[],
  words: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(words.map((word) => [word, members]));
}

const bare = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The member that another word means, of those that are known at its place; `null` where it means none of them. */
export function memberMeant(word: string, known: readonly string[]): string | null {
  const name = bare(word);
  const members = Object.hasOwn(OTHER_WORDS, name) ? (OTHER_WORDS[name] ?? []) : [];
  return members.find((member) => known.includes(member)) ?? null;
}

/** Servers that people run and no plan can name, by the bare words for them. */
const OTHER_SERVERS: readonly (readonly [words: RegExp, name: string])[] = [
  [/^(?:llama(?:cpp|server|cppserver)|gguf|ggml|koboldcpp|llamafile)$/, 'llama.cpp'],
  [/^ollama$/, 'Ollama'],
  [/^lmstudio$/, 'LM Studio'],
  [/^mlx(?:lm)?$/, 'MLX'],
  [/^(?:tgi|textgenerationinference|hftgi)$/, 'Text Generation Inference'],
  [/^(?:nim|nvidianim)$/, 'NIM'],
  [/^(?:lmdeploy|turbomind)$/, 'LMDeploy'],
  [/^mlc(?:llm)?$/, 'MLC LLM'],
  [/^(?:exllama(?:v2|v3)?|tabbyapi)$/, 'ExLlama'],
  [/^(?:ktransformers|kt)$/, 'KTransformers'],
  [/^(?:triton|tritonserver)$/, 'Triton'],
  [/^(?:transformers|hf|huggingface)$/, 'Transformers'],
];

/** Why a server cannot be named, in words; `null` where the word is of none that is known. */
export function serverNotKnown(word: string): string | null {
  const name = bare(word);
  const found = OTHER_SERVERS.find(([words]) => words.test(name));
  if (!found) return null;
  return l10n.t(
    'the memory and speed of {name} are not known here, though weights and caches in GGUF formats are: choose the nearest of `vllm`, `sglang` and `trtllm`',
    { name: found[1] },
  );
}

/** Experts that the host itself computes: no accelerator reads them. By the bare words for it. */
const ON_HOST =
  /^(?:n?cpumoe|ncpumoe|offloadexperts|expertsonhost|hostexperts|expertoffload\w*|cpumoe\w*|moecpu\w*|ktcpu\w*|ktnumgpuexperts|ngpulayers|gpulayers)$/;

/** Why what goes by a word is in no plan, and what to do instead, in words; `null` for other words. */
export function notCounted(word: string): string | null {
  return ON_HOST.test(bare(word))
    ? l10n.t(
        'experts and layers that the host computes are not counted: `serving.weightOffload` is for weights that accelerators read out of its memory',
      )
    : null;
}
