import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { launchIn } from '../../../src/exchange/launch/launchImport.js';
import { parsePlan } from '../../../src/plan/document.js';
import { memberMeant, notCounted, OTHER_WORDS } from '../../../src/plan/otherWords.js';

const MEMBERS = JSON.parse(readFileSync('src/plan/members.json', 'utf8')) as Readonly<
  Record<string, unknown>
>;
const NAMES = new Set(Object.keys(MEMBERS).map((path) => path.split('/').at(-1) ?? ''));

const problemsOf = (workload: string, rest = '') =>
  parsePlan(
    `decodeplan: 1\nmodel: llama-3.1-8b\nworkloads: { one: { concurrency: 4, context: 8K${workload} } }\n${rest || 'gpus: { type: h100-sxm, count: 1 }'}\n`,
  ).problems;

void test('words of others suggest the member that says it, at its place', () => {
  for (const [written, member] of [
    ['rate: 5', 'requests'],
    ['qps: 5', 'requests'],
    ['prefixCacheHitRate: 60%', 'cachedInput'],
    ['tps: 30', 'speed'],
    ['ISL: 1K', 'input'],
    ['max_tokens: 1K', 'output'],
    ['think-time: 5 s', 'turnDelay'],
  ] as const) {
    const [problem] = problemsOf(`, ${written}`);
    assert.deepEqual([problem?.code, problem?.suggestion], ['unknown-key', member], written);
    assert.match(problem?.message ?? '', new RegExp(`did you mean \`${member}\``));
  }
  for (const [written, member] of [
    ['tp: 8', 'tensor'],
    ['dp: 8', 'attentionData'],
  ] as const) {
    const [problem] = problemsOf(
      '',
      `gpus: { type: h100-sxm, count: 8 }\nserving: { layout: { ${written} } }`,
    );
    assert.equal(problem?.suggestion, member, written);
  }
});

void test('a word stands for another member at another place, and for none where none is meant', () => {
  assert.equal(memberMeant('contextLength', ['concurrency', 'context']), 'context');
  assert.equal(memberMeant('contextLength', ['maxModelLength']), 'maxModelLength');
  assert.equal(memberMeant('rate', ['price']), null);
  assert.equal(memberMeant('version', ['decodeplan', 'model']), 'decodeplan');
  assert.equal(memberMeant('version', ['engine', 'engineVersion']), 'engineVersion');
  assert.equal(memberMeant('constructor', ['requests']), null);
});

void test('every word leads to members that exist, and is none itself', () => {
  for (const [word, members] of Object.entries(OTHER_WORDS)) {
    assert.ok(
      members.every((member) => NAMES.has(member)),
      word,
    );
    assert.equal(notCounted(word), null, word);
  }
  for (const name of NAMES) assert.equal(notCounted(name), null, name);
});

void test('what no plan counts is refused by name, with what it would take', () => {
  for (const [written, why] of [
    ['nCpuMoe: 20', /experts and layers that the host computes are not counted: `serving.weightOffload`/],
    ['nGpuLayers: 20', /experts and layers that the host computes are not counted/],
  ] as const) {
    const [problem] = problemsOf('', `gpus: { type: h100-sxm, count: 1 }\nserving: { ${written} }`);
    assert.equal(problem?.code, 'unknown-key', written);
    assert.match(problem.message, why);
    assert.equal(problem.suggestion, undefined);
  }
  // What plans have since is meant by its other names.
  for (const [written, member] of [
    ['maxLoraRank: 64', 'lora'],
    ['adapters: 4', 'lora'],
    ['cpuOffloadGb: 10', 'weightOffload'],
  ] as const) {
    const [problem] = problemsOf('', `gpus: { type: h100-sxm, count: 1 }\nserving: { ${written} }`);
    assert.equal(problem?.suggestion, member, written);
  }
  const [several] = problemsOf('', 'gpus: [{ type: h100-sxm, count: 1 }, { type: b200-sxm, count: 1 }]');
  assert.match(several?.message ?? '', /one type of accelerator: write other types as options/);
});

void test('a launch command says the same of its flags, and is read for the rest', () => {
  const read = launchIn(
    'python -m sglang.launch_server --model-path meta-llama/Llama-3.1-8B-Instruct --kt-num-gpu-experts 4 --kt-cpuinfer 32 --tp 2',
  );
  assert.ok(read.ok);
  const told = (flag: string) => read.launch.ignored.find((one) => one.startsWith(flag)) ?? '';
  assert.match(told('--kt-num-gpu-experts 4'), /the host computes/);
  assert.equal(read.launch.accelerators, 2);
});
