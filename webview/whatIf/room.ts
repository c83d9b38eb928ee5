import type { ViewState } from '../state.js';

/** Narrower than this, the sliders start folded: in a small panel the charts come first. In pixels. */
const ROOMY = 560;
/** About what most plans' sliders take, open and folded, in pixels. */
const TYPICAL = { open: 292, folded: 40 };

/** Whether the sliders stand open. */
export function isOpen({ whatIf }: Pick<ViewState, 'whatIf'>): boolean {
  return whatIf ?? window.innerWidth >= ROOMY;
}

/** Room for the sliders before they are there: as much as they took when last seen. In pixels. */
export function roomFor(view: Pick<ViewState, 'whatIf' | 'strip'>): number {
  return view.strip ?? (isOpen(view) ? TYPICAL.open : TYPICAL.folded);
}
