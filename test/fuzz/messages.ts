import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { openFolder } from '../../src/cli/mcp/folder.js';
import { createMcpServer } from '../../src/cli/mcp/server.js';
import { DICTIONARY, mutated, randomFrom } from './mutate.js';

/** Messages that agents would not write, to the server of plans: it answers in the protocol, and of its folder alone. */

const PLAN = `decodeplan: 1
model: llama-3.1-8b
workloads: { one: { concurrency: 4, context: 8K } }
gpus: { type: h100-sxm, count: 1 }
options: { as-is: {}, drafted: { speculation: { method: eagle3, acceptance: 2 } } }
`;
/** Stands in files outside the folder: no answer may hold it. */
const SECRET = 'deadbeefsecret';

interface Message {
  readonly jsonrpc: '2.0';
  readonly id: number;
  readonly method: string;
  readonly params?: object;
}

const SOURCES = [
  { path: 'a.decodeplan' },
  { text: PLAN },
  { path: '../outside.decodeplan' },
  { path: 'link/outside.decodeplan' },
];
const seeds = (): Omit<Message, 'id' | 'jsonrpc'>[] => [
  ...SOURCES.flatMap((source) => [
    { method: 'tools/call', params: { name: 'validate', arguments: source } },
    {
      method: 'tools/call',
      params: { name: 'explain', arguments: { ...source, number: 'options.as-is.total.usdPerHour' } },
    },
    {
      method: 'tools/call',
      params: { name: 'solve', arguments: { ...source, for: 'fleet', option: 'as-is' } },
    },
    { method: 'tools/call', params: { name: 'break_even', arguments: { ...source, variable: 'speed' } } },
  ]),
  { method: 'tools/call', params: { name: 'compare', arguments: { before: SOURCES[0], after: SOURCES[1] } } },
  { method: 'tools/call', params: { name: 'catalogue', arguments: { id: 'h100-sxm', search: 'llama' } } },
  ...['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list', 'ping'].map((method) => ({
    method,
  })),
  ...[
    'plans/a.decodeplan',
    'plans/..%2Foutside.decodeplan',
    'plans/link/outside.decodeplan',
    'catalogue/models/llama-3.1-8b',
    'reference',
  ].map((at) => ({
    method: 'resources/read',
    params: { uri: `decodeplan://${at}` },
  })),
  { method: 'prompts/get', params: { name: 'explain-this-plan', arguments: { path: 'a.decodeplan' } } },
  {
    method: 'completion/complete',
    params: { ref: { type: 'ref/prompt', name: 'x' }, argument: { name: 'path', value: 'a' } },
  },
  { method: 'notifications/cancelled', params: { requestId: 3, reason: 'x' } },
];

/** What a run went through. */
export interface MessageRun {
  readonly inputs: number;
  readonly kinds: number;
  readonly slowestMs: number;
  /** Lines that broke something, and how; the same break once. */
  readonly failures: ReadonlyMap<string, string>;
}

const BATCH = 16;
/** So long may a batch keep the server from answering a ping, three times over. */
const HANG_MS = 5000;

/** Sends mutated messages until `enough`, in batches that end with a ping, which must be answered. */
export async function exploreMessages(
  seed: number,
  enough: (inputs: number) => boolean,
): Promise<MessageRun> {
  const dir = mkdtempSync(path.join(tmpdir(), 'messages-'));
  const folder = path.join(dir, 'served');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'a.decodeplan'), PLAN);
  writeFileSync(path.join(dir, 'outside.decodeplan'), `# ${SECRET}\n${PLAN.replaceAll('as-is', SECRET)}`);
  symlinkSync(dir, path.join(folder, 'link'));
  const random = randomFrom(seed);
  const failures = new Map<string, string>();
  const kinds = new Set<string>();
  const client = await connected(folder);
  const broken = (error: unknown) => failures.set(String(error).replace(/\d+/g, ''), client.sent.join('\n'));
  process.on('unhandledRejection', broken);
  let [inputs, slowestMs] = [0, 0];
  try {
    while (!enough(inputs) && failures.size < 20) {
      const lines = Array.from({ length: BATCH }, (_, i) => line(inputs + i + 10, random));
      inputs += lines.length;
      const started = performance.now();
      const answers = await client.batch(lines);
      slowestMs = Math.max(slowestMs, performance.now() - started);
      for (const answer of answers) {
        try {
          kinds.add(kindOf(answer));
        } catch (error) {
          broken(error);
        }
      }
    }
  } catch (error) {
    broken(error);
  } finally {
    process.off('unhandledRejection', broken);
    await client.close();
    rmSync(dir, { recursive: true, force: true });
  }
  return { inputs, kinds: kinds.size, slowestMs: Math.round(slowestMs), failures };
}

