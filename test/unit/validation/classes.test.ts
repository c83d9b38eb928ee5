import assert from 'node:assert/strict';
import test from 'node:test';
import { gpuTypeById } from '../../../src/catalog/entries/hardware.js';
import { modelById } from '../../../src/catalog/entries/models.js';
import { stepKind } from '../../../src/engine/time/kernels/kind.js';
import { runSeries } from '../../../src/report/figures/evidence/runs.js';
import { nextError } from '../../calibration/bands.js';

interface Held {
  readonly logs: number[];
  held: number;
  band: number;
}

/** Measured runs by engine, generation, kind of model and where prompts are computed, as bands are. */
function classes(): ReadonlyMap<string, Held> {
  const found = new Map<string, Held>();
  for (const { model: name, gpu, engine, mode, points } of runSeries()) {
    const [model, type] = [modelById(name), gpuTypeById(gpu)];
    assert.ok(model && type, `${name} on ${gpu}`);
    const key = [engine, type.accelerator.generation, stepKind(model), mode].join(' ');
    const one = found.get(key) ?? { logs: [], held: 0, band: 0 };
    found.set(key, one);
    for (const { measured, predicted, band } of points) {
      const ratio = measured / predicted;
      one.logs.push(Math.log(ratio));
      one.band = Math.max(one.band, Math.log(band.high));
      if (ratio >= band.low * (1 - 5e-3) && ratio <= band.high * (1 + 5e-3)) one.held++;
    }
  }
  return found;
}

void test('the stated band of a class of servers holds nine of ten of its runs, and is no wider than twice what that takes', () => {
  const all = [...classes()].filter(([name]) => !name.startsWith('atom '));
  assert.ok(all.length > 20);
  for (const [name, { logs, held, band }] of all) {
    assert.ok(held >= Math.floor(0.9 * logs.length), `${name}: ${held} of ${logs.length}`);
    const takes = nextError(logs);
    if (takes !== null) assert.ok(band <= 2 * takes, `${name}: ${band} for ${takes}`);
  }
});
