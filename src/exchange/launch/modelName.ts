import { modelById, modelEntries } from '../../catalog/entries/models.js';
import type { WeightFormat } from '../../catalog/shapes/types.js';
import * as l10n from '../../l10n/l10n.js';
import { unsetVariable } from './reading/variables.js';
import { withoutSecrets } from './reading/secrets.js';

/** A model of a command as a plan names it. */
export interface ModelMember {
  /** A catalogue id, the config.json of a folder, or the name as it is. */
  readonly value: string;
  /** Format of the weights that its name tells; `null` where it tells none. */
  readonly weights: WeightFormat | null;
  readonly notes: readonly string[];
}

/** Endings by which quantized copies of a model go, and the format of their weights. */
const ENDINGS: readonly (readonly [RegExp, WeightFormat])[] = [
  [/^(?:fp8|w8a8-fp8|fp8-kv)$/, 'fp8'],
  [/^(?:nvfp4|fp4|nvfp4a16)$/, 'nvfp4'],
  [/^mxfp4$/, 'mxfp4'],
  [/^(?:int8|w8a8|w8a16|8bit|gptq-int8|quantized\.w8a8|quantized\.w8a16)$/, 'int8'],
  [/^(?:awq|gptq|int4|w4a16|4bit|autoround|gptq-int4|awq-int4|quantized\.w4a16)$/, 'int4'],
  [/^bf16$/, 'bf16'],
];
/** Words behind such an ending that say how, not what. */
const HOW =
  /-(?:dynamic|static|block|pertensor|per-tensor|kv|g32|g128|marlin|\d+bit|int4|int8|sym|asym|v\d+)$/;
const DATE = /-(?:\d{4}|\d{6}|\d{8}|20\d\d-\d\d(?:-\d\d)?)$/;

/** A name without what it says of quantization, and the format that it says. */
export function unquantized(name: string): { readonly base: string; readonly weights: WeightFormat | null } {
  let base = name.toLowerCase();
  let weights: WeightFormat | null = null;
  for (let again = true; again;) {
    again = false;
    for (const [ending, format] of ENDINGS) {
      const [, before, last = ''] =
        /^(.+?)-(quantized\.\w+|w8a8-fp8|gptq-int[48]|awq-int4|\w+)$/.exec(base) ?? [];
      if (before === undefined || !ending.test(last)) continue;
      base = before;
      weights ??= format;
      again = true;
    }
    if (!again && HOW.test(base)) {
      const shorter = base.replace(HOW, '');
      again = ENDINGS.some(([ending]) => ending.test(shorter.slice(shorter.lastIndexOf('-') + 1)));
      if (again) base = shorter;
    }
  }
  return { base, weights };
}

/** The catalogue's id by the last part of its names, where one entry alone has it. */
function idsByLastPart(): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  for (const { id, aliases } of modelEntries()) {
    for (const name of [id, ...aliases]) {
      const last = lastPart(name).toLowerCase();
      const other = found.get(last);
      found.set(last, other === undefined || other === id ? id : null);
    }
  }
  return found;
}

const withoutSlash = (name: string): string => (name.endsWith('/') ? name.slice(0, -1) : name);

function lastPart(name: string): string {
  const plain = withoutSlash(name);
  return plain.slice(plain.lastIndexOf('/') + 1);
}

/** A repository by its address, or by the folder that it is kept in: `models--org--name` and `org--name`. */
function repositoryName(name: string): string {
  const plain = withoutSlash(name.replace(/^(?:hf|huggingface|https?):\/\/(?:huggingface\.co\/)?/i, ''));
  const cached = /models--([^/]+?)--([^/]+)/.exec(plain);
  if (cached) return `${cached[1] ?? ''}/${cached[2] ?? ''}`;
  const [owner, model, ...more] = lastPart(plain).split('--');
  return owner && model && more.length === 0 ? `${owner}/${model}` : plain;
}

/** The model of the catalogue that a name means, and the weights that the name tells; `null` where none is meant. */
export function knownModel(
  name: string,
): { readonly id: string; readonly weights: WeightFormat | null } | null {
  const repository = repositoryName(name);
  const { base, weights } = unquantized(lastPart(repository));
  const exact = modelById(name) ?? modelById(repository);
  if (exact) {
    const own = exact.weights.some(({ format }) => format === weights);
    return { id: exact.id, weights: own ? null : weights };
  }
  const byLast = idsByLastPart();
  const id =
    byLast.get(lastPart(repository).toLowerCase()) ?? byLast.get(base) ?? byLast.get(base.replace(DATE, ''));
  if (id === undefined || id === null) return null;
  const own = modelById(id)?.weights.some(({ format }) => format === weights) ?? false;
  return { id, weights: own ? null : weights };
}

/** The model as a plan names it; `null` with why where the name is no name. */
export function modelMember(name: string): ModelMember | { readonly value: null; readonly why: string } {
  const unset = unsetVariable(name);
  if (unset !== null)
    return { value: null, why: l10n.t('the model is {name}, which the text does not set', { name }) };
  const known = knownModel(name);
  if (known) {
    const exact = modelById(name)?.id === known.id;
    const notes = exact ? [] : [l10n.t('{name} is taken for {id} by its name', { name, id: known.id })];
    return { value: known.id, weights: known.weights, notes };
  }
  if (/^[./~]/.test(name)) {
    const file = `${name.replace(/\/$/, '')}/config.json`;
    return { value: `{ config: ${JSON.stringify(file)} }`, weights: null, notes: [] };
  }
  return {
    value: JSON.stringify(withoutSecrets(name)),
    weights: null,
    notes: [l10n.t('{name} is not in the catalogue: name its config.json in the plan', { name })],
  };
}

/** Whether a word can name a model: a repository, a path, or a word without marks of prose and placeholders. */
export function looksLikeModel(word: string): boolean {
  return (
    /^(?:\$\{?\w+\}?|(?:hf:\/\/|https?:\/\/|s3:\/\/|gs:\/\/)?[\w.~/$@{}][\w./:@$\\{}+-]{0,300})$/.test(
      word,
    ) && !/[.:]$/.test(word)
  );
}
