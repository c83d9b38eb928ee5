import { split } from 'shlex';
import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { ServerName } from '../../catalog/shapes/servers/server.js';
import type { OptionResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import { launchCommand, type Launch } from './launchCommand.js';

/** What a deployment can be written as. */
export const DEPLOYMENTS = ['command', 'kubernetes', 'helm', 'llm-d', 'dynamo'] as const;
export type Deployment = (typeof DEPLOYMENTS)[number];

/** Images of the servers, without the host that they are kept at, and what their tags have before a version. */
const IMAGES: Readonly<Record<ServerName, { readonly name: string; readonly tag: string } | null>> = {
  vllm: { name: 'vllm/vllm-openai', tag: 'v' },
  sglang: { name: 'lmsysorg/sglang', tag: 'v' },
  trtllm: { name: 'tensorrt-llm/release', tag: '' },
  tuned: null,
};

/** Accelerators of a node as most are built; a replica over more needs a group of pods. */
const NODE = 8;

/** What starts one replica of an option, in the form asked for; it is read back by the import as the same serving. */
export function deployment(plan: ResolvedPlan, name: string, result: OptionResult, form: Deployment): Launch {
  const launch = launchCommand(plan, name, result);
  if (!launch.ok || form === 'command') return launch;
  const serving = plan.options[name]?.serving ?? plan.serving;
  const { engine, engineVersion } = serving;
  const image = IMAGES[engine];
  const version = engineVersion === null ? 'latest' : `${image?.tag ?? ''}${engineVersion}`;
  const { tensor = 1, attentionData = 1, pipeline = 1 } = result.layout ?? {};
  const server: Server = {
    engine,
    image: `${image?.name ?? ''}:${version}`,
    version,
    command: launch.command,
    accelerators: tensor * attentionData * pipeline,
    prompts: promptServer(plan, name, result),
  };
  const written = FORMS[form](server);
  if (written === null)
    return {
      ok: false,
      message: l10n.t('{form} is written for vLLM; {name} uses {engine}.', { form, name, engine }),
    };
  const wide =
    server.accelerators > NODE
      ? [
          l10n.t('one replica takes {accelerators} accelerators: more than one pod', {
            accelerators: server.accelerators,
          }),
        ]
      : [];
  return { ok: true, command: written, notes: [...launch.notes, ...wide] };
}

interface Server {
  readonly engine: ServerName;
  readonly image: string;
  readonly version: string;
  readonly command: string;
  /** Of one replica. */
  readonly accelerators: number;
  /** What computes the prompts, where that is not the same. */
  readonly prompts: PromptServer | null;
}

interface PromptServer {
  readonly command: string;
  readonly accelerators: number;
  readonly replicas: number;
}

/** The servers of an option that compute its prompts, in the layout that the plan gives them, else in that of the others. */
function promptServer(plan: ResolvedPlan, name: string, result: OptionResult): PromptServer | null {
  const option = plan.options[name];
  const apart = Object.values(result.workloads).flatMap(({ prefill }) =>
    prefill?.mode === 'disaggregated' ? [prefill] : [],
  );
  if (!option || !result.layout || apart.length === 0) return null;
  const site = typeof option.prefill === 'object' ? option.prefill : null;
  const serving = site?.serving ?? option.serving;
  const given = site?.serving?.layout ?? 'auto';
  const layout = given === 'auto' ? result.layout : { ...result.layout, ...given };
  const options = { ...plan.options, [name]: { ...option, serving, speculation: null } };
  const launch = launchCommand({ ...plan, options }, name, { ...result, layout });
  if (!launch.ok) return null;
  const { tensor, attentionData, pipeline } = layout;
  const accelerators = tensor * attentionData * pipeline;
  const needed = apart.reduce((sum, { acceleratorsNeeded }) => sum + (acceleratorsNeeded ?? 0), 0);
  const count = site && site.count !== 'auto' ? site.count : needed;
  return { command: launch.command, accelerators, replicas: Math.max(1, Math.ceil(count / accelerators)) };
}

const FORMS: Readonly<Record<Exclude<Deployment, 'command'>, (server: Server) => string | null>> = {
  kubernetes,
  helm,
  'llm-d': llmd,
  dynamo,
};

const indented = (text: string, by: number): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : `${' '.repeat(by)}${line}`))
    .join('\n');

