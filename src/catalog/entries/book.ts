import type { AcceptanceProfile } from '../shapes/types.js';
import { NO_HARDWARE, type OwnHardware } from './hardware.js';
import type { HostedEntry } from './hosted.js';
import { NO_MODELS, type OwnModels } from './models.js';
import type { OwnEntry } from './ownEntry.js';
import type { DrafterEntry } from './speculators.js';

/**
 * Entries of a file in the workspace, `decodeplan.catalog.yaml`: they come before those of the catalogue, and replace those
 * of the same name. Plain data, so that it goes to workers as it is.
 */
export interface Book extends OwnHardware {
  readonly models: OwnModels;
  readonly drafters: readonly OwnEntry<DrafterEntry>[];
  readonly acceptance: readonly OwnEntry<AcceptanceProfile>[];
  readonly hosted: readonly OwnEntry<HostedEntry>[];
  /** What is wrong with the file, in words; what is wrong of it is left out. */
  readonly fault: string | null;
}

export const NO_BOOK: Book = {
  ...NO_HARDWARE,
  models: NO_MODELS,
  drafters: [],
  acceptance: [],
  hosted: [],
  fault: null,
};
