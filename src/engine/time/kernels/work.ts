import { attentionWork, type AttentionWork } from './attention.js';
import { collectiveTerms } from './collectives.js';
import { expertTerms } from './experts.js';
import { launchTerms } from './launch.js';
import { linearTerms } from './linear.js';
import type { KernelWork, Term } from './term.js';

/** All kernels of a layout's steps. */
export interface StepWork {
  readonly linear: readonly Term[];
  readonly experts: readonly Term[];
  readonly collectives: readonly Term[];
  readonly launch: readonly Term[];
  readonly attention: AttentionWork;
}

/** What a decode step is a sum of (step.md 1). */
export function stepWork(work: KernelWork): StepWork {
  return {
    linear: linearTerms(work),
    experts: expertTerms(work),
    collectives: collectiveTerms(work),
    launch: launchTerms(work),
    attention: attentionWork(work),
  };
}
