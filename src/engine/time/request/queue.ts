import { turnAt, type Turn } from './turns.js';

/** A queue's wait before service: its mean in seconds, and the chance that there is any at random. */
export interface Wait {
  readonly meanSeconds: number;
  readonly chance: number;
  /** The turn that everybody waits for, a part of the mean: of a closed loop that asks for more than there is room for. */
  readonly turn?: Turn;
  /** Part of the mean that those wait who all asked at once, and which part of all requests they are. */
  readonly wave?: { readonly seconds: number; readonly share: number };
}

const NO_WAVE = { seconds: 0, share: 0 };
const NO_TURN: Turn = { seconds: 0, answerSeconds: 0 };

/** Prompts that arrive at random and are served first come, first served. */
export interface Arrivals {
  readonly requestsPerSecond: number;
  /** Mean seconds that a server is busy with one. */
  readonly serviceSeconds: number;
  /** Squared coefficient of variation of the service: 0 where all are equal. */
  readonly serviceScv: number;
}

/** Spread of the work of prompts where half of it or more is served from a prefix cache, and where none is. */
const SCV_WITH_HITS = 3;
const SCV_WITHOUT_HITS = 1;

/**
 * Spread of the work of prompts, of whose seconds a cache serves some. As if it served some of them whole and left the
 * others as they are: then a higher hit rate never makes a queue longer. With more hits, most prompts are served in part.
 */
export function spreadWithHits(coldSeconds: number, servedSeconds: number): number {
  if (servedSeconds <= 0) return SCV_WITH_HITS;
  const whole = Math.min(1, servedSeconds / coldSeconds);
  return Math.min(SCV_WITH_HITS, (1 + SCV_WITHOUT_HITS) / whole - 1);
}

/** Chance to wait with so many servers, whole or not, behind one queue: between two whole numbers, in proportion. */
function chanceToWait(servers: number, load: number): number {
  const fewer = Math.floor(servers);
  const part = servers - fewer;
  const chance = erlangC(fewer, load);
  return part > 0 ? chance + part * (erlangC(fewer + 1, load) - chance) : chance;
}

/** Chance to wait with `servers` behind one queue and `load` servers' worth of work (Erlang C); 1 where it is too much. */
function erlangC(servers: number, load: number): number {
  if (load >= servers) return 1;
  // The recursion of Erlang B stays within 0..1 where the sums of the closed form overflow.
  let blocked = 1;
  // Once nobody is blocked nobody is with more: of very many servers most need not be counted.
  for (let n = 1; n <= servers && blocked > 0; n++) blocked = (load * blocked) / (n + load * blocked);
  return blocked / (1 - (load / servers) * (1 - blocked));
}

/** Mean wait of M/G/c (Allen and Cunneen; M/G/1 and M/D/1 are its exact cases of one server). Infinite from full load on. */
export function waitOf({ requestsPerSecond, serviceSeconds, serviceScv }: Arrivals, servers = 1): Wait {
  const load = requestsPerSecond * serviceSeconds;
  if (load >= servers) return { meanSeconds: Number.POSITIVE_INFINITY, chance: 1 };
  const chance = chanceToWait(servers, load);
  return { meanSeconds: ((chance * serviceSeconds) / (servers - load)) * ((1 + serviceScv) / 2), chance };
}

/**
 * The wait for the step under way to end, of ranks that step together: all of them wait for the longest, so a prompt that
 * comes to an idle rank waits, too. Such a step begins as the first prompt comes, and goes on while others come in it.
 */
export function stepWait(requestsPerSecond: number, stepSeconds: number): Wait {
  const perStep = requestsPerSecond * stepSeconds;
  if (!(perStep > 0)) return { meanSeconds: 0, chance: 0 };
  const chance = perStep / (perStep + Math.exp(-perStep));
  return { meanSeconds: (chance * stepSeconds) / 2, chance };
}

/** The wait that a share `p` of requests does not exceed: for a turn, and exponential among those that wait at random. */
export function waitAt(wait: Wait, p: number): number {
  const { chance, turn = NO_TURN } = wait;
  const random = randomSeconds(wait);
  const always = turnAt(turn, p) + waveAt(wait, p);
  if (random <= 0 || chance <= 1 - p) return always;
  return always + (random / chance) * Math.log(chance / (1 - p));
}

/** What is left of the mean for waits at random. */
function randomSeconds({ meanSeconds, turn = NO_TURN, wave = NO_WAVE }: Wait): number {
  return meanSeconds - turn.seconds - wave.seconds;
}

/** Those who asked at once are served one after the other: their waits spread evenly, and are the longest of all. */
function waveAt({ wave = NO_WAVE }: Wait, p: number): number {
  const { seconds, share } = wave;
  if (p <= 1 - share) return 0;
  return ((2 * seconds) / share) * ((p - (1 - share)) / share);
}
