/** Part of its own rate that each side keeps when paired (NVIDIA AIConfigurator, `picking.py`, commit 095f58a, 2026-08-21). */
export const PREFILL_KEPT = 0.9;
export const DECODE_KEPT = 0.92;

/**
 * Seconds that the host of a replica that computes prompts is busy with each, however short, and decode steps until a prompt
 * that was handed over is one of those that decode. Both are alike on all engines, and fitted to 124 runs (request.md 4).
 */
export const HOST_SECONDS = 0.014;
const TAKEN_UP_STEPS = 16;

/** Decode steps until a prompt is taken up, while a rank decodes for so many `others`; none where it decodes for nobody. */
export const takenUpSteps = (others: number): number => TAKEN_UP_STEPS * Math.min(1, Math.max(0, others));
