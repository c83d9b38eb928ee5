import assert from 'node:assert/strict';
import test from 'node:test';
import { withQuantization } from '../../../src/catalog/config/configText.js';
import { modelFromConfig } from '../../../src/catalog/config/modelFromConfig.js';
import { bareName } from '../../../src/catalog/entries/modelNames.js';
import { modelById, modelEntries } from '../../../src/catalog/entries/models.js';
import type { ModelSpec } from '../../../src/catalog/shapes/types.js';
import { launchIn } from '../../../src/exchange/launch/launchImport.js';
import cases from '../../cases/configs.json' with { type: 'json' };
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { launchCommand } from '../../../src/exchange/launch/launchCommand.js';
import { planOf } from '../plans.js';

interface Case {
  readonly name: string;
  readonly config: object;
  readonly beside?: unknown;
}

const ALL: readonly Case[] = cases;

/** Format of each role, without the towers for pictures that names of text models leave out. */
function formats({ weights }: ModelSpec): Record<string, string> {
  return Object.fromEntries(
    weights.filter(({ role }) => role !== 'vision').map(({ role, format }) => [role, format]),
  );
}

function named(name: string): ModelSpec {
  const model = modelById(name);
  assert.ok(model, name);
  return model;
}

/** Owners and cases of the same checkpoint: a name of the catalogue, and the config that it publishes. */
const PUBLISHED = modelEntries()
  .flatMap(({ checkpoints = {} }) => Object.keys(checkpoints))
  .flatMap((name) =>
    ALL.filter((one) => bareName(name) === one.name.toLowerCase()).map((one) => ({ name, one })),
  );

test('a checkpoint is stored as its own config says, part by part, and asks for the same cache', () => {
  assert.ok(PUBLISHED.length >= 20, String(PUBLISHED.length));
  for (const { name, one } of PUBLISHED) {
    const read = modelFromConfig(withQuantization(one.config, one.beside), { id: 'own', name: 'own' });
    assert.ok(read.ok, name);
    const known = named(name);
    assert.deepEqual(formats(known), formats(read.model), name);
    assert.equal(known.nativeKvFormat, read.model.nativeKvFormat, name);
  }
});

test('NVIDIA’s other checkpoints ask for an 8-bit cache, and those of others for none', () => {
  assert.equal(named('nvidia/Qwen3-32B-NVFP4').nativeKvFormat, 'fp8');
  assert.equal(named('RedHatAI/Qwen3-32B-NVFP4').nativeKvFormat, 'bf16');
  assert.equal(named('Qwen/Qwen3-32B').nativeKvFormat, 'bf16');
});

const planned = (model: string, serving: string) =>
  planOf(
    `decodeplan: 1\nmodel: ${model}\nworkloads:\n  w: { concurrency: 1, context: 8K }\n` +
      `gpus: { type: b200-sxm, count: 8 }\nserving: { ${serving} }\noptions: { all: {} }\n`,
  );

const cacheOf = (model: string) => planned(model, 'weights: nvfp4').serving.kvCache.key;

test('`weights: nvfp4` keeps the cache that the model’s own checkpoint asks for', () => {
  assert.equal(cacheOf('minimax-m2'), 'fp8');
  assert.equal(cacheOf('qwen3-32b'), 'fp8');
  // Its checkpoint asks for none.
  assert.equal(cacheOf('minimax-m3'), 'bf16');
});

test('a launch command keeps the name of a checkpoint whose parts are known', () => {
  const read = launchIn('vllm serve nvidia/GLM-5.1-NVFP4 -tp 8');
  assert.ok(read.ok);
  const members = Object.fromEntries(read.launch.members.map(([path, value]) => [path.join('.'), value]));
  assert.equal(members['model'], 'nvidia/GLM-5.1-NVFP4');
  assert.equal(members['serving.weights'], undefined);
});

test('a command that is written names the repository that the plan names', () => {
  for (const name of ['nvidia/GLM-5.1-NVFP4', 'deepseek-ai/DeepSeek-R1', 'Qwen/Qwen3-235B-A22B-FP8']) {
    const plan = planned(name, 'layout: { tensor: 8 }');
    const result = evaluate(plan).options['all'];
    assert.ok(result);
    const launch = launchCommand(plan, 'all', result);
    assert.ok(launch.ok && launch.command.includes(name), name);
  }
});
