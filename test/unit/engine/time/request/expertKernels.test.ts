import assert from 'node:assert/strict';
import test from 'node:test';
import { gpuTypeById } from '../../../../../src/catalog/entries/hardware.js';
import { modelById } from '../../../../../src/catalog/entries/models.js';
import { expertKernelOf, prefillCurves } from '../../../../../src/engine/time/prefill/curves.js';
import { promptKernel } from '../../../../../src/engine/time/prefill/promptKernel.js';
import { servingOf, SINGLE } from '../../../plans.js';

void test('experts of 4-bit weights run in the kernels of what they meet', () => {
  assert.equal(expertKernelOf('mxfp4', 'fp8'), 'mxfp8');
  assert.equal(expertKernelOf('nvfp4', 'fp4'), 'fp4');
  for (const format of ['mxfp4', 'nvfp4', 'int4', 'int4-g32'] as const)
    assert.equal(expertKernelOf(format, 'bf16'), 'widened', format);
  assert.equal(expertKernelOf('fp8-block', 'fp8'), 'fp8');
  assert.equal(expertKernelOf('bf16', 'bf16'), 'bf16');
});

void test('spread experts come no nearer to the rate than plain products of their arithmetic', () => {
  const model = modelById('gpt-oss-120b');
  const layout = { ...SINGLE, tensor: 4, expert: 4 };
  for (const gpu of ['h100-sxm', 'b200-sxm', 'gb300-nvl72', 'mi355x']) {
    const type = gpuTypeById(gpu);
    assert.ok(model && type);
    const { accelerator } = type;
    const { linear } = promptKernel({ model, serving: servingOf(model, 'bf16'), accelerator, layout });
    const { curves } = prefillCurves(accelerator.generation);
    const most = Math.max(...Object.values(curves.linear).map((curve) => curve.most));
    for (const { curve, factor } of linear) assert.ok(curve.most / factor <= most, gpu);
  }
});
