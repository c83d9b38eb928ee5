/** Why a question has no answer: nobody gave one in time, or there is nobody any more. */
export type Silence = 'late' | 'gone';

/** How a question ended. */
export type Reply<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: Silence };

/** Questions to the other side, of which several may be under way. Each ends, answered or not. */
export interface Questions<T> {
  /** Asks: `send` gets the id that the answer is to carry. */
  readonly ask: (send: (id: number) => void) => Promise<Reply<T>>;
  /** Takes an answer; `false` where no question of that id waits for one. */
  readonly answer: (id: number, value: T) => boolean;
  /** The other side is gone: nothing that waits will be answered, nor anything asked from now on. */
  readonly end: () => void;
}

/** Questions that wait so long for their answers, in milliseconds. Ids count from 1. */
export function createQuestions<T>(limitMs: number): Questions<T> {
  const waiting = new Map<number, (reply: Reply<T>) => void>();
  let lastId = 0;
  let ended = false;
  const settle = (id: number, reply: Reply<T>): boolean => {
    const resolve = waiting.get(id);
    waiting.delete(id);
    resolve?.(reply);
    return resolve !== undefined;
  };
  return {
    ask: (send) => {
      if (ended) return Promise.resolve({ ok: false, why: 'gone' });
      lastId += 1;
      const id = lastId;
      const limit = setTimeout(() => settle(id, { ok: false, why: 'late' }), limitMs);
      return new Promise((resolve) => {
        waiting.set(id, (reply) => {
          clearTimeout(limit);
          resolve(reply);
        });
        send(id);
      });
    },
    answer: (id, value) => settle(id, { ok: true, value }),
    end: () => {
      ended = true;
      for (const id of [...waiting.keys()]) settle(id, { ok: false, why: 'gone' });
    },
  };
}
