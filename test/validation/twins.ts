import { analyze } from '../../src/report/answers/analysis.js';
import { readCases } from '../unit/cases/caseFiles.js';
import type { Row, Section } from './rows.js';
import { serverPlan, type ServerCase } from './servers.js';

/** A measured run with drafts, and the time of its twin without. */
interface TwinCase extends Omit<ServerCase, 'expected'> {
  readonly drafts: number;
  readonly expected: { readonly tpotMs: number; readonly twinTpotMs: number };
}

/** Tokens a step where nobody published them; the same of all models, so that nothing is fitted. */
const ASSUMED: Readonly<Record<number, number>> = { 1: 1.8, 2: 2.15, 3: 2.4 };

/** How much drafts gain over the same server without them, which leaves the errors that both share out of it. */
export function twinsSection(): Section {
  return {
    id: 'twins',
    title: 'Gain of drafts over the same server without',
    unit: 'times as fast',
    source:
      'InferenceX and AIConfigurator runs with a twin of the same machine, ranks, lengths and users (`test/cases/drafted-twins.json`)',
    fitted:
      'not fitted. Accepted tokens are not published: 2.4 a step are assumed of three drafts for all models, 2.15 of two and 1.8 of one',
    rows: readCases<TwinCase>('drafted-twins').flatMap(twinRow),
  };
}

function twinRow({ drafts, expected, ...run }: TwinCase): Row[] {
  const plain = tpotOf(run, null);
  const drafted = tpotOf(run, { method: 'mtp', draftTokens: drafts, acceptance: ASSUMED[drafts] });
  if (plain === null || drafted === null) return [];
  return [{ what: run.id, measured: expected.twinTpotMs / expected.tpotMs, predicted: plain / drafted }];
}

function tpotOf(run: Omit<TwinCase, 'drafts' | 'expected'>, speculation: object | null): number | null {
  const plan = JSON.parse(serverPlan({ ...run, expected: { tpotMs: 1, statistic: 'mean' } })) as {
    options: { run: object };
  };
  const option = speculation ? { ...plan.options.run, speculation } : plan.options.run;
  const { result } = analyze(JSON.stringify({ ...plan, options: { run: option } }));
  return result()?.options['run']?.workloads['one']?.request?.tpotSeconds ?? null;
}
