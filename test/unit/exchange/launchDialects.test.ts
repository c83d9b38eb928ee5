import assert from 'node:assert/strict';
import test from 'node:test';
import type { ResolvedPlan } from '../../../src/catalog/shapes/resolvedPlan.js';
import { resolvePlan } from '../../../src/catalog/resolve/resolvePlan.js';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { readableFlags } from '../../../src/exchange/launch/dialect.js';
import { dialects } from '../../../src/exchange/launch/dialects.js';
import { launchCommand } from '../../../src/exchange/launch/launchCommand.js';
import { launchEdit, launchText } from '../../../src/exchange/launch/launchWriting.js';
import { parsePlan } from '../../../src/plan/document.js';
import { readLaunch } from './readLaunch.js';

function planFor(engine: string): ResolvedPlan {
  const { input } = parsePlan(`decodeplan: 1
model: deepseek-v3.2
workloads: { chat: { concurrency: 64, context: 8K, speed: 10 tok/s } }
gpus: { type: h200-sxm, count: 16 }
serving:
  engine: ${engine}
  kvCache: fp8
  weights: fp8
  memoryUtilization: 85%
  maxModelLength: 64K
  layout: { tensor: 2, attentionData: 4, expert: 8, pipeline: 2 }
options: { plain: {}, drafts: { speculation: { method: mtp, draftTokens: 2, acceptance: { lengths: [1.8, 2.4] } } } }
`);
  const plan = input && resolvePlan(input).plan;
  assert.ok(plan);
  return plan;
}

void test('a command that is written for a server is read back as the same layout, formats and lengths', () => {
  // TensorRT-LLM cannot say this layout; its own round trip is in trtllm.test.ts.
  for (const engine of ['vllm', 'sglang']) {
    const plan = planFor(engine);
    const { options } = evaluate(plan, { breakEven: false });
    for (const name of ['plain', 'drafts']) {
      const result = options[name];
      assert.ok(result);
      const launch = launchCommand(plan, name, result);
      assert.ok(launch.ok);
      const read = readLaunch(launch.command);
      assert.ok(read);
      const members = new Map(read.members.map(([path, value]) => [path.join('.'), value]));
      assert.equal(read.engine, engine);
      assert.equal(members.get('model'), 'deepseek-v3.2');
      assert.equal(members.get('serving.layout'), '{ tensor: 2, attentionData: 4, expert: 8, pipeline: 2 }');
      assert.equal(members.get('serving.weights'), 'fp8');
      assert.equal(members.get('serving.kvCache'), 'fp8');
      assert.equal(members.get('serving.memoryUtilization'), '85%');
      assert.equal(members.get('serving.maxModelLength'), '64K');
      assert.ok(read.sequences !== null && read.sequences > 0);
      assert.deepEqual(read.ignored, []);
      // vLLM's command says how to draft; of SGLang's a note says what to add.
      if (name === 'drafts' && engine === 'vllm')
        assert.deepEqual(read.speculation, { method: 'mtp', draftTokens: '2' });
      if (name === 'drafts' && engine === 'sglang') assert.equal(launch.notes.length, 1);
    }
  }
});

void test('no flag of a server has two meanings', () => {
  for (const [, dialect] of dialects()) {
    const names = dialect.flags.flatMap((row) => row.names);
    assert.equal(new Set(names).size, names.length);
    assert.equal(readableFlags(dialect).size, names.length);
  }
});

void test('servers without a command of their own say so', () => {
  const plan = planFor('tuned');
  const result = evaluate(plan, { breakEven: false }).options['plain'];
  assert.ok(result);
  const launch = launchCommand(plan, 'plain', result);
  assert.ok(!launch.ok && launch.message.includes('tuned'));
});

const capacityOf = (launch: ReturnType<typeof readLaunch>) =>
  launch?.members.find(([path]) => path.join('.') === 'serving.kvOffload.capacity')?.[1];

