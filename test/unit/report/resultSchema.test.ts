import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import type * as z from 'zod';
import { analyze } from '../../../src/report/answers/analysis.js';
import type { ResultJson } from '../../../src/report/answers/resultJson.js';
import { resultJson } from '../../../src/report/writers/resultJson.js';
import { resultJsonSchema, resultSchema } from '../../../src/report/writers/resultSchema.js';

/** Plain data, whatever is readonly or made of parts; members that may be left out are marked, so that none goes by. */
type Plain<T> = T extends object
  ? { -readonly [K in keyof T]-?: object extends Pick<T, K> ? ['optional', Plain<T[K]>] : Plain<T[K]> }
  : T;
type Same<A, B> = [A, B] extends [B, A] ? true : false;

void test('the type of results and their schema are the same', () => {
  const same: Same<Plain<ResultJson>, Plain<z.output<typeof resultSchema>>> = true;
  assert.ok(same);
  // What differs in one member must not pass, or the above says nothing.
  const missing: Same<Plain<ResultJson>, Plain<Omit<z.output<typeof resultSchema>, 'reason'>>> = false;
  assert.equal(missing, false);
});

const HEAD = 'decodeplan: 1\nmodel: llama-3.1-8b\n';
const ONE = 'workloads: { one: { concurrency: 4, context: 8K } }\n';

/** Plans at the edges of what is answered. */
const AWKWARD: Readonly<Record<string, string>> = {
  'hosted only': `${HEAD}${ONE}options: { away: { hosted: { output: 1 USD/Mtok } }, silent: { hosted: aws-trainium3-cerebras-cs3 } }\n`,
  'no GPUs': `${HEAD}${ONE}`,
  'unknown model': `decodeplan: 1\nmodel: nope\n${ONE}`,
  'errors in the text': `${HEAD}${ONE}gpus: { type: h100-sxm, count: -1 }\nserving: { kvCach: fp8 }\n`,
  'prompts of their own': `${HEAD}workloads: { one: { concurrency: 4, context: 8K, input: 4K, output: 1K, cachedInput: 50%, demand: 100 tok/s } }\ngpus: { type: h100-sxm, count: 8 }\noptions: { own: {}, away: { hosted: { output: 2 USD/Mtok, input: 1 USD/Mtok, speed: 50 tok/s } } }\n`,
  'kept prefixes': `${HEAD}workloads: { one: { concurrency: 4, context: 16K, input: 8K, output: 1K, cachedInput: 80%, turnDelay: { p50: 20 s, p95: 5 min }, requests: 1 req/s } }\ngpus: { type: h100-sxm, count: 8, rent: 2 USD/h }\nserving: { kvOffload: { capacity: 500 GB, bandwidth: 40 GB/s, price: 11 USD/GB } }\n`,
  'a model of which little is known': `decodeplan: 1\nmodel: { model_type: llama, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 128 }\n${ONE}gpus: { type: h200-sxm, count: 8 }\n`,
  'not a plan': '- a\n',
  empty: '',
  'no room for a cache': `decodeplan: 1\nmodel: llama-3.1-70b\n${ONE}gpus: { type: h100-sxm, count: 1 }\nserving: { layout: { tensor: 1 } }\n`,
  'racks that one tier forces': `decodeplan: 1\nmodel: deepseek-v4-pro\nworkloads: { slow: { concurrency: 900, context: 16K, speed: 30 tok/s, demand: 1B tokens/day, price: 1 USD/Mtok }, fast: { concurrency: 60, context: 32K, speed: 400 tok/s, demand: 500M tokens/day, price: 45 USD/Mtok } }\ngpus: { type: vera-rubin-nvl72, racks: 1 }\nbuy: any\noptions: { software: { speculation: { method: dspark } }, lpx: { lpx: { racks: auto, role: ffn }, speculation: { method: dspark } } }\n`,
  'ranges that leave the winner open': `${HEAD}workloads: { one: { context: 4K, input: 3K, output: 500, speed: 30 tok/s, demand: 300B tokens/day } }\ngpus: { type: h100-sxm, count: 0, price: 25K USD }\nbuy: any\noptions: { plain: {}, drafted: { speculation: { method: eagle3, acceptance: 1.05..1.1..3 } } }\n`,
  'limits that some draws are beyond': `decodeplan: 1\nmodel: llama-3.1-70b\nworkloads: { chat: { context: 4K, demand: 400M..1500M..3500M tokens/day, speed: 30 tok/s } }\ngpus: { type: h100-sxm, count: 8, price: 20K..30K..60K USD }\nbuy: { gpus: 40 }\nserving: { layout: { tensor: 8 } }\neconomics: { owned: priced }\noptions: { plain: {}, drafting: { speculation: { method: eagle3, draftTokens: 3, acceptance: 1.02..1.6..3 } } }\n`,
  'a limit on power': `${HEAD}workloads: { one: { context: 4K, speed: 30 tok/s, demand: 4B tokens/day, price: 5 USD/Mtok } }\ngpus: { type: b300-sxm, count: 0 }\nbudget: { power: 60 kW }\nserving: { layout: { tensor: 1 } }\n`,
  'a mix that is not drawn': `decodeplan: 1\nmodel: deepseek-v4-flash\nworkloads: { fast: { concurrency: 200, context: 16K, speed: 400 tok/s, demand: 1B tokens/day }, bulk: { concurrency: 60000, context: 16K, speed: 30 tok/s, demand: 90B tokens/day } }\ngpus: { type: vera-rubin-nvl72, racks: 8 }\noptions: { as-is: {}, software: { speculation: { method: dspark, draftTokens: 5 } }, lpx: { lpx: { racks: 2, role: ffn }, speculation: { method: dspark, draftTokens: 5 } } }\n`,
  'ranges that lean': `${HEAD}${ONE}gpus: { type: h100-sxm, count: 8, price: 20K..25K..90K USD }\neconomics: { owned: priced, electricity: 0.01..0.2..0.21 USD/kWh }\n`,
  'out of all bounds': `${HEAD}workloads: { one: { concurrency: 4, context: 1e308, input: 1e300, output: 1, speed: 1e300 tok/s, demand: 1e300 tok/s } }\ngpus: { type: h100-sxm, count: 8, price: 1e305 USD }\noptions: { a: {}, b: { lpx: { price: 1e300 USD } }, c: { hosted: { output: 1e300 USD, input: 1e300 USD } } }\n`,
};

