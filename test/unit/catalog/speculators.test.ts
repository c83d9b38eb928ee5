import assert from 'node:assert/strict';
import test from 'node:test';
import { modelById } from '../../../src/catalog/entries/models.js';
import {
  acceptanceProfile,
  acceptanceProfiles,
  drafterFor,
  speculatorById,
} from '../../../src/catalog/entries/speculators.js';
import { resolvePlan } from '../../../src/catalog/resolve/resolvePlan.js';
import { kvBytesPerToken } from '../../../src/catalog/shapes/cacheGroups.js';
import { kvCacheFormat } from '../../../src/catalog/shapes/formats.js';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { launchCommand } from '../../../src/exchange/launch/launchCommand.js';
import { parsePlan } from '../../../src/plan/document.js';
import { readLaunch } from '../exchange/readLaunch.js';

const resolved = (model: string, speculation: string) => {
  const { input } = parsePlan(`decodeplan: 1
model: ${model}
gpus: { type: h100, count: 8 }
workloads: { chat: { context: 4K, concurrency: 8 } }
options: { fast: { speculation: ${speculation} } }
`);
  assert.ok(input);
  const { plan, problems } = resolvePlan(input);
  return { plan, codes: problems.map(({ code }) => code), drafting: plan?.options['fast']?.speculation };
};

void test('released heads are used without more being said, by what was measured on code', () => {
  const LENGTHS: readonly (readonly [string, string, number])[] = [
    ['qwen3-4b', 'dspark', 5.1664],
    ['qwen3-8b', 'dspark', (5.16 + 5.52 + 5.17) / 3],
    ['qwen3-14b', 'dspark', (5.26 + 5.43 + 5.02) / 3],
    ['gemma-4-12b', 'dspark', (5.11 + 5.64 + 4.51) / 3],
    ['qwen3-8b', 'eagle3', (3.96 + 4.33 + 4.17) / 3],
    ['gemma-4-12b', 'dflash', (4.39 + 4.95 + 3.7) / 3],
    ['deepseek-v4.1-flash', 'dspark', 2.817],
    ['gpt-oss-20b', 'p-eagle', 3.38],
  ];
  for (const [model, method, length] of LENGTHS) {
    const { drafting, codes } = resolved(model, `{ method: ${method} }`);
    assert.ok(drafting, `${model} ${method} ${codes.join()}`);
    const longest = drafting.acceptance.acceptedLength.at(-1) ?? 0;
    assert.ok(Math.abs(longest - length) < 0.001, `${model} ${method} ${longest}`);
    assert.equal(acceptanceProfile('golden', method, model)?.id, drafting.acceptance.id);
  }
});

void test('a profile never accepts less with more drafts, but for the noise of its measurement', () => {
  for (const { id, acceptedLength } of acceptanceProfiles())
    acceptedLength.forEach((length, i) => {
      assert.ok(length >= (acceptedLength[i - 1] ?? 1) - 0.3, `${id} ${i}`);
    });
});

void test('heads of mixtures are dense: a twelfth of what layers of the model would weigh', () => {
  const drafter = drafterFor('dspark', 'kimi-k3');
  assert.equal(drafter?.weightsBytes, 4.5e9);
  const kimi = modelById('kimi-k3');
  assert.ok(kimi && resolved('kimi-k3', '{ method: dspark }').drafting?.drafterBytes === 4.5e9);
  // Five layers of full attention beside a cache that is small already.
  assert.equal(drafter.kvBytesPerToken, 20_480);
  assert.ok(drafter.kvBytesPerToken / kvBytesPerToken(kimi, kvCacheFormat(kimi, 'bf16'), 1 << 20) > 0.7);
});

void test('methods of which no acceptance is published ask for it, and take it', () => {
  for (const method of ['eagle3.1', 'dflash2', 'domino']) {
    assert.ok(speculatorById(method), method);
    assert.deepEqual(resolved('qwen3-32b', `{ method: ${method} }`).codes, ['no-acceptance'], method);
    const { drafting } = resolved('qwen3-32b', `{ method: ${method}, acceptance: 2.5, draftTokens: 5 }`);
    assert.equal(drafting?.method.id, method);
  }
});

void test('vLLM is told of new methods by the names it has, and what it has not is said', () => {
  const launched = (method: string) => {
    const { plan } = resolved('qwen3-32b', `{ method: ${method}, acceptance: 2.5, draftTokens: 5 }`);
    const result = plan && evaluate(plan, { breakEven: false }).options['fast'];
    assert.ok(plan && result);
    const launch = launchCommand(plan, 'fast', result);
    assert.ok(launch.ok);
    return launch;
  };
  const parallel = launched('p-eagle').command;
  assert.match(parallel, /"method":"eagle3","parallel_drafting":true/);
  assert.equal(readLaunch(parallel)?.speculation?.method, 'p-eagle');
  assert.match(launched('eagle3.1').command, /"method":"eagle3","num_/);
  assert.doesNotMatch(launched('domino').command, /speculative-config '/);
});
