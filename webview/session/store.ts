import { step } from './session.js';
import type { Effect, Session, SessionEvent } from './types.js';

/** The session as it stands, and the one way to change it. */
export interface Store {
  readonly session: () => Session;
  readonly dispatch: (event: SessionEvent) => void;
}

/** Keeps a session. `run` does what its steps want done, when the session already is what it became. */
export function createStore(first: Session, run: (effect: Effect) => void): Store {
  let session = first;
  return {
    session: () => session,
    dispatch: (event) => {
      const [next, effects] = step(session, event);
      session = next;
      effects.forEach(run);
    },
  };
}
