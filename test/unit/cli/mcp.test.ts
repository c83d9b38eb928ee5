import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { TOOLS } from '../../../src/tools/tools.js';

/** The built command line as agents get it: by the protocol's own client, over standard input and output. */

const dir = mkdtempSync(path.join(tmpdir(), 'mcp-'));
const root = path.join(dir, 'served');
const EXAMPLE = 'small-team-llama-70b.decodeplan';
const TEXT = readFileSync(`examples/${EXAMPLE}`, 'utf8');

/** Their break-evens take seconds. */
const SLOW = ['agentic-deepseek-v4-pro.decodeplan', 'lpx-at-the-edge.decodeplan'];

let client: Client;
let stderr = '';

async function connected(folder: string): Promise<Client> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['dist/cli.cjs', 'mcp', folder],
    stderr: 'pipe',
  });
  transport.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const made = new Client({ name: 'test', version: '1.0.0' });
  await made.connect(transport);
  return made;
}

before(async () => {
  mkdirSync(path.join(root, 'deep'), { recursive: true });
  mkdirSync(path.join(root, 'node_modules'));
  mkdirSync(path.join(dir, 'outside'));
  for (const file of [EXAMPLE, 'deep/again.decodeplan', 'node_modules/of-others.decodeplan'])
    copyFileSync(`examples/${EXAMPLE}`, path.join(root, file));
  writeFileSync(path.join(dir, 'outside/secret.decodeplan'), `# SECRET\n${TEXT}`);
  writeFileSync(path.join(dir, 'outside/config.json'), '{ "SECRET": 1 }');
  writeFileSync(path.join(dir, 'served-too.decodeplan'), `# SECRET\n${TEXT}`);
  symlinkSync(path.join(dir, 'outside/secret.decodeplan'), path.join(root, 'link.decodeplan'));
  symlinkSync(path.join(dir, 'outside'), path.join(root, 'linked'));
  symlinkSync(path.join(root, 'deep'), path.join(root, 'deep/round'));
  symlinkSync(path.join(root, EXAMPLE), path.join(root, 'inner.decodeplan'));
  mkdirSync(path.join(root, 'folder.decodeplan'));
  spawnSync('mkfifo', [path.join(root, 'pipe.decodeplan')]);
  writeFileSync(path.join(root, 'large.decodeplan'), `# ${'x'.repeat(4_100_000)}`);
  client = await connected(root);
});
after(async () => {
  await client.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Called {
  readonly isError?: boolean;
  readonly content: readonly { readonly text: string }[];
  readonly structuredContent?: Readonly<Record<string, unknown>>;
}

async function call(name: string, input: Readonly<Record<string, unknown>>, from = client) {
  const { isError, content, structuredContent } = (await from.callTool({
    name,
    arguments: { ...input },
  })) as unknown as Called;
  return { isError: isError === true, text: content[0]?.text ?? '', data: structuredContent };
}

void test('every tool is told to the client with what it takes and gives, and that it only reads', async () => {
  const { tools } = await client.listTools();
  assert.deepEqual(
    tools.map(({ name }) => name),
    TOOLS.map(({ name }) => name),
  );
  for (const { inputSchema, outputSchema, annotations, description } of tools) {
    assert.equal(inputSchema.type, 'object');
    assert.equal(outputSchema?.type, 'object');
    assert.deepEqual([annotations?.readOnlyHint, annotations?.openWorldHint], [true, false]);
    assert.match(description ?? '', /Reads only; runs offline/);
  }
  assert.match(client.getInstructions() ?? '', /do not estimate/);
});

void test(
  'examples are validated and analyzed, and what comes keeps its schema',
  { timeout: 300_000 },
  async () => {
    // The client holds answers against the schemas that it was told.
    const all = await connected('examples');
    await all.listTools();
    for (const file of readdirSync('examples').filter((name) => name.endsWith('.decodeplan'))) {
      const validated = await call('validate', { path: file }, all);
      assert.equal(validated.isError, false, validated.text);
      assert.equal(validated.data?.['valid'], true, file);
      // The test of giving up asks for the slow ones.
      if (SLOW.includes(file)) continue;
      const analyzed = await call('analyze', { path: file }, all);
      assert.equal(analyzed.isError, false, analyzed.text);
      assert.match(analyzed.text, /^# .*\n\n.*(cheapest|works|serves|cost)/, file);
      assert.ok(Object.keys(analyzed.data?.['options'] ?? {}).length > 0, file);
    }
    await all.close();
  },
);

void test('analyze gives the JSON of the command line', async () => {
  const { data, text } = await call('analyze', { path: EXAMPLE, format: 'json' });
  const { stdout } = spawnSync(
    process.execPath,
    [path.resolve('dist/cli.cjs'), 'analyze', EXAMPLE, '--format', 'json'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  assert.deepEqual(data?.['result'], JSON.parse(stdout));
  assert.deepEqual(JSON.parse(text), JSON.parse(stdout));
});

void test('a number is explained with its sources, limits and break-evens are found, plans compared', async () => {
  const number = 'options.eagle-3.total.usdPerMillionTokens';
  const explained = await call('explain', { path: EXAMPLE, number });
  assert.equal(explained.isError, false, explained.text);
  const sources = explained.data?.['sources'] as { path: string; from: string; url: string | null }[];
  assert.ok(sources.some(({ path: at, from }) => at === 'model' && from === 'catalogue'));
  assert.match(explained.text, /Rests on:\n- model/);
  const fleet = await call('solve', { path: EXAMPLE, for: 'fleet', option: 'as-is' });
  assert.match(fleet.text, /as-is serves everything with 4 accelerators/);
  const found = await call('break_even', { path: EXAMPLE, variable: 'acceptedLength' });
  assert.match(found.text, /eagle-3 becomes cheaper than as-is/);
  const edited = TEXT.replace(/concurrency: \d+/, 'concurrency: 9000');
  const compared = await call('compare', { before: { path: EXAMPLE }, after: { text: edited } });
  assert.equal((compared.data?.['after'] as { meetsTargets: boolean }).meetsTargets, false);
  assert.match(compared.text, /Works/);
  const looked = await call('catalogue', { id: 'meta-llama/Llama-3.1-70B-Instruct' });
  assert.equal((looked.data?.['entry'] as { id: string }).id, 'llama-3.1-70b');
});

void test('what is wrong with a call or a plan is told with its place and what to give instead', async () => {
  const cases: [string, Readonly<Record<string, unknown>>, RegExp][] = [
    ['validate', {}, /Give `path`/],
    ['validate', { path: 'x', text: 'y' }, /not both/],
    ['validate', { path: 7 }, /path: .*string/],
    ['validate', { pfad: EXAMPLE }, /pfad/],
    [
      'explain',
      { path: EXAMPLE, number: 'usdPerMillionTokens' },
      /Did you mean: options\..*\.usdPerMillionTokens/,
    ],
    ['explain', { path: EXAMPLE, number: '__proto__.polluted' }, /There is no number/],
    ['solve', { path: EXAMPLE, for: 'fleet', option: 'as-iss' }, /did you mean as-is\?/],
    ['solve', { path: EXAMPLE, for: 'requests' }, /does not say what a request/],
    ['solve', { text: TEXT.replace('model:', 'modell:'), for: 'fleet' }, /^The plan is not valid:\n\d+:\d+ /],
    ['break_even', { path: EXAMPLE, variable: 'demnd' }, /did you mean/],
    ['catalogue', { id: 'lama-3.1-70b' }, /did you mean llama-3.1-70b\?/],
    ['nothing', {}, /There is no tool/],
  ];
  for (const [name, input, told] of cases) {
    const { isError, text, data } = await call(name, input);
    assert.equal(isError, !(name === 'solve' && input['for'] === 'requests'), `${name} ${text}`);
    assert.match(text, told, name);
    if (isError) assert.equal(data, undefined);
  }
});

/** Ways to name what lies outside. */
const ESCAPES = (outside: string) => [
  '../outside/secret.decodeplan',
  '../served-too.decodeplan',
  'deep/../../outside/secret.decodeplan',
  `${outside}/secret.decodeplan`,
  'link.decodeplan',
  'linked/secret.decodeplan',
  './linked/../linked/secret.decodeplan',
  '..',
  '/etc/passwd',
  'secret.decodeplan\0.decodeplan',
  'pipe.decodeplan',
  'folder.decodeplan',
  'missing.decodeplan',
];

void test('paths cannot leave the folder, not by dots, nor links, nor as they stand', async () => {
  for (const file of ESCAPES(path.join(dir, 'outside'))) {
    for (const [name, input] of [
      ['validate', { path: file }],
      ['compare', { before: { path: EXAMPLE }, after: { path: file } }],
    ] as const) {
      const { isError, text } = await call(name, input);
      assert.equal(isError, true, file);
      assert.match(text, /there is no such file in the served folder|plans are files that end/, file);
      assert.doesNotMatch(text, /SECRET/);
    }
    const uri = `decodeplan://plans/${file.split('/').map(encodeURIComponent).join('/')}`;
    await assert.rejects(client.readResource({ uri }), /no such file|plans are files/, file);
  }
  for (const inside of [
    'inner.decodeplan',
    path.join(root, EXAMPLE),
    'deep/../small-team-llama-70b.decodeplan',
  ])
    assert.equal((await call('validate', { path: inside })).isError, false, inside);
});

void test('files that plans name are read inside the folder only', async () => {
  for (const config of [
    '../outside/config.json',
    path.join(dir, 'outside/config.json'),
    'linked/config.json',
  ]) {
    const text = TEXT.replace(/model: .*/, `model: { config: '${config}' }`);
    const { data, text: told } = await call('validate', { text });
    assert.equal(data?.['valid'], false, config);
    assert.match(told, /no such file in the served folder|relative path inside|outside/, config);
    assert.doesNotMatch(told, /SECRET/);
  }
});

void test('sizes are bounded: files, texts, arguments and messages', async () => {
  assert.match((await call('validate', { path: 'large.decodeplan' })).text, /larger than 4 MB/);
  const { data, text } = await call('validate', { text: `# ${'x'.repeat(1_100_000)}` });
  assert.equal(data?.['valid'], false);
  assert.ok(text.length < 1000, text.slice(0, 200));
  const long = await call('explain', { path: EXAMPLE, number: 'x'.repeat(100_000) });
  assert.equal(long.isError, true);
  assert.ok(long.text.length < 5000);
  const own = await connected(root);
  const huge = call('validate', { text: 'x'.repeat(13_000_000) }, own);
  await assert.rejects(huge, /closed|EPIPE/i);
  assert.match(stderr, /exceeded maximum size/);
  await own.close();
});

void test('plans, catalogue, reference and schemas are resources, and nothing that a link leads to is listed', async () => {
  const { resources } = await client.listResources();
  const plans = resources.filter(({ uri }) => uri.startsWith('decodeplan://plans/')).map(({ name }) => name);
  assert.deepEqual(plans, ['deep/again.decodeplan', 'large.decodeplan', EXAMPLE]);
  for (const { uri, mimeType } of resources.filter(({ name }) => name !== 'large.decodeplan')) {
    const { contents } = await client.readResource({ uri });
    const [read] = contents;
    assert.ok(read && 'text' in read && read.text.length > 100, uri);
    assert.equal(read.mimeType, mimeType);
    if (mimeType?.includes('json')) JSON.parse(read.text);
  }
  const { contents } = await client.readResource({ uri: 'decodeplan://catalogue/models/llama-3.1-8b' });
  assert.match(JSON.stringify(contents), /Llama-3\.1-8B/);
  const { resourceTemplates } = await client.listResourceTemplates();
  assert.equal(resourceTemplates.length, 2);
  for (const uri of [
    'decodeplan://catalogue/models/nothing',
    'decodeplan://catalogue/x',
    'file:///etc/passwd',
    'x',
  ])
    await assert.rejects(client.readResource({ uri }), /no resource/);
});

void test('prompts are filled in, and names offered while they are typed', async () => {
  const { prompts } = await client.listPrompts();
  assert.deepEqual(
    prompts.map(({ name }) => name),
    ['size-a-fleet', 'should-we-buy-lpx', 'explain-this-plan'],
  );
  const { messages } = await client.getPrompt({ name: 'should-we-buy-lpx', arguments: { path: EXAMPLE } });
  assert.match(JSON.stringify(messages), /small-team-llama-70b/);
  await assert.rejects(client.getPrompt({ name: 'should-we-buy-lpx', arguments: {} }), /needs path/);
  await assert.rejects(client.getPrompt({ name: 'nothing', arguments: {} }), /no prompt/);
  const { completion } = await client.complete({
    ref: { type: 'ref/resource', uri: 'decodeplan://catalogue/{catalogue}/{id}' },
    argument: { name: 'id', value: 'llama-3.1' },
    context: { arguments: { catalogue: 'models' } },
  });
  assert.deepEqual(completion.values, ['llama-3.1-8b', 'llama-3.1-70b', 'llama-3.1-405b']);
});

void test('tools named by prompts and instructions are there', async () => {
  const names = new Set<string>(TOOLS.map(({ name }) => name));
  const { prompts } = await client.listPrompts();
  for (const { name } of prompts) {
    const given = { path: 'x', model: 'x', users: 'x' };
    const { messages } = await client.getPrompt({ name, arguments: given });
    for (const [, tool = ''] of JSON.stringify(messages).matchAll(/`(\w+)`/g))
      assert.ok(names.has(tool), tool);
  }
});

void test('a long answer tells how far it is, and is given up where it is not wanted any more', async () => {
  const slow = { path: 'agentic-deepseek-v4-pro.decodeplan' };
  const own = await connected('examples');
  const seen: number[] = [];
  const stop = new AbortController();
  const started = performance.now();
  await assert.rejects(
    own.callTool({ name: 'analyze', arguments: slow }, undefined, {
      signal: stop.signal,
      onprogress: ({ progress }) => {
        seen.push(progress);
        if (seen.length === 2) stop.abort('enough');
      },
    }),
    /enough/,
  );
  assert.ok(seen.length >= 2 && seen.every((one, i) => i === 0 || one > (seen[i - 1] ?? 0)), String(seen));
  const given = performance.now() - started;
  const asked = performance.now();
  await call('catalogue', { search: 'llama' }, own);
  // The server is free again: it did not go on with what nobody waits for.
  assert.ok(performance.now() - asked < Math.max(3000, given), `${performance.now() - asked} ms`);
  await own.close();
});

/** Sends lines as they are; gives what comes back until the program ends. */
async function raw(lines: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['dist/cli.cjs', 'mcp', root]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  for (const line of lines) child.stdin.write(`${line}\n`);
  child.stdin.end();
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err };
}

const HELLO = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
});
const PING = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'ping' });

