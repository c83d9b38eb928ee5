import type { Portfolio } from '../../src/contract/toPage.js';
import type { Session, Transition } from './types.js';

/** Hundreds of plans take minutes; their progress is shown by the editor, where the user can cancel. In milliseconds. */
const PORTFOLIO_MS = 600_000;

/** Asks for a summary of all plans of the workspace. */
export function portfolioWanted(session: Session): Transition {
  const id = session.lastId + 1;
  return [
    { ...session, lastId: id, asked: [...session.asked, id] },
    [
      { type: 'post', message: { type: 'askPortfolio', id } },
      { type: 'expect', id, ms: PORTFOLIO_MS },
    ],
  ];
}

/** The summary that was asked for; `null` where the user cancelled it, and the one before stays. */
export function portfolioTold(session: Session, id: number, portfolio: Portfolio | null): Transition {
  if (!session.asked.includes(id)) return [session, []];
  const asked = session.asked.filter((other) => other !== id);
  if (portfolio === null) return [{ ...session, asked }, []];
  return [{ ...session, asked, portfolio }, [{ type: 'draw' }]];
}
