import {
  counted,
  flag,
  listOf,
  message,
  messageOf,
  nullable,
  number,
  object,
  oneOf,
  text,
  type Read,
} from './readers.js';
import { scenarios } from './scenarios.js';
import { CHART_FORMATS } from './vocabulary.js';

/** What the page says to the extension. A message with an `id` is a question, or the answer to one of the extension. */

/** A chart that is shown. */
const chartSummary = object({ name: text, title: text, formats: listOf(oneOf(CHART_FORMATS)) });

/** A file to be saved where the user says. */
const file = {
  /** Suggested name, without its ending. */
  name: text,
  format: oneOf(CHART_FORMATS),
  /** Text; for `png`, bytes in base 64. */
  data: text,
};

const messages = {
  /** The page has loaded (or was reloaded) and wants the full state. */
  ready: message('ready', {}),
  /** Show where an input stands in the file, by its path. */
  reveal: message('reveal', { source: text, path: text }),
  /** The page is scrolled to what stands at a path of the file: bring it into sight, and leave the cursor. */
  scrolledTo: message('scrolledTo', { source: text, path: text }),
  /** Show a place in the file. */
  goTo: message('goTo', { source: text, line: counted, column: counted }),
  /**
   * Asks to write a value of a lever into the file, as the text that stands there then, and others with it in the same
   * edit. The answer is `written`.
   */
  set: message('set', {
    id: counted,
    source: text,
    /** Version of the document that the page moved the value of. */
    version: number,
    path: text,
    text,
    others: listOf(object({ path: text, text })),
  }),
  /** Have one anchor hold a value that the file writes at several places. */
  share: message('share', { source: text, version: number, paths: listOf(text) }),
  /** Keep these what-ifs beside the plan, and no others. */
  scenarios: message('scenarios', { source: text, scenarios }),
  /** The sliders were opened or folded: the next charts begin so. */
  whatIf: message('whatIf', { open: flag }),
  /** Show how the engine compares with measurements. */
  validation: message('validation', {}),
  /** Asks for a summary of all plans of the workspace. The answer is `portfolio`. */
  askPortfolio: message('askPortfolio', { id: counted }),
  /** Begin a plan: ask what a new one needs. */
  newPlan: message('newPlan', {}),
  /** Begin with one of the examples that ship. */
  openExample: message('openExample', {}),
  /** Show a plan of the workspace. */
  openPlan: message('openPlan', { uri: text }),
  /** Keep showing this plan, or follow the active one again. */
  pin: message('pin', { locked: flag }),
  /** Take the last change of the file back, or make it again. */
  history: message('history', { source: text, redo: flag }),
  /** Put a text on the clipboard. */
  copy: message('copy', { text }),
  /** Save a file. */
  save: message('save', file),
  /** Answers `listCharts`. */
  charts: message('charts', { id: counted, charts: listOf(chartSummary) }),
  /** Answers `exportChart`; `null` where the chart is not there any more. */
  chart: message('chart', { id: counted, file: nullable(object(file)) }),
};

export type FromPage = Read<(typeof messages)[keyof typeof messages]>;
export type SetMessage = Read<typeof messages.set>;
export type ChartSummary = Read<typeof chartSummary>;
/** A file to be saved: a suggested name, a format and its content. */
export type ChartFile = NonNullable<Read<typeof messages.chart>['file']>;

const read = messageOf(messages);

/** What the extension received, if it is a message of this contract. */
export function readFromPage(value: unknown): FromPage | null {
  return read(value) ?? null;
}
