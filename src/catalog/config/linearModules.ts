import type {
  AttentionGroup,
  CacheGroup,
  LatentGroup,
  LinearModule,
  LinearName,
  MoeSpec,
  WeightClass,
  WeightRole,
} from '../shapes/types.js';
import { sharedWidth, type DenseLayers } from './feedForward.js';
import type { Shape } from './weights/groupWeights.js';

/** What of a model's parameters was counted, whose matrices are named here. */
interface Counted {
  readonly groups: readonly CacheGroup[];
  readonly moe: MoeSpec | null;
  readonly dense: DenseLayers;
  readonly classes: readonly WeightClass[];
}

/** Roles whose matrices must come to what was counted, or they are not known. */
const HELD_TO: readonly WeightRole[] = ['attention', 'dense-ffn', 'experts', 'shared-experts', 'router'];

/**
 * Architectures whose projections checkpoints hold one by one, under these names, and that vLLM and SGLang put adapters
 * beside (their model classes, 2026-08). Others pack several into one matrix, which has one adapter, or have more of them.
 */
const NAMED: ReadonlySet<string> = new Set([
  ...['llama', 'mistral', 'mistral3', 'ministral', 'ministral3', 'mixtral', 'yi', 'solar', 'nemotron-nas'],
  ...['qwen2', 'qwen2_moe', 'qwen2_vl', 'qwen2_5_vl', 'qwen3', 'qwen3_moe', 'qwen3_vl', 'qwen3_vl_moe'],
  ...['deepseek_v2', 'deepseek_v3', 'kimi_k2', 'kimi_k25', 'glm4_moe', 'glm4_moe_lite', 'minimax_m2'],
  ...['gemma', 'gemma2', 'gemma3', 'gemma3_text', 'gpt_oss', 'granite', 'smollm3', 'seed_oss', 'exaone4'],
  ...['olmo', 'olmo2', 'olmo3', 'olmoe', 'mimo', 'ernie4_5', 'ernie4_5_moe'],
]);

/** Fields of matrices that are counted among others, which no module stands for. */
const UNNAMED = ['hidden_size_per_layer_input', 'laurel_rank', 'altup_num_inputs', 'hc_mult'] as const;

/**
 * The matrices of a model by name; `null` where they do not come to the parameters that were counted, or where it has
 * layers of a kind whose modules are not known. What is known of half a model would tell too little of its adapters.
 */
export function linearModules(shape: Shape, counted: Counted): readonly LinearModule[] | null {
  const { groups, classes, moe } = counted;
  if (!NAMED.has(shape.fields.modelType ?? '') || groups.length === 0) return null;
  if (UNNAMED.some((name) => (shape.fields.number(name) ?? 0) > 1)) return null;
  const attention = groups.map((group) => ofGroup(shape, group));
  if (attention.includes(null)) return null;
  const modules = [
    ...attention.flatMap((some) => some ?? []),
    ...denseModules(shape, counted.dense),
    ...(moe ? expertModules(shape, moe) : []),
  ];
  return HELD_TO.every((role) => comesTo(modules, role, classes)) ? [...modules, ...ends(shape)] : null;
}

function comesTo(
  modules: readonly LinearModule[],
  role: WeightRole,
  classes: readonly WeightClass[],
): boolean {
  const counted = classes.find((one) => one.role === role);
  const named = modules
    .filter((one) => one.role === role)
    .reduce((sum, { layers, inputs, outputs, experts = 1 }) => sum + layers * experts * inputs * outputs, 0);
  if (!counted) return named === 0;
  // Norms and biases are no matrices; of experts only those of active ones are counted apart.
  const { parameters, activeParameters, activeVectors = 0 } = counted;
  const vectors = activeParameters > 0 ? (activeVectors * parameters) / activeParameters : 0;
  return Math.abs(parameters - vectors - named) <= 1e-9 * parameters;
}

function ofGroup(shape: Shape, group: CacheGroup): readonly LinearModule[] | null {
  if (group.kind === 'attention') return headModules(shape, group);
  return group.kind === 'latent' ? latentModules(shape, group) : null;
}