function kubernetes({ image, command, accelerators }: Server): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: decode }
spec:
  replicas: 1
  selector: { matchLabels: { app: decode } }
  template:
    metadata: { labels: { app: decode } }
    spec:
      containers:
        - name: server
          image: ${image}
          command: ["/bin/sh", "-c"]
          args:
            - |
${indented(command, 14)}
          resources: { limits: { nvidia.com/gpu: ${accelerators} } }
`;
}

/** Model and flags of vLLM's command, word by word; `null` for other servers. */
function vllmWords({ engine, command }: Pick<Server, 'engine' | 'command'>): readonly string[] | null {
  return engine === 'vllm' ? split(command.replace(/\\\n/g, ' ')).slice(2) : null;
}

const yamlList = (words: readonly string[], by: number): string =>
  words.map((word) => `${' '.repeat(by)}- ${JSON.stringify(word)}\n`).join('');

/** Values of the chart of the vLLM production stack. */
function helm(server: Server): string | null {
  const [model, ...flags] = vllmWords(server) ?? [];
  if (model === undefined) return null;
  return `servingEngineSpec:
  modelSpec:
    - name: decode
      repository: ${server.image.split(':')[0] ?? ''}
      tag: ${server.version}
      modelURL: ${JSON.stringify(model)}
      replicaCount: 1
      requestGPU: ${server.accelerators}
      vllmConfig:
        extraArgs:
${yamlList(flags, 10)}`;
}

const TENSOR = '--tensor-parallel-size';

/** Values of llm-d's chart of model servers, which says tensor ranks itself; prompts apart are its `prefill`. */
function llmd(server: Server): string | null {
  const [model, ...flags] = vllmWords(server) ?? [];
  if (model === undefined) return null;
  const servers = (
    role: string,
    { accelerators, replicas }: { readonly accelerators: number; readonly replicas: number },
    own: readonly string[],
  ) => {
    const at = own.indexOf(TENSOR);
    const args = own.filter((_, i) => at < 0 || (i !== at && i !== at + 1));
    return `${role}:
  create: true
  replicas: ${replicas}
  parallelism: { tensor: ${at < 0 ? '1' : (own[at + 1] ?? '1')} }
  containers:
    - name: vllm
      image: ${server.image}
      modelCommand: vllmServe
      args:
${yamlList(args, 8)}      resources: { limits: { nvidia.com/gpu: "${accelerators}" } }
`;
  };
  const { prompts: apart } = server;
  const [, ...own] = (apart && vllmWords({ engine: server.engine, command: apart.command })) ?? [];
  return `modelArtifacts:
  uri: ${JSON.stringify(`hf://${model}`)}
  name: ${JSON.stringify(model)}
${servers('decode', { ...server, replicas: 1 }, flags)}${apart ? servers('prefill', apart, own) : ''}`;
}

/** A graph of Dynamo; where prompts are computed apart, with workers for them beside those that decode. */
function dynamo(server: Server): string | null {
  const [model, ...flags] = vllmWords(server) ?? [];
  if (model === undefined) return null;
  const worker = (
    name: string,
    role: string,
    { accelerators, replicas }: { readonly accelerators: number; readonly replicas: number },
    own: readonly string[],
  ) => `    ${name}:
      componentType: worker
      subComponentType: ${role}
      replicas: ${replicas}
      resources: { limits: { gpu: "${accelerators}" } }
      extraPodSpec:
        mainContainer:
          image: ${server.image}
          command: ["python3", "-m", "dynamo.vllm"]
          args:
${yamlList(['--model', model, ...own], 12)}`;
  const { prompts: apart } = server;
  const [, ...own] = (apart && vllmWords({ engine: server.engine, command: apart.command })) ?? [];
  const prompts = apart ? worker('PrefillWorker', 'prefill', apart, [...own, '--is-prefill-worker']) : '';
  return `apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata: { name: decode }
spec:
  services:
    Frontend: { componentType: frontend, replicas: 1 }
${worker('DecodeWorker', 'decode', { ...server, replicas: 1 }, flags)}${prompts}`;
}
