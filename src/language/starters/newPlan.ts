import { kvBytesPerToken } from '../../catalog/shapes/cacheGroups.js';
import { kvCacheFormat } from '../../catalog/shapes/formats.js';
import { NO_BOOK, type Book } from '../../catalog/entries/book.js';
import { gpuTypeById, gpuTypes, type GpuType } from '../../catalog/entries/hardware.js';
import { modelById } from '../../catalog/entries/models.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';
import * as l10n from '../../l10n/l10n.js';
import { once } from '../../units/memo.js';
import * as format from '../../report/words/format.js';
import { modelFactsOf } from '../reading/choices.js';
import { answerTo } from './answer.js';
import { draftText, type NewPlan } from './draft.js';
import { usualOf } from './templates.js';
import { sized, type Sized, type Works } from './sizing.js';
import { whyNoneWorks } from './noneWorks.js';

/** A new plan, sized. */
export interface MadePlan {
  readonly text: string;
  /** Whether an option works as the text stands. */
  readonly works: Works;
  /** What it answers to its question; worked out when it is first asked. */
  readonly answer: () => string | null;
  /** Path of the first number that a planner changes. */
  readonly first: readonly string[];
  /** A name for its file, without an ending. */
  readonly name: string;
}

/** Makes a plan with comments that say what each part is for, at a size at which an option works, where there is one. */
export function makePlan(plan: NewPlan): MadePlan {
  const found = sized(plan);
  const { draft, asked, works } = found;
  const { workload } = usualOf(plan.template);
  return {
    text: draftText(draft, asked, { notes: notesOf(found), fails: works === 'no' }),
    works,
    answer: once(() => answerTo(plan.question, found.analysis)),
    first: ['workloads', workload, draft.load.of === 'users' ? 'concurrency' : 'requests'],
    name: [plan.spec.id, plan.accelerator, workload].join('-').replace(/[^\w.-]+/g, '-'),
  };
}

function notesOf(found: Sized): string[] {
  if (found.works !== 'no') return [l10n.t('Change the numbers to yours; the charts follow as you type.')];
  return [
    l10n.t('No number of these accelerators works for this model and this use.'),
    ...whyNoneWorks(found),
  ];
}

/** A small plan to start from where there is nothing yet. */
export function starterPlanText(): string {
  const spec = modelById(STARTER_MODEL);
  if (!spec) throw new Error(`the catalogue has no ${STARTER_MODEL}`);
  return makePlan(usualPlan(STARTER_MODEL, spec)).text;
}

const STARTER_MODEL = 'deepseek-v3';
const USUAL_ACCELERATOR = 'h200-sxm';

/** A plan where only the model is known. */
export function usualPlan(model: string, spec: ModelSpec, book: Book = NO_BOOK): NewPlan {
  return {
    model,
    spec,
    book,
    accelerator: USUAL_ACCELERATOR,
    count: null,
    template: 'chat',
    load: null,
    question: 'fit',
  };
}

/** Accelerators that a plan can use alone: those that nothing is known to compute with are left out. */
export function acceleratorsOffered(book: Book = NO_BOOK): ReturnType<typeof gpuTypes> {
  return gpuTypes(book).filter(({ id }) => {
    const rates = Object.values(gpuTypeById(id, book)?.accelerator.flopsPerSecond ?? {});
    return rates.some((rate) => rate !== null);
  });
}

/** A model in a line for who chooses one: size, attention, weights, and what a token costs in the cache. */
export function modelDetail(spec: ModelSpec): string {
  const tokens = Math.min(spec.maxContextTokens ?? 32_768, 32_768);
  const cache = kvBytesPerToken(spec, kvCacheFormat(spec, null), tokens);
  const kept = cache > 0 ? [l10n.t('KV {bytes} a token', { bytes: format.bytes(cache) })] : [];
  return [modelFactsOf(spec), ...kept].join(', ');
}

/** An accelerator's price in a few words. */
export function acceleratorPrice({ accelerator, rack }: GpuType): string {
  const { priceUsd, rentUsdPerSecond } = accelerator;
  if (priceUsd !== null)
    return rack
      ? l10n.t('{price} a rack', { price: format.quantity(priceUsd * rack.perRack, 'money') })
      : format.quantity(priceUsd, 'money');
  return rentUsdPerSecond === null
    ? l10n.t('price not known')
    : l10n.t('rents for {rent}', {
        rent: format.quantity(rentUsdPerSecond, 'hourPrice'),
      });
}