void test('every way to give a server memory for prefixes is a tier of the plan, for one accelerator', () => {
  const offloading = (extra: string) =>
    `--kv-transfer-config '{"kv_connector":"OffloadingConnector","kv_role":"kv_both","kv_connector_extra_config":${extra}}'`;
  const lmcache = (extra: string) =>
    `--kv-transfer-config '{"kv_connector":"LMCacheConnectorV1","kv_role":"kv_both"${extra}}'`;
  for (const [command, capacity] of [
    // Of all ranks of an engine, whatever the data-parallel ranks are.
    ['vllm serve m --tensor-parallel-size 4 --kv-offloading-size 400', '100 GiB'],
    [
      'vllm serve m -tp 2 --data-parallel-size 4 --kv-offloading-size 200 --kv-offloading-backend native',
      '100 GiB',
    ],
    [`vllm serve m --tensor-parallel-size 2 ${offloading('{"cpu_bytes_to_use":128000000000}')}`, '64 GB'],
    [
      `vllm serve m --tensor-parallel-size 2 ${offloading('{"cpu_bytes_to_use_per_rank":32000000000}')}`,
      '32 GB',
    ],
    // Of one process.
    [
      `LMCACHE_LOCAL_CPU=True LMCACHE_MAX_LOCAL_CPU_SIZE=60 vllm serve m --tensor-parallel-size 4 ${lmcache('')}`,
      '60 GiB',
    ],
    [`export LMCACHE_MAX_LOCAL_CPU_SIZE=20\nvllm serve m ${lmcache('')}`, '20 GiB'],
    [
      `vllm serve m --tensor-parallel-size 2 ${lmcache(',"kv_connector_extra_config":{"lmcache.local_cpu":true,"lmcache.max_local_cpu_size":48}')}`,
      '48 GiB',
    ],
    [
      'DYN_KVBM_CPU_CACHE_GB=100 python -m dynamo.vllm --model m --tensor-parallel-size 4 --connector kvbm',
      '25 GB',
    ],
    [
      'python -m sglang.launch_server --model m --tp 4 --enable-hierarchical-cache --hicache-size 128',
      '128 GB',
    ],
    [
      'python -m sglang.launch_server --model m --hicache-ratio 2 --hicache-size 64 --enable-hierarchical-cache',
      '64 GB',
    ],
    // No tier: it is zero, its size is a ratio, or nothing says it.
    ['python -m sglang.launch_server --model m --hicache-size 0 --port 1', undefined],
    ['python -m sglang.launch_server --model m --enable-hierarchical-cache --hicache-ratio 3', undefined],
    ['LMCACHE_MAX_LOCAL_CPU_SIZE=60 vllm serve m --port 1', undefined],
    [`vllm serve m ${lmcache('')}`, undefined],
    ['vllm serve m --cpu-offload-gb 40', undefined],
  ] as const) {
    const launch = readLaunch(command);
    assert.ok(launch, command);
    assert.equal(capacityOf(launch), capacity, command);
    const told = launch.ignored.join('\n');
    if (capacity !== undefined) assert.match(told, /`bandwidth`/, command);
    else if (/hierarchical|V1/.test(command)) assert.match(told, /`capacity`/, command);
  }
  const manifest = `containers:
  - image: vllm/vllm-openai:v0.20.0
    args: [--model, m, --kv-transfer-config, '{"kv_connector":"LMCacheConnectorV1","kv_role":"kv_both"}']
    env:
      - name: LMCACHE_MAX_LOCAL_CPU_SIZE
        value: "30"
`;
  assert.equal(capacityOf(readLaunch(manifest)), '30 GiB');
});

