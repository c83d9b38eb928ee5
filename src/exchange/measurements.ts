import { parseConfig } from '../catalog/config/configText.js';
import * as l10n from '../l10n/l10n.js';
import { documentsIn } from './launch/reading/yamlCommands.js';
import { readBenchmarkTable } from './measured/benchmarkTable.js';
import { runsIn, stepOfResult } from './measured/benchmarkJson.js';
import { otherBenchmarks, readServingText } from './measured/benchmarkText.js';
import { readLog } from './measured/serverLog.js';
import type { Measurements } from './measured/shapes.js';

export { readLog } from './measured/serverLog.js';
export type { Measurements } from './measured/shapes.js';

/**
 * Reads what servers log and benchmarks write: JSON, lines of JSON, a report in YAML, a table of CSV, what is printed, or
 * the lines of a log, also several of them in one text.
 */
export function readMeasurements(text: string): Measurements {
  const json = parsedJson(text) ?? jsonLines(text);
  if (json !== undefined) {
    const results = readBenchmark(json);
    // Servers may log lines of JSON, whose messages are the lines of other logs.
    if (results.steps.length > 0 || results.ignored.length > 0 || !Array.isArray(json)) return results;
  }
  const report = REPORT.test(text) ? readBenchmark(documentsIn(text)) : null;
  if (report && report.steps.length + report.ignored.length > 0) return report;
  const table = readBenchmarkTable(text);
  if (table) return { memory: {}, ...table };
  const log = readLog(text);
  const printed = readServingText(text);
  const others = otherBenchmarks(text);
  return {
    memory: log.memory,
    steps: [...log.steps, ...printed.steps, ...others.steps],
    ignored: [...log.ignored, ...printed.ignored, ...others.ignored],
    said: log.said ?? [],
  };
}

/** Members at the top of reports that tools write in YAML: llm-d's benchmark, and inference-perf. */
const REPORT = /^(?:metrics|results|successes):/m;

function parsedJson(text: string): unknown {
  try {
    return parseConfig(text);
  } catch {
    return undefined;
  }
}

/** One result a line, as SGLang's benchmark appends them; `undefined` where the lines are no JSON. */
function jsonLines(text: string): unknown {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length < 2 || !lines.every((line) => line.startsWith('{'))) return undefined;
  const parsed = lines.map(parsedJson);
  return parsed.includes(undefined) ? undefined : parsed;
}

/** Reads one result of a benchmark, or a list of them. */
export function readBenchmark(parsed: unknown): Measurements {
  const ignored: string[] = [];
  const steps = runsIn(parsed).flatMap((result, i) => {
    const step = stepOfResult(result);
    // A JSON of something else is no result without a time: nothing is said of it.
    if (step === null) return [];
    if (typeof step !== 'string') return [step];
    ignored.push(l10n.t('result {number}: {why}', { number: i + 1, why: step }));
    return [];
  });
  return { memory: {}, steps, ignored };
}

/** Measurements of several files together: steps add up, of memory the last counts. */
export function measuredTogether(all: readonly Measurements[]): Measurements {
  return {
    memory: Object.assign({}, ...all.map(({ memory }) => memory)) as Measurements['memory'],
    steps: all.flatMap(({ steps }) => steps),
    ignored: all.flatMap(({ ignored }) => ignored),
  };
}

/** The measurements as a block for a plan; empty text where nothing was found. */
export function calibrationText({ memory, steps }: Measurements): string {
  const flow = (fields: Readonly<Record<string, string>>) =>
    `{ ${Object.entries(fields)
      .map(([key, value]) => `${key}: ${value}`)
      .join(', ')} }`;
  const lines = [
    ...(Object.keys(memory).length > 0 ? [`  memory: ${flow(memory)}`] : []),
    ...(steps.length > 0 ? ['  steps:', ...steps.map((step) => `    - ${flow(step)}`)] : []),
  ];
  return lines.length > 0 ? `calibration:\n${lines.join('\n')}\n` : '';
}
