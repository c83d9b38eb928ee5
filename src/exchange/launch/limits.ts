import type { LaunchDialect, LaunchSettings } from './dialect.js';

/**
 * Limits as a plan has them: tokens of a step on one data-parallel rank, sequences on all ranks of a replica. Some
 * servers divide what the command says by the ranks, others give it to each.
 */
export function limitsOf(
  { limits }: LaunchDialect,
  { serving, sequences }: LaunchSettings,
  { layout: { attentionData }, copies }: ReturnType<LaunchDialect['ranks']>,
): Pick<LaunchSettings, 'serving' | 'sequences'> {
  if (limits === 'rank') return { serving, sequences: sequences === null ? null : sequences * attentionData };
  const { maxBatchedTokens: tokens } = serving;
  const onRank = tokens === undefined ? {} : { maxBatchedTokens: shared(Number(tokens), attentionData) };
  return {
    serving: { ...serving, ...onRank },
    sequences: sequences === null ? null : Number(shared(sequences, copies)),
  };
}

const shared = (all: number, parts: number): string => String(Math.max(1, Math.floor(all / parts)));
