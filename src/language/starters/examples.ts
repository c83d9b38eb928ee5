import * as l10n from '../../l10n/l10n.js';
import type { Question } from './questions.js';

/** An example that ships, with what it shows in a sentence. */
export interface Example {
  /** Path within the folder of examples. */
  readonly file: string;
  readonly title: string;
  readonly shows: string;
  /** The question whose tab shows it; `null` where the overview does. */
  readonly question: Question | null;
}

/** The examples in the order in which they are offered: the easiest first. */
export function examples(): readonly Example[] {
  return [
    {
      file: 'small-team-llama-70b.decodeplan',
      title: l10n.t('A small team’s own server'),
      shows: l10n.t('How many people fit on four H100s, how fast each is, and whether EAGLE-3 pays.'),
      question: 'speed',
    },
    {
      file: 'rag-llama-70b.decodeplan',
      title: l10n.t('Questions over a document store'),
      shows: l10n.t(
        'What prompts cost in retrieval, and whether to compute them on accelerators of their own.',
      ),
      question: 'speed',
    },
    {
      file: 'long-documents-apart.decodeplan',
      title: l10n.t('Long documents, prompts computed apart'),
      shows: l10n.t('Why prompts of 64K tokens slow all readers down, and what computing them apart costs.'),
      question: 'speed',
    },
    {
      file: 'long-context-mla.decodeplan',
      title: l10n.t('What latent attention saves'),
      shows: l10n.t(
        'DeepSeek-V3 on one box: the same cache with full attention, and who copies it to every GPU.',
      ),
      question: 'mla',
    },
    {
      file: 'agentic-deepseek-v4-pro.decodeplan',
      title: l10n.t('A second purchase for coding agents'),
      shows: l10n.t('More racks, free DSpark, LPX racks, or renting: what to add to five Vera Rubin racks.'),
      question: 'lpx',
    },
    {
      file: 'lpx-at-the-edge.decodeplan',
      title: l10n.t('Where LPX starts to pay'),
      shows: l10n.t('A tier sold by speed: software is cheaper up to a speed, LPX racks above it.'),
      question: 'lpx',
    },
    {
      file: 'split-trainium3-gb300.decodeplan',
      title: l10n.t('Prompts and decoding on different machines'),
      shows: l10n.t(
        'Trainium 3 with Cerebras CS-3 against GB300 alone, hosted and as hardware of one’s own.',
      ),
      question: null,
    },
    {
      file: 'buyers/owner-of-gpus.decodeplan',
      title: l10n.t('Buyer: the owner of GPUs'),
      shows: l10n.t('Five racks are paid for: what to add, by what is still to spend.'),
      question: null,
    },
    {
      file: 'buyers/green-field.decodeplan',
      title: l10n.t('Buyer: the green field'),
      shows: l10n.t('Nothing is owned: the same tiers, everything bought, another answer.'),
      question: null,
    },
    {
      file: 'buyers/megawatts.decodeplan',
      title: l10n.t('Buyer: a budget in megawatts'),
      shows: l10n.t('A hall with 1.3 MW: what draws more does not work, whatever it costs.'),
      question: null,
    },
    {
      file: 'buyers/renter.decodeplan',
      title: l10n.t('Buyer: the renter'),
      shows: l10n.t('B300 by the hour against an API by the token, and the volume at which that turns.'),
      question: null,
    },
  ];
}
