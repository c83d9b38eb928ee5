/** What a row of a log of requests can say. */
export type Column =
  'time' | 'end' | 'duration' | 'input' | 'output' | 'cached' | 'written' | 'session' | 'blocks';

/**
 * Names of columns and members, without case and marks. Azure's LLM traces: TIMESTAMP, ContextTokens, GeneratedTokens.
 * BurstGPT: Timestamp, Request tokens, Response tokens. Mooncake: timestamp, input_length, output_length, hash_ids.
 * LiteLLM: startTime, endTime, prompt_tokens, completion_tokens, session_id. OpenAI, vLLM and Anthropic: usage. Vidur:
 * num_prefill_tokens, num_decode_tokens. Splitwise: prompt_size, token_size. DeepSeek: prompt_cache_hit_tokens. OpenRouter:
 * tokens_prompt, tokens_completion, tokens_cached. OpenTelemetry: gen_ai.usage. Dynamo: created_time. Frontier:
 * session_start_at. Gemini: usageMetadata. Bedrock: inputTokenCount. AIPerf: request_start_ns. Ollama: eval_count.
 */
const NAMES: Readonly<Record<Column, readonly string[]>> = {
  time: [
    ...[
      'timestamp',
      'starttime',
      'arrivaltime',
      'arrivaltimestamp',
      'arrivedat',
      'createdat',
      'created',
      'startedat',
    ],
    ...['requesttime', 'starttimestamp', 'time', 'ts', 'date', 'arrival', 'timestampms', 'timestamps'],
    ...['createdtime', 'createtime', 'requestcreatedat', 'sessionstartat', 'requeststartns'],
  ],
  end: [
    'endtime',
    'finishtime',
    'finishedat',
    'completedat',
    'completiontime',
    'endtimestamp',
    'endedat',
    'requestendns',
  ],
  duration: [
    ...['elapsedtime', 'duration', 'latency', 'e2elatency', 'requestlatency', 'responsetime', 'durations'],
    ...[
      'durationms',
      'latencyms',
      'elapsedms',
      'e2elatencyms',
      'responsetimems',
      'requestdurationms',
      'latencys',
    ],
  ],
  input: [
    ...[
      'contexttokens',
      'requesttokens',
      'inputlength',
      'prompttokens',
      'inputtokens',
      'promptlen',
      'inputlen',
    ],
    ...[
      'numprompttokens',
      'numinputtokens',
      'promptlength',
      'inputtokencount',
      'prompttokencount',
      'usageprompttokens',
      'numprefilltokens',
      'promptsize',
      'tokensprompt',
      'genaiusageinputtokens',
      'promptevalcount',
    ],
  ],
  output: [
    ...['generatedtokens', 'responsetokens', 'outputlength', 'completiontokens', 'outputtokens', 'outputlen'],
    ...[
      'numgenerationtokens',
      'numoutputtokens',
      'completiontokencount',
      'outputtokencount',
      'responselength',
      'numdecodetokens',
      'tokensize',
      'tokenscompletion',
      'genaiusageoutputtokens',
      'candidatestokencount',
      'evalcount',
    ],
  ],
  cached: [
    'cachedtokens',
    'cachereadinputtokens',
    'numcachedtokens',
    'cachedinputtokens',
    'cachedprompttokens',
    'promptcachehittokens',
    'tokenscached',
    'genaiusagecachereadinputtokens',
    'cachedcontenttokencount',
    'cachereadinputtokencount',
  ],
  written: ['cachecreationinputtokens', 'cachewriteinputtokens', 'cachewriteinputtokencount'],
  session: ['sessionid', 'conversationid', 'chatid', 'threadid', 'dialogid'],
  blocks: ['hashids', 'blockhashes', 'hashes', 'prefixhashes'],
};

const COLUMN_OF: ReadonlyMap<string, Column> = new Map(
  // Every key of the table is a column, which `Object.entries` does not say.
  (Object.entries(NAMES) as [Column, readonly string[]][]).flatMap(([column, names]) =>
    names.map((name): [string, Column] => [name, column]),
  ),
);

/** The column that a name means; `null` for other columns. */
export function columnOf(name: string): Column | null {
  return COLUMN_OF.get(name.toLowerCase().replace(/[^a-z0-9]/g, '')) ?? null;
}

/** Members of a request whose number stands within, beside its unit, as AIPerf writes each of its records. */
export function columnWithUnit(name: string): Column | null {
  if (name === 'input_sequence_length') return 'input';
  return name === 'output_sequence_length' ? 'output' : null;
}

/** Whether an input by that name leaves out what a cache served and took, as Anthropic's API and Bedrock count. */
export function leavesOutCached(input: string, cached: string): boolean {
  return (
    /^input_?tokens?(?:_?count)?$/i.test(input.trim()) &&
    /^cache_?read_?input_?tokens?(?:_?count)?$/i.test(cached.trim())
  );
}

/** Whether a column's own name says that it counts milliseconds. */
export function inMilliseconds(name: string): boolean {
  return /(?:_ms|\(ms\)|Ms|millis\w*)$/.test(name.trim());
}