function headModules({ hidden, facts }: Shape, group: AttentionGroup): readonly LinearModule[] {
  const { layers, queryHeads, kvHeads, keyDim, valueDim } = group;
  const of = column('attention', layers, hidden);
  return [
    of('q_proj', queryHeads * keyDim * (facts.outputGate ? 2 : 1)),
    { ...of('k_proj', kvHeads * keyDim), heads: kvHeads },
    { ...of('v_proj', kvHeads * valueDim), heads: kvHeads },
    row('attention', layers, 'o_proj', queryHeads * valueDim, hidden),
  ];
}

function latentModules({ hidden, heads, fields }: Shape, group: LatentGroup): readonly LinearModule[] {
  const { layers, nopeDim, ropeDim, latentDim, valueDim } = group;
  const rank = fields.number('q_lora_rank');
  const of = column('attention', layers, hidden);
  const query = heads * (nopeDim + ropeDim);
  const queries: LinearModule[] =
    rank === null
      ? [of('q_proj', query)]
      : [
          { ...of('q_a_proj', rank), split: 'none' },
          { ...of('q_b_proj', query), inputs: rank },
        ];
  return [
    ...queries,
    { ...of('kv_a_proj_with_mqa', latentDim + ropeDim), split: 'none' },
    { ...of('kv_b_proj', heads * (nopeDim + valueDim)), inputs: latentDim },
    row('attention', layers, 'o_proj', heads * valueDim, hidden),
  ];
}

function denseModules({ hidden, facts }: Shape, { layers, doubled, inner }: DenseLayers): LinearModule[] {
  const of = (count: number, width: number) =>
    count > 0 ? feedForward('dense-ffn', count, { hidden, width, gated: !facts.ungatedFfn }) : [];
  return [...of(layers - doubled, inner), ...of(doubled, 2 * inner)];
}

function expertModules({ hidden, fields, facts }: Shape, moe: MoeSpec): LinearModule[] {
  const { layers, routedExperts, expertHidden, sharedExperts } = moe;
  const gated = !facts.ungatedFfn;
  const routed = feedForward('experts', layers, { hidden, width: expertHidden, gated }).map(
    (one): LinearModule => ({
      ...one,
      experts: routedExperts,
      ...(facts.fusedExperts && one.name === 'up_proj' ? { fused: true } : {}),
    }),
  );
  const of = column('router', layers, hidden);
  const router: LinearModule = { ...of('gate', routedExperts), split: 'none' };
  if (sharedExperts === 0) return [...routed, router];
  const shared = feedForward('shared-experts', layers, { hidden, width: sharedWidth(fields, moe), gated });
  const weighed: LinearModule = { ...of('shared_expert_gate', 1), role: 'shared-experts', split: 'none' };
  const hasGate = fields.number('shared_expert_intermediate_size') !== null;
  return [...routed, router, ...shared, ...(hasGate ? [weighed] : [])];
}

function feedForward(
  role: WeightRole,
  layers: number,
  { hidden, width, gated }: { readonly hidden: number; readonly width: number; readonly gated: boolean },
): LinearModule[] {
  const of = column(role, layers, hidden);
  return [
    ...(gated ? [of('gate_proj', width)] : []),
    of('up_proj', width),
    row(role, layers, 'down_proj', width, hidden),
  ];
}

/** Embeddings and head; one table where they are tied. Adapters of either take the whole vocabulary. */
function ends({ hidden, fields }: Shape): LinearModule[] {
  const vocabulary = fields.number('vocab_size') ?? 0;
  return [
    {
      name: 'embed_tokens',
      role: 'embedding',
      layers: 1,
      inputs: vocabulary,
      outputs: hidden,
      split: 'none',
    },
    { name: 'lm_head', role: 'head', layers: 1, inputs: hidden, outputs: vocabulary, split: 'none' },
  ];
}

const column =
  (role: WeightRole, layers: number, inputs: number) =>
  (name: LinearName, outputs: number): LinearModule => ({
    name,
    role,
    layers,
    inputs,
    outputs,
    split: 'outputs',
  });

const row = (
  role: WeightRole,
  layers: number,
  name: LinearName,
  inputs: number,
  outputs: number,
): LinearModule => ({ name, role, layers, inputs, outputs, split: 'inputs' });
