import * as l10n from '../../l10n/l10n.js';
import type { SpeculationInput } from '../../plan/schema.js';
import type { Path } from '../../plan/path.js';
import { lengthsFromOne, lengthsFromSurvival, ownProfile } from '../entries/acceptance.js';
import { measuredRange } from '../entries/acceptanceRange.js';
import { modelById, modelEntries } from '../entries/models.js';
import { weightBytes } from '../shapes/weights.js';
import { defaultDrafter, wholeCache } from './defaultDrafter.js';
import type { Book } from '../entries/book.js';
import { citation, type Ledger } from './ledger.js';
import { unknownName } from './unknownName.js';
import type { Speculation } from '../shapes/resolvedPlan.js';
import {
  acceptanceProfile,
  acceptanceProfiles,
  drafterFor,
  speculatorById,
  speculators,
} from '../entries/speculators.js';
import type { AcceptanceProfile, ModelSpec, SpeculatorSpec } from '../shapes/types.js';

const DEFAULT_DRAFTS = 5;
/** Time of a draft layer over that of a target layer (speculation.md 2). */
const DRAFT_LAYER_COST = 2.2;

/** What speculation takes from the rest of the plan. */
export interface SpeculationContext {
  readonly model: ModelSpec;
  readonly book: Book;
}

/** `undefined`: cannot be evaluated, a problem is noted. `null`: no speculation. */
export function resolveSpeculation(
  input: SpeculationInput,
  path: Path,
  { model, book }: SpeculationContext,
  ledger: Ledger,
): Speculation | null | undefined {
  const method = speculatorById(input.method);
  if (!method) {
    unknownName(
      l10n.t('speculation method'),
      input.method,
      speculators().map(({ id }) => id),
      [...path, 'method'],
      ledger,
    );
    return undefined;
  }
  if (method.id === 'none') return null;
  const wanted = input.draftTokens?.likely ?? null;
  const drafts = wanted ?? (method.id === 'mtp' ? 1 : DEFAULT_DRAFTS);
  const acceptance = resolveAcceptance(input, drafts, path, method, { model, book }, ledger);
  if (!acceptance) return undefined;
  const drafter = drafterOf(input, path, method, { model, book }, ledger);
  if (!drafter) return undefined;
  const draftTokens = wanted ?? Math.min(drafts, acceptance.acceptedLength.length);
  const asked = input.acceptance ?? 'golden';
  const range = asked === 'golden' ? measuredRange(acceptance, draftTokens) : null;
  if (range) ledger.spread([...path, 'acceptance'], range);
  return {
    method,
    draftTokens,
    verification: verificationOf(input, method),
    acceptance,
    ...drafter,
  };
}

function verificationOf(input: SpeculationInput, method: SpeculatorSpec): Speculation['verification'] {
  return input.verification ?? (method.loadAdaptive ? 'adaptive' : 'fixed');
}

function resolveAcceptance(
  input: SpeculationInput,
  draftTokens: number,
  path: Path,
  method: SpeculatorSpec,
  { model, book }: SpeculationContext,
  ledger: Ledger,
): AcceptanceProfile | null {
  const at = [...path, 'acceptance'];
  const given = input.acceptance ?? 'golden';
  if (typeof given === 'string')
    return catalogued(given, input.acceptance === undefined, at, method, { model, book }, ledger);
  ledger.note(at, { from: 'plan', detail: l10n.t('acceptance of the plan') });
  if (Array.isArray(given))
    return ownProfile(method.id, model.id, lengthsFromSurvival(given.map((q) => q.likely)));
  if ('lengths' in given)
    return ownProfile(
      method.id,
      model.id,
      given.lengths.map((q) => q.likely),
    );
  const length = ledger.takeOrNull(at, given) ?? 1;
  if (Math.max(length, given.high) > draftTokens + 1) {
    const most = String(draftTokens + 1);
    ledger.problem({
      code: 'too-big',
      message: l10n.t('{draftTokens} drafts accept {most} tokens at most', { draftTokens, most }),
      path: at,
      suggestion: most,
    });
    return null;
  }
  return ownProfile(method.id, model.id, lengthsFromOne(length, Math.max(1, draftTokens)));
}

function catalogued(
  name: string,
  byDefault: boolean,
  path: Path,
  method: SpeculatorSpec,
  { model, book }: SpeculationContext,
  ledger: Ledger,
): AcceptanceProfile | null {
  const profile = acceptanceProfile(name, method.id, model.id, book.acceptance);
  if (profile) {
    const { detail, ...cited } = citation(profile.sources[0], profile.id, profile.confidence);
    const from = byDefault ? 'default' : 'catalogue';
    ledger.note(path, {
      ...cited,
      from,
      detail: `${profile.id}: ${profile.conditions}; ${detail}`,
    });
    return profile;
  }
  if (name === 'golden' || name === 'production') {
    const where = byDefault ? path.slice(0, -1) : path;
    ledger.problem({
      code: 'no-acceptance',
      message: l10n.t(
        'no measured acceptance of {method} on {model}: give `acceptance`, as in `acceptance: 2.5`',
        { method: method.name, model: model.name },
      ),
      path: where,
    });
  } else {
    unknownName(
      l10n.t('acceptance profile'),
      name,
      ['golden', 'production', ...acceptanceProfiles(book.acceptance).map(({ id }) => id)],
      path,
      ledger,
    );
  }
  return null;
}

