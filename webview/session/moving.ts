import type { Change, Scenario } from '../../src/contract/scenarios.js';
import { unanswered } from '../notices.js';
import type { Moved, Session, SessionEvent, Transition, Write } from './types.js';

/** A page can outlive the extension that made it, and what it asks is then heard by nobody. In milliseconds. */
export const ANSWER_MS = 5000;

/** Moving only shows what would be. One value at a time, and the version at which its move began. */
export function valueMoved(
  session: Session,
  { path, setting, others }: Pick<SessionEvent & { type: 'moved' }, 'path' | 'setting' | 'others'>,
): Transition {
  const before = session.moved;
  const version = before?.path === path ? before.version : (session.message?.version ?? 0);
  const here = new Set([path, ...others.map((one) => one.path)]);
  // While things are only tried, what was tried before stays.
  const earlier = session.view.trying ? changesOf(before).filter((one) => !here.has(one.path)) : [];
  return [
    { ...session, moved: { path, setting, others: [...others, ...earlier], version, released: false } },
    [{ type: 'draw' }, { type: 'analyse', when: 'rested' }],
  ];
}

/** All that is moved, the last move first. */
export function changesOf(moved: Pick<Moved, 'path' | 'setting' | 'others'> | null): readonly Change[] {
  return moved ? [{ path: moved.path, ...moved.setting }, ...moved.others] : [];
}

/** Shows what several changes would make of the plan, in place of what was shown before. */
export function tried(session: Session, [first, ...others]: readonly Change[]): Transition {
  if (!first) return cancelled(session);
  const { path, text, value } = first;
  const alone = { ...session, moved: null };
  return valueMoved(alone, { path, setting: { text, value }, others });
}

/** Keeps what-ifs beside the plan: the editor remembers them. */
export function kept(session: Session, scenarios: readonly Scenario[]): Transition {
  const { message, good } = session;
  if (!message || !good) return [session, []];
  return [
    { ...session, message: { ...message, scenarios } },
    [{ type: 'post', message: { type: 'scenarios', source: good.source, scenarios } }, { type: 'draw' }],
  ];
}

/** Puts what was tried into the file: what it says was seen over the text as it is now. */
export function meant(session: Session): Transition {
  const { moved, message } = session;
  return moved && message
    ? put({ ...session, moved: { ...moved, version: message.version } })
    : [session, []];
}

/** A value that was let go is meant, unless things are only tried. */
export function released(session: Session): Transition {
  return session.view.trying ? [session, []] : put(session);
}

/** Puts the moved value into the file: one message, once. */
function put(session: Session): Transition {
  const { moved, good, message, writing } = session;
  if (!moved || !good || isSame(writing, moved)) return [session, []];
  // Asked for now, it would be refused: the text changes with the value that is on its way.
  if (writing) return [{ ...session, moved: { ...moved, released: true } }, []];
  const { path, version, setting, others } = moved;
  const { text } = setting;
  if (changesOf(moved).every((one) => message?.written[one.path] === one.text)) return cancelled(session);
  const id = session.lastId + 1;
  return [
    { ...session, lastId: id, writing: { id, path, text, others, taken: false } },
    [
      {
        type: 'post',
        message: {
          ...{ type: 'set', id, source: good.source, version, path, text },
          others: others.map((one) => ({ path: one.path, text: one.text })),
        },
      },
      { type: 'expect', id, ms: ANSWER_MS },
    ],
  ];
}

/** The plan stands as the file has it. */
export function cancelled(session: Session): Transition {
  return [{ ...session, moved: null, writing: null }, [{ type: 'analyse', when: 'now' }, { type: 'draw' }]];
}

/** The editor says what became of a value. One that was written comes back with the plan, and stays moved until then. */
export function valueWritten(session: Session, id: number, reason: string | null): Transition {
  const { writing } = session;
  const isMeant = writing?.id === id;
  if (reason === null) return [isMeant ? { ...session, writing: { ...writing, taken: true } } : session, []];
  const [next, effects] = isMeant ? cancelled(session) : ([session, []] as const);
  return [next, [...effects, { type: 'say', text: reason }]];
}

/** A question has had its time: nothing is on its way any more. */
export function unwritten(session: Session, id: number): Transition {
  const { writing, asked } = session;
  const { title, text } = unanswered();
  const say = { type: 'say', text: `${title} ${text}` } as const;
  if (asked.includes(id)) return [{ ...session, asked: asked.filter((other) => other !== id) }, [say]];
  if (writing?.id !== id) return [session, []];
  const [next, effects] = cancelled(session);
  return [next, writing.taken ? effects : [...effects, say]];
}

/** The text has changed while a value was on its way into it. One that was moved since stays, over the new text. */
export function landed(session: Session, version: number): Transition {
  const { moved, writing } = session;
  if (!moved || isSame(writing, moved)) return [{ ...session, moved: null, writing: null }, []];
  const next = { ...session, moved: { ...moved, version, released: false }, writing: null };
  return moved.released ? put(next) : [next, []];
}

const isSame = (writing: Write | null, { path, setting, others }: Moved): boolean =>
  writing?.path === path &&
  writing.text === setting.text &&
  JSON.stringify(writing.others) === JSON.stringify(others);