const folder = (name: string) =>
  readdirSync(name)
    .filter((file) => file.endsWith('.decodeplan'))
    .map((file): [string, string] => [file, readFileSync(`${name}/${file}`, 'utf8')]);

const plans = [...folder('examples'), ...folder('test/answers'), ...Object.entries(AWKWARD)];
const written = plans.map(
  ([name, text]) => [name, resultJson(analyze(text), `${name}.decodeplan`, 8)] as const,
);

void test('what is written has the members of the schema, and no others', () => {
  for (const [name, result] of written) {
    const { error } = resultSchema.safeParse(JSON.parse(JSON.stringify(result)));
    assert.deepEqual(error?.issues ?? [], [], name);
  }
});

interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}
const SCHEMA = resultJsonSchema() as Schema;

/** All members that a schema describes, by path; `*` for a name of the plan and for an item. */
function membersOf(schema: Schema, path = ''): (readonly [string, Schema])[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, member]) => [
    [`${path}.${name}`, member] as const,
    ...membersOf(member, `${path}.${name}`),
  ]);
  const inner = [schema.additionalProperties, schema.items].flatMap((each) =>
    typeof each === 'object' ? membersOf(each, `${path}.*`) : [],
  );
  return [...own, ...inner, ...(schema.anyOf ?? []).flatMap((each) => membersOf(each, path))];
}

/** Paths of a value that are not `null`, named as `membersOf` names them. */
function pathsIn(value: unknown, schema: Schema, path: string, found: Set<string>): void {
  if (value === null || value === undefined) return;
  found.add(path);
  if (typeof value !== 'object') return;
  const kinds = [schema, ...(schema.anyOf ?? [])];
  for (const [name, member] of Object.entries(value)) {
    for (const kind of kinds) {
      const own = kind.properties?.[name];
      if (own) pathsIn(member, own, `${path}.${name}`, found);
      for (const rest of [kind.additionalProperties, kind.items])
        if (!own && typeof rest === 'object') pathsIn(member, rest, `${path}.*`, found);
    }
  }
}

/** Reasons beside numbers that only overflow leaves out: every one of them is written by the same few lines. */
const OVERFLOW = /\.reason$/;

void test('every member of the schema is in the answer to one of these plans, and says what it is', () => {
  const found = new Set<string>();
  for (const [, result] of written) pathsIn(result, SCHEMA, '', found);
  const members = membersOf(SCHEMA);
  assert.ok(members.length > 150);
  for (const [path, { description }] of members) {
    assert.ok(description, `${path} says nothing of itself`);
    if (!OVERFLOW.test(path)) assert.ok(found.has(path), `${path} is never written`);
  }
  for (const path of ['.reason', '.model.reason', '.options.*.workloads.*.cost.reason', '.attachRate.reason'])
    assert.ok(found.has(path), `${path} is never written`);
});

void test('the published schema lets members pass that are added later', () => {
  assert.doesNotMatch(JSON.stringify(SCHEMA), /"additionalProperties":false/);
});
