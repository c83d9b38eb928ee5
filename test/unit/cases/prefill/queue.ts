import { waitAt, waitOf, type Wait } from '../../../../src/engine/time/request/queue.js';
import { given, givenOr, type Answers, type PrefillCase } from './cases.js';

export function queueAnswers(one: PrefillCase): Answers {
  if ('concurrency' in one.input) return {};
  if ('scvSum' in one.input) return { factor: kingman(one) };
  const serviceSeconds = given(one, 'serviceSeconds');
  const serviceScv = givenOr(one, 'serviceScv', 0);
  if ('meanWaitSeconds' in one.input) {
    const wanted = given(one, 'meanWaitSeconds');
    const requestsPerSecond = within(
      1 / serviceSeconds,
      (rate) => waitOf({ requestsPerSecond: rate, serviceSeconds, serviceScv }).meanSeconds > wanted,
    );
    return { requestsPerSecond, utilisation: requestsPerSecond * serviceSeconds };
  }
  const servers = givenOr(one, 'servers', 1);
  const rate = givenOr(one, 'requestsPerSecond', (givenOr(one, 'utilisation', 0) * servers) / serviceSeconds);
  const wait = waitOf({ requestsPerSecond: rate, serviceSeconds, serviceScv }, servers);
  const [p90, p99] = [waitAt(wait, 0.9), waitAt(wait, 0.99)];
  return {
    waitSeconds: wait.meanSeconds,
    simulatedWaitSeconds: wait.meanSeconds,
    ttftSeconds: wait.meanSeconds + serviceSeconds,
    meanTtftSeconds: wait.meanSeconds + serviceSeconds,
    shareWithin: shareWithin(wait, givenOr(one, 'ttftTargetSeconds', 0) - serviceSeconds),
    waitP90Seconds: p90,
    waitP99Seconds: p99,
    simulatedP90: p90,
    simulatedP99: p99,
  };
}

/** Time in the system over the service: one server, whose own and whose arrivals' spread add up. */
function kingman(one: PrefillCase): number {
  const requestsPerSecond = given(one, 'utilisation');
  return (
    1 + waitOf({ requestsPerSecond, serviceSeconds: 1, serviceScv: given(one, 'scvSum') - 1 }).meanSeconds
  );
}

/** The number from 0 to `most` from which something is so, by halving. */
function within(most: number, isSo: (value: number) => boolean): number {
  let [low, high] = [0, most];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (isSo(middle)) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/** Share of requests that wait no longer than `seconds`. */
function shareWithin(wait: Wait, seconds: number): number {
  return seconds < 0 ? 0 : within(1, (share) => waitAt(wait, share) > seconds);
}
