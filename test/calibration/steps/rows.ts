import type { StepSeries } from './cases.js';
import { acceleratorOf } from './cases.js';
import type { StepPoint } from './features.js';

/** A row of coefficients: an engine on a generation in a release; `null` where only one release was measured. */
export interface RowKey {
  readonly engine: StepSeries['engine'];
  readonly generation: string;
  readonly release: string | null;
}

/** Releases that were measured on several generations, newest first, and what counts as them. */
const RELEASES: Readonly<Record<string, readonly (readonly [string, readonly string[]])[]>> = {
  trtllm: [
    ['1.3.0rc20', ['1.3.0rc20', '1.3.0rc23']],
    ['1.2.0rc5', ['1.2.0rc5']],
  ],
  vllm: [
    ['0.24.0', ['0.24.0']],
    ['0.19.0', ['0.19.0']],
  ],
  sglang: [
    ['0.5.14', ['0.5.14']],
    ['0.5.10', ['0.5.10']],
  ],
};

/** Generations on which one release was measured. */
const ONE_RELEASE = new Set(['ampere', 'xe2']);

export const nameOf = ({ engine, generation, release }: RowKey): string =>
  `${engine} ${generation} ${release ?? ''}`.trim();

/** The rows that a series tells of: that of its release, and the newest where newer tables are artefacts. */
export function rowsOf(series: StepSeries): RowKey[] {
  const { engine, version, gemm } = series;
  const { generation } = acceleratorOf(series.system);
  if (ONE_RELEASE.has(generation)) return [{ engine, generation, release: null }];
  const releases = RELEASES[engine] ?? [];
  const newest = releases[0]?.[0] ?? null;
  const release = releases.find(([, versions]) => versions.includes(version))?.[0] ?? null;
  const rows: RowKey[] = [{ engine, generation, release }];
  // Block-scaled linear layers of vLLM 0.22 and 0.24 were timed with the host in the loop.
  if (engine === 'vllm' && version === '0.19.0' && gemm === 'fp8_block')
    rows.push({ engine, generation, release: newest });
  return rows;
}

/** Whether a row is the newest release's, which stands for the engine where a plan names none. */
export const isNewest = ({ engine, release }: RowKey): boolean =>
  release === null || release === RELEASES[engine]?.[0]?.[0];

/** Steps that were computed with other arithmetic than engines choose by themselves. */
export const byDefault = ({ series }: Pick<StepPoint, 'series'>): boolean =>
  !(series.weights === 'mxfp4' && series.expertArithmetic === 'w4a8_mxfp4_mxfp8');

/** Steady hash, so that folds are the same everywhere. */
export function foldOf(text: string, folds: number): number {
  let hash = 2166136261;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0;
  return hash % folds;
}
