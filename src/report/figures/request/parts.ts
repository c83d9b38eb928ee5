import type { TtftParts } from '../../../engine/shapes/requestResult.js';
import * as l10n from '../../../l10n/l10n.js';
import type { PartLook } from '../figure.js';

/** What the time of a request goes into: the engine says which parts there are. */
const LOOKS: Readonly<Record<keyof TtftParts, PartLook>> = {
  overhead: {
    get label() {
      return l10n.t('Server');
    },
    colour: null,
    texture: 'sparse',
  },
  queue: {
    get label() {
      return l10n.t('Queue');
    },
    colour: null,
    texture: 'dots',
  },
  reload: {
    get label() {
      return l10n.t('Reload of its prefix');
    },
    colour: 3,
    texture: 'backHatch',
  },
  prefill: {
    get label() {
      return l10n.t('Prefill');
    },
    colour: 0,
    texture: 'solid',
  },
  transfer: {
    get label() {
      return l10n.t('Hand-over of its KV');
    },
    colour: 1,
    texture: 'hatch',
  },
  firstStep: {
    get label() {
      return l10n.t('First step');
    },
    colour: 5,
    texture: 'backHatch',
  },
};

/** In the order in which a request goes through them. */
const ORDER = Object.keys(LOOKS).filter((name): name is keyof TtftParts => name in LOOKS);

/** Parts of the time to the first token, in the order in which a request goes through them. */
export const TTFT_LOOKS: readonly { readonly part: keyof TtftParts; readonly look: PartLook }[] = ORDER.map(
  (part) => ({ part, look: LOOKS[part] }),
);