/** A message, mutated as data, as text, or both. */
function line(id: number, random: () => number): string {
  const all = seeds();
  const pick = () => all[Math.floor(random() * all.length)] ?? { method: 'ping' };
  const message = { jsonrpc: '2.0', id, ...pick() };
  const data = random() < 0.7 ? twisted(message, random) : message;
  const text = JSON.stringify(data);
  const other = JSON.stringify({ jsonrpc: '2.0', id, ...pick() });
  return (random() < 0.5 ? mutated(text, other, random) : text).replace(/[\r\n]/g, ' ');
}

const ODD: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  [],
  {},
  [[[]]],
  'x'.repeat(5000),
  '../..',
  '/etc/passwd',
  '\0',
];

/** Data with one of its parts replaced, dropped, renamed or doubled. */
function twisted(value: unknown, random: () => number): unknown {
  const any = () =>
    random() < 0.5
      ? ODD[Math.floor(random() * ODD.length)]
      : DICTIONARY[Math.floor(random() * DICTIONARY.length)];
  if (typeof value === 'string') return random() < 0.5 ? mutated(value, PLAN, random) : any();
  if (typeof value !== 'object' || value === null || random() < 0.1) return any();
  const entries = Object.entries(value);
  const at = Math.floor(random() * entries.length);
  return Object.fromEntries(
    entries.flatMap(([key, part], i): [string, unknown][] => {
      if (i !== at) return [[key, part]];
      const chance = random();
      if (chance < 0.1) return [];
      if (chance < 0.2) return [[String(any()), part]];
      if (chance < 0.3)
        return [
          [key, part],
          ['__proto__x', part],
        ];
      return [[key, twisted(part, random)]];
    }),
  );
}

interface Answer {
  readonly jsonrpc: string;
  readonly id?: unknown;
  readonly method?: string;
  readonly error?: { readonly code: number; readonly message: string };
  readonly result?: { readonly isError?: boolean; readonly content?: readonly { readonly text: string }[] };
}

/** What kind of answer it is. */
function kindOf({ jsonrpc, error, result, method }: Answer): string {
  assert.equal(jsonrpc, '2.0');
  assert.ok(!JSON.stringify(result ?? error ?? {}).includes(SECRET), 'an answer holds what lies outside');
  const text = error?.message ?? (result?.isError === true ? (result.content?.[0]?.text ?? '') : '');
  assert.ok(!text.includes('Decode Plan failed'), 'a tool failed');
  const said = text.replace(/[`"'].*[`"']|\d+/gs, '').slice(0, 80);
  return `${error?.code ?? method ?? Object.keys(result ?? {}).join()} ${said}`;
}

/** A server in this very process, behind streams as a program's. */
async function connected(folder: string) {
  const [toServer, fromServer] = [new PassThrough(), new PassThrough()];
  const notes: string[] = [];
  const server = createMcpServer(openFolder(folder), (text) => notes.push(text));
  await server.connect(new StdioServerTransport(toServer, fromServer));
  let rest = '';
  const answers: Answer[] = [];
  let heard: () => void = () => undefined;
  fromServer.on('data', (chunk: Buffer) => {
    const lines = `${rest}${chunk.toString()}`.split('\n');
    rest = lines.pop() ?? '';
    answers.push(...lines.map((text) => JSON.parse(text) as Answer));
    heard();
  });
  const sent: string[] = [];
  let pings = 0;
  const exchange = async (lines: readonly string[]): Promise<Answer[]> => {
    sent.splice(0, sent.length, ...lines);
    const ping = `ping ${pings++}`;
    toServer.write(
      `${[...lines, JSON.stringify({ jsonrpc: '2.0', id: ping, method: 'ping' })].join('\n')}\n`,
    );
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('the server does not answer any more')), 3 * HANG_MS);
      heard = () => {
        if (!answers.some(({ id }) => id === ping)) return;
        clearTimeout(late);
        resolve();
      };
    });
    // Those of earlier messages that took longer, too.
    return answers.splice(0).filter(({ id }) => !String(id).startsWith('ping '));
  };
  await exchange([
    JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'fuzz', version: '1' } },
    }),
  ]);
  return { sent, batch: exchange, close: () => server.close() };
}
