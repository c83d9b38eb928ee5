import { gpuTypeById } from '../../catalog/entries/hardware.js';
import { weightBytes } from '../../catalog/shapes/weights.js';
import type { Reason } from '../../engine/shapes/reasons.js';
import type { OptionResult } from '../../engine/shapes/result.js';
import { analyze, type Analysis } from '../../report/answers/analysis.js';
import {
  draftText,
  NARROWER,
  type Asked,
  type Draft,
  type Traffic,
  type NewPlan,
  type Narrower,
} from './draft.js';
import { ranksFor } from './questions.js';
import { speedAsked, usualOf } from './templates.js';

/** How a draft does: an option works with what is written, with a purchase, or none does. */
export type Works = OptionResult['works'];

/** A draft with its answer. */
export interface Sized {
  readonly draft: Draft;
  readonly asked: Asked;
  readonly works: Works;
  readonly analysis: Analysis;
}

/**
 * The size of a new plan at which an option works, found by asking the engine. What was not said is sized: hardware by
 * what the load takes, else the load by what the hardware serves. What was said gives way last, in this order: speed,
 * formats of weights and cache, load, hardware. Where nothing works, the last size that was tried.
 */
export function sized(plan: NewPlan): Sized {
  const found = searched(plan, null);
  if (found.works !== 'no' || plan.count === null) return found;
  const more = searched({ ...plan, count: null }, plan.count);
  return more.works === 'no' ? found : more;
}

/** The size at which an option works; `tooFew` are accelerators that were said to be there, and do not do. */
function searched(plan: NewPlan, tooFew: number | null): Sized {
  const { draft, asked } = begun(plan, tooFew);
  const fits =
    plan.count === null ? (one: Draft) => withHardware(one, asked) : (one: Draft) => within(one, asked);
  let last: Sized | null = null;
  for (const ranks of ranksToTry(plan))
    for (const formats of NARROWER.filter((narrower) => narrows(plan, narrower))) {
      last = atSpeed({ ...draft, formats, ranks }, asked.speed, fits);
      if (last.works !== 'no') return last;
    }
  return last ?? tried(draft, asked);
}

/** Whether an option of a plan works on some number of its accelerators as the model is stored, at any speed. */
export function worksSomehow(plan: NewPlan): Sized | null {
  const { draft, asked } = begun(plan);
  const found = withHardware({ ...draft, speed: null }, asked);
  return found.works === 'no' ? null : found;
}

function begun(plan: NewPlan, tooFew: number | null = null): Pick<Sized, 'draft' | 'asked'> {
  const { template, question, count } = plan;
  const asked: Asked = {
    load: plan.load ?? { of: 'users', number: usualOf(template).users },
    speed: speedAsked(template, question),
    tooFew,
  };
  const { load, speed } = asked;
  return { asked, draft: { plan, units: count ?? 1, load, speed, formats: null, ranks: null } };
}

/** Numbers of ranks that a question about layouts compares; `null` where the engine chooses the layout. */
function ranksToTry({ spec, accelerator, question, book }: NewPlan): readonly (number | null)[] {
  return question === 'mla' ? ranksFor(spec, accelerator, book) : [null];
}

/** A draft at the speed that is asked, else at what is reached of it: halves, then none. */
function atSpeed(draft: Draft, speed: number | null, fits: (one: Draft) => Sized): Sized {
  const asked = fits(draft);
  if (asked.works !== 'no' || speed === null) return asked;
  const free = fits({ ...draft, speed: null });
  if (free.works === 'no') return free;
  for (const part of [2, 4]) {
    const found = fits({ ...draft, speed: Math.ceil(speed / part) });
    if (found.works !== 'no') return found;
  }
  return free;
}

/** Asks the engine about a draft. */
function tried(draft: Draft, asked: Asked): Sized {
  const analysis = analyze(
    draftText(draft, asked, { notes: [], fails: false }),
    draft.plan.files,
    draft.plan.book,
  );
  const options = Object.values(analysis.result()?.options ?? {});
  const works = (['owned', 'purchase'] as const).find((how) =>
    options.some((option) => option.works === how),
  );
  return { draft, asked, works: works ?? 'no', analysis };
}

/** Whether formats are narrower than the checkpoint's own. */
function narrows({ spec }: NewPlan, formats: Narrower): boolean {
  const weights = formats && 'weights' in formats ? formats.weights : null;
  return weights === null || weightBytes(spec, weights) < weightBytes(spec, 'native');
}

/** Part of the memory that weights may take, so that there is room for the cache. */
const WEIGHTS_SHARE = 0.6;
/** Sizes that are tried. */
const MOST_TRIES = 6;

