import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import type { Answered } from '../../src/report/words/answered.js';
import type { FromWorker, ToWorker } from './jobs.js';
import { received, type Passed } from './passing.js';

/** Evaluates plans that are only tried, beside the page: a slider is drawn where the hand has it, whatever is worked out. */
export interface Forerunner {
  /** Has the worker ready for moves of this plan. */
  readonly prepare: (plan: ResolvedPlan) => void;
  /**
   * The newest answer that is there to the plans that were asked about, and whether it is that to `plan`, which is worked
   * out otherwise: of plans that come faster than answers the last alone. `whole`: with the best mix. `null` where the page
   * has to work it out itself.
   */
  readonly ask: (
    plan: ResolvedPlan,
    whole: boolean,
  ) => { readonly newest: Answered | null; readonly isOf: boolean } | null;
  /** What was tried is over: answers that are still to come are of no use. */
  readonly forget: () => void;
  readonly isIdle: () => boolean;
}

/** The part of a worker that is used. */
export type Runner = Pick<Worker, 'postMessage' | 'onmessage' | 'onerror'>;

interface Tried {
  readonly plan: ResolvedPlan;
  readonly whole: boolean;
}

const answers = (known: Tried | null, wanted: Tried): boolean =>
  known !== null && known.plan === wanted.plan && (known.whole || !wanted.whole);

/** `onNews` is called when an answer has come. `make` makes a worker; it may throw where none can be had. */
export function createForerunner(make: () => Runner, onNews: () => void): Forerunner {
  let worker: Runner | null = null;
  let state: 'none' | 'starting' | 'ready' | 'broken' = 'none';
  let lastId = 0;
  let running: (Tried & { readonly id: number }) | null = null;
  let wanted: Tried | null = null;
  let newest: (Answered & Tried) | null = null;
  let prepared: ResolvedPlan | null = null;

  const send = (tried: Tried) => {
    lastId += 1;
    running = { id: lastId, ...tried };
    const message: ToWorker = { type: 'evaluate', id: lastId, ...tried };
    worker?.postMessage(message);
  };
  const breakOff = () => {
    state = 'broken';
    running = null;
    wanted = null;
    onNews();
  };
  const receive = (answer: FromWorker) => {
    if (answer.id !== running?.id) return;
    const { plan, whole } = running;
    running = null;
    if (!answer.ok) return breakOff();
    state = 'ready';
    // It may have been forgotten since.
    const isTried = wanted !== null;
    if (isTried) newest = { plan, whole, result: received(answer.value as Passed, plan) };
    if (wanted !== null && !answers(newest, wanted)) send(wanted);
    if (isTried) onNews();
  };
  const start = () => {
    try {
      worker = make();
    } catch {
      state = 'broken';
      return;
    }
    state = 'starting';
    worker.onmessage = (event: MessageEvent<FromWorker>) => receive(event.data);
    worker.onerror = breakOff;
  };
  return {
    prepare: (plan) => {
      if (plan === prepared || running) return;
      prepared = plan;
      if (state === 'none') start();
      if (state !== 'broken') send({ plan, whole: true });
    },
    ask: (plan, whole) => {
      if (state !== 'ready') return null;
      wanted = { plan, whole };
      const isOf = answers(newest, wanted);
      if (!isOf && !running) send(wanted);
      return { newest, isOf };
    },
    forget: () => {
      wanted = null;
      newest = null;
    },
    isIdle: () => wanted === null || answers(newest, wanted),
  };
}
