import { analyze } from '../../src/report/answers/analysis.js';
import { readCases } from '../unit/cases/caseFiles.js';
import type { Section } from './rows.js';

/** A published speed of one user. */
export interface TunedSpeed {
  readonly input: number;
  /** Tokens of a sequence on average over its answer. */
  readonly context: number;
  readonly drafts: number;
  /** Tokens that a step accepts. */
  readonly length: number;
  readonly tokensPerSecond: number;
}

const OUTPUT = 1024;
const [DRAFTS, ACCEPTED] = [3, 3.2];

/** TileRT's speeds by the length of the prompt, without and with drafts. */
export function tunedSpeeds(): TunedSpeed[] {
  return readCases<readonly [number, number, number]>('tuned-speeds').flatMap(([input, plain, drafted]) => {
    const of = { input, context: input + OUTPUT / 2 };
    return [
      { ...of, drafts: 0, length: 1, tokensPerSecond: plain },
      { ...of, drafts: DRAFTS, length: ACCEPTED, tokensPerSecond: drafted },
    ];
  });
}

/** The plan that asks for such a speed. */
export function tunedPlan({ input, context, drafts, length }: TunedSpeed): string {
  const speculation = { method: 'mtp', draftTokens: drafts, acceptance: length };
  return JSON.stringify({
    decodeplan: 1,
    title: 'One user',
    model: 'glm-5',
    workloads: { one: { concurrency: 1, context, input, output: OUTPUT } },
    gpus: { type: 'b200-sxm', count: 8, rent: '2 USD/h' },
    serving: { engine: 'tuned', weights: 'fp8-block', kvCache: 'fp8', layout: { tensor: 8, expert: 1 } },
    options: { run: drafts > 0 ? { speculation } : {} },
  });
}

/** The stack that `tuned` is, along its published speeds. */
export function tunedSection(): Section {
  return {
    id: 'tuned',
    title: 'One user of the tuned stack',
    unit: 'tok/s',
    source:
      'GLM-5.1 in FP8 on 8 × B200 with TileRT 0.1.5, 1K tokens out, prompts of 1K to 192K (`test/cases/tuned-speeds.json`, 2026-07-14)',
    fitted:
      'fitted (`npm run calibrate -- tuned`). Accepted tokens are as published: 3.2 a step with three drafts',
    rows: tunedSpeeds().map((speed) => {
      const { result } = analyze(tunedPlan(speed));
      const { decode } = result()?.options['run']?.workloads['one'] ?? {};
      const { input, drafts, tokensPerSecond } = speed;
      return {
        what: `${input / 1024}K in, ${drafts} drafts`,
        measured: tokensPerSecond,
        predicted: decode?.tokensPerSecondPerUser ?? Number.POSITIVE_INFINITY,
      };
    }),
  };
}
