import assert from 'node:assert/strict';
import test from 'node:test';
import { gpuTypeById } from '../../../../src/catalog/entries/hardware.js';
import { modelById } from '../../../../src/catalog/entries/models.js';
import { UNMEASURED } from '../../../../src/catalog/shapes/measured.js';
import type { Serving } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { buildMachine } from '../../../../src/engine/fleet/machine.js';
import { stepWork } from '../../../../src/engine/time/kernels/work.js';
import { servingOf } from '../../plans.js';

function setting(name: string, engine: Serving['engine'], tensor: number) {
  const [model, type] = [modelById(name), gpuTypeById('h200-sxm')];
  assert.ok(model && type, name);
  return {
    model,
    serving: servingOf(model, 'fp8', { engine, weights: 'fp8' }),
    accelerator: type.accelerator,
    layout: { tensor, attentionData: 1, expert: 1, pipeline: 1, context: 1 },
  };
}

function machineOf(name: string, engine: Serving['engine'], tensor: number) {
  return buildMachine({
    ...setting(name, engine, tensor),
    speculation: null,
    dynamo: null,
    lpx: null,
    measured: UNMEASURED,
    scale: null,
    context: { p50: 1024, p95: 1024, max: 1024 },
  });
}

/** A checkpoint of 320 matrices that keeps the scales of its inputs, and one that measures them. */
const [STORED, MEASURED] = ['nvidia/Llama-3.1-70B-Instruct-FP8', 'org/Llama-3.1-70B-Instruct-FP8-dynamic'];

void test('inputs of 8-bit products are scaled as the checkpoint says', () => {
  const scales = (name: string) =>
    new Set(
      modelById(name)
        ?.weights.filter(({ format }) => format === 'fp8')
        .map(({ inputScales }) => inputScales),
    );
  assert.deepEqual([...scales(STORED)], ['stored']);
  assert.deepEqual([...scales(MEASURED)], ['measured']);
  assert.deepEqual([...scales('org/Llama-3.1-70B-Instruct-FP8-static')], ['stored']);
  assert.ok(modelById('llama-3.1-70b')?.weights.every(({ inputScales }) => inputScales === undefined));
});

void test('measuring inputs takes a kernel before each matrix, whatever the ranks', () => {
  // Microseconds a matrix in the tables of H200, one row (NVIDIA AIConfigurator, 2026-08-21).
  for (const [engine, micros] of [
    ['trtllm', 7.9],
    ['sglang', 3.8],
    ['vllm', 2.3],
  ] as const)
    for (const tensor of [1, 2, 8]) {
      const seconds = (name: string) => machineOf(name, engine, tensor).step(1).seconds;
      const each = ((seconds(MEASURED) - seconds(STORED)) / 320) * 1e6;
      assert.ok(Math.abs(each / micros - 1) < 0.25, `${engine} ${tensor}: ${each}`);
      assert.equal(seconds('llama-3.1-70b'), seconds(MEASURED));
    }
});

void test('servers fuse quantizing into the kernels before: nothing of it is seen', () => {
  for (const engine of ['trtllm', 'sglang', 'vllm'] as const) {
    const [stored, measured] = [STORED, MEASURED].map((name) => machineOf(name, engine, 4).served(16));
    assert.ok(stored && measured && Math.abs(measured.seconds / stored.seconds - 1) < 1e-9, engine);
    assert.ok(measured.quantizingSeconds > 0 && stored.quantizingSeconds === 0);
  }
});

void test('a format that is asked for is none of the checkpoint’s: nothing is known of its scales', () => {
  const { model } = setting(STORED, 'vllm', 1);
  const plain = { ...setting(STORED, 'vllm', 1), moved: new Set<never>() };
  const named = (format: 'fp8' | 'int8') =>
    stepWork({ ...plain, model, serving: { ...plain.serving, weights: format } })
      .linear.map(({ name }) => name)
      .includes('linear fp8 quantize');
  assert.deepEqual([named('fp8'), named('int8')], [false, true]);
});

void test('ranks that reach each other through the host share the way', () => {
  const { accelerator, ...rest } = setting('llama-3.1-70b', 'vllm', 8);
  const bytes = (linkBytesPerSecond: number, tensor: number) =>
    stepWork({
      ...rest,
      accelerator: { ...accelerator, linkBytesPerSecond },
      layout: { ...rest.layout, tensor },
      moved: new Set(),
    }).collectives.find(({ name }) => name === 'reduce host bytes')?.amount;
  const [two, eight] = [bytes(32e9, 2), bytes(32e9, 8)];
  assert.ok(two && eight);
  // Pairs of ranks: 28 for one.
  assert.ok(Math.abs(eight / two - 28) < 1e-9);
  assert.equal(bytes(450e9, 8), undefined);
});
