import type { TraceRow, RowReader } from './rows.js';

/** `INFO 09-26 10:00:00 [logger.py:39] Received request chatcmpl-1: prompt: '…', params: SamplingParams(…), …` of vLLM. */
const RECEIVED = /Received request ([^\s:]{1,200}):.*\bSamplingParams\(/;
const TIME = /(?:(\d{4})-)?(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)/;
/** Logs say no year; all of one log are of the same. */
const ANY_YEAR = 2000;

/** Whether a text has lines in which vLLM logs the requests that it receives. */
export function isRequestLog(text: string): boolean {
  return text.includes('Received request ') && RECEIVED.test(text);
}

/**
 * Reads lines of a server's log: when a request came and how long its prompt is. How much it writes is not logged: only
 * the most that it may write is, which is no length.
 */
export const readLoggedRequest: RowReader = (text, from, to): TraceRow | null => {
  const line = text.slice(from, to);
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
