import type { PlanMessage } from '../../src/contract/toPage.js';
import { landed } from './moving.js';
import type { Effect, Session, Transition } from './types.js';

/** The plan as it now stands: another one than before, or the same after an edit. */
export function planTold(session: Session, next: PlanMessage): Transition {
  const before = session.message;
  const isSame = before?.source === next.source;
  // Messages of a document come in the order of its versions; an older one is late.
  if (before && isSame && next.version < before.version) return [session, []];
  const isChanged = next.version !== before?.version;
  const { source, locked, plan } = next;
  const isKept = isSame && locked === session.view.locked;
  const known: Session = {
    ...session,
    message: next,
    view: isKept ? session.view : { ...session.view, source, locked },
    focus: isSame ? session.focus : null,
    good: goodOf(session, next),
  };
  const [settled, written] = settle(known, { isSame, isChanged });
  const effects: Effect[] = [
    ...(isKept ? [] : [{ type: 'keep' } as const]),
    ...(plan ? [{ type: 'analyse', when: 'now' } as const] : []),
    { type: 'draw' },
    ...written,
  ];
  return [settled, effects];
}

/** While a text cannot be read, its last plan that could be is shown. */
function goodOf({ good }: Session, { source, plan }: PlanMessage): Session['good'] {
  if (plan) return { source, plan };
  return good?.source === source ? good : null;
}

/** What becomes of a value that is being moved. */
function settle(
  session: Session,
  { isSame, isChanged }: { readonly isSame: boolean; readonly isChanged: boolean },
): Transition {
  if (!isSame) return [{ ...session, moved: null, writing: null }, []];
  if (session.writing && isChanged) return landed(session, session.message?.version ?? 0);
  return [session, []];
}
