import type { ShowMessage } from '../../src/contract/toPage.js';
import type { Tab } from '../../src/contract/vocabulary.js';
import type { ViewState } from '../state.js';
import type { Session, Transition } from './types.js';

/** Something was chosen that VS Code is to keep. */
export function choiceMade(session: Session, change: Partial<ViewState>, drawn: boolean): Transition {
  const next = { ...session, view: { ...session.view, ...change } };
  return [next, [{ type: 'keep' }, ...(drawn ? [{ type: 'draw' } as const] : [])]];
}

/** Each tab is found again where it was left. */
export function tabChosen(session: Session, tab: Tab, scroll: number): Transition {
  const { view } = session;
  if (tab === view.tab) return [session, []];
  const [next] = scrolled(session, scroll);
  return [
    { ...next, view: { ...next.view, tab } },
    [{ type: 'keep' }, { type: 'turn', scroll: view.scroll[tab] ?? 0 }],
  ];
}

/** The tab in front was scrolled. */
export function scrolled(session: Session, scroll: number): Transition {
  const { view } = session;
  return choiceMade(session, { scroll: { ...view.scroll, [view.tab]: scroll } }, false);
}

/** A command of the editor shows a tab, and an input along which a break-even is drawn. */
export function shown(session: Session, { tab, variable }: ShowMessage, scroll: number): Transition {
  const [next, kept] =
    variable === null ? ([session, []] as const) : choiceMade(session, { variable }, false);
  if (tab === session.view.tab) return [next, [...kept, { type: 'draw' }]];
  const [turned, effects] = tabChosen(next, tab, scroll);
  return [turned, [...kept, ...effects]];
}
