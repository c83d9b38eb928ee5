import assert from 'node:assert/strict';
import test from 'node:test';
import { launchCommand } from '../../../src/exchange/launch/launchCommand.js';
import { launchText } from '../../../src/exchange/launch/launchWriting.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { readLaunch } from './readLaunch.js';

const saidBy = (command: string) => {
  const launch = readLaunch(command);
  assert.ok(launch, command);
  const said = new Map(launch.members.map(([path, value]) => [path.join('.'), value]));
  return {
    lora: said.get('serving.lora'),
    offload: said.get('serving.weightOffload.capacity'),
    told: launch.ignored.join('\n'),
  };
};

const SGLANG = 'python -m sglang.launch_server --model-path m';

void test('flags of adapters are slots of a plan, with what a server takes where none is said', () => {
  const lora = (command: string) => saidBy(command).lora;
  assert.equal(lora('vllm serve m --enable-lora'), '{ maxLoras: 1, maxRank: 16 }');
  assert.equal(
    lora('vllm serve m --enable-lora --max_loras 4 --max-lora-rank=64 --fully-sharded-loras'),
    '{ maxLoras: 4, maxRank: 64, fullySharded: true }',
  );
  assert.equal(
    lora('vllm serve m --enable-lora --lora-target-modules q_proj v_proj --port 1'),
    '{ maxLoras: 1, maxRank: 16, modules: [q_proj, v_proj] }',
  );
  // Numbers alone serve none.
  assert.equal(lora('vllm serve m --max-loras 4 --max-lora-rank 64'), undefined);
  assert.equal(lora('vllm serve m --port 1'), undefined);
  assert.equal(
    lora(`${SGLANG} --lora-paths a=b c=d --max-lora-rank 32 --lora-target-modules all`),
    '{ maxLoras: 8, maxRank: 32 }',
  );
  const { lora: none, told } = saidBy(`${SGLANG} --enable-lora --max-loras-per-batch 3`);
  assert.equal(none, undefined);
  assert.match(told, /`maxRank` of `serving.lora`, with 3 as `maxLoras`/);
});

void test('adapters themselves and what lies with the host are told, and a list ends at the next flag', () => {
  const { told, lora } = saidBy(
    'vllm serve m --enable-lora --lora-modules sql=/a chat=/b --max-cpu-loras 32 --lora-dtype bfloat16 --max-loras 2',
  );
  assert.equal(lora, '{ maxLoras: 2, maxRank: 16 }');
  assert.match(told, /--lora-modules sql=\/a chat=\/b \(which adapters there are does not matter/);
  assert.match(told, /--max-cpu-loras 32 \(adapters in host memory/);
  assert.doesNotMatch(told, /dtype/);
});

void test('weights in host memory are GiB of each accelerator', () => {
  const offload = (command: string) => saidBy(command).offload;
  assert.equal(offload('vllm serve m --cpu-offload-gb 10 -tp 4'), '10 GiB');
  assert.equal(offload(`${SGLANG} --cpu-offload-gb 2.5`), '2.5 GiB');
  assert.equal(offload('vllm serve m --cpu-offload-gb 0 --port 1'), undefined);
  const { offload: none, told } = saidBy('vllm serve m --offload-group-size 8 --offload-num-in-group 2');
  assert.equal(none, undefined);
  assert.match(told, /--offload-group-size 8 \(.*`prefetch: true`/);
});

void test('a written command is read back as the same slots and the same weights in host memory', () => {
  for (const engine of ['vllm', 'sglang'])
    for (const lora of [
      '{ maxLoras: 4, maxRank: 32 }',
      '{ maxLoras: 2, maxRank: 16, modules: [q_proj, o_proj] }',
      ...(engine === 'vllm' ? ['{ maxLoras: 2, maxRank: 16, fullySharded: true }'] : []),
    ]) {
      const { plan, result, problems } = analyze(`decodeplan: 1
model: llama-3.1-8b
workloads: { chat: { concurrency: 8, context: 8K } }
gpus: { type: h100-sxm, count: 2 }
serving: { engine: ${engine}, layout: { tensor: 2 }, lora: ${lora}, weightOffload: { capacity: 2 GiB } }
`);
      assert.deepEqual(problems, []);
      const launch = launchCommand(plan!, 'as-is', result()!.options['as-is']!);
      assert.ok(launch.ok);
      const read = readLaunch(launch.command);
      assert.deepEqual(read?.ignored, []);
      assert.match(launchText(read), /weightOffload: \{ capacity: 2 GiB \}/);
      assert.ok(launchText(read).includes(`lora: ${lora}`), launchText(read));
    }
});

void test('what no command says is a note', () => {
  const notes = (serving: string) => {
    const { plan, result } = analyze(`decodeplan: 1
model: llama-3.1-8b
workloads: { chat: { concurrency: 8, context: 8K } }
gpus: { type: h100-sxm, count: 2 }
serving: { layout: { tensor: 2 }, ${serving} }
`);
    const launch = launchCommand(plan!, 'as-is', result()!.options['as-is']!);
    return launch.ok ? launch.notes.join('\n') : '';
  };
  assert.match(notes('lora: { maxLoras: 4, maxRank: 24 }'), /no adapters of rank 24/);
  assert.equal(notes('lora: { maxLoras: 4, maxRank: 32 }'), '');
  assert.match(
    notes('weightOffload: { capacity: 1 GiB, prefetch: true }'),
    /no flag says weights in host memory/,
  );
});
