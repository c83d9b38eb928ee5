import { isConfig, parseConfig, quantizationFileOf, withQuantization } from '../catalog/config/configText.js';
import { modelFromConfig } from '../catalog/config/modelFromConfig.js';
import { launchIn, launchText } from '../exchange/launch/launchImport.js';
import { calibrationText, readBenchmark, readLog } from '../exchange/measurements.js';
import { guarded, type Outcome } from './commands.js';
import { readText } from './files.js';

/**
 * `decodeplan import`: a config.json becomes a model, a log or a benchmark's result a calibration, a launch
 * command the serving of a plan. Which of them a file is shows in what is in it.
 */
export function importFile(file: string): Outcome {
  return guarded(() => {
    const text = readText(file);
    const parsed = parsedJson(text);
    if (isConfig(parsed)) return importModel(file, parsed);
    const measurements = parsed === undefined ? readLog(text) : readBenchmark(parsed);
    const out = calibrationText(measurements);
    // Logs quote the command they were started with, so measurements go first.
    const launch = out === '' && parsed === undefined ? launchIn(text) : null;
    if (out === '' && launch && !launch.ok)
      return { exitCode: 2, out, err: `${file}: no measurements, and no launch command: ${launch.why}\n` };
    const found = launch?.ok ? launchText(launch.launch) : out;
    const { ignored } = launch?.ok ? launch.launch : measurements;
    const err = ignored.map((what) => `${file}: ignored: ${what}\n`).join('');
    return found === ''
      ? { exitCode: 2, out, err: `${err}${file}: no measurements and no launch command found\n` }
      : { exitCode: 0, out: found, err };
  });
}

function importModel(file: string, own: unknown): Outcome {
  const config = withQuantization(own, file === '-' ? null : besideOf(file));
  const result = modelFromConfig(config, { id: file, name: file });
  if (!result.ok) return { exitCode: 1, out: '', err: `${file}: ${result.message}\n` };
  const notes = result.model.unknown.map((what) => `${file}: not known: ${what}\n`).join('');
  // Standard input has no path to name: its fields go into the plan.
  const named = /^[./]/.test(file) ? file : `./${file}`;
  const model = file === '-' ? JSON.stringify(config) : `{ config: ${named} }`;
  return {
    exitCode: 0,
    out: `model: ${model} # ${result.model.attention}, ${result.model.layers} layers\n`,
    err: notes,
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
