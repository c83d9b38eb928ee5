import { NO_BOOK, type Book } from '../../catalog/entries/book.js';
import { gpuTypeById } from '../../catalog/entries/hardware.js';
import { acceptanceProfiles } from '../../catalog/entries/speculators.js';
import { familyOf } from '../../catalog/shapes/families/families.js';
import { elementBytes, kvCacheFormat } from '../../catalog/shapes/formats.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';
import { weightBytes } from '../../catalog/shapes/weights.js';
import * as l10n from '../../l10n/l10n.js';

export type Question = 'fit' | 'speed' | 'lpx' | 'mla';

/** The questions that a new plan can start with, and what it then compares. */
export const QUESTIONS: Readonly<Record<Question, { readonly title: string; readonly compares: string }>> = {
  fit: {
    get title() {
      return l10n.t('How many users fit in memory?');
    },
    get compares() {
      return l10n.t('the cache in 16 bits and in 8, one of which is how the model ships it');
    },
  },
  speed: {
    get title() {
      return l10n.t('How fast is it, and what does speculative decoding bring?');
    },
    get compares() {
      return l10n.t('decoding alone, and with a drafter');
    },
  },
  lpx: {
    get title() {
      return l10n.t('When do Groq 3 LPX racks pay against free software?');
    },
    get compares() {
      return l10n.t('GPUs, GPUs with a drafter, and GPUs with LPX racks; asks for the break-even');
    },
  },
  mla: {
    get title() {
      return l10n.t('What does compressed attention save?');
    },
    get compares() {
      return l10n.t('tensor-parallel with data-parallel attention, rank by rank');
    },
  },
};

/** Generations that NVIDIA sells LPX racks beside (the sources of the catalogue's LPX rack). */
const LPX_HOSTS: readonly string[] = ['rubin'];

/** The questions that make sense for a model on a type of accelerator. */
export function questionsFor(spec: ModelSpec, accelerator: string, book: Book = NO_BOOK): Question[] {
  const generation = gpuTypeById(accelerator, book)?.accelerator.generation ?? '';
  const asked: Readonly<Record<Question, boolean>> = {
    fit: true,
    speed: true,
    lpx: LPX_HOSTS.includes(generation),
    mla: ranksFor(spec, accelerator, book).length > 0,
  };
  // The entries were made from the keys of QUESTIONS.
  return (Object.keys(QUESTIONS) as Question[]).filter((question) => asked[question]);
}

/** Ranks over which layouts are compared, the usual first. */
const RANKS = [8, 16, 32, 64, 4, 2];

/** Part of the memory that weights in four bits may take at most, for a layout to be worth comparing. */
const MOST_WEIGHTS = 0.85;

/**
 * Numbers of ranks that a latent cache can be copied to, or dealt out over; none without such a cache or a link, and
 * none where the ranks could not hold the weights.
 */
export function ranksFor(spec: ModelSpec, accelerator: string, book: Book): number[] {
  const type = gpuTypeById(accelerator, book)?.accelerator;
  const latent = spec.groups.filter((group) => familyOf(group).latent);
  if (!type?.linkBytesPerSecond || latent.length === 0) return [];
  const heads = latent.flatMap((group) => {
    const ordinary = familyOf(group).ordinaryHeads(group);
    return typeof ordinary === 'object' ? [ordinary.queryHeads] : [];
  });
  const least = Math.min(weightBytes(spec, 'native'), weightBytes(spec, 'int4'));
  return RANKS.filter(
    (ranks) =>
      ranks <= type.scaleUpDomain &&
      heads.every((count) => count % ranks === 0) &&
      least / ranks <= type.memoryBytes * MOST_WEIGHTS,
  );
}

/** Lines of the options that a question compares. */
export function optionsOf(spec: ModelSpec, question: Question, ranks: number | null): string[] {
  const software = `  software: { speculation: ${speculationOf(spec)}`;
  switch (question) {
    case 'fit':
      // Where the model ships its cache in 8 bits, that is what it is: 16 would say what it saves.
      return elementBytes(kvCacheFormat(spec, null).value) === 1
        ? ['  as-is: {}', `  bf16-cache: { serving: { kvCache: bf16 } } # ${l10n.t('twice of 8 bits')}`]
        : ['  as-is: {}', `  fp8-cache: { serving: { kvCache: fp8 } } # ${l10n.t('half of 16 bits')}`];
    case 'speed':
      return ['  as-is: {}', software];
    case 'lpx':
      return [
        '  as-is: {}',
        software,
        `  lpx: { lpx: { racks: auto, role: auto, price: 2.5M..4.5M USD } } # ${l10n.t('no list price: a range')}`,
      ];
    case 'mla':
      return [
        `  tensor-parallel: { serving: { layout: { tensor: ${ranks ?? 1} } } } # ${l10n.t('latent caches are copied to every rank')}`,
        `  data-parallel-attention: { serving: { layout: { attentionData: ${ranks ?? 1} } } } # ${l10n.t('every rank holds its own users')}`,
      ];
  }
}

/** A measured way to draft for the model where the catalogue has one, else an assumed acceptance that says so. */
function speculationOf({ id, mtpLayers }: ModelSpec): string {
  const measured = acceptanceProfiles().find(
    (profile) => profile.model === id && profile.id.startsWith('golden-'),
  );
  if (measured)
    return `{ method: ${measured.method}, acceptance: golden } } # ${l10n.t('measured on coding prompts')}`;
  const method =
    mtpLayers > 0 ? 'mtp, draftTokens: 1, acceptance: 1.8' : 'eagle3, draftTokens: 3, acceptance: 2.4';
  return `{ method: ${method} } } # ${l10n.t('assumed: measure acceptance on your own traffic')}`;
}
