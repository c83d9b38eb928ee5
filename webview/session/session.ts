import type { ViewState } from '../state.js';
import { planTold } from './plans.js';
import { cancelled, kept, meant, valueMoved, released, tried, unwritten, valueWritten } from './moving.js';
import { portfolioTold, portfolioWanted } from './portfolios.js';
import type { Session, SessionEvent, Transition, Heard } from './types.js';
import { choiceMade, scrolled, shown, tabChosen } from './views.js';

/** A session that begins with the view that VS Code kept. */
export function sessionOf(view: ViewState): Session {
  return {
    view,
    message: null,
    good: null,
    moved: null,
    writing: null,
    focus: null,
    portfolio: null,
    asked: [],
    unheard: false,
    lastId: 0,
  };
}

/** What a session becomes when something happens. Pure: what is to be done besides is told as effects. */
export function step(session: Session, event: SessionEvent): Transition {
  switch (event.type) {
    case 'told':
      return told(session, event.message, event.scroll);
    case 'moved':
      return valueMoved(session, event);
    case 'released':
      return released(session);
    case 'meant':
      return meant(session);
    case 'tried':
      return tried(session, event.changes);
    case 'kept':
      return kept(session, event.scenarios);
    case 'cancelled':
      return cancelled(session);
    case 'tabChosen':
      return tabChosen(session, event.tab, event.scroll);
    case 'chosen':
      return choiceMade(session, event.change, event.drawn);
    case 'scrolled':
      return scrolled(session, event.scroll);
    case 'portfolioWanted':
      return portfolioWanted(session);
    case 'unanswered':
      return unwritten(session, event.id);
    case 'unheard':
      return session.message ? [session, []] : [{ ...session, unheard: true }, [{ type: 'draw' }]];
  }
}

function told(session: Session, message: Heard, scroll: number): Transition {
  switch (message.type) {
    case 'plan':
      return planTold(session, message);
    case 'show':
      return shown(session, message, scroll);
    case 'refused':
      return [session, [{ type: 'say', text: message.reason }]];
    case 'written':
      return valueWritten(session, message.id, message.reason);
    case 'portfolio':
      return portfolioTold(session, message.id, message.portfolio);
    case 'focus':
      // The cursor may stand in a plan that the page has left.
      if (message.source !== session.message?.source) return [session, []];
      return [{ ...session, focus: message.name }, [{ type: 'draw' }]];
  }
}
