import type { DecodeKernel } from '../../../catalog/shapes/families/family.js';
import { familyOf } from '../../../catalog/shapes/families/families.js';
import type { ModelSpec, WeightClass, WeightFormat, WeightRole } from '../../../catalog/shapes/types.js';
import { weightFormat } from '../../../catalog/shapes/weightFormats.js';
import { idleInDecode, weightClassBytes } from '../../../catalog/shapes/weights.js';
import { peakFlops } from '../rates.js';
import { CONSTANT, linearKernel, ROWS, type KernelWork, type Term } from './term.js';

/** Matrices of one layer that a role is computed with: fused projections in, and out. */
const MATRICES: Readonly<Partial<Record<WeightRole, number>>> = {
  attention: 2,
  recurrent: 2,
  index: 1,
  'dense-ffn': 2,
  'shared-experts': 2,
  router: 1,
};

/**
 * Rows from which products begin to show beside the bytes, and from which they show in full: about those at which cards
 * compute as long as they read. They are the same for all cards, so that faster memory never makes a step longer.
 */
const EARLY_ROWS = 100;
const FULL_ROWS = 256;

interface Amount {
  matrices: number;
  /** Those before which a kernel of its own measures and quantizes the inputs. */
  quantized: number;
  /** Products behind such kernels. */
  quantizedProduct: number;
  bytes: number;
  product: number;
}

/**
 * Linear layers by the format of their weights (step.md 2): a time for each matrix, their bytes, and their products,
 * which show as soon as they take longer than the bytes. Projections of latent and compressed attention are measured
 * with their attention and have a kernel of their own.
 */
export function linearTerms(work: KernelWork): Term[] {
  const amounts = new Map<string, Amount>();
  for (const weights of weightClassBytes(work.model, work.serving.weights)) {
    const { role, format, bytes, tied } = weights;
    if (work.moved.has(role) || role === 'experts' || (idleInDecode(role) && !tied)) continue;
    const kernel = kernelOf(work.model, role, format);
    const known = amounts.get(kernel) ?? {
      matrices: 0,
      quantized: 0,
      quantizedProduct: 0,
      bytes: 0,
      product: 0,
    };
    const { accelerator, layout } = work;
    const matrices = matricesOf(work.model, role, tied);
    const apart = quantizesApart(weights);
    known.matrices += matrices;
    if (apart) known.quantized += matrices;
    known.bytes += bytes / layout.tensor / accelerator.memoryBandwidthBytesPerSecond;
    // A tied table is read whole, as a head is; what is only looked up is in no product.
    const active = tied ? weights.parameters : weights.activeParameters;
    const product = (2 * active) / (peakFlops(accelerator, format) * layout.tensor * layout.attentionData);
    known.product += product;
    if (apart) known.quantizedProduct += product;
    amounts.set(kernel, known);
  }
  return [...amounts].flatMap(([kernel, amount]) => termsOf(kernel, amount));
}

/**
 * Whether a kernel of its own measures and quantizes the inputs of a role's matrices. Where nobody says it does, as engines do
 * that quantize a 16-bit checkpoint themselves. Formats with scales for blocks of inputs were timed with it.
 */
function quantizesApart({ format, inputScales }: WeightClass): boolean {
  return linearKernel(format) === 'fp8' && weightFormat(format).quantizesInputs && inputScales !== 'stored';
}

/** Whether a term is of kernels that only quantize inputs. */
export const isQuantizing = ({ name }: Pick<Term, 'name'>): boolean => / quantized?$/.test(name);

function termsOf(kernel: string, amount: Amount): Term[] {
  const { matrices, bytes, product, quantized, quantizedProduct } = amount;
  const name = (what: string) => `linear ${kernel} ${what}`;
  const beyond = (rows: number) => ({ kind: 'above', from: product * rows }) as const;
  return [
    { name: name('matrix'), part: 'fixed', amount: matrices, grows: CONSTANT },
    { name: name('bytes'), part: 'weights', amount: bytes, grows: { kind: 'atLeast', product } },
    { name: name('rows'), part: 'compute', amount: product, grows: ROWS },
    { name: name('early'), part: 'compute', amount: product, grows: beyond(EARLY_ROWS) },
    { name: name('products'), part: 'compute', amount: product, grows: beyond(FULL_ROWS) },
    ...(quantized > 0
      ? ([
          { name: name('quantize'), part: 'compute', amount: quantized, grows: CONSTANT },
          { name: name('quantized'), part: 'compute', amount: quantizedProduct, grows: ROWS },
        ] as const)
      : []),
  ];
}

function kernelOf(model: ModelSpec, role: WeightRole, format: WeightFormat): string {
  const stored = model.weights.find((weights) => weights.role === role)?.format;
  // Eight bits of a checkpoint that is scaled by blocks are those of its blocks.
  const kernel = linearKernel(format === 'fp8' && stored === 'fp8-block' ? stored : format);
  if (role !== 'attention' && role !== 'index') return kernel;
  const kind = attentionKind(model);
  return kind === 'plain' ? kernel : `${kind} ${kernel}`;
}

type Attends = DecodeKernel['attends'];

/** Layers of a model that attend in one of these ways. */
export function layersThat({ groups }: ModelSpec, ...ways: readonly Attends[]): number {
  return groups.reduce(
    (sum, group) => sum + (ways.includes(familyOf(group).decodeKernel(group).attends) ? group.layers : 0),
    0,
  );
}

/** How a model attends, where that decides which kernel its projections belong to. */
export function attentionKind(model: ModelSpec): 'plain' | 'latent' | 'sparse' | 'compressed' {
  return (['compressed', 'sparse', 'latent'] as const).find((way) => layersThat(model, way) > 0) ?? 'plain';
}

function matricesOf(model: ModelSpec, role: WeightRole, tied: boolean): number {
  if (role === 'head' || tied) return 1;
  const each = MATRICES[role] ?? 0;
  const expertLayers = model.moe?.layers ?? 0;
  switch (role) {
    case 'attention':
      return each * layersThat(model, 'heads', 'latent', 'sparse', 'compressed');
    case 'recurrent':
      return each * layersThat(model, 'state');
    case 'index':
      return each * layersThat(model, 'index', 'compressed');
    case 'dense-ffn':
      return each * Math.max(0, model.layers - expertLayers);
    default:
      return each * expertLayers;
  }
}
