/** What holds for all hardware of a generation, whichever vendor's name it carries. */
export interface Generation {
  /** Generations whose measurements stand in where this one has none of its own, nearest first. */
  readonly nearest: readonly string[];
  /**
   * Who drives it. `servers`: the serving engines of a plan, each with its own times. `own`: the vendor's compiler, so
   * that the engine of a plan says nothing of its times.
   */
  readonly software: 'servers' | 'own';
  /**
   * How a model that exceeds one accelerator is spread. `ranks`: every layer over all of them. `stages`: whole layers
   * stay in fast memory and a token passes from one to the next, so that each stage holds a sequence of its own.
   */
  readonly spread: 'ranks' | 'stages';
  /** Whether it serves a model by itself; chips that hold a part of a layer each are offered as racks only. */
  readonly alone: boolean;
}

/** Nothing has been fitted on other vendors' chips: the newest stack stands in for theirs. */
const UNMEASURED: Generation = {
  nearest: ['blackwell', 'hopper'],
  software: 'servers',
  spread: 'ranks',
  alone: true,
};
const NVIDIA_BEFORE: Generation = { ...UNMEASURED, nearest: ['hopper', 'blackwell'] };
/** Of AMD one generation's servers were measured: their hosts and software are nearer to its others than NVIDIA's are. */
const AMD = 'cdna4';
const AMD_BEFORE: Generation = { ...UNMEASURED, nearest: [AMD, ...NVIDIA_BEFORE.nearest] };

/** The one table of what stands in for what: decode steps, prompts and launches all follow it. */
const GENERATIONS: Readonly<Record<string, Generation>> = {
  rubin: UNMEASURED,
  ampere: NVIDIA_BEFORE,
  ada: NVIDIA_BEFORE,
  // The kernels of workstation Blackwells are not those of the data centre's, but the formats are.
  'blackwell-rtx': UNMEASURED,
  cdna2: AMD_BEFORE,
  // Of HBM3 and FP8 as Hopper is; its successor has the FP4 of Blackwell.
  cdna3: AMD_BEFORE,
  cdna4: UNMEASURED,
  cdna5: { ...UNMEASURED, nearest: [AMD, ...UNMEASURED.nearest] },
  tpu5: NVIDIA_BEFORE,
  tpu6: NVIDIA_BEFORE,
  tpu7: UNMEASURED,
  gaudi3: NVIDIA_BEFORE,
  xe2: NVIDIA_BEFORE,
  trainium2: UNMEASURED,
  trainium3: UNMEASURED,
  cerebras: { ...UNMEASURED, software: 'own', spread: 'stages' },
  lpu: { ...UNMEASURED, alone: false },
  maia: UNMEASURED,
  sambanova: UNMEASURED,
};

/** What is known of a generation; one that nobody knows is as an unmeasured one. */
export function generationOf(name: string): Generation {
  return GENERATIONS[name] ?? UNMEASURED;
}

/** Itself and what stands in for it, nearest first. */
export function nearestGenerations(name: string): readonly string[] {
  return [name, ...generationOf(name).nearest.filter((other) => other !== name)];
}

/** Generations that the table names. */
export function namedGenerations(): string[] {
  return Object.keys(GENERATIONS);
}
