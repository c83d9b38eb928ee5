import { split } from 'shlex';
import type { FoundCommand } from './found.js';
import { versionIn } from './found.js';

/** Values of charts and of graphs that say a server's settings by members of their own, not as a command. */

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value that is text or a number, as text; `null` for others and for empty ones. */
export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;

/** The commands that a map of values stands for; none where it is no map of such values. */
export function modelSpecCommands(fields: Fields): FoundCommand[] {
  const one = productionStack(fields) ?? vllmRuntime(fields) ?? rayServe(fields);
  if (one) return [one];
  const several = llmd(fields);
  if (several.length > 0) return several;
  const served = kserve(fields);
  return served ? [served] : [];
}

/** A server of vLLM that starts with such words. */
export const vllmStarted = (words: readonly string[], image: unknown = null): FoundCommand => ({
  engine: 'vllm',
  environment: [],
  words,
  version: typeof image === 'string' ? versionIn(image) : null,
  mounts: new Map(),
});

/** One model of the vLLM production stack's chart: `modelURL` and `vllmConfig`. */
function productionStack(fields: Fields): FoundCommand | null {
  const model = textOf(fields['modelURL']);
  if (model === null) return null;
  const config = isFields(fields['vllmConfig']) ? fields['vllmConfig'] : {};
  const { extraArgs, ...members } = config;
  const extra = wordsOf(extraArgs);
  const image = `${textOf(fields['repository']) ?? ''}:${textOf(fields['tag']) ?? ''}`;
  return vllmStarted([model, ...flagWords(members), ...extra, ...keptBeside(fields['lmcacheConfig'])], image);
}

/** The same stack's operator: a `VLLMRuntime`, whose `model` has the limits beside its name. */
function vllmRuntime(fields: Fields): FoundCommand | null {
  const { model, vllmConfig: config, deploymentConfig: deployed } = fields;
  const name = isFields(model) ? textOf(model['modelURL']) : null;
  if (!isFields(model) || !isFields(config) || name === null) return null;
  const { extraArgs, env: _env, v1: _v1, port: _port, ...members } = config;
  const extra = wordsOf(extraArgs);
  const image = isFields(deployed) && isFields(deployed['image']) ? deployed['image']['name'] : null;
  const limits = { maxModelLen: model['maxModelLen'], maxNumSeqs: model['maxNumSeqs'] };
  const lora = model['enableLoRA'] === true ? ['--enable-lora'] : [];
  return vllmStarted(
    [
      name,
      ...flagWords(limits),
      ...flagWords(members),
      ...lora,
      ...extra,
      ...keptBeside(fields['lmCacheConfig']),
    ],
    image,
  );
}

/** Memory of the host that keeps prefixes, as the stack says it: GiB of one process, which is one accelerator's. */
function keptBeside(config: unknown): string[] {
  if (!isFields(config) || config['enabled'] !== true) return [];
  const size = Number(config['cpuOffloadingBufferSize']);
  const extra = size > 0 ? { kv_connector_extra_config: { 'lmcache.max_local_cpu_size': size } } : {};
  return [
    '--kv-transfer-config',
    JSON.stringify({ kv_connector: 'LMCacheConnectorV1', kv_role: 'kv_both', ...extra }),
  ];
}

/** Ray Serve's `LLMConfig`: `model_loading_config` and `engine_kwargs`. */
function rayServe(fields: Fields): FoundCommand | null {
  const loading = fields['model_loading_config'];
  const settings = fields['engine_kwargs'];
  if (!isFields(loading)) return null;
  const source = isFields(loading['model_source'])
    ? loading['model_source']['bucket_uri']
    : loading['model_source'];
  const model = textOf(source) ?? textOf(loading['model_id']);
  return model === null ? null : vllmStarted([model, ...(isFields(settings) ? flagWords(settings) : [])]);
}

/** llm-d's chart: `modelArtifacts` beside the servers that decode, and those that compute prompts where it has some. */
function llmd(fields: Fields): FoundCommand[] {
  const artifacts = fields['modelArtifacts'];
  if (!isFields(artifacts)) return [];
  const model = textOf(artifacts['name']) ?? textOf(artifacts['uri']);
  if (model === null) return [];
  const prompts = fields['prefill'];
  return [
    llmdServers(model, fields['decode']),
    ...(isFields(prompts) && prompts['create'] !== false
      ? [{ ...llmdServers(model, prompts), prefill: true }]
      : []),
  ];
}

function llmdServers(model: string, written: unknown): FoundCommand {
  const servers = isFields(written) ? written : {};
  const [container] = Array.isArray(servers['containers']) ? servers['containers'].filter(isFields) : [];
  const args = wordsOf(container?.['args']);
  const parallel = isFields(servers['parallelism']) ? servers['parallelism'] : {};
  const { replicas } = servers;
  return {
    ...vllmStarted([model, ...parallelWords(parallel), ...args], container?.['image']),
    ...(typeof replicas === 'number' ? { replicas } : {}),
  };
}

/** KServe: a predictor's `model` with `args`, or an `LLMInferenceService` with a `model.uri` and `parallelism`. */
function kserve(fields: Fields): FoundCommand | null {
  const model = fields['model'];
  if (!isFields(model)) return null;
  const args = wordsOf(model['args']);
  const named = args
    .map((arg) => /^--model[_-](?:id|dir)=(.+)$/.exec(arg)?.[1])
    .find((name) => name !== undefined);
  const uri = named ?? textOf(model['uri']) ?? textOf(model['storageUri']);
  if (uri === null) return null;
  const parallel = isFields(fields['parallelism']) ? fields['parallelism'] : {};
  const own = args.filter((arg) => !/^--model[_-](?:id|dir|name)\b/.test(arg));
  return vllmStarted([uri, ...parallelWords(parallel), ...own, ...additionalWords(fields)], model['image']);
}

/** Arguments that KServe's and llm-d's images take from a variable of their container. */
function additionalWords(fields: Fields): string[] {
  const template = isFields(fields['template']) ? fields['template'] : {};
  const containers = [fields['model'], ...listOf(template['containers'])].filter(isFields);
  const variables = containers.flatMap(({ env }) => listOf(env)).filter(isFields);
  const given = variables.find(({ name }) => name === 'VLLM_ADDITIONAL_ARGS')?.['value'];
  try {
    return typeof given === 'string' ? split(given) : [];
  } catch {
    return [];
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A list as words; none where it is no list. */
const wordsOf = (value: unknown): string[] => listOf(value).map(String);

function parallelWords(parallel: Fields): string[] {
  const rows: readonly (readonly [string, string])[] = [
    ['tensor', 'tensor-parallel-size'],
    ['data', 'data-parallel-size'],
    ['pipeline', 'pipeline-parallel-size'],
  ];
  const words = rows.flatMap(([name, flag]) => {
    const ranks = textOf(parallel[name]);
    return ranks === null ? [] : [`--${flag}`, ranks];
  });
  return parallel['expert'] === true ? [...words, '--enable-expert-parallel'] : words;
}

/** Members as flags: `tensorParallelSize: 2` and `tensor_parallel_size: 2` are `--tensor-parallel-size 2`. */
export function flagWords(members: Fields): string[] {
  return Object.entries(members).flatMap(([name, value]) => {
    const flag = `--${name
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replace(/_/g, '-')}`;
    if (value === null || value === undefined || value === '') return [];
    if (value === true) return [flag];
    if (value === false) return [`${flag}=false`];
    return [flag, textOf(value) ?? JSON.stringify(value)];
  });
}