void test('malformed messages are told on standard error and do no harm; standard output carries the protocol alone', async () => {
  const bad = [
    'nonsense',
    '{',
    '[]',
    'null',
    '{"jsonrpc":"1.0","id":9,"method":"ping"}',
    '{"jsonrpc":"2.0","id":{},"method":"ping"}',
    '{"jsonrpc":"2.0","id":3,"method":"tools/call"}',
    '{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"validate","arguments":[]}}',
    '{"jsonrpc":"2.0","id":5,"method":"no/such"}',
    '{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"__proto__","arguments":{"__proto__":{"x":1}}}}',
    '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":77}}',
    '['.repeat(100_000),
    `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"validate","arguments":{"text":${'['.repeat(50_000)}${']'.repeat(50_000)}}}}`,
    '\u0000\u0001\ufffd',
  ];
  const { code, out, err } = await raw([HELLO, ...bad, PING]);
  assert.equal(code, 0, err);
  const answers = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { jsonrpc: string; id: number; result?: object; error?: object });
  assert.ok(answers.every(({ jsonrpc }) => jsonrpc === '2.0'));
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  assert.deepEqual(byId.get(2)?.result, {});
  for (const id of [3, 4, 5]) assert.ok(byId.get(id)?.error, String(id));
  assert.match(JSON.stringify(byId.get(6)), /There is no tool/);
  assert.match(JSON.stringify(byId.get(7)), /isError|error/);
  assert.match(err, /^decodeplan mcp: /);
});

void test('a folder that is not there ends with 2, and the program says nothing but why', () => {
  for (const folder of [path.join(dir, 'nowhere'), path.join(root, EXAMPLE)]) {
    const {
      status,
      stdout,
      stderr: why,
    } = spawnSync(process.execPath, ['dist/cli.cjs', 'mcp', folder], {
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout], [2, ''], folder);
    assert.match(why, /^decodeplan mcp: .*(no such file|not a folder)/);
  }
});

void test('the editor runs the same server as a program of its own', async () => {
  const transport = new StdioClientTransport({ command: process.execPath, args: ['dist/mcp.cjs', root] });
  const own = new Client({ name: 'editor', version: '1.0.0' });
  await own.connect(transport);
  assert.equal((await own.listTools()).tools.length, TOOLS.length);
  await own.close();
});
