import { readAsWritten } from '../../../plan/yaml.js';
import { flagWords, isFields, vllmStarted, textOf, type Fields } from './values.js';
import type { FoundCommand } from './found.js';

/** What operators of Kubernetes start, which name a model and flags, and no program: KubeAI's and KAITO's. */

/** The server that a map of such an operator stands for; `null` where it is none. */
export function operatorCommand(fields: Fields): FoundCommand | null {
  return kubeAi(fields) ?? kaito(fields);
}

/** KubeAI: a `Model`, or a row of its chart's catalogue, with `engine`, `url` and `args`. */
function kubeAi({ engine, url, args, replicas, minReplicas }: Fields): FoundCommand | null {
  const model = textOf(url);
  if (engine !== 'VLLM' || model === null) return null;
  const words = Array.isArray(args) ? args.map(String) : [];
  const copies = typeof replicas === 'number' ? replicas : minReplicas;
  return {
    ...vllmStarted([model.split('?')[0] ?? model, ...words]),
    ...(typeof copies === 'number' && copies > 0 ? { replicas: copies } : {}),
  };
}

/** KAITO: a preset of a workspace, and vLLM's flags where a configuration beside it says some. */
function kaito({ inference }: Fields): FoundCommand | null {
  const preset = isFields(inference) ? inference['preset'] : null;
  const model = isFields(preset) ? textOf(preset['name']) : null;
  if (!isFields(inference) || model === null) return null;
  const config = isFields(inference['config']) ? inference['config'] : {};
  const ranks = Object.keys(config).some((name) => /^tensor[-_]parallel/.test(name));
  // It takes all accelerators of the machine that its instance type names.
  return vllmStarted([model, ...(ranks ? [] : ['--tensor-parallel-size', '$GPUS']), ...flagWords(config)]);
}

/** Documents with the settings that KAITO's workspaces name put in, where a ConfigMap of the same text holds them. */
export function withNamedConfigs(documents: readonly unknown[]): readonly unknown[] {
  const configs = new Map(
    documents.flatMap((document): [string, Fields][] => {
      if (!isFields(document) || document['kind'] !== 'ConfigMap') return [];
      const { metadata, data } = document;
      const name = isFields(metadata) ? textOf(metadata['name']) : null;
      const text = isFields(data) ? textOf(data['inference_config.yaml']) : null;
      if (name === null || text === null) return [];
      const { value } = readAsWritten(text);
      return isFields(value) && isFields(value['vllm']) ? [[name, value['vllm']]] : [];
    }),
  );
  return configs.size === 0 ? documents : documents.map((document) => filledIn(document, configs));
}

function filledIn(value: unknown, configs: ReadonlyMap<string, Fields>): unknown {
  if (!isFields(value)) return value;
  const { inference } = value;
  const config = isFields(inference) ? configs.get(String(inference['config'])) : undefined;
  if (isFields(inference) && config) return { ...value, inference: { ...inference, config } };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filledIn(inner, configs)]));
}
