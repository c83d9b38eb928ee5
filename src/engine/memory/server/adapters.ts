import { serverOf } from '../../../catalog/shapes/servers/servers.js';
import type { AdapterSlots } from '../../../catalog/shapes/servers/server.js';
import type { Layout, LoraSlots, Serving } from '../../../catalog/shapes/resolvedPlan.js';
import type { LinearModule, ModelSpec } from '../../../catalog/shapes/types.js';

/** Bytes of an adapter's numbers: servers keep them as the model computes, in 16 bits. */
const BYTES = 2;

/** Bytes of one slot for an adapter on one rank. */
interface SlotBytes {
  /** Read for every token that the adapter serves. */
  readonly dense: number;
  /** Of routed experts, read as far as tokens choose them. */
  readonly experts: number;
  /** Looked up a row at a time. */
  readonly embedding: number;
}

const NO_SLOT: SlotBytes = { dense: 0, experts: 0, embedding: 0 };

/** Modules that servers keep in one piece: where one of them has slots, all have. */
const PACKED: readonly (readonly string[])[] = [
  ['q_proj', 'k_proj', 'v_proj'],
  ['gate_proj', 'up_proj'],
  ['q_a_proj', 'kv_a_proj_with_mqa'],
];

/** What the slots of a rank follow from. */
interface Adapted {
  readonly model: ModelSpec;
  readonly serving: Pick<Serving, 'engine' | 'lora'>;
  readonly layout: Layout;
}

/** Whether it is known what slots take: the server has them, and the model's matrices are known. */
export function knowsSlots({ linears }: ModelSpec, { engine, lora }: Adapted['serving']): boolean {
  return lora === null || (linears !== undefined && serverOf(engine).adapters !== null);
}

/**
 * One slot on one rank (memory.md 9): for each matrix, `rank` columns of A for its inputs and as many of B for its outputs.
 * Tensor ranks split the one of them that lies where the layer is split, and with `fullySharded` the other as well.
 */
export function slotBytes({ model, serving, layout }: Adapted): SlotBytes {
  const { adapters } = serverOf(serving.engine);
  const { lora } = serving;
  if (!lora || !adapters || !model.linears) return NO_SLOT;
  let [dense, experts, embedding, head] = [0, 0, 0, 0];
  for (const module of model.linears) {
    if (!hasSlot(module, model, lora, adapters)) continue;
    const bytes = moduleBytes(module, lora, adapters, layout);
    if (module.name === 'embed_tokens') embedding += bytes;
    else if (module.name === 'lm_head') head += bytes;
    else if (module.experts === undefined) dense += bytes / layout.pipeline;
    else experts += bytes / layout.pipeline;
  }
  // Stages of a pipeline hold either the embeddings or the head: the fuller one counts.
  const ends = layout.pipeline > 1 && embedding > head ? { head: 0, embedding } : { head, embedding };
  return {
    dense: dense + ends.head,
    experts,
    embedding: layout.pipeline > 1 && head >= embedding ? 0 : ends.embedding,
  };
}

function hasSlot(
  { name, role, experts }: LinearModule,
  { adaptsVocabulary }: ModelSpec,
  { modules }: LoraSlots,
  { beyondLayers, namesMeanExperts }: AdapterSlots,
): boolean {
  if (modules !== null) {
    if (experts !== undefined && !namesMeanExperts) return modules.includes('experts');
    const packed = PACKED.find((names) => names.includes(name)) ?? [name];
    return (
      packed.some((one) => modules.includes(one)) || (experts !== undefined && modules.includes('experts'))
    );
  }
  if (name === 'embed_tokens' || name === 'lm_head') return beyondLayers && adaptsVocabulary === true;
  return beyondLayers || (role !== 'router' && name !== 'shared_expert_gate');
}

function moduleBytes(
  { layers, inputs, outputs, split, heads, experts, fused }: LinearModule,
  { maxRank, fullySharded }: LoraSlots,
  server: AdapterSlots,
  { tensor, attentionData, expert }: Layout,
): number {
  // Experts lie whole on the ranks that share them out; what ranks are left split each.
  const ranks = experts === undefined ? tensor : (tensor * attentionData) / expert;
  const matrices = layers * (experts === undefined ? 1 : experts / expert);
  const other = fullySharded && server.fullySharded ? ranks : 1;
  const [along, across] = [1 / ranks, 1 / other];
  const ownShare = heads === undefined ? along : Math.ceil(heads / ranks) / heads;
  const [a, b] = { outputs: [across, ownShare], inputs: [along, across], none: [1, 1] }[split];
  const columns = fused && server.fusesExperts ? 0 : inputs * (a ?? 1);
  return BYTES * maxRank * matrices * (columns + outputs * (b ?? 1));
}

/** Bytes of all slots on one rank. */
export function adapterBytes(adapted: Adapted): number {
  const { dense, experts, embedding } = slotBytes(adapted);
  return (adapted.serving.lora?.maxLoras ?? 0) * (dense + experts + embedding);
}
