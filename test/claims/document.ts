import { cacheClaims } from './cache.js';
import type { Claim } from './claim.js';
import { draftClaims } from './drafts.js';
import { lpxClaims } from './lpx.js';
import { moneyClaims } from './money.js';

/** The page of published claims, each with what the engine answers to the same comparison. */
export function claimsPage(): string {
  const claims = [...lpxClaims(), ...draftClaims(), ...cacheClaims(), ...moneyClaims()];
  return [
    '# Claims',
    'What is published about LPX, drafts and small caches, each claim with what it is held against, and what this engine gets for the same comparison. `npm run claims` writes this page from the plans in [examples/claims](../examples/claims); a test keeps it current. In the plans, `PUBLISHED` and `ASSUMED` mark every value.',
    'A claim about a ratio at one speed needs a curve. Where a baseline stops, the ratio is undefined, not large. LPX is always held against GPUs without **and** with the same drafts.',
    ...claims.map(section),
  ].join('\n\n');
}

function section(claim: Claim): string {
  const plans = claim.plans.map((name) =>
    name === 'portfolio'
      ? '[portfolio](../examples/claims/portfolio)'
      : `[${name}](../examples/claims/${name}.decodeplan)`,
  );
  return [
    `## ${claim.title}`,
    [
      `- **Who says so**: ${claim.said}`,
      `- **Held against**: ${claim.against}`,
      `- **Published**: ${claim.published}`,
      `- **Not published**: ${claim.notPublished}`,
      `- **Plans**: ${plans.join(', ') || 'none'}`,
    ].join('\n'),
    claim.answer,
    `**Fair**: ${claim.fair}`,
  ].join('\n\n');
}
