import { SECONDS_PER_HOUR, SECONDS_PER_MINUTE } from '../units/constants.js';

/** A line on a terminal that says how far something is; nothing where standard error is no terminal. */
export interface Progress {
  readonly show: (done: number) => void;
  readonly clear: () => void;
}

/** Redrawing more often than this is not seen. */
const EVERY_MS = 100;

export function createProgress(total: number, what: string): Progress {
  if (!process.stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  const started = Date.now();
  let shown = 0;
  return {
    show: (done) => {
      const now = Date.now();
      if (now - shown < EVERY_MS) return;
      shown = now;
      process.stderr.write(`\r\x1b[K${progressText(done, total, what, (now - started) / 1000)}`);
    },
    clear: () => process.stderr.write('\r\x1b[K'),
  };
}

/** As in `1,200 of 40,000 points, 310 a second, 2 min left`. */
export function progressText(done: number, total: number, what: string, seconds: number): string {
  const head = `${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} ${what}`;
  if (done === 0 || seconds < 1) return head;
  const rate = done / seconds;
  const perSecond = rate >= 10 ? Math.round(rate).toLocaleString('en-US') : rate.toPrecision(2);
  return `${head}, ${perSecond} a second, ${timeLeft((total - done) / rate)} left`;
}

function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.ceil(seconds / SECONDS_PER_MINUTE)} min`;
  return `${(seconds / SECONDS_PER_HOUR).toFixed(1)} h`;
}