/** As many accelerators as a load takes, from the least that hold the weights. */
function withHardware(draft: Draft, asked: Asked): Sized {
  let last = tried({ ...draft, units: leastUnits(draft) }, asked);
  for (let i = 0; i < MOST_TRIES && last.works !== 'owned'; i++) {
    const units = last.works === 'purchase' ? bought(last) : enlarged(last);
    if (units === null) break;
    const next = tried({ ...last.draft, units }, asked);
    // What works once more is bought stays, should the engine find a larger fleet no better.
    if (last.works === 'purchase' && next.works === 'no') break;
    last = next;
  }
  return last;
}

/** More than this many times the least are no remedy for a model that has no room. */
const MOST_TIMES = 16;

/** Units that would hold the sequences, by those that fit; else several times as many; `null` where more do not help. */
function enlarged({ draft, analysis }: Sized): number | null {
  const reasons = Object.values(analysis.result()?.options ?? {})
    .flatMap((option) => option.reasons)
    .map((reason) => (reason.code === 'of-workload' ? reason.reason : reason));
  const times = reasons.flatMap((reason) =>
    reason.code === 'sequences-over-memory' && reason.fit > 0 ? [reason.asked / reason.fit] : [],
  );
  if (times.length > 0) return draft.units + Math.max(1, Math.ceil(draft.units * (Math.min(...times) - 1)));
  const most = leastUnits(draft) * MOST_TIMES;
  const helps = reasons.some(({ code }) => SCARCE.has(code));
  return helps && draft.units < most ? draft.units * 4 : null;
}

/** Reasons that more accelerators can end. */
const SCARCE: ReadonlySet<Reason['code']> = new Set([
  'no-kv-memory',
  'no-sequence-fits',
  'sequences-over-memory',
  'sequences-over-limit',
  'prompts-over-memory',
  'request-over-memory',
  'prompts-too-many',
  'replica-over-plan',
  'too-few-accelerators',
]);

/** Units with what the cheapest purchase of accelerators adds; `null` where only other hardware is bought. */
function bought({ draft, analysis }: Sized): number | null {
  const perUnit = gpuTypeById(draft.plan.accelerator, draft.plan.book)?.rack?.perRack ?? 1;
  const added = Object.values(analysis.result()?.options ?? {}).flatMap(({ works, purchase }) =>
    works === 'purchase' && purchase.accelerators ? [purchase.accelerators] : [],
  );
  return added.length === 0 ? null : draft.units + Math.max(1, Math.ceil(Math.min(...added) / perUnit));
}

/** Racks, or accelerators in whole servers where they are many. */
function leastUnits({ plan: { spec, accelerator, book }, formats, ranks }: Draft): number {
  const type = gpuTypeById(accelerator, book);
  const weights = weightBytes(spec, formats && 'weights' in formats ? formats.weights : 'native');
  const needed = Math.max(ranks ?? 1, type ? weights / (type.accelerator.memoryBytes * WEIGHTS_SHARE) : 1);
  if (type?.rack) return Math.max(1, Math.ceil(needed / type.rack.perRack));
  const board = type?.unit ?? 1;
  return needed <= board ? 2 ** Math.ceil(Math.log2(needed)) : board * Math.ceil(needed / board);
}

/** What hardware that is given serves: the load as it is, less of it where the planner left it open. */
function within(draft: Draft, asked: Asked): Sized {
  const whole = tried(draft, asked);
  if (whole.works === 'owned') return whole;
  const less = lessLoad(draft, asked);
  if (draft.plan.load === null) return less ?? whole;
  return whole.works === 'purchase' ? whole : (less ?? whole);
}

/** Loads that read well, most first. */
const STEPS = [8, 6, 5, 4, 3, 2, 1.5, 1];

/** The largest load that reads well and that the given hardware serves; `null` if it serves none. */
function lessLoad(draft: Draft, asked: Asked): Sized | null {
  const loads = smaller(draft.load);
  let [low, high] = [0, loads.length];
  let best: Sized | null = null;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const load = loads[middle];
    if (!load) break;
    const found = tried({ ...draft, load }, asked);
    if (found.works === 'owned') {
      best = found;
      high = middle;
    } else low = middle + 1;
  }
  return best;
}

/** Smaller loads, most first: down to one user, or a request in a hundred seconds. */
function smaller({ of, number }: Traffic): Traffic[] {
  const least = of === 'users' ? 1 : 0.01;
  const loads: Traffic[] = [];
  for (let scale = 10 ** Math.floor(Math.log10(number)); scale >= least / 10; scale /= 10)
    for (const step of STEPS) {
      const value = Number((step * scale).toPrecision(2));
      const whole = of === 'requests' || Number.isInteger(value);
      if (whole && value < number && value >= least) loads.push({ of, number: value });
    }
  return loads;
}
