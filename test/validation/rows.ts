import {
  SYNTHETIC,
  sweepCoefficients,
  sweepPoints,
  verificationPoints,
  type Point,
} from '../calibration/points.js';
import { fastSections } from './fast.js';
import { memoryCases, memoryOf } from './memory.js';
import { promptSections } from './prompts.js';
import { serverSections } from './serverSections.js';
import { stepCases, stepMilliseconds } from './steps.js';
import { tunedSection } from './tuned.js';
import { twinsSection } from './twins.js';

/** A figure that was measured, and what the engine says. */
export interface Row {
  readonly what: string;
  readonly predicted: number;
  readonly measured: number;
  /** What it is told together with where there are too many to list. */
  readonly group?: string;
  /** What is known of why it is missed. */
  readonly why?: string;
  /** Whether the stated spread holds what was measured. */
  readonly held?: boolean;
  /** How far the stated spread goes up, as a fraction. */
  readonly band?: number;
}

/** Figures of one kind. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly source: string;
  /** Whether the engine's coefficients were fitted to these very figures. */
  readonly fitted: string;
  readonly rows: readonly Row[];
}

const GiB = 2 ** 30;

/** Everything measured that the engine is held against. */
export function sections(): Section[] {
  const memory = memoryCases().map((c) => ({ c, answer: memoryOf(c) }));
  const { coefficients } = sweepCoefficients();
  const ofPoint = ({ id, series, measured, predict }: Point): Row => ({
    what: `${id}: ${series}`,
    predicted: 1 / predict(coefficients),
    measured: 1 / measured,
  });
  return [
    {
      id: 'kv-tokens',
      title: 'KV tokens that vLLM logs at start-up',
      unit: 'tokens',
      source: 'vLLM 0.19 on H100, 32 starts (llm-d-planner accuracy runs)',
      fitted:
        'activation and communication buffers were fitted to these starts, by architecture and engine version',
      rows: memory.flatMap(({ c, answer }) =>
        c.expected['kv_tokens'] === undefined
          ? []
          : [{ what: c.id, predicted: answer.kvTokens, measured: c.expected['kv_tokens'] }],
      ),
    },
    {
      id: 'weights',
      title: 'Weights on one accelerator',
      unit: 'GiB',
      source: 'vLLM 0.19 and 0.11 on H100, 34 starts',
      fitted: 'counted from config.json; nothing fitted',
      rows: memory.flatMap(({ c, answer }) =>
        c.expected['weights_gib_per_gpu'] === undefined
          ? []
          : [
              {
                what: c.id,
                predicted: answer.weightsBytes / GiB,
                measured: c.expected['weights_gib_per_gpu'],
              },
            ],
      ),
    },
    {
      id: 'steps',
      title: 'Decode steps on Hopper',
      unit: 'ms',
      source: "NVIDIA AIConfigurator's kernel tables, TensorRT-LLM 1.2.0rc5 on H100 and H200",
      fitted: 'fitted; errors on series left out are in `src/engine/time/coefficients.json`',
      rows: stepCases().map((c) => ({
        what: c.id,
        predicted: stepMilliseconds(c),
        measured: c.expected.tpot_ms,
      })),
    },
    {
      id: 'sweep',
      title: 'Speed per user with speculative decoding on Blackwell',
      unit: 'tok/s',
      source: 'DeepSeek-V4-Pro-0813 on 8 × B300, 0 to 7 drafts, 1 to 256 requests (vLLM blog, 2026-08-14)',
      fitted: 'fitted',
      rows: sweepPoints().map(ofPoint),
    },
    {
      id: 'verification',
      title: 'Verification steps of a model that was not fitted',
      unit: 'steps/s',
      source: 'DeepSeek-V4-Flash-0731 on 4 × B300, synthetic prompts (vLLM blog, 2026-08-14)',
      fitted:
        'not fitted: synthetic prompts make tokens agree on experts as traffic does not. The engine is too slow here, and says so in its band',
      rows: verificationPoints().map(ofPoint),
    },
    {
      id: 'verification-alike',
      title: 'The same steps, if all tokens choose the same experts',
      unit: 'steps/s',
      source: 'the same figure (vLLM blog, 2026-08-14)',
      fitted:
        'not fitted. As synthetic batches have it: one token over and over, in requests of a token and seven drafts. What is left of the error is not of experts or of the past that is read',
      rows: verificationPoints(SYNTHETIC).map(ofPoint),
    },
    tunedSection(),
    twinsSection(),
    ...fastSections(),
    ...promptSections(),
    ...serverSections(),
  ];
}
