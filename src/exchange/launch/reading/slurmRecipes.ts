import type { ServerName } from '../../../catalog/shapes/servers/server.js';
import { modelMember } from '../modelName.js';
import { versionIn, type FoundCommand } from './found.js';
import { flagWords, isFields, textOf, type Fields } from './values.js';

/** What a recipe calls the settings of each server. */
const SETTINGS: readonly (readonly [string, ServerName])[] = [
  ['vllm_config', 'vllm'],
  ['sglang_config', 'sglang'],
  ['trtllm_config', 'trtllm'],
];

/** Roles of servers by how a recipe names them, and where it counts them. */
const ROLES = [
  { role: 'aggregated', workers: 'agg_workers', prefill: false },
  { role: 'decode', workers: 'decode_workers', prefill: false },
  { role: 'prefill', workers: 'prefill_workers', prefill: true },
] as const;

/**
 * Servers of a recipe of srt-slurm, as InferenceX and Dynamo publish them: a `model` beside a `backend` that has the flags
 * of each role as members. None where it is no such recipe.
 */
export function slurmRecipe(fields: Fields): FoundCommand[] {
  const { backend, model, resources } = fields;
  if (!isFields(backend) || !isFields(model)) return [];
  const [member, engine] = SETTINGS.find(([name]) => isFields(backend[name])) ?? [];
  const settings = member === undefined ? null : backend[member];
  if (engine === undefined || !isFields(settings)) return [];
  return ROLES.flatMap(({ role, workers, prefill }) => {
    const own = settings[role];
    const name = isFields(own) ? modelOf(model, own) : null;
    if (!isFields(own) || name === null) return [];
    const count = isFields(resources) ? resources[workers] : null;
    return [
      {
        engine,
        environment: [],
        words: [name, ...flagWords(engine === 'trtllm' ? flat(own) : withoutModel(own))],
        version: versionIn(textOf(model['container']) ?? ''),
        prefill,
        ...(typeof count === 'number' ? { replicas: count } : {}),
        mounts: new Map(),
      },
    ];
  });
}

const MODEL = /^(?:model|model[-_]path)$/;
const SERVED = /^served[-_]model[-_]name$/;

const withoutModel = (settings: Fields): Fields =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => !MODEL.test(name)));

/** The path may be a name that only the cluster knows: of all names the first that the catalogue has, else the path. */
function modelOf(model: Fields, settings: Fields): string | null {
  const named = (pattern: RegExp) => Object.entries(settings).find(([name]) => pattern.test(name))?.[1];
  const names = [model['path'], named(MODEL), named(SERVED)]
    .map((name) => textOf(name)?.replace(/^hf:/, '') ?? null)
    .filter((name) => name !== null);
  return names.find((name) => /^[a-z]/.test(modelMember(name).value ?? '')) ?? names[0] ?? null;
}

/** Members of members behind a dot, as TensorRT-LLM's options are read. */
function flat(settings: Fields, before = ''): Fields {
  return Object.fromEntries(
    Object.entries(withoutModel(settings)).flatMap(([name, value]) =>
      isFields(value) ? Object.entries(flat(value, `${before}${name}.`)) : [[`${before}${name}`, value]],
    ),
  );
}
