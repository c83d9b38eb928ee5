import table from '../../src/engine/time/coefficients.json' with { type: 'json' };
import prompts from '../../src/engine/time/prefill/coefficients.json' with { type: 'json' };
import { gpuTypeById } from '../../src/catalog/entries/hardware.js';
import { modelById } from '../../src/catalog/entries/models.js';
import { stepKind } from '../../src/engine/time/kernels/kind.js';
import type { OptionWorkloadResult } from '../../src/engine/shapes/result.js';
import type { Row, Section } from './rows.js';
import { engineOf, serverAnswer, serverCases, type ServerCase } from './servers.js';

interface Answered {
  readonly run: ServerCase;
  readonly answer: OptionWorkloadResult;
}

/** Measured servers: between tokens, to the first one, and what an accelerator makes; prompts beside decoding and apart. */
export function serverSections(): Section[] {
  const all = serverCases().map((run) => ({ run, answer: serverAnswer(run) }));
  const colocated = all.filter(({ run }) => !run.input.prefill);
  const apart = all.filter(({ run }) => run.input.prefill);
  return [
    section(
      'colocated-tpot',
      'Time per output token of servers that prefill and decode',
      'ms',
      colocated,
      tpot,
    ),
    section('colocated-rate', 'Output of servers that prefill and decode', RATE, colocated, rate),
    section(
      'colocated-ttft',
      'Time to the first token of servers that prefill and decode',
      'ms',
      colocated,
      ttft,
    ),
    section('pools-tpot', 'Time per output token of servers with prompts computed apart', 'ms', apart, tpot),
    section('pools-rate', 'Output of servers with prompts computed apart', RATE, apart, rate),
    section(
      'pools-ttft',
      'Time to the first token of servers with prompts computed apart',
      'ms',
      apart,
      ttft,
    ),
  ];
}

const RATE = 'tok/s an accelerator';

type Figures = Pick<Row, 'predicted' | 'measured' | 'held' | 'band'> | null;

function section(
  id: string,
  title: string,
  unit: string,
  all: readonly Answered[],
  figures: (one: Answered) => Figures,
): Section {
  const rows = all.flatMap((one): Row[] => {
    const found = figures(one);
    return found ? [{ what: one.run.id, group: groupOf(one.run), ...whyOf(one), ...found }] : [];
  });
  return { id, title, unit, source: SOURCE, fitted: fittedOf(id), rows };
}

const SOURCE =
  'InferenceX and AIConfigurator runs, closed loops (`test/cases/e2e.json`, `test/cases/server-series.json`)';

function fittedOf(id: string): string {
  if (id === 'colocated-tpot') {
    const own = table.serverErrors.filter(({ mode, kind }) => mode === 'colocated' && kind === 'any');
    const list = own.map(
      ({ engine, generation, runs, median, most }) =>
        `${engine} on ${generation} ${percent(median)} (${runs} runs, nine of ten within a factor of ${(1 + most).toFixed(2)})`,
    );
    return `what ties kernels to servers is fitted (\`npm run calibrate -- hosts\`). Median with whole series left out, eight folds: ${list.join(', ')}`;
  }
  if (id.endsWith('ttft')) return id.startsWith('pools') ? POOLS_TTFT : TTFT;
  return id.startsWith('pools')
    ? 'decode steps are fitted with those of servers with prompts in their steps; the pools themselves are not'
    : 'nothing more: the rate follows from both times';
}

const START =
  'Repeated runs differ by a quarter in one of ten cases. Means hold the start, when all ask at once, and medians do not';
const { leftOutMedian, leftOutMost } = prompts.servers.errors.colocatedTtft;
const factor = (log: number) => Math.exp(log).toFixed(2);
const TTFT = `launches by kind of model, and the part of requests that the start is, are fitted (\`npm run calibrate -- servers\`). With whole series left out, eight folds, half of the runs are within a factor of ${factor(leftOutMedian)} and four of five within ${factor(leftOutMost)}. ${START}`;
const POOLS_TTFT = `prompts are fitted with those of servers that also decode; two numbers for all engines, of hosts and of hand-overs, are fitted to these runs (docs/method/request.md 4). ${START}`;

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function groupOf(run: ServerCase): string {
  const { input } = run;
  const model = modelById(input.model);
  return `${engineOf(run)}, ${input.gpu}, ${model ? stepKind(model) : 'unknown'}`;
}

function tpot({ run, answer: { request } }: Answered): Figures {
  if (!request) return null;
  const measured = run.expected.tpotMs;
  const predicted = request.tpotSeconds * 1e3;
  const factor = measured / predicted;
  const { low, high } = request.band;
  return { measured, predicted, held: factor >= low && factor <= high, band: high - 1 };
}

function ttft({ run: { expected }, answer: { request } }: Answered): Figures {
  const found = request?.ttftSeconds;
  if (expected.ttftMs === undefined || !found) return null;
  return {
    measured: expected.ttftMs,
    predicted: (expected.statistic === 'mean' ? found.mean : found.p50) * 1e3,
  };
}

function rate({ run: { input, expected }, answer: { request } }: Answered): Figures {
  const measured = expected.outputTokensPerSecondPerAccelerator;
  if (measured === undefined || !request) return null;
  const { prefill, decode, accelerators } = input;
  const all = prefill && decode ? prefill.accelerators + decode.accelerators : accelerators;
  return { measured, predicted: (request.requestsPerSecond * input.outputTokens) / all };
}

/** What is known of why a run may be missed. */
function whyOf({ run, answer }: Answered): Pick<Row, 'why'> {
  const { input } = run;
  if (engineOf(run) !== input.engine) return { why: 'an engine that no plan names; vLLM stands in' };
  const held = answer.memory?.fleetConcurrency ?? Number.POSITIVE_INFINITY;
  const generation = gpuTypeById(input.gpu)?.accelerator.generation;
  const known = table.rows.some((row) => row.generation === generation && row.engine === input.engine);
  if (!known) return { why: 'no kernels of this engine on this generation were timed; others stand in' };
  if (input.concurrency > held && input.kvCache === undefined)
    return {
      why: "more users than memory holds with the model's own cache format; that of the run is not stated",
    };
  if (input.concurrency > held) return { why: 'more users than memory holds: some wait' };
  if (input.prefill) return { why: 'a router and two pools, of which little is known' };
  if (input.engineVersion === undefined) return { why: 'release not stated; the newest is assumed' };
  return { why: `release ${input.engineVersion}, whose kernels were not timed themselves` };
}
