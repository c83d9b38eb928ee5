import { analyze } from '../../src/report/answers/analysis.js';
import { readCases } from '../unit/cases/caseFiles.js';
import type { Row, Section } from './rows.js';
import { serverPlan, type ServerCase } from './servers.js';

/** A measured run with drafts. */
interface FastCase extends ServerCase {
  readonly drafts: number;
  /** Assumed where neither the source nor the catalogue has an acceptance. */
  readonly acceptedLength?: number;
}

/** What is published of users beyond 200 tok/s, where racks of LPX are sold. Nothing of it is fitted. */
export function fastSections(): Section[] {
  return [
    {
      id: 'fast',
      title: 'Users beyond 200 tok/s on GPUs, with drafts',
      unit: 'tok/s a user',
      source: 'InferenceX and SGLang’s documentation (`test/cases/fast-users.json`)',
      fitted:
        'not fitted. Acceptance is of the catalogue; of DeepSeek-R1, whose is not published with three drafts, 2.4 tokens a step are assumed',
      rows: readCases<FastCase>('fast-users').map(fastRow),
    },
    {
      id: 'rubin',
      title: 'Vera Rubin along its published curve',
      unit: 'tok/s a megawatt',
      source: 'DeepSeek-R1 in FP4, output of an all-in megawatt (SemiAnalysis, 2026-09-14)',
      fitted:
        'not fitted, and no steps of Vera Rubin were timed. Lengths, drafts and engine are not published: 8K in, 1K out, three drafts with 2.4 tokens a step are assumed, prompts counted. Engines that do not reach a speed are left out',
      rows: RUBIN.flatMap(([speed, measured]) =>
        ENGINES.flatMap((engine) => {
          const predicted = perMegawatt(speed, engine);
          return predicted === null
            ? []
            : [{ what: `${speed} tok/s a user, ${engine}`, measured, predicted }];
        }),
      ),
    },
  ];
}

function fastRow(run: FastCase): Row {
  const plan = JSON.parse(serverPlan(run)) as { options: { run: object } };
  const { drafts: draftTokens, acceptedLength, expected } = run;
  const acceptance = acceptedLength === undefined ? {} : { acceptance: acceptedLength };
  const speculation = { method: 'mtp', draftTokens, ...acceptance };
  const text = JSON.stringify({ ...plan, options: { run: { ...plan.options.run, speculation } } });
  const { result } = analyze(text);
  const tpot = result()?.options['run']?.workloads['one']?.request?.tpotSeconds ?? Number.POSITIVE_INFINITY;
  return { what: run.id, measured: 1e3 / expected.tpotMs, predicted: 1 / tpot };
}

/** Tokens a second of a user, and of a megawatt. */
const RUBIN = [
  [50, 1.33e6],
  [135, 886e3],
  [300, 96e3],
  [350, 71e3],
] as const;
const ENGINES = ['sglang', 'trtllm', 'vllm'] as const;

/** Output of a megawatt at a speed, with as many accelerators as a large volume takes; `null` where the speed is not reached. */
function perMegawatt(speed: number, engine: string): number | null {
  const workload = { demand: '10B tokens/day', context: 8704, input: 8192, output: 1024 };
  const { result } = analyze(
    JSON.stringify({
      decodeplan: 1,
      model: 'deepseek-v3',
      workloads: { one: { ...workload, speed: `${speed} tok/s` } },
      gpus: { type: 'vera-rubin-nvl72', count: 72 },
      serving: { engine, weights: 'nvfp4' },
      options: { run: { prefill: 'auto', speculation: { method: 'mtp', draftTokens: 3, acceptance: 2.4 } } },
    }),
  );
  const joules = result()?.options['run']?.workloads['one']?.cost.joulesPerToken;
  return joules ? 1e6 / joules : null;
}
