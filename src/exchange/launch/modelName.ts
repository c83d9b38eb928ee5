import { formatNamed } from '../../catalog/entries/modelNames.js';
import { isCheckpoint, isNameOf, modelById, modelEntries } from '../../catalog/entries/models.js';
import type { WeightFormat } from '../../catalog/shapes/types.js';
import * as l10n from '../../l10n/l10n.js';
import { unsetVariable } from './reading/variables.js';
import { withoutSecrets } from './reading/secrets.js';

/** A model of a command as a plan names it. */
export interface ModelMember {
  /** A catalogue id, the config.json of a folder, or the name as it is. */
  readonly value: string;
  /** Format of the weights that its name tells; `null` where it tells none. */
  readonly weights: ReturnType<typeof formatNamed>;
  readonly notes: readonly string[];
}

const withoutSlash = (name: string): string => (name.endsWith('/') ? name.slice(0, -1) : name);

function lastPart(name: string): string {
  const plain = withoutSlash(name);
  return plain.slice(plain.lastIndexOf('/') + 1);
}

/** A repository by its address, or by the folder that it is kept in: `models--org--name` and `org--name`. */
function repositoryName(name: string): string {
  const plain = withoutSlash(name.replace(/^(?:hf|huggingface|https?):\/\/(?:huggingface\.co\/)?/i, ''));
  const image = /^oci:\/\/.*\/([^/:]+)(?::([^/:]+))?$/.exec(plain);
  // An image holds one model by its own name, or several by their tags.
  if (image) return isVersion(image[2]) ? (image[1] ?? '').replace(/^modelcar-/, '') : (image[2] ?? '');
  const cached = /models--([^/]+?)--([^/]+)/.exec(plain);
  if (cached) return `${cached[1] ?? ''}/${cached[2] ?? ''}`;
  const [owner, model, ...more] = lastPart(plain).split('--');
  return owner && model && more.length === 0 ? `${owner}/${model}` : plain;
}

const isVersion = (tag: string | undefined): boolean =>
  tag === undefined || /^(?:latest|v?\d[\d.]*)$/.test(tag);

/** The model of the catalogue that a name means, and the weights that the name tells where they are not its own. */
function knownModel(name: string): (Pick<ModelMember, 'weights'> & { readonly id: string }) | null {
  const repository = repositoryName(name);
  const known = modelById(name) ?? modelById(repository);
  if (!known) return null;
  // All tensors of a GGUF file are quantized, which no format of linear layers says: its name stands as it is.
  if (/\bgguf\b/i.test(repository))
    return { id: JSON.stringify(modelById(name) ? lastPart(name) : repository), weights: null };
  // What a checkpoint stores of each part is known by its name, and by no format of linear layers.
  const named = [name, repository].find(isCheckpoint);
  if (named !== undefined) return { id: named, weights: null };
  const weights = formatNamed(repository);
  const own = ownFormat(known.id);
  const asIs = weights === own || (weights === 'fp8' && own === 'fp8-block');
  return { id: known.id, weights: asIs ? null : weights };
}

/** Format of most of a catalogue model's weights as it ships. */
function ownFormat(id: string): WeightFormat | null {
  const sizes = new Map<WeightFormat, number>();
  for (const { format, parameters } of modelById(id)?.weights ?? [])
    sizes.set(format, (sizes.get(format) ?? 0) + parameters);
  return [...sizes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

/** A catalogue model's name on Hugging Face where one is known. */
export function publishedName(id: string): string {
  const entry = modelEntries().find((one) => one.id === id);
  return entry?.aliases.find((alias) => alias.includes('/')) ?? id;
}

/** The model as a plan names it; `null` with why where the name is no name. */
export function modelMember(written: string): ModelMember | { readonly value: null; readonly why: string } {
  // An address may have a password in it.
  const name = withoutSecrets(written);
  const unset = unsetVariable(name);
  if (unset !== null)
    return { value: null, why: l10n.t('the model is {name}, which the text does not set', { name }) };
  const known = knownModel(name);
  if (known) {
    const notes =
      known.id.startsWith('"') || isCheckpoint(known.id) || isNameOf(name, known.id)
        ? []
        : [l10n.t('{name} is taken for {id} by its name', { name, id: known.id })];
    return { value: known.id, weights: known.weights, notes };
  }
  if (/^[./~]/.test(name)) {
    const file = `${name.replace(/\/$/, '')}/config.json`;
    return { value: `{ config: ${JSON.stringify(file)} }`, weights: null, notes: [] };
  }
  return {
    value: JSON.stringify(name),
    weights: null,
    notes: [
      /\bgguf\b/i.test(name)
        ? l10n.t('{name} holds GGUF files: import one, whose head says the model and its bytes', { name })
        : l10n.t('{name} is not in the catalogue: name its config.json in the plan', { name }),
    ],
  };
}

/** Whether a word can name a model: a repository, a path, or a word without marks of prose and placeholders. */
export function looksLikeModel(word: string): boolean {
  // `MODEL` stands for one; a word of prose has neither a number nor a mark in it.
  if (/^[A-Z][A-Z_]*$|^\$+$|\{\{|(?:^|\/)(?:REPLACE|YOUR|CHANGE|INSERT)[_-][A-Z_-]+(?:\/|$)/.test(word))
    return false;
  return (
    /^(?:\$\{?\w+\}?|(?:(?:hf|https?|s3|gs|oci|pvc):\/\/)?[\w.~/$@{}][\w./:@$\\{}+-]{0,300})$/.test(word) &&
    !/[.:]$/.test(word)
  );
}
