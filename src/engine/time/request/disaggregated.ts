/** Part of its own rate that each side keeps when paired (NVIDIA AIConfigurator, `picking.py`, commit 095f58a, 2026-08-21). */
export const PREFILL_KEPT = 0.9;
export const DECODE_KEPT = 0.92;
