import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import type { Backend } from './backend.js';
import { questionKey, type Answer, type Ask } from '../../src/report/figures/questions.js';
import type { FromWorker, Job, JobKind, Asked, Value } from './jobs.js';

/** Keeps the answers to a plan's slow questions, and has the missing ones worked out in the background. */
export interface Analyst {
  readonly ask: Ask;
  /** What is known of a question, without asking it. */
  readonly peek: Ask;
  /** Begins a round of questions: those of the round before that still wait are dropped. */
  readonly beginRound: () => void;
  /** The plan of all questions from now on. None is worked out for so many milliseconds: the next plan may come. */
  readonly setPlan: (plan: ResolvedPlan, restMs?: number) => void;
  /** Whether questions are about this plan. */
  readonly isAbout: (plan: ResolvedPlan) => boolean;
  readonly setBackend: (make: (onAnswer: (answer: FromWorker) => void) => Backend) => void;
  readonly isIdle: () => boolean;
}

/** An edit waits this long for a running job before that is given up, in milliseconds. */
const PATIENCE_MS = 30;

interface Waiting {
  readonly key: string;
  readonly job: Job;
}

type Known = { readonly value: unknown; readonly failure: string | null };

/** `onNews` is called whenever an answer has come. */
export function createAnalyst(onNews: () => void): Analyst {
  let plan: ResolvedPlan | null = null;
  let backend: Backend | null = null;
  const known = createAnswers();
  let queue: Waiting[] = [];
  let running: (Waiting & { readonly id: number; readonly since: number }) | null = null;
  let lastId = 0;
  /** Keys of what is asked in this round. */
  let wanted = new Set<string>();
  const rest = createRest(() => next());

  const next = () => {
    makeWay();
    if (running || !plan || !backend || rest.lasts()) return;
    const first = queue.shift();
    if (!first) return;
    lastId += 1;
    running = { ...first, id: lastId, since: performance.now() };
    backend.start(plan, lastId, first.job);
  };

  const receive = (answer: FromWorker) => {
    if (answer.id !== running?.id) return;
    const { key } = running;
    running = null;
    known.put(key, answer);
    onNews();
    next();
  };

  /** Whoever looks elsewhere by now does not wait for what nobody asks any more. */
  const makeWay = () => {
    if (!running || queue.length === 0 || wanted.has(running.key)) return;
    if (performance.now() - running.since > PATIENCE_MS) abandonRunning();
  };

  const abandonRunning = () => {
    if (!running) return;
    backend?.abandon();
    running = null;
  };

  return {
    peek: known.to,
    ask: <K extends JobKind>(kind: K, question: Asked<K>): Answer<Value<K>> => {
      const key = questionKey(kind, question);
      if (known.has(key)) return known.to(kind, question);
      wanted.add(key);
      const waits = running?.key === key || queue.some((waiting) => waiting.key === key);
      if (!waits) queue.push({ key, job: { kind, question } });
      queueMicrotask(next);
      return { value: (known.before(key)?.value ?? null) as Value<K> | null, pending: true, failure: null };
    },
    beginRound: () => {
      queue = [];
      wanted = new Set();
    },
    setPlan: (given, restMs = 0) => {
      if (given === plan) return;
      rest.begin(restMs);
      if (running && performance.now() - running.since > PATIENCE_MS) abandonRunning();
      else running = null;
      known.age();
      queue = [];
      plan = given;
    },
    isAbout: (given) => given === plan,
    setBackend: (make) => {
      abandonRunning();
      backend = make(receive);
      // What was given up is asked for again by the next drawing.
      onNews();
      queueMicrotask(next);
    },
    isIdle: () => running === null && queue.length === 0,
  };
}

/** A while in which nothing is begun, and what is done after it; one that begins ends the one before. */
function createRest(onEnd: () => void) {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return {
    lasts: () => timer !== null,
    begin: (ms: number) => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      if (ms === 0) return;
      timer = setTimeout(() => {
        timer = null;
        onEnd();
      }, ms);
    },
  };
}

/** Answers to the plan as it is, and for a while those to the plan before. */
function createAnswers() {
  let answers = new Map<string, Known>();
  let before = new Map<string, Known>();
  return {
    to: <K extends JobKind>(kind: K, question: Asked<K>): Answer<Value<K>> => {
      const found = answers.get(questionKey(kind, question));
      // Answers are stored by kind and question, so the value is of that kind.
      const value = (found?.value ?? null) as Value<K> | null;
      return { value, pending: false, failure: found?.failure ?? null };
    },
    has: (key: string) => answers.has(key),
    before: (key: string) => before.get(key),
    put: (key: string, answer: FromWorker) => answers.set(key, knownOf(answer)),
    /** The plan is another from now on. */
    age: () => {
      before = new Map([...before, ...answers]);
      // Old answers are only there to avoid a flash of nothing: keep a few.
      for (const key of [...before.keys()].slice(0, -MOST_KEPT)) before.delete(key);
      answers = new Map();
    },
  };
}

function knownOf(answer: FromWorker): Known {
  return answer.ok ? { value: answer.value, failure: null } : { value: null, failure: answer.message };
}

const MOST_KEPT = 200;
