import { latentEntryBytes } from '../formats.js';
import type { LatentGroup } from '../types.js';
import { copied, dealtOut, noBytes, ANY_PAGE, type Family, asItIs } from './family.js';

/** Multi-head latent attention (MLA): one vector and one rotary part for each token. */
export const latent: Family<LatentGroup> = {
  residentBytes: (group, format, tokens) => group.layers * latentEntryBytes(group, format.key) * tokens,
  readBytes: (group, format, tokens) => {
    const each = group.layers * latentEntryBytes(group, format.key);
    if (group.attendTokens !== null)
      return { shared: 0, perQuery: each * Math.min(tokens, group.attendTokens) };
    return { shared: each * tokens, perQuery: 0 };
  },
  // Absorbed form: scores against latent and rotary part, values out of the latent, and the two absorptions.
  attentionFlops: ({ layers, queryHeads, latentDim, ropeDim, nopeDim, valueDim, attendTokens }, tokens) => {
    const seen = Math.min(tokens, attendTokens ?? tokens);
    return (
      layers * queryHeads * (2 * seen * (2 * latentDim + ropeDim) + 2 * latentDim * (nopeDim + valueDim))
    );
  },
  stateBytes: noBytes,
  fixedBytes: noBytes,
  fullAt: noBytes,
  tensorShare: copied,
  contextRanks: dealtOut,
  ordinaryHeads: ({ layers, queryHeads, nopeDim, ropeDim, valueDim }) => ({
    layers,
    queryHeads,
    keyDim: nopeDim + ropeDim,
    valueDim,
  }),
  latent: true,
  indexedTokens: ({ attendTokens }) => attendTokens,
  promptAttention: ({ attendTokens }) => (attendTokens === null ? 'latent' : 'sparse'),
  wholeContext: asItIs,
  copiedOutputs: ({ layers, queryRank, latentDim, ropeDim }) =>
    layers * ((queryRank ?? 0) + latentDim + ropeDim),
  decodeKernel: ({ attendTokens, queryHeads }) => ({
    name: attendTokens === null ? 'latent' : 'sparse',
    byWidth: attendTokens === null,
    attends: attendTokens === null ? 'latent' : 'sparse',
    queryHeads,
    selectsBeyond: attendTokens,
  }),
  handedOver: 'once',
  packed: false,
  pageTokens: ANY_PAGE,
  paging: () => ({ by: 'mean' }),
};
