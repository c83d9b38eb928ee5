import { LengthCounts } from './lengths.js';
import { fingerprint, mixed, numbered, Reuse } from './reuse.js';
import { isRequestLog, readLoggedRequest } from './requestLog.js';
import { firstRow } from './rowText.js';
import { rowReader, type TraceRow, type RowReader } from './rows.js';

/** What is kept of a log of requests: statistics, no request and no text of one. */
export interface TraceStatistics {
  readonly requests: number;
  /** Lines that were no requests. */
  readonly skipped: number;
  readonly input: LengthCounts;
  readonly output: LengthCounts;
  readonly context: LengthCounts;
  /** From the first request to the last, in seconds; `null` where most rows say no time. */
  readonly spanSeconds: number | null;
  /** Requests that say when they came. */
  readonly timed: number;
  /** Requests of the busiest minute over those of an average one; `null` for less than two minutes. */
  readonly peakFactor: number | null;
  /** Most requests in flight in one second; `null` where rows do not say when they ended. */
  readonly concurrency: number | null;
  /** Part of the prompt tokens that the rows say a cache served, 0..1; `null` where they say none. */
  readonly cachedPart: number | null;
  /** Repeated blocks of prompts; `null` where rows have no hashes. */
  readonly reuse: PrefixReuse | null;
  /** Time between the end of a request and the next of its session, in milliseconds. */
  readonly turnDelay: LengthCounts | null;
}

export interface PrefixReuse {
  /** Tokens of one block. */
  readonly blockTokens: number;
  /** Part of the prompt tokens that a cache of so many tokens serves. */
  readonly curve: readonly { readonly tokens: number; readonly part: number }[];
}

const MINUTE = 60;
/** Part of the requests that say when they came, from which on the others are failures. */
const MOSTLY = 0.9;
/** Ends lines of Windows before the end of the line. */
const RETURN = 13;
/** Sessions that are followed at most; above it, every second one is let go. */
const MOST_SESSIONS = 1 << 17;
/** A pause longer than this is the beginning of another session, in seconds. */
const LONGEST_TURN = 4 * 3600;

/** What is served of an input; `null` where more is served than there is, as then they count differently. */
const partOf = (cached: number, input: number): number | null =>
  input > 0 && cached <= input ? cached / input : null;

/** Takes a log of requests in row by row. */
export class Trace {
  private reader: RowReader | null = null;
  private started = false;
  private requests = 0;
  private skipped = 0;
  private logged = false;
  private readonly lengths = {
    input: new LengthCounts(),
    output: new LengthCounts(),
    context: new LengthCounts(),
  };
  private firstTime = Infinity;
  private lastTime = -Infinity;
  private readonly minutes = new Map<number, number>();
  private readonly flights = new Map<number, number>();
  private timed = 0;
  private ended = 0;
  private cached = 0;
  private hasCached = false;
  private readonly reuse = new Reuse();
  private blockedInput = 0;
  private blocks = 0;
  private readonly delays = new LengthCounts();
  /** When each session's last request ended. Their names would hold on to the text that they are cut from. */
  private readonly sessions = new Map<number, number>();
  private everySession = 1;

  /** Whether the text that begins so is a log of requests. */
  static reads(head: string): boolean {
    const first =
      firstRow(head)
        ?.replace(/^\uFEFF/, '')
        .replace(/\r$/, '') ?? '';
    return (first.trim() !== '' && rowReader(first) !== null) || isRequestLog(head);
  }

  /** Takes a row in: a line, or a part of a text. */
  add(text: string, from = 0, to = text.length): void {
    const end = text.charCodeAt(to - 1) === RETURN ? to - 1 : to;
    if (end <= from) return;
    if (!this.started) {
      this.started = true;
      const made = rowReader(text.slice(from, end).replace(/^\uFEFF/, ''));
      // A server's log has requests among other lines.
      this.logged = made === null;
      this.reader = made?.read ?? readLoggedRequest;
      if (made?.heading) return;
    }
    const row = this.reader?.(text, from, end) ?? null;
    if (row === null) this.skipped += this.logged ? 0 : 1;
    else this.take(row);
  }

