import {
  isConfig,
  isQuantization,
  parseConfig,
  quantizationFileOf,
  withQuantization,
} from '../catalog/config/configText.js';
import { modelFromConfig } from '../catalog/config/modelFromConfig.js';
import { launchIn } from '../exchange/launch/launchImport.js';
import { launchText } from '../exchange/launch/launchWriting.js';
import {
  calibrationText,
  readMeasurements,
  measuredTogether,
  type Measurements,
} from '../exchange/measurements.js';
import { areSums } from '../exchange/trace/rows.js';
import { isRequestLog } from '../exchange/trace/requestLog.js';
import { rowText } from '../exchange/trace/rowText.js';
import { Trace } from '../exchange/trace/trace.js';
import { workloadOf, workloadText } from '../exchange/trace/workload.js';
import { guarded, type Outcome } from './commands.js';
import { readText } from './files.js';
import { importGguf, isSafetensors } from './import/importGguf.js';
import { headOf, importTrace } from './import/importTrace.js';

/** What one file gives to a plan. */
interface Imported {
  readonly file: string;
  /** Members of a plan but for `calibration`, as text. */
  readonly members: string;
  readonly measurements: Measurements | null;
  /** What is in the file and not taken, in words. */
  readonly ignored: readonly string[];
  /** What it shows beside that, in words. */
  readonly notes?: readonly string[];
  /** Why nothing of it is taken; `null` where something is. */
  readonly refused: string | null;
  readonly exitCode: Outcome['exitCode'];
}

/**
 * `decodeplan import`: a config.json becomes a model, logs and results of benchmarks a calibration, a launch command the
 * serving of a plan. Which of them a file is shows in what is in it. Of several files each is told what was taken of it.
 */
export function importFiles(files: readonly string[]): Outcome {
  return guarded(() => {
    const all = files.map(
      (file) =>
        (file === '-' ? null : (ggufFile(file) ?? weightsFile(file) ?? tracedFile(file))) ??
        imported(file, readText(file)),
    );
    const calibration = calibrationText(
      measuredTogether(all.flatMap(({ measurements }) => measurements ?? [])),
    );
    const err = all.map((each) => told(each, files.length > 1)).join('');
    const worst = Math.max(...all.map(({ exitCode }) => exitCode));
    const out = `${all.map(({ members }) => members).join('')}${calibration}`;
    // Of many files some may be of no use: the call fails where none is.
    return { exitCode: out === '' || files.length === 1 ? (worst as Outcome['exitCode']) : 0, out, err };
  });
}

function told(imported: Imported, several: boolean): string {
  const { file, measurements, notes = [], refused } = imported;
  const ignored = [...new Set(imported.ignored)];
  if (refused !== null)
    return `${ignored.map((what) => `${file}: ignored: ${what}\n`).join('')}${file}: ${refused}\n`;
  const taken = [
    ...Object.keys(measurements?.memory ?? {}),
    ...(measurements && measurements.steps.length > 0 ? [`${measurements.steps.length} steps`] : []),
  ];
  const what = several && taken.length > 0 ? [`${file}: taken: ${taken.join(', ')}\n`] : [];
  const shown = notes.map((note) => `${file}: ${note}\n`);
  return [...what, ...shown, ...ignored.map((each) => `${file}: ignored: ${each}\n`)].join('');
}

function imported(file: string, text: string): Imported {
  const nothing = { ...NOTHING, file };
  if (text.trim() === '') return { ...nothing, refused: 'the file is empty', exitCode: 2 };
  if (text.includes('\0') || text.includes('\uFFFD\uFFFD\uFFFD'))
    return {
      ...nothing,
      refused: 'this is no text: a binary file, or text in an unknown encoding',
      exitCode: 2,
    };
  const parsed = parsedJson(text);
  if (isConfig(parsed)) return { ...nothing, ...importedModel(file, parsed) };
  const measurements = readMeasurements(text);
  const traced = calibrationText(measurements) === '' ? tracedText(file, text) : null;
  if (traced) return traced;
  const { ignored, said = [] } = measurements;
  // Logs quote the command they were started with, so measurements go first.
  const launch = launchIn(text);
  if (calibrationText(measurements) !== '')
    return { ...nothing, measurements, ignored, notes: [...said, ...(launch.ok ? [COMMAND_BESIDE] : [])] };
  if (launch.ok)
    return {
      ...nothing,
      members: launchText(launch.launch),
      ignored: [...launch.launch.ignored, ...ignored],
    };
  if (said.length > 0) return { ...nothing, ignored, notes: said };
  if (isQuantization(parsed)) return { ...nothing, refused: QUANTIZATION, exitCode: 2 };
  // What is known for a benchmark's output holds no command: its own reason is the answer.
  const broken = parsed === undefined && JSON_START.test(text) && !areLinesOfJson(text);
  const refused =
    ignored.length > 0
      ? 'no measurements'
      : areSums(text)
        ? SUMS
        : broken
          ? 'this is no whole JSON: it ends too soon, or has a fault'
          : `no measurements, and no launch command: ${launch.why}`;
  return { ...nothing, ignored, refused, exitCode: 2 };
}

