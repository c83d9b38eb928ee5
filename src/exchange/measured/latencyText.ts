import * as l10n from '../../l10n/l10n.js';
import type { TextResults } from './shapes.js';

/** One run of `vllm bench latency`: a whole batch, from its prompts to its last tokens. Seconds and tokens. */
interface LatencyRun {
  readonly batch: number;
  readonly input: number;
  readonly output: number;
  readonly seconds: number;
}

/** What a run was started with, as Python prints it. */
const STARTED = /^Namespace\(([^\n]{1,8000})\)/gm;
const LATENCY = /^Avg latency: ([0-9.]{1,12}) seconds/m;

/**
 * Steps out of what `vllm bench latency` prints. One latency holds prompts and steps, so two runs are needed that differ
 * in their output alone: what lies between them, over the tokens between them, is the step.
 */
export function latencySteps(text: string): TextResults {
  if (!LATENCY.test(text)) return { steps: [], ignored: [] };
  const runs = runsIn(text);
  const steps = runs.flatMap((short) => {
    const longer = runs.find(
      ({ batch, input, output, seconds }) =>
        batch === short.batch && input === short.input && output > short.output && seconds > short.seconds,
    );
    return longer ? [stepBetween(short, longer)] : [];
  });
  return { steps, ignored: steps.length > 0 ? [] : [latencyNote()] };
}

/** Why one latency is no step, and what to run beside it. */
export const latencyNote = (): string =>
  l10n.t(
    'vllm bench latency: one latency holds prompts and steps; print a second run with another `--output-len` into the same file, and the step follows from both',
  );

function runsIn(text: string): LatencyRun[] {
  const places = [...text.matchAll(STARTED)];
  return places.flatMap(({ index, 1: started = '' }, i) => {
    const seconds = Number(LATENCY.exec(text.slice(index, places[i + 1]?.index))?.[1]);
    const said = (name: string) => Number(new RegExp(`\\b${name}=(\\d{1,9})\\b`).exec(started)?.[1]);
    const run = { batch: said('batch_size'), input: said('input_len'), output: said('output_len'), seconds };
    return Object.values(run).every((value) => value > 0) ? [run] : [];
  });
}

function stepBetween(short: LatencyRun, long: LatencyRun): Readonly<Record<string, string>> {
  const tokens = long.output - short.output;
  const milliseconds = ((long.seconds - short.seconds) / tokens) * 1e3;
  return {
    batch: String(short.batch),
    // The tokens between both come behind the prompt and the shorter output.
    context: String(Math.round(short.input + short.output + tokens / 2)),
    step: `${Number(milliseconds.toPrecision(5))} ms`,
  };
}
