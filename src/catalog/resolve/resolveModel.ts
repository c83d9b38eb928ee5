import * as l10n from '../../l10n/l10n.js';
import type { PlanInput } from '../../plan/schema.js';
import { closest } from '../../units/closest.js';
import { citation, type Ledger } from './ledger.js';
import {
  indexedBytes,
  indexFileOf,
  parseConfig,
  quantizationFileOf,
  withQuantization,
} from '../config/configText.js';
import { modelFromConfig } from '../config/modelFromConfig.js';
import { modelById, modelEntries, type OwnModels } from '../entries/models.js';
import type { ModelSpec } from '../shapes/types.js';

/** What became of a file that a plan names. */
export type ReferencedFile =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

/** Files by the path that the plan writes. */
export type ReferencedFiles = ReadonlyMap<string, ReferencedFile>;

/** Paths of the files that a plan needs read. */
export function referencedPaths({ model }: Partial<PlanInput>): string[] {
  const path = model === undefined ? null : configPath(model);
  if (path === null) return [];
  const beside = quantizationFileOf(path);
  const index = indexFileOf(path);
  return [path, ...(beside === null ? [] : [beside]), ...(index === null ? [] : [index])];
}

function configPath(model: PlanInput['model']): string | null {
  return typeof model === 'object' && Object.hasOwn(model, 'config') && typeof model.config === 'string'
    ? model.config
    : null;
}

/** The plan's model, or `null` with a problem noted. */
export function resolveModel(
  { model }: Pick<PlanInput, 'model'>,
  files: ReferencedFiles,
  own: OwnModels,
  ledger: Ledger,
): ModelSpec | null {
  if (typeof model === 'string') return fromCatalogue(model, own, ledger);
  const file = configPath(model);
  const name = typeof model.name === 'string' ? model.name : undefined;
  if (file !== null) return fromFile(file, name, files, ledger);
  const { name: _name, ...fields } = model;
  return fromFields(fields, name ?? l10n.t('own model'), l10n.t('written in the plan'), ledger);
}

function fromCatalogue(name: string, own: OwnModels, ledger: Ledger): ModelSpec | null {
  const model = modelById(name, own);
  if (model) {
    ledger.note(['model'], citation(model.sources.find(({ url }) => url) ?? model.sources[0], model.name));
    return model;
  }
  const names = modelEntries(own).flatMap(({ id, aliases }) => [id, ...aliases]);
  const near = closest(name, names);
  const suggestion = near ? (modelById(near, own)?.id ?? near) : undefined;
  ledger.problem({
    code: 'unknown-model',
    message: suggestion
      ? l10n.t('no model `{name}` in the catalogue; did you mean `{suggestion}`?', { name, suggestion })
      : l10n.t('no model `{name}` in the catalogue', { name }),
    path: ['model'],
    ...(suggestion ? { suggestion } : {}),
  });
  return null;
}

function fromFile(
  path: string,
  name: string | undefined,
  files: ReferencedFiles,
  ledger: Ledger,
): ModelSpec | null {
  const at = ['model', 'config'];
  const file = files.get(path);
  // Not read yet: whoever reads it resolves the plan again.
  if (!file) return null;
  if (!file.ok) {
    ledger.problem({ code: 'unreadable-file', message: file.message, path: at });
    return null;
  }
  let config: unknown;
  try {
    config = withQuantization(parseConfig(file.text), besideOf(path, files));
  } catch {
    ledger.problem({ code: 'not-json', message: l10n.t('`{path}` is not JSON', { path }), path: at });
    return null;
  }
  const index = files.get(indexFileOf(path) ?? '');
  const bytes = index?.ok ? indexedBytes(index.text) : null;
  return fromFields(config, name ?? path.replace(/^.*[\\/]/, ''), path, ledger, bytes);
}

/** What the file beside a config says; `null` where there is none, as beside most, or it is no JSON. */
function besideOf(path: string, files: ReferencedFiles): unknown {
  const beside = quantizationFileOf(path);
  const file = beside === null ? undefined : files.get(beside);
  if (!file?.ok) return null;
  try {
    return parseConfig(file.text);
  } catch {
    return null;
  }
}

function fromFields(
  config: unknown,
  name: string,
  detail: string,
  ledger: Ledger,
  checkpointBytes: number | null = null,
): ModelSpec | null {
  const result = modelFromConfig(config, { id: name, name, checkpointBytes });
  if (result.ok) {
    ledger.note(['model'], { from: 'plan', detail });
    return result.model;
  }
  ledger.problem({ code: result.code, message: result.message, path: ['model'] });
  return null;
}
