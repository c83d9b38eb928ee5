import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { buildMachine } from '../../../../../src/engine/fleet/machine.js';
import { caseOf } from '../../../../../src/engine/fleet/optionCase.js';
import {
  ALONE,
  boundsBesideRacks,
  type BoundedLayout,
} from '../../../../../src/engine/fleet/pools/bounds.js';
import { optionPlace } from '../../../../../src/engine/fleet/pools/place.js';
import { devicesAt, wholeReplicas, type Seat } from '../../../../../src/engine/fleet/pools/pool.js';
import { reachOf, rowOf } from '../../../../../src/engine/fleet/reach.js';
import { planOf } from '../../../plans.js';

/** A volume in billion tokens a day, and a speed in tokens per second. */
interface Asked {
  readonly volume: number;
  readonly speed: number;
}

/** Two workloads beside racks in a role. */
function seatsOf(one: Asked, two: Asked, role: 'ffn' | 'decode'): readonly Seat[] {
  const workload = ({ volume, speed }: Asked) =>
    `{ concurrency: 60, context: 16K, speed: ${speed} tok/s, demand: ${volume}B tokens/day }`;
  const plan = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: { one: ${workload(one)}, two: ${workload(two)} }
gpus: { type: rubin }
options: { lpx: { lpx: { racks: auto, role: ${role}, price: 3M USD }, speculation: { method: dspark } } }
`);
  const asked = caseOf(plan, plan.options['lpx']!);
  const { place } = optionPlace(asked, asked.gpus!);
  assert.ok(place);
  const site = place.site({ role, apart: false });
  return place.loads.map(({ member, load }) => ({ member, load, site }));
}

const asking = fc.record<Asked>({
  volume: fc.constantFrom(0.1, 5, 80, 2000),
  speed: fc.constantFrom(20, 60, 150, 400, 3000),
});

/** Every layout that serves all, worked out one by one. */
function byHand(seats: readonly Seat[]): readonly BoundedLayout[] {
  const found: BoundedLayout[] = [];
  const { site } = seats[0]!;
  for (let layout = 0; layout < site.layouts.length; layout++) {
    const needs = seats.map(({ load }) => rowOf(site, load, ALONE)(layout).need ?? Infinity);
    const devices = devicesAt(site, layout) * wholeReplicas(needs.reduce((sum, need) => sum + need, 0));
    if (devices < Infinity) found.push({ layout, devices });
  }
  return found.toSorted((a, b) => a.devices - b.devices || a.layout - b.layout);
}

void test('layouts come in the order of what they take, to the last of them, however many are wanted', () => {
  fc.assert(
    fc.property(asking, asking, fc.integer({ min: 1, max: 400 }), (one, two, below) => {
      const seats = seatsOf(one, two, 'ffn');
      const all = byHand(seats);
      const bounds = boundsBesideRacks({ seats });
      const upTo = (most: number) => {
        const found: BoundedLayout[] = [];
        for (let place = 0; ; place++) {
          const next = bounds.at(place, most);
          if (!next) return found;
          found.push(next);
        }
      };
      const few = upTo(below);
      assert.deepEqual(
        few,
        all.filter(({ devices }) => devices < below),
      );
      assert.deepEqual(upTo(Infinity), all);
    }),
    { numRuns: 6 },
  );
});

void test('to the last of the layouts it takes no thousand looks at each', () => {
  const seats = seatsOf({ volume: 0.1, speed: 20 }, { volume: 5, speed: 400 }, 'ffn');
  const { site, load } = seats[0]!;
  const reach = reachOf(site, load, ALONE);
  let looks = 0;
  const { may } = reach;
  Object.assign(reach, { may: (layout: number, most: number) => (looks++, may(layout, most)) });
  const count = site.layouts.length;
  assert.equal(boundsBesideRacks({ seats }).at(count, Infinity), null);
  assert.ok(looks > count && looks < 30 * count, `${looks} looks at ${count} layouts`);
});

void test('a machine beside other racks is the one that is built for them', () => {
  for (const role of ['ffn', 'decode'] as const) {
    const { site, load } = seatsOf({ volume: 5, speed: 60 }, { volume: 5, speed: 60 }, role)[0]!;
    const { layouts, lpx, apart: _, ...system } = site;
    assert.ok(lpx);
    for (const [racks, replicas] of [
      [lpx.minimumRacks, 3],
      [40, 1],
      [40, 700],
      [1, 2],
    ] as const)
      for (const i of [0, 7, layouts.length - 1]) {
        const beside = rowOf(site, load, { racks, replicas })(i).machine;
        const anew = buildMachine({
          ...system,
          layout: layouts[i]!,
          lpx: { ...lpx, racks, replicas },
          context: load.context,
        });
        assert.deepEqual(beside.replica.problems, anew.replica.problems);
        assert.equal(beside.fits, anew.fits);
        for (const sequences of [1, 30, 900]) {
          assert.deepEqual(beside.step(sequences), anew.step(sequences));
          assert.deepEqual(beside.served(sequences), anew.served(sequences));
          assert.equal(beside.speed(sequences), anew.speed(sequences));
        }
      }
  }
});