/** How a JSON begins; a log may begin with a time or a name in brackets. */
const JSON_START = /^\s*(?:\{\s*(?:["'}]|$)|\[\s*(?:["'{[\]]|$|(?:-?[\d.]+|true|false|null)\s*[,\]]))/;

const SUMS =
  'its rows are sums over many requests, whose lengths no row says: take a log of single requests, or write the means into `input` and `output`';

const COMMAND_BESIDE =
  'a launch command stands beside the measurements: in a file of its own it becomes the `serving` of a plan';

const QUANTIZATION =
  'a file of quantization says no dimensions of its model: import the config.json beside it, which is read together with it';

const NOTHING = { members: '', measurements: null, ignored: [], refused: null, exitCode: 0 } as const;

/** A GGUF file, told by its first bytes; `null` for other files. */
function ggufFile(file: string): Imported | null {
  const read = importGguf(file);
  if (read === null) return null;
  return read.ok
    ? { ...NOTHING, file, members: read.members, notes: read.notes }
    : { ...NOTHING, file, refused: read.message, exitCode: read.unusable ? 2 : 1 };
}

/** A checkpoint of safetensors, told by its first bytes; `null` for other files. */
function weightsFile(file: string): Imported | null {
  if (!isSafetensors(file)) return null;
  const refused =
    'a checkpoint of safetensors says no dimensions of its model: import the config.json beside it, whose plan counts the bytes of this file';
  return { ...NOTHING, file, refused, exitCode: 2 };
}

/** A log of requests; `null` for other files. Logs may be larger than what fits into memory. */
function tracedFile(file: string): Imported | null {
  const head = headOf(file);
  if (!Trace.reads(head)) return null;
  const trace = importTrace(file);
  if (!trace) return null;
  // A server's log begins with what it says of its memory.
  const measurements = isRequestLog(head) ? readMeasurements(head) : null;
  return { ...NOTHING, file, members: trace.members, measurements, notes: trace.notes };
}

/** The same of a text that is at hand whole. */
function tracedText(file: string, text: string): Imported | null {
  if (!Trace.reads(text.slice(0, 1 << 20))) return null;
  const trace = new Trace();
  const rows = rowText((row, from, to) => trace.add(row, from, to));
  rows.add(text);
  rows.end();
  const statistics = trace.statistics();
  if (!statistics) return null;
  const workload = workloadOf(statistics);
  return { ...NOTHING, file, members: workloadText(workload), notes: workload.notes };
}

function importedModel(file: string, own: unknown): Partial<Imported> {
  const config = withQuantization(own, file === '-' ? null : besideOf(file));
  const result = modelFromConfig(config, { id: file, name: file });
  if (!result.ok) return { refused: result.message, exitCode: 1 };
  // Standard input has no path to name: its fields go into the plan.
  const named = /^[./]/.test(file) ? file : `./${file}`;
  const model = file === '-' ? JSON.stringify(config) : `{ config: ${named} }`;
  return {
    members: `model: ${model} # ${result.model.attention}, ${result.model.layers} layers\n`,
    ignored: result.model.unknown.map((what) => `not known: ${what}`),
  };
}

/** What the file of quantization beside a config says; `null` where there is none. */
function besideOf(file: string): unknown {
  const beside = quantizationFileOf(file);
  if (beside === null) return null;
  try {
    return parseConfig(readText(beside));
  } catch {
    return null;
  }
}

function parsedJson(text: string): unknown {
  try {
    return parseConfig(text);
  } catch {
    return undefined;
  }
}

function areLinesOfJson(text: string): boolean {
  const lines = text.split(/\r?\n/, 3).filter((line) => line.trim() !== '');
  return lines.length > 1 && lines.slice(0, 2).every((line) => parsedJson(line) !== undefined);
}