  private take({ time, end, input, output, cached, session, blocks }: TraceRow): void {
    this.requests++;
    if (input !== null) this.lengths.input.add(input);
    if (output !== null) this.lengths.output.add(output);
    if (input !== null && output !== null) this.lengths.context.add(input + output);
    else if (!this.logged) this.lengths.context.add((input ?? 0) + (output ?? 0));
    if (cached !== null) {
      this.hasCached = true;
      this.cached += cached;
    }
    if (blocks !== null && input !== null) {
      this.blockedInput += input;
      this.blocks += blocks.length;
      for (const block of blocks) this.reuse.add(typeof block === 'number' ? block : numbered(String(block)));
    }
    if (time === null) return;
    this.timed++;
    this.firstTime = Math.min(this.firstTime, time);
    this.lastTime = Math.max(this.lastTime, time);
    count(this.minutes, Math.floor(time / MINUTE), 1);
    if (end !== null && end >= time) {
      this.ended++;
      count(this.flights, Math.floor(time), 1);
      count(this.flights, Math.floor(end) + 1, -1);
    }
    if (session !== null) this.follow(session, time, end ?? time);
  }

  private follow(name: string, time: number, end: number): void {
    const session = fingerprint(name);
    if (mixed(session) % this.everySession !== 0) return;
    const before = this.sessions.get(session);
    if (before !== undefined && time >= before && time - before < LONGEST_TURN)
      this.delays.add((time - before) * 1e3);
    this.sessions.set(session, Math.max(end, before ?? end));
    if (this.sessions.size <= MOST_SESSIONS) return;
    this.everySession *= 2;
    for (const known of [...this.sessions.keys()])
      if (mixed(known) % this.everySession !== 0) this.sessions.delete(known);
  }

  /** What was counted; `null` where no line was a request, or none says anything of one. */
  statistics(): TraceStatistics | null {
    const span = this.lastTime - this.firstTime;
    const { input, output } = this.lengths;
    if (this.requests === 0 || (input.sum + output.sum === 0 && !(span > 0) && this.ended === 0)) return null;
    return {
      requests: this.requests,
      skipped: this.skipped,
      ...this.lengths,
      // Of conversations some logs say only when the first turn came: what is between two of those is no rate of requests.
      spanSeconds: span > 0 && this.timed >= MOSTLY * this.requests ? span : null,
      timed: this.timed,
      peakFactor:
        span >= 2 * MINUTE && this.timed >= MOSTLY * this.requests
          ? (Math.max(...this.minutes.values()) * span) / MINUTE / this.requests
          : null,
      concurrency: this.ended * 2 >= this.requests ? this.mostInFlight() : null,
      cachedPart: this.hasCached ? partOf(this.cached, this.lengths.input.sum) : null,
      reuse: this.prefixReuse(),
      turnDelay: this.delays.count > 0 ? this.delays : null,
    };
  }

  private mostInFlight(): number {
    let [now, most] = [0, 0];
    for (const [, change] of [...this.flights].sort(([a], [b]) => a - b)) {
      now += change;
      most = Math.max(most, now);
    }
    return most;
  }

  private prefixReuse(): PrefixReuse | null {
    // Blocks of requests without a prompt hold nothing that could be found.
    if (this.blocks === 0 || this.blockedInput <= 0) return null;
    // The last block of a prompt is seldom full: the size is the next power of two.
    const blockTokens = 2 ** Math.ceil(Math.log2(this.blockedInput / this.blocks));
    const enough = Math.max(1, this.reuse.enough());
    const part = (blocks: number) =>
      Math.min(1, (this.reuse.hitRate(blocks) * this.blocks * blockTokens) / this.blockedInput);
    const sizes = [enough / 64, enough / 16, enough / 4, enough].map(Math.ceil);
    return {
      blockTokens,
      curve: [...new Set(sizes)].map((blocks) => ({ tokens: blocks * blockTokens, part: part(blocks) })),
    };
  }
}

function count(counts: Map<number, number>, at: number, by: number): void {
  counts.set(at, (counts.get(at) ?? 0) + by);
}
