import { settings } from '../settings.js';
import type { ViewState } from '../state.js';

/** About what most plans' sliders take, open and folded, in pixels. */
const TYPICAL = { open: 292, folded: 40 };

/** Whether the sliders stand open: as this panel was left, else as the user left the last. */
export function isOpen({ whatIf }: Pick<ViewState, 'whatIf'>): boolean {
  return whatIf ?? settings.whatIf;
}

/** Room for the sliders before they are there: as much as they took when last seen. In pixels. */
export function roomFor(view: Pick<ViewState, 'whatIf' | 'strip'>): number {
  return view.strip ?? (isOpen(view) ? TYPICAL.open : TYPICAL.folded);
}
