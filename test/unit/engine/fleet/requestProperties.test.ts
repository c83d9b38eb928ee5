import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { OptionWorkloadResult } from '../../../../src/engine/shapes/result.js';
import { FIRST_STEPS, REQUEST_OVERHEAD_SECONDS } from '../../../../src/engine/time/request/ttft.js';
import { answerOf, requestKnobs, requestText, type RequestKnobs } from './requestPlans.js';

/** What must hold of every request (request.md). */

const RUNS = { numRuns: 60, includeErrorInReport: true };
const NEAR = 1e-6;

const noLess = (one: number, other: number, what: string) =>
  assert.ok(one >= other * (1 - NEAR), `${what}: ${one} is less than ${other}`);

const near = (one: number, other: number, what: string) =>
  assert.ok(
    Math.abs(one - other) <= NEAR * Math.max(Math.abs(one), Math.abs(other)),
    `${what}: ${one}, not ${other}`,
  );

const sumOf = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0);

/** Served, and at which cost. */
const isServed = ({ cost }: OptionWorkloadResult) => cost.meetsSpeed && cost.usdPerHour !== null;

const volume = requestKnobs.filter(({ load }) => 'requests' in load);

void test('a longer prompt is never cheaper', () => {
  fc.assert(
    fc.property(volume, fc.integer({ min: 2, max: 5 }), (knobs, times) => {
      const short = answerOf(requestText(knobs));
      const long = answerOf(requestText({ ...knobs, input: knobs.input * times }));
      if (!isServed(long)) return;
      assert.ok(isServed(short), 'the shorter one is served too');
      noLess(long.cost.usdPerHour ?? 0, short.cost.usdPerHour ?? 0, 'USD per hour');
      noLess(long.cost.usdPerRequest ?? 0, short.cost.usdPerRequest ?? 0, 'USD per request');
    }),
    RUNS,
  );
});

void test('a higher hit rate is never slower or dearer', () => {
  fc.assert(
    fc.property(requestKnobs, fc.integer({ min: 1, max: 9 }), (knobs, more) => {
      const hit = Math.min(90, knobs.hit + 10 * more);
      const [few, many] = [answerOf(requestText(knobs)), answerOf(requestText({ ...knobs, hit }))];
      if (!isServed(few)) return;
      assert.ok(isServed(many), 'with more hits it is served too');
      if (few.cost.usdPerHour !== null && 'requests' in knobs.load)
        noLess(few.cost.usdPerHour, many.cost.usdPerHour ?? Infinity, 'USD per hour');
      // Where layout and place are chosen anew, cheaper may be slower.
      if (knobs.layout === 'auto' || knobs.prefill !== 'colocated' || 'requests' in knobs.load) return;
      noLess(few.prefill?.secondsPerPrompt ?? 0, many.prefill?.secondsPerPrompt ?? Infinity, 'prefill');
      noLess(few.request?.endToEndSeconds ?? 0, many.request?.endToEndSeconds ?? Infinity, 'end to end');
      // Where users wait for room in the budget, more hits let more of them decode at once.
      if ((few.prefill?.utilization ?? 0) <= 1)
        noLess(few.request?.tpotSeconds ?? 0, many.request?.tpotSeconds ?? Infinity, 'TPOT');
      noLess(few.request?.ttftSeconds?.mean ?? 0, many.request?.ttftSeconds?.mean ?? Infinity, 'TTFT');
      noLess(few.request?.ttftSeconds?.p95 ?? 0, many.request?.ttftSeconds?.p95 ?? Infinity, 'TTFT p95');
      noLess(many.request?.maxRequestsPerSecond ?? 0, few.request?.maxRequestsPerSecond ?? 0, 'goodput');
    }),
    RUNS,
  );
});

void test('nothing is faster than light', () => {
  fc.assert(
    fc.property(requestKnobs, (knobs) => {
      const { prefill, request, decode } = answerOf(requestText(knobs));
      if (!prefill || !request || !decode) return;
      noLess(prefill.secondsPerPrompt, prefill.speedOfLightSeconds, 'prefill');
      noLess(request.tpotSeconds, decode.speedOfLightSeconds / decode.acceptedLength / decode.batch, 'TPOT');
      const { ttftSeconds, parts } = request;
      noLess(parts.prefill, prefill.speedOfLightSeconds, 'prefill of a first token');
      if (!ttftSeconds) return;
      noLess(ttftSeconds.p50, prefill.speedOfLightSeconds + parts.transfer, 'TTFT');
      noLess(ttftSeconds.p95, ttftSeconds.p50, 'p95');
      noLess(ttftSeconds.p99, ttftSeconds.p95, 'p99');
      near(sumOf(Object.values(parts) as number[]), ttftSeconds.mean, 'parts of TTFT');
      if (request.endToEndSeconds === null) return;
      near(
        request.endToEndSeconds,
        ttftSeconds.mean + (knobs.output - 1) * request.tpotSeconds,
        'end to end',
      );
    }),
    RUNS,
  );
});

void test('what tokens cost adds up to the bill', () => {
  fc.assert(
    fc.property(requestKnobs, (knobs) => {
      const { cost, prefixCache } = answerOf(requestText(knobs));
      if (cost.usdPerRequest === null || cost.usdPerMillionOutputTokens === null) return;
      const cached = knobs.input * (prefixCache?.servedHit ?? 0);
      const sum =
        (knobs.input - cached) * (cost.usdPerMillionInputTokens ?? 0) +
        cached * (cost.usdPerMillionCachedInputTokens ?? 0) +
        knobs.output * cost.usdPerMillionOutputTokens;
      near(sum / 1e6, cost.usdPerRequest, 'USD per request');
      near(((cost.usdPerMillionTokens ?? 0) * knobs.output) / 1e6, cost.usdPerRequest, 'whole bill');
      assert.equal(cost.decodeOnly, false);
    }),
    RUNS,
  );
});

void test('alone, a first token takes overhead, prefill, the hand-over and one and a half steps', () => {
  const alone = requestKnobs.map((knobs): RequestKnobs => ({ ...knobs, load: { concurrency: 1 } }));
  fc.assert(
    fc.property(alone, (knobs) => {
      const { request, prefill, decode } = answerOf(requestText(knobs));
      if (!request?.ttftSeconds || !prefill || !decode) return;
      const { ttftSeconds, parts } = request;
      assert.equal(parts.queue, 0);
      near(
        ttftSeconds.mean,
        REQUEST_OVERHEAD_SECONDS + prefill.secondsPerPrompt + parts.reload + parts.transfer + parts.firstStep,
        'TTFT',
      );
      // Steps are a server's, apart from prompts as beside them: those between tokens, where nobody else is.
      near(parts.firstStep, FIRST_STEPS * request.tpotSeconds * decode.acceptedLength, 'first step');
      assert.ok(parts.firstStep >= FIRST_STEPS * decode.speedOfLightSeconds);
    }),
    RUNS,
  );
});
