import type { ChartFile, ChartSummary, FromPage } from '../../contract/fromPage.js';
import { createQuestions, type Reply } from '../../contract/questions.js';
import type { ToPage } from '../../contract/toPage.js';
import type { ChartFormat } from '../../contract/vocabulary.js';

/** The line to a page: what is said to it once it can hear, and what it is asked. */
export interface PageLink {
  /** Sends a message at once; a page that has not loaded misses it. */
  readonly send: (message: ToPage) => void;
  /** Sends a message as soon as the page has loaded. */
  readonly post: (message: ToPage) => void;
  readonly isLoaded: () => boolean;
  /** The page has loaded, and has been told its state: it now hears what waited for that. */
  readonly loaded: () => void;
  /** The page has gone out of sight, and its script with it; it loads again when it is seen. */
  readonly unloaded: () => void;
  /** The charts of the tab that is shown. */
  readonly charts: () => Promise<Reply<readonly ChartSummary[]>>;
  /** A chart in a format; `null` where it is not shown any more. */
  readonly chart: (name: string, format: ChartFormat) => Promise<Reply<ChartFile | null>>;
  /** Takes an answer of the page; `false` where the message is none. */
  readonly takeAnswer: (message: FromPage) => boolean;
  /** The page is closed: all that it was asked ends without an answer. */
  readonly end: () => void;
}

/** A page that loads and then draws a picture is done in this time, in milliseconds; else it is taken for dead. */
const ANSWER_MS = 15_000;

/** A line to the page that `send` reaches. */
export function createPageLink(send: (message: ToPage) => void, limitMs = ANSWER_MS): PageLink {
  const lists = createQuestions<readonly ChartSummary[]>(limitMs);
  const files = createQuestions<ChartFile | null>(limitMs);
  let isLoaded = false;
  let waiting: ToPage[] = [];
  const post = (message: ToPage) => {
    if (isLoaded) send(message);
    else waiting.push(message);
  };
  return {
    send,
    post,
    isLoaded: () => isLoaded,
    loaded: () => {
      isLoaded = true;
      const kept = waiting;
      waiting = [];
      kept.forEach(send);
    },
    unloaded: () => (isLoaded = false),
    charts: () => lists.ask((id) => post({ type: 'listCharts', id })),
    chart: (chart, format) => files.ask((id) => post({ type: 'exportChart', id, chart, format })),
    takeAnswer: (message) => {
      if (message.type === 'charts') lists.answer(message.id, message.charts);
      else if (message.type === 'chart') files.answer(message.id, message.file);
      else return false;
      return true;
    },
    end: () => {
      lists.end();
      files.end();
    },
  };
}
