import type { LaunchDialect, LaunchSettings } from './dialect.js';

/**
 * Limits as a plan has them: tokens of a step and running sequences on one data-parallel rank; beside them, sequences on
 * all ranks of a replica. Some servers divide what the command says by the ranks, others give it to each.
 */
export function limitsOf(
  { limits }: LaunchDialect,
  { serving, sequences }: LaunchSettings,
  { layout: { attentionData }, copies }: ReturnType<LaunchDialect['ranks']>,
): Pick<LaunchSettings, 'serving' | 'sequences'> {
  const { maxBatchedTokens: tokens } = serving;
  const divided = limits !== 'rank';
  const onReplica =
    sequences === null ? null : divided ? shared(sequences, copies) : sequences * attentionData;
  return {
    serving: {
      ...serving,
      ...(tokens !== undefined && divided
        ? { maxBatchedTokens: String(shared(Number(tokens), attentionData)) }
        : {}),
      ...(onReplica === null ? {} : { maxSequences: String(shared(onReplica, attentionData)) }),
    },
    sequences: onReplica,
  };
}

const shared = (all: number, parts: number): number => Math.max(1, Math.floor(all / parts));
