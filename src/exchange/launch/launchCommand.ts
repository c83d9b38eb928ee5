import { modelEntries } from '../../catalog/entries/models.js';
import type { Option, ResolvedPlan, Serving, Speculation } from '../../catalog/shapes/resolvedPlan.js';
import type { OptionResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';

export type Launch =
  | {
      readonly ok: true;
      readonly command: string;
      /** What the command cannot say. */ readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

/** The command that starts one replica as an option of the plan means it (vLLM or SGLang). */
export function launchCommand(plan: ResolvedPlan, name: string, result: OptionResult): Launch {
  const option = plan.options[name];
  if (!option || option.hosted || !result.layout)
    return { ok: false, message: l10n.t('{name} is not served on accelerators of your own.', { name }) };
  const serving = option.serving ?? plan.serving;
  if (serving.engine !== 'vllm' && serving.engine !== 'sglang') {
    return {
      ok: false,
      message: l10n.t('Launch commands are written for vLLM and SGLang; {name} uses {engine}.', {
        name,
        engine: serving.engine,
      }),
    };
  }
  const notes = option.lpx ? [l10n.t('the LPX racks are not part of this command')] : [];
  const flags =
    serving.engine === 'vllm'
      ? vllmFlags(plan, option, serving, result, notes)
      : sglangFlags(plan, option, serving, result, notes);
  const model = modelName(plan);
  const start =
    serving.engine === 'vllm'
      ? `vllm serve ${model}`
      : `python -m sglang.launch_server --model-path ${model}`;
  return { ok: true, command: [start, ...flags].join(' \\\n  '), notes };
}

/** The model's name on Hugging Face where the catalogue knows one. */
function modelName({ model }: ResolvedPlan): string {
  const entry = modelEntries().find(({ id }) => id === model.id);
  return quoted(entry?.aliases.find((alias) => alias.includes('/')) ?? model.id);
}

function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}

function longest(plan: ResolvedPlan, serving: Serving): number {
  return (
    serving.maxModelLength ?? Math.max(...Object.values(plan.workloads).map(({ context }) => context.max))
  );
}

/** Sequences that a replica decodes together at most. */
function batchOf(result: OptionResult): number | null {
  const batches = Object.values(result.workloads).flatMap(({ decode }) => decode?.batch ?? []);
  return batches.length > 0 ? Math.max(...batches) : null;
}

const VLLM_KV: Readonly<Record<string, string>> = { fp8: 'fp8', 'fp8-per-tensor': 'fp8' };

function vllmFlags(
  plan: ResolvedPlan,
  option: Option,
  serving: Serving,
  result: OptionResult,
  notes: string[],
): string[] {
  const flags = (name: string, value: number | string | null) => (value === null ? [] : [`${name} ${value}`]);
  const more = (name: string, value: number) => (value > 1 ? [`${name} ${value}`] : []);
  const { layout } = result;
  const batch = batchOf(result);
  return [
    ...more('--tensor-parallel-size', layout?.tensor ?? 1),
    ...more('--data-parallel-size', layout?.attentionData ?? 1),
    ...more('--pipeline-parallel-size', layout?.pipeline ?? 1),
    ...more('--decode-context-parallel-size', layout?.context ?? 1),
    ...((layout?.expert ?? 1) > 1 ? ['--enable-expert-parallel'] : []),
    ...(serving.weights === 'fp8' ? ['--quantization fp8'] : []),
    ...flags('--kv-cache-dtype', VLLM_KV[serving.kvCache.key] ?? null),
    ...flags('--gpu-memory-utilization', serving.memoryUtilization),
    ...flags('--max-model-len', longest(plan, serving)),
    ...flags('--max-num-batched-tokens', serving.maxBatchedTokens),
    ...flags('--max-num-seqs', batch),
    ...flags('--block-size', serving.blockSize),
    ...speculativeConfig(option.speculation, notes),
  ];
}

function speculativeConfig(speculation: Speculation | null, notes: string[]): string[] {
  if (!speculation || speculation.draftTokens === 0) return [];
  const { id } = speculation.method;
  if (id === 'eagle3' || id === 'dflash')
    notes.push(l10n.t('add the drafter\'s "model" to --speculative-config'));
  const config = { method: id, num_speculative_tokens: speculation.draftTokens };
  return [`--speculative-config '${JSON.stringify(config)}'`];
}

function sglangFlags(
  plan: ResolvedPlan,
  option: Option,
  serving: Serving,
  result: OptionResult,
  notes: string[],
): string[] {
  const { layout } = result;
  const batch = batchOf(result);
  const data = layout?.attentionData ?? 1;
  const tensor = (layout?.tensor ?? 1) * data;
  if (option.speculation)
    notes.push(l10n.t('add the flags of {name} for this model', { name: option.speculation.method.name }));
  return [
    ...(tensor > 1 ? [`--tp-size ${tensor}`] : []),
    ...(data > 1 ? [`--dp-size ${data}`, '--enable-dp-attention'] : []),
    ...((layout?.expert ?? 1) > 1 ? [`--ep-size ${layout?.expert ?? 1}`] : []),
    ...((layout?.pipeline ?? 1) > 1 ? [`--pp-size ${layout?.pipeline ?? 1}`] : []),
    ...(serving.weights === 'fp8' ? ['--quantization fp8'] : []),
    ...(serving.kvCache.key === 'fp8' ? ['--kv-cache-dtype fp8_e4m3'] : []),
    `--mem-fraction-static ${serving.memoryUtilization}`,
    `--context-length ${longest(plan, serving)}`,
    ...(batch === null ? [] : [`--max-running-requests ${batch}`]),
  ];
}