const asLayers = (layers: number) =>
  layers === 1 ? l10n.t('as 1 layer of the model') : l10n.t('as {layers} layers of the model', { layers });

const asHead = (layers: number) =>
  layers === 1 ? l10n.t('a dense head of 1 layer') : l10n.t('a dense head of {layers} layers', { layers });

type Drafter = Pick<
  Speculation,
  | 'drafterBytes'
  | 'drafterKvBytesPerSequence'
  | 'drafterKvBytesPerToken'
  | 'drafterKvHeads'
  | 'draftCostFraction'
  | 'drafter'
>;

/** The drafter that the catalogue knows, else one of the size that those of its method have. */
function drafterOf(
  input: SpeculationInput,
  path: Path,
  method: SpeculatorSpec,
  { model, book }: SpeculationContext,
  ledger: Ledger,
): Drafter | null {
  if (method.id === 'draft-model') return draftModel(input, path, book, ledger);
  if (input.model !== undefined) return notDrafted(input.model, path, method, ledger);
  const known = drafterFor(method.id, model.id, book.drafters);
  const own = defaultDrafter(method, model);
  const layers = method.draftLayers;
  const share = layers / Math.max(1, model.layers);
  const isOwn = book.drafters.some(({ entry }) => entry === known);
  const detail = known
    ? isOwn
      ? citation(known.sources[0], '').detail
      : (known.sources[0]?.title ?? '')
    : asLayers(layers);
  const from = known ? 'catalogue' : 'default';
  return {
    drafterBytes: ledger.take([...path, 'drafterWeights'], input.drafterWeights, {
      value: known?.weightsBytes ?? own.weightsBytes,
      from,
      detail: known || method.id === 'mtp' ? detail : asHead(layers),
    }),
    drafterKvBytesPerSequence: known?.kvBytesPerSequence ?? own.kvBytesPerSequence,
    drafterKvBytesPerToken: known?.kvBytesPerToken ?? own.kvBytesPerToken,
    drafterKvHeads: own.kvHeads,
    drafter: null,
    draftCostFraction:
      method.id === 'ngram'
        ? lookupCost(input, path, ledger)
        : ledger.take([...path, 'draftCost'], input.draftCost, {
            value: known?.draftCostFraction ?? share * DRAFT_LAYER_COST,
            from,
            detail,
          }),
  };
}

/** What looking n-grams up takes of a step, on the host: only the plan can say. */
function lookupCost(input: SpeculationInput, path: Path, ledger: Ledger): number | null {
  const at = [...path, 'draftCost'];
  const own = ledger.takeOrNull(at, input.draftCost);
  if (own === null)
    ledger.note(at, {
      from: 'default',
      detail: l10n.t('not counted: time of the lookup on the host is not known'),
    });
  return own;
}

/** A model of the catalogue that drafts: its weights, its cache and, where the plan says nothing, its own steps. */
function draftModel(input: SpeculationInput, path: Path, book: Book, ledger: Ledger): Drafter | null {
  if (input.model === undefined) {
    ledger.problem({
      code: 'missing-key',
      message: l10n.t('say which model drafts: `model`, as in `model: llama-3.2-1b`'),
      path: [...path, 'model'],
    });
    return null;
  }
  const drafter = modelById(input.model, book.models);
  if (!drafter) {
    const names = modelEntries(book.models).map(({ id }) => id);
    unknownName(l10n.t('model'), input.model, names, [...path, 'model'], ledger);
    return null;
  }
  ledger.note([...path, 'model'], citation(drafter.sources[0], drafter.name));
  const cache = wholeCache(drafter);
  const draftCostFraction = ledger.takeOrNull([...path, 'draftCost'], input.draftCost);
  if (draftCostFraction === null)
    ledger.note([...path, 'draftCost'], {
      from: 'default',
      detail: l10n.t('steps of the model that drafts'),
    });
  return {
    drafterBytes: ledger.take([...path, 'drafterWeights'], input.drafterWeights, {
      value: weightBytes(drafter, 'native'),
      from: 'catalogue',
      detail: drafter.name,
    }),
    drafterKvBytesPerSequence: cache.kvBytesPerSequence,
    drafterKvBytesPerToken: cache.kvBytesPerToken,
    drafterKvHeads: cache.kvHeads,
    draftCostFraction,
    drafter,
  };
}

/** Other ways to draft have heads of their own. */
function notDrafted(model: string, path: Path, method: SpeculatorSpec, ledger: Ledger): null {
  ledger.problem({
    code: 'unknown-name',
    message: l10n.t('{method} does not draft with `{model}`: write `method: draft-model`', {
      method: method.name,
      model,
    }),
    path: [...path, 'method'],
    suggestion: 'draft-model',
  });
  return null;
}
