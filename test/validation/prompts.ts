import table from '../../src/engine/time/prefill/coefficients.json' with { type: 'json' };
import { PREFILL_SERVER } from '../../src/engine/time/prefill/factors.js';
import { promptRates } from '../calibration/serverRuns.js';
import type { Section } from './rows.js';
import { serverAnswer, serverCases } from './servers.js';

const percent = (share: number) => `${(100 * Math.expm1(share)).toFixed(0)} %`;

/** What leaving whole series out of the fit does to the errors of a class. */
function fitted(of: keyof typeof table.servers.errors): string {
  const { mean, leftOutMean, leftOutMost } = table.servers.errors[of];
  return `fitted (\`npm run calibrate -- servers\`). Mean error in sample ${percent(mean)}; with whole series left out, eight folds, ${percent(leftOutMean)}, and four of five within a factor of ${Math.exp(leftOutMost).toFixed(2)}`;
}

/** Prompts alone, and prompts beside decoding, as servers were measured. */
export function promptSections(): Section[] {
  const runs = serverCases()
    .filter(({ input }) => !input.prefill)
    .map((run) => ({ run, answer: serverAnswer(run) }));
  return [
    {
      id: 'prefill-rate',
      title: 'Prefill rate',
      unit: 'tok/s an accelerator',
      source:
        'published rates of prompts without decoding, 2025-02 to 2026-08 (`test/cases/prompt-rates.json`)',
      fitted: fitted('prefillRate'),
      rows: promptRates().map(({ id, measured, predict }) => ({
        what: id,
        measured,
        predicted: predict(PREFILL_SERVER),
      })),
    },
    {
      id: 'colocated-tpot',
      title: 'Time per output token of servers that prefill and decode',
      unit: 'ms',
      source: 'InferenceX and AIConfigurator runs, closed loops (`test/cases/e2e.json`)',
      fitted: `${fitted('colocatedTpot')}. Decode steps are not fitted to these servers`,
      rows: runs.flatMap(({ run, answer }) =>
        answer.request?.tpotSeconds
          ? [{ what: run.id, measured: run.expected.tpotMs, predicted: answer.request.tpotSeconds * 1e3 }]
          : [],
      ),
    },
    {
      id: 'colocated-ttft',
      title: 'Time to the first token of servers that prefill and decode',
      unit: 'ms',
      source:
        'the same runs; mean or median as each states. Repeated runs differ by a quarter in one of ten cases, and means hold the wave of the start',
      fitted: fitted('colocatedTtft'),
      rows: runs.flatMap(({ run, answer }) => {
        const { ttftMs, statistic } = run.expected;
        const ttft = answer.request?.ttftSeconds;
        if (ttftMs === undefined || !ttft) return [];
        const predicted = (statistic === 'mean' ? ttft.mean : ttft.p50) * 1e3;
        return [{ what: run.id, measured: ttftMs, predicted }];
      }),
    },
  ];
}
