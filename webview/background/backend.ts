import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import type { FromWorker, Job, Manner, ToWorker } from './jobs.js';

/** Runs one job at a time, somewhere. */
export interface Backend {
  readonly start: (plan: ResolvedPlan, id: number, job: Job) => void;
  /** Gives up the job that runs, if any. */
  readonly abandon: () => void;
}

type OnAnswer = (answer: FromWorker) => void;

/** Runs jobs in the page, each in a task of its own, so that input is handled between them. */
export function pageBackend(onAnswer: OnAnswer): Backend {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current = 0;
  return {
    start: (plan, id, job) => {
      const run = current;
      // A page that has a worker never needs the answers' code.
      void import('./jobs.js').then(({ answer }) => {
        if (run === current) timer = setTimeout(() => onAnswer(answer(plan, id, job)), 0);
      });
    },
    abandon: () => {
      current += 1;
      clearTimeout(timer);
    },
  };
}

/**
 * Runs jobs in a worker made from `script`, which writes in the reader's `manner`. Abandoning a job ends the
 * worker; the next job starts a new one, so an edit never waits for the analysis of the plan before it. `onBroken`
 * hears that no worker can be had.
 */
export function workerBackend(
  script: string,
  manner: Manner,
  onAnswer: OnAnswer,
  onBroken: () => void,
): Backend {
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  let worker: Worker | null = null;
  let known: ResolvedPlan | null = null;
  const send = (message: ToWorker) => worker?.postMessage(message);
  return {
    start: (plan, id, job) => {
      if (!worker) {
        try {
          worker = new Worker(url);
        } catch {
          queueMicrotask(onBroken);
          return;
        }
        worker.onmessage = (event: MessageEvent<FromWorker>) => onAnswer(event.data);
        worker.onerror = onBroken;
        known = null;
        send({ type: 'manner', manner });
      }
      if (known !== plan) send({ type: 'plan', plan });
      known = plan;
      send({ type: 'job', id, job });
    },
    abandon: () => {
      worker?.terminate();
      worker = null;
    },
  };
}

/**
 * The worker's script from the addresses in `<meta name="decodeplan-worker">`; `null` if the page has none
 * or may not fetch one of them. A worker of a webview must be made from a blob, its address being of another origin.
 */
export async function workerScript(): Promise<string | null> {
  const addresses = document.querySelector('meta[name="decodeplan-worker"]')?.getAttribute('content');
  if (!addresses) return null;
  try {
    const parts = await Promise.all(
      addresses.split(' ').map(async (address) => {
        const response = await fetch(address);
        return response.ok ? response.text() : null;
      }),
    );
    return parts.includes(null) ? null : parts.join('\n');
  } catch {
    return null;
  }
}
