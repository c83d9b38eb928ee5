import type { TraceRow, RowReader } from './rows.js';

/** `INFO 09-26 10:00:00 [logger.py:39] Received request chatcmpl-1: prompt: '…', params: SamplingParams(…), …` of vLLM. */
const RECEIVED = /Received request ([^\s:]{1,200}):.*\bSamplingParams\(/;
const TIME = /(?:(\d{4})-)?(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)/;
/** Logs say no year; all of one log are of the same. */
const ANY_YEAR = 2000;

/** `[2026-01-10 10:00:00] Finish: obj=GenerateReqInput(…), out={…, 'meta_info': {…}}` of SGLang. */
const FINISHED = 'Finish: obj=';

/** Whether a text has lines in which vLLM logs the requests that it receives, or SGLang those that it answered. */
export function isRequestLog(text: string): boolean {
  if (text.includes(FINISHED) && text.includes("'completion_tokens': ")) return true;
  return text.includes('Received request ') && RECEIVED.test(text);
}

/**
 * Reads lines of a server's log: when a request came and how long its prompt is. How much it writes vLLM does not log: only
 * the most that it may write, which is no length. SGLang logs both when it has answered.
 */
export const readLoggedRequest: RowReader = (text, from, to): TraceRow | null => {
  const line = text.slice(from, to);
  if (line.includes(FINISHED)) return finished(line);
  if (!RECEIVED.test(line)) return null;
  return {
    time: timeOf(line),
    end: null,
    input: promptTokens(line),
    output: null,
    cached: null,
    session: null,
    blocks: null,
  };
};

/** What SGLang says of a request when it is answered: the line is written at its end. */
function finished(line: string): TraceRow | null {
  // The request repeats the user's text, which may hold anything: the counts stand behind it.
  const said = line.slice(line.lastIndexOf("'meta_info': {"));
  const number = (name: string): number | null => {
    const found = new RegExp(`'${name}': ([0-9.]{1,18})\\b`).exec(said)?.[1];
    return found === undefined || !(Number(found) >= 0) ? null : Number(found);
  };
  const output = number('completion_tokens');
  if (output === null) return null;
  const end = timeOf(line);
  const latency = number('e2e_latency');
  return {
    time: end === null || latency === null ? end : end - latency,
    end: latency === null ? null : end,
    input: number('prompt_tokens'),
    output,
    cached: number('cached_tokens'),
    session: null,
    blocks: null,
  };
}

function timeOf(line: string): number | null {
  const [, year, ...parts] = TIME.exec(line.slice(0, 200)) ?? [];
  if (parts.length === 0) return null;
  const [month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return Date.UTC(year === undefined ? ANY_YEAR : Number(year), month - 1, day, hour, minute, second) / 1e3;
}

/** The tokens that are listed; `null` where the log holds none, as newer ones do not. */
function promptTokens(line: string): number | null {
  const start = line.lastIndexOf('prompt_token_ids: [');
  if (start < 0) return null;
  const end = line.indexOf(']', start);
  if (end < 0) return null;
  const list = line.slice(start + 'prompt_token_ids: ['.length, end);
  if (!/^[\d\s,]+$/.test(list)) return null;
  return list.split(',').length;
}
