import table from '../../src/engine/time/prefill/coefficients.json' with { type: 'json' };
import { PREFILL_SERVER } from '../../src/engine/time/prefill/factors.js';
import { promptRates } from '../calibration/serverRuns.js';
import type { Section } from './rows.js';

const percent = (share: number) => `${(100 * Math.expm1(share)).toFixed(0)} %`;

/** What leaving whole series out of the fit does to the errors of a class. */
function fitted(of: keyof typeof table.servers.errors): string {
  const { mean, leftOutMean, leftOutMost } = table.servers.errors[of];
  return `fitted (\`npm run calibrate -- servers\`). Mean error in sample ${percent(mean)}; with whole series left out, eight folds, ${percent(leftOutMean)}, and four of five within a factor of ${Math.exp(leftOutMost).toFixed(2)}`;
}

/** Prompts alone. */
export function promptSections(): Section[] {
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
  ];
}
