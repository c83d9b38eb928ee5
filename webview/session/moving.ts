import type { Setting } from '../../src/report/words/settings.js';
import { unanswered } from '../notices.js';
import type { Moved, Session, Step, Write } from './types.js';

/** A page can outlive the extension that made it, and what it asks is then heard by nobody. In milliseconds. */
export const ANSWER_MS = 5000;

/** Moving only shows what would be. One value at a time, and the version at which its move began. */
export function moved(session: Session, path: string, setting: Setting): Step {
  const before = session.moved;
  const version = before?.path === path ? before.version : (session.message?.version ?? 0);
  return [
    { ...session, moved: { path, setting, version, released: false } },
    [{ type: 'draw' }, { type: 'analyse', when: 'rested' }],
  ];
}

/** Puts the moved value into the file: one message, once. */
export function released(session: Session): Step {
  const { moved, good, message, writing } = session;
  if (!moved || !good || isSame(writing, moved)) return [session, []];
  // Asked for now, it would be refused: the text changes with the value that is on its way.
  if (writing) return [{ ...session, moved: { ...moved, released: true } }, []];
  const { path, version, setting } = moved;
  const { text } = setting;
  if (message?.written[path] === text) return cancelled(session);
  const id = session.lastId + 1;
  return [
    { ...session, lastId: id, writing: { id, path, text, taken: false } },
    [
      { type: 'post', message: { type: 'set', id, source: good.source, version, path, text } },
      { type: 'expect', id, ms: ANSWER_MS },
    ],
  ];
}

/** The plan stands as the file has it. */
export function cancelled(session: Session): Step {
  return [{ ...session, moved: null, writing: null }, [{ type: 'analyse', when: 'now' }, { type: 'draw' }]];
}

/** The editor says what became of a value. One that was written comes back with the plan, and stays moved until then. */
export function written(session: Session, id: number, reason: string | null): Step {
  const { writing } = session;
  const isMeant = writing?.id === id;
  if (reason === null) return [isMeant ? { ...session, writing: { ...writing, taken: true } } : session, []];
  const [next, effects] = isMeant ? cancelled(session) : ([session, []] as const);
  return [next, [...effects, { type: 'say', text: reason }]];
}

/** A question has had its time: nothing is on its way any more. */
export function unwritten(session: Session, id: number): Step {
  const { writing, asked } = session;
  const { title, text } = unanswered();
  const say = { type: 'say', text: `${title} ${text}` } as const;
  if (asked.includes(id)) return [{ ...session, asked: asked.filter((other) => other !== id) }, [say]];
  if (writing?.id !== id) return [session, []];
  const [next, effects] = cancelled(session);
  return [next, writing.taken ? effects : [...effects, say]];
}

/** The text has changed while a value was on its way into it. One that was moved since stays, over the new text. */
export function landed(session: Session, version: number): Step {
  const { moved, writing } = session;
  if (!moved || isSame(writing, moved)) return [{ ...session, moved: null, writing: null }, []];
  const next = { ...session, moved: { ...moved, version, released: false }, writing: null };
  return moved.released ? released(next) : [next, []];
}

const isSame = (writing: Write | null, { path, setting }: Moved): boolean =>
  writing?.path === path && writing.text === setting.text;