void test('an imported tier keeps what the plan says of it, and goes to the nearest of several', () => {
  const launch = readLaunch(
    'python -m sglang.launch_server --model m --hicache-size 128 --enable-hierarchical-cache',
  );
  assert.ok(launch);
  const into = (tier: string) => {
    const text = `decodeplan: 1\nmodel: llama-3.1-8b\nserving: { kvOffload: ${tier} }\n`;
    const { start, end, newText } = launchEdit(text, launch);
    return text.slice(0, start) + newText + text.slice(end);
  };
  assert.match(
    into('{ capacity: 1 TB, bandwidth: 50 GB/s }'),
    /kvOffload: \{ capacity: 128 GB, bandwidth: 50 GB\/s \}/,
  );
  assert.match(
    into('[{ capacity: 1 TB, bandwidth: 50 GB/s }, { capacity: 9 TB, bandwidth: 6 GB/s }]'),
    /kvOffload: \[\{ capacity: 128 GB, bandwidth: 50 GB\/s \}, \{ capacity: 9 TB/,
  );
  assert.match(launchText(launch), /^ {2}kvOffload: \{ capacity: 128 GB \}$/m);
  const { input } = parsePlan(`decodeplan: 1
model: llama-3.1-8b
workloads: { chat: { concurrency: 8, context: 4K } }
gpus: { type: h100-sxm, count: 8 }
serving: { kvOffload: { capacity: 128 GB } }
`);
  const { plan } = resolvePlan(input!);
  assert.equal(plan?.serving.kvOffload[0]?.bytesPerSecond, 38e9);
  const far = parsePlan(`decodeplan: 1
model: llama-3.1-8b
workloads: { chat: { concurrency: 8, context: 4K } }
gpus: { type: h100-sxm, count: 8 }
serving: { kvOffload: [{ capacity: 1 TB }, { capacity: 9 TB }] }
`);
  assert.deepEqual(
    resolvePlan(far.input!).problems.map(({ code, path }) => [code, path.join('.')]),
    [['missing-key', 'serving.kvOffload.1.bandwidth']],
  );
});

const APART = (engine: string) => `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 64, context: 8K, input: 6K, output: 500, speed: 10 tok/s } }
gpus: { type: h200-sxm, count: 16 }
serving: { engine: ${engine}, weights: fp8, layout: { tensor: 4 }, kvOffload: { capacity: 256 GB, bandwidth: 40 GB/s } }
options: { split: { prefill: { count: 4 } }, same: { prefill: colocated } }
`;

void test('prompts that are computed apart and tiers of prefixes go into the command, and the tier comes back', () => {
  // vLLM's size is of the 4 ranks together, and its own flag would put the hand-over out.
  const sglangTier = /--enable-hierarchical-cache[^]*--hicache-size 256\b/;
  for (const [engine, handOver, sizeBeside, size] of [
    [
      'vllm',
      /--kv-transfer-config '\{"kv_connector":"MultiConnector".*"NixlConnector"/,
      /"OffloadingConnector".*"cpu_bytes_to_use":1024000000000\}/,
      /--kv-offloading-size 953\.67431640625\b/,
    ],
    ['sglang', /--disaggregation-mode decode/, sglangTier, sglangTier],
    [
      'trtllm',
      /cache_transceiver_config:\n {2}backend: DEFAULT\n/,
      /host_cache_size: 256000000000\n/,
      /host_cache_size: 256000000000\n/,
    ],
  ] as const) {
    const { input } = parsePlan(APART(engine));
    const plan = input && resolvePlan(input).plan;
    assert.ok(plan);
    const { options } = evaluate(plan, { breakEven: false });
    const commands = ['split', 'same'].map((name) => {
      const result = options[name];
      assert.ok(result);
      const launch = launchCommand(plan, name, result);
      assert.ok(launch.ok);
      return launch;
    });
    const [split, same] = commands;
    assert.ok(split && same);
    assert.match(split.command, handOver);
    assert.match(split.command, sizeBeside);
    assert.doesNotMatch(split.command, /--kv-offloading-size/);
    assert.match(same.command, size);
    assert.doesNotMatch(same.command, handOver);
    assert.ok(split.notes.some((note) => note.includes('decode server')));
    const back = [split, same].map(({ command }) => readLaunch(command));
    assert.match(back[0]?.ignored.join('\n') ?? '', /`prefill` of an option/);
    for (const one of back) {
      assert.equal(capacityOf(one), '256 GB', engine);
      assert.match(one?.ignored.join('\n') ?? '', /`bandwidth` of `serving.kvOffload`/);
    }
  }
});

void test('flags about prefix caches are never dropped in silence', () => {
  const told = (command: string) => readLaunch(command)?.ignored.join('\n') ?? '';
  const kept = (command: string) =>
    readLaunch(command)?.members.find(([path]) => path.join('.') === 'serving.prefixCaching')?.[1];
  assert.equal(kept('vllm serve m --enable-prefix-caching --port 1'), 'true');
  assert.equal(kept('vllm serve m --no-enable-prefix-caching --port 1'), 'false');
  assert.equal(kept('python -m sglang.launch_server --model m --disable-radix-cache'), 'false');
  assert.equal(kept('vllm serve m --port 1'), undefined);
  assert.match(
    told(`vllm serve m --kv-transfer-config '{"kv_connector":"LMCacheConnectorV1","kv_role":"kv_both"}'`),
    /kvOffload/,
  );
  const both = told(
    `vllm serve m --kv-transfer-config '{"kv_connector":"MultiConnector","kv_role":"kv_both","kv_connector_extra_config":{"connectors":[{"kv_connector":"NixlConnector","kv_role":"kv_both"},{"kv_connector":"OffloadingConnector","kv_role":"kv_both"}]}}'`,
  );
  assert.match(both, /`prefill` of an option[^]*`serving.kvOffload`/);
  const sglang = told(
    'python -m sglang.launch_server --model m --chunked-prefill-size -1 --max-prefill-tokens 16384 --disaggregation-transfer-backend nixl --enable-lmcache',
  );
  assert.match(sglang, /--chunked-prefill-size -1 \(prompts/);
  assert.match(sglang, /--max-prefill-tokens 16384 \(.*maxBatchedTokens/);
  assert.match(sglang, /--disaggregation-transfer-backend nixl \(.*`link`/);
  assert.match(sglang, /tier for prefixes.*kvOffload/);
});

const RANKS = (engine: string) => `decodeplan: 1
model: deepseek-v3.2
workloads: { chat: { concurrency: 1000, context: 2K } }
gpus: { type: h200-sxm, count: 8 }
serving: { engine: ${engine}, maxBatchedTokens: 4096, layout: { tensor: 2, attentionData: 4, expert: 8 } }
`;

void test('limits are written as each server counts them: of a data-parallel rank, or of all ranks', () => {
  const commandOf = (engine: string) => {
    const { input } = parsePlan(RANKS(engine));
    const plan = input && resolvePlan(input).plan;
    assert.ok(plan);
    const [name = ''] = Object.keys(plan.options);
    const result = evaluate(plan, { breakEven: false }).options[name];
    assert.ok(result);
    const launch = launchCommand(plan, name, result);
    assert.ok(launch.ok);
    const batch = result.workloads['chat']?.decode?.batch ?? 0;
    assert.ok(batch > 4);
    return { command: launch.command, each: Math.ceil(batch / 4) };
  };
  const number = (command: string, flag: string) => Number(new RegExp(`--${flag} (\\d+)`).exec(command)?.[1]);
  const vllm = commandOf('vllm');
  assert.equal(number(vllm.command, 'max-num-batched-tokens'), 4096);
  assert.equal(number(vllm.command, 'max-num-seqs'), vllm.each);
  const sglang = commandOf('sglang');
  assert.equal(number(sglang.command, 'chunked-prefill-size'), 4 * 4096);
  assert.equal(number(sglang.command, 'max-running-requests'), 4 * sglang.each);
  for (const { command, each } of [vllm, sglang]) {
    const read = readLaunch(command);
    const tokens = read?.members.find(([path]) => path[1] === 'maxBatchedTokens')?.[1];
    assert.equal(tokens, '4096');
    assert.equal(read?.sequences, 4 * each);
  }
});

void test('replicas of SGLang share its running requests, and keep their own tokens of a step', () => {
  const read = readLaunch(
    'python -m sglang.launch_server --model m --tp 4 --dp 2 --chunked-prefill-size 8192 --max-running-requests 256',
  );
  assert.equal(read?.sequences, 128);
  assert.ok(read.members.some(([path, value]) => path[1] === 'maxBatchedTokens' && value === '8192'));
});

void test('how often SGLang looks for requests is read, and written where the plan says it', () => {
  const read = readLaunch('python -m sglang.launch_server --model m --scheduler-recv-interval 30');
  assert.ok(read?.members.some(([path, value]) => path[1] === 'schedulerRecvInterval' && value === '30'));
  const of = (serving: string) => {
    const { input } = parsePlan(
      `{ decodeplan: 1, model: llama-3.1-70b, workloads: { one: { concurrency: 8, context: 4K } }, gpus: { type: h100, count: 4 }, serving: { engine: sglang, ${serving} layout: { tensor: 4 } } }`,
    );
    const plan = input && resolvePlan(input).plan;
    assert.ok(plan);
    const [[name, result] = []] = Object.entries(evaluate(plan, { breakEven: false }).options);
    assert.ok(name !== undefined && result);
    const launch = launchCommand(plan, name, result);
    assert.ok(launch.ok);
    return launch.command;
  };
  assert.match(of('schedulerRecvInterval: 10,'), /--scheduler-recv-interval 10\b/);
  assert.doesNotMatch(of(''), /recv-interval/);
});

void test('ranks that split a sequence are read and written', () => {
  const read = readLaunch('python -m sglang.launch_server --model m --tp 8 --dcp-size 4');
  assert.ok(
    read?.members.some(([path, value]) => path[1] === 'layout' && value === '{ tensor: 8, context: 4 }'),
  );
});

void test('what no flag says of pages, graphs and formats of the cache is told, and what one says is written', () => {
  const launchOf = (engine: string, serving: string) => {
    const { input } = parsePlan(
      RANKS(engine).replace(
        'maxBatchedTokens: 4096, layout: { tensor: 2, attentionData: 4, expert: 8 }',
        serving,
      ),
    );
    const plan = input && resolvePlan(input).plan;
    assert.ok(plan);
    const [name = ''] = Object.keys(plan.options);
    const result = evaluate(plan, { breakEven: false }).options[name];
    assert.ok(result);
    const launch = launchCommand(plan, name, result);
    assert.ok(launch.ok);
    return launch;
  };
  const graphs = 'layout: { tensor: 8, expert: 8 }, blockSize: 64, graphTokens: 512';
  const vllm = launchOf('vllm', graphs);
  assert.match(vllm.command, /--block-size 64[^]*--max-cudagraph-capture-size 512/);
  assert.deepEqual(vllm.notes, []);
  for (const engine of ['sglang', 'trtllm']) {
    const { command, notes } = launchOf(engine, graphs);
    assert.match(command, /(?:--page-size|tokens_per_block:) 64\b/);
    assert.ok(notes.some((note) => note.includes('`graphTokens`')));
  }
  for (const engine of ['vllm', 'sglang', 'trtllm']) {
    const { notes } = launchOf(engine, 'layout: { tensor: 8, expert: 8 }, kvCache: int8');
    assert.ok(notes.some((note) => note.includes('int8')));
  }
  const experts = launchOf('vllm', 'layout: { tensor: 8, expert: 4 }').notes;
  assert.ok(experts.some((note) => note.includes('all 8 ranks')));
});

void test('whether prompts are kept is written for each server that can be told, and read back', () => {
  for (const [engine, kept, flag] of [
    ['vllm', true, /--enable-prefix-caching/],
    ['vllm', false, /--no-enable-prefix-caching/],
    ['sglang', false, /--disable-radix-cache/],
    ['trtllm', true, /enable_block_reuse: true/],
    ['trtllm', false, /enable_block_reuse: false/],
  ] as const) {
    const { input } = parsePlan(`decodeplan: 1
model: llama-3.1-8b
workloads: { one: { concurrency: 4, context: 8K } }
gpus: { type: h100-sxm, count: 1 }
serving: { engine: ${engine}, layout: { tensor: 1 }, prefixCaching: ${kept} }
options: { own: {} }
`);
    const plan = input && resolvePlan(input).plan;
    const own = plan && evaluate(plan, { breakEven: false }).options['own'];
    const launch = plan && own && launchCommand(plan, 'own', own);
    assert.ok(launch?.ok);
    assert.match(launch.command, flag);
    const back = readLaunch(launch.command)?.members.find(
      ([path]) => path.join('.') === 'serving.prefixCaching',
    );
    assert.equal(back?.[1], String(kept));
  }
});

void test('of a script that starts both servers, what decodes is the plan’s, whichever comes first', () => {
  const vllm = (role: string, tensor: number, budget: number) =>
    `vllm serve meta-llama/Llama-3.1-70B-Instruct --tensor-parallel-size ${tensor} --max-num-batched-tokens ${budget} --kv-transfer-config '{"kv_connector":"NixlConnector","kv_role":"${role}"}'`;
  const sglang = (mode: string, tensor: number, budget: number) =>
    `python -m sglang.launch_server --model-path meta-llama/Llama-3.1-70B-Instruct --disaggregation-mode ${mode} --tp-size ${tensor} --chunked-prefill-size ${budget}`;
  for (const pair of [
    [vllm('kv_producer', 2, 16384), vllm('kv_consumer', 4, 4096)],
    [sglang('prefill', 2, 16384), sglang('decode', 4, 4096)],
  ])
    for (const script of [pair.join('\n'), pair.toReversed().join('\n')]) {
      const read = readLaunch(script);
      assert.ok(read?.prefill);
      const members = Object.fromEntries(read.members.map(([path, value]) => [path.join('.'), value]));
      assert.equal(members['serving.layout'], '{ tensor: 4 }');
      assert.equal(members['serving.maxBatchedTokens'], '4096');
      assert.equal(read.prefill['count'], '2');
      assert.match(read.prefill['serving'] ?? '', /maxBatchedTokens: 16384, layout: { tensor: 2 }/);
    }
});
