import { counted, flag, object, oneOf, text, type Read } from './readers.js';
import { PICTURE_LOOKS } from './vocabulary.js';

/** What holds for all charts of a user. It stands in the page itself: there before anything is drawn. */
export const readSettings = object({
  /** Draws of the uncertainty. */
  samples: counted,
  /** Colours that pictures are saved in, until others are chosen. */
  exportTheme: oneOf(PICTURE_LOOKS),
  /** The currency that money is shown in, with its rate; empty for dollars. */
  currency: text,
  /** The sliders stand open, as they were left in the charts that were used last. */
  whatIf: flag,
});

export type Settings = Read<typeof readSettings>;
