import type { OverviewFigure } from '../src/report/figures/overview/overview.js';
import { noticeOf, unanswered } from './notices.js';
import type { Session } from './session/types.js';
import type { Shell } from './shell.js';
import type { OverviewSheet } from './views/overviewSheet.js';
import { roomFor } from './whatIf/room.js';

/** What a page can draw by itself before its workings have come. */
export interface FirstLook {
  readonly shell: Shell;
  readonly sheet: OverviewSheet;
}

/** Whether a page has drawn what there is, waits for a plan, or needs its workings for what there is to draw. */
export type Drawn = 'drawn' | 'waits' | 'needs workings';

/** Draws what the extension composed of a plan, or that there is none. */
export function drawFirst({ message, unheard, view }: Session, { shell, sheet }: FirstLook): Drawn {
  if (!message) {
    if (unheard) shell.setNotice(unanswered());
    return 'waits';
  }
  const { first, plan } = message;
  if (plan && (!first || view.tab !== 'overview')) return 'needs workings';
  shell.setTitle(message.title, message.locked);
  shell.setNotice(plan ? null : noticeOf(message));
  if (first) {
    shell.selectTab(view.tab);
    // The sliders come in a moment: what is below them is not to move then.
    shell.strip.style.minHeight = `${roomFor(view)}px`;
    // As `overviewFigure` composed it on the other side.
    sheet.draw(first as OverviewFigure);
  }
  const { dataset } = document.body;
  dataset['version'] = String(message.version);
  dataset['settled'] = String(plan === null);
  return 'drawn';
}
