import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { NO_BOOK } from '../../../src/catalog/entries/book.js';
import { smallestFleet } from '../../../src/engine/questions/inverse.js';
import { breakEvenParts, breakEvens, breakEvensOf } from '../../../src/engine/questions/breakEven.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { resultMemberAt } from '../../../src/report/writers/resultSchema.js';
import { referenceMarkdown } from '../../../src/tools/reference.js';
import { Cancelled, type Control, type Host } from '../../../src/tools/tool.js';
import { TOOL_NAMES } from '../../../src/tools/names.js';
import { callTool, TOOLS, toolSchema } from '../../../src/tools/tools.js';
import { planOf, planText } from '../language/marked.js';

const host: Host = {
  plan: ({ text, path }) => Promise.resolve(analyze(text ?? readFileSync(path ?? '', 'utf8'))),
  book: () => Promise.resolve(NO_BOOK),
};
const patient: Control = { cancelled: () => false, progress: () => undefined };

interface ManifestTool {
  readonly name: string;
  readonly modelDescription: string;
  readonly inputSchema: object;
}
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  contributes: { languageModelTools: ManifestTool[]; mcpServerDefinitionProviders: { id: string }[] };
};

void test('the manifest tells the editor of every tool in the words and shapes that other agents get', () => {
  assert.deepEqual(
    manifest.contributes.languageModelTools.map(({ name, modelDescription, inputSchema }) => ({
      name,
      modelDescription,
      inputSchema,
    })),
    TOOLS.map(({ name, description, input }) => ({
      name: `decodeplan_${name}`,
      modelDescription: description,
      inputSchema: JSON.parse(JSON.stringify(toolSchema(input, 'input'))) as object,
    })),
  );
});

void test('the editor is told of every tool by name', () => {
  assert.deepEqual(
    TOOLS.map(({ name }) => name),
    TOOL_NAMES,
  );
});

void test('the page about agents has a row for each tool, as the tools describe themselves', () => {
  const page = readFileSync('docs/agents.md', 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);
  assert.deepEqual(
    rows,
    TOOLS.map(({ name }) => name),
  );
  for (const { name, input } of TOOLS) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
    const takes = Object.keys(toolSchema(input, 'input').properties ?? {});
    for (const member of takes) assert.ok(row.includes(`\`${member}\``), `${name} takes ${member}`);
  }
});

void test('every member that a tool takes or gives says what it is', () => {
  for (const { name, input } of TOOLS)
    for (const [member, schema] of Object.entries(toolSchema(input, 'input').properties ?? {}))
      assert.ok('description' in schema, `${name}: ${member}`);
});

void test('the smallest fleet serves, and one unit less does not', () => {
  const counted = (count: number) =>
    planOf(
      `gpus: { type: h100-sxm, count: ${count}, rent: 2 USD/h }\nworkloads: { chat: { concurrency: 400, context: 8K } }`,
    );
  const { plan } = counted(8);
  assert.ok(plan);
  const fewest = smallestFleet(plan, 'as-is');
  assert.ok(fewest !== null && fewest > 1, String(fewest));
  assert.equal(counted(fewest).result()?.options['as-is']?.works, 'owned');
  assert.notEqual(counted(fewest - 1).result()?.options['as-is']?.works, 'owned');
});

void test('the smallest fleet of whole racks is what is there and what the plan has to buy', () => {
  for (const [file, option] of [
    ['examples/buyers/green-field.decodeplan', 'software'],
    ['examples/buyers/owner-of-gpus.decodeplan', 'software'],
  ] as const) {
    const { plan, result } = analyze(readFileSync(file, 'utf8'));
    assert.ok(plan);
    const owned = plan.owned.gpus?.count ?? plan.gpus?.count ?? 0;
    assert.equal(
      smallestFleet(plan, option),
      owned + (result()?.options[option]?.purchase.accelerators ?? NaN),
      file,
    );
  }
});

void test('a hosted option has no fleet', () => {
  const { plan } = analyze(readFileSync('examples/buyers/renter.decodeplan', 'utf8'));
  assert.ok(plan);
  assert.equal(smallestFleet(plan, 'api'), null);
});

void test('break-evens searched one by one are all of them', () => {
  const { plan } = analyze(readFileSync('examples/small-team-llama-70b.decodeplan', 'utf8'));
  assert.ok(plan);
  const parts = breakEvenParts(plan);
  assert.ok(parts.length > 3);
  assert.deepEqual(
    parts.flatMap((part) => breakEvensOf(plan, part)),
    breakEvens(plan),
  );
});

void test('a call that is not wanted any more ends at the next turn', async () => {
  let asked = 0;
  const impatient: Control = { cancelled: () => ++asked > 2, progress: () => undefined };
  const path = 'examples/small-team-llama-70b.decodeplan';
  await assert.rejects(callTool('analyze', { path }, host, impatient), Cancelled);
  assert.equal(asked, 3);
});

void test('every number of a result can be explained, and says what it means', async () => {
  const text = readFileSync('examples/small-team-llama-70b.decodeplan', 'utf8');
  const { data } = await callTool('analyze', { text, format: 'json' }, host, patient);
  const {
    breakEven: _,
    diagnostics: __,
    plan: ___,
    format: ____,
    ...result
  } = data['result'] as Record<string, unknown>;
  const paths = numbers(result, '');
  assert.ok(paths.length > 100);
  for (const number of paths.filter((_path, i) => i % 7 === 0)) {
    const explained = await callTool('explain', { text, number }, host, patient);
    assert.ok(String(explained.data['meaning']).length > 0, number);
    assert.equal(explained.data['kind'], 'result');
  }
});

function numbers(value: unknown, at: string): string[] {
  if (typeof value === 'number') return [at];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([part, member]) =>
    numbers(member, at === '' ? part : `${at}.${part}`),
  );
}

void test('an explained result leaves out what is of other options and workloads', async () => {
  const path = 'examples/agentic-deepseek-v4-pro.decodeplan';
  const number = 'options.lpx.workloads.agents.decode.tokensPerSecondPerUser';
  const { data } = await callTool('explain', { path, number }, host, patient);
  const { why, sources } = data as { why: string[]; sources: { path: string }[] };
  assert.ok(why.some((sentence) => sentence.startsWith('lpx: ')));
  assert.ok(!why.some((sentence) => sentence.startsWith('software')));
  const paths = sources.map((source) => source.path);
  assert.ok(
    paths.includes('options.lpx.lpx.price') && paths.some((one) => one.startsWith('workloads.agents.')),
  );
  assert.ok(!paths.some((one) => one.startsWith('workloads.chat') || one.startsWith('options.software')));
});

void test('a member that results do not have means nothing', () => {
  assert.equal(resultMemberAt(['options', 'x', 'nothing']), '');
  assert.match(resultMemberAt(['options', 'x', 'total', 'usdPerMillionTokens']), /USD per million/);
});

void test('the reference for agents names every room of the file and stays short', () => {
  const text = referenceMarkdown();
  for (const member of [
    'workloads.NAME.concurrency',
    'options.NAME.lpx.price',
    'economics.electricity',
    'buy',
  ])
    assert.ok(text.includes(`\`${member}\``), member);
  assert.ok(text.length < 60_000, String(text.length));
});

void test('answers of examples hold only what JSON holds', async () => {
  for (const file of readdirSync('examples/buyers')) {
    const { data } = await callTool(
      'solve',
      { path: `examples/buyers/${file}`, for: 'fleet' },
      host,
      patient,
    );
    assert.deepEqual(JSON.parse(JSON.stringify(data)), data, file);
  }
});

void test('a plan with errors is answered with their places by what needs a whole plan', async () => {
  const text = planText('gpus: { type: h100-sxmm, count: 8 }');
  await assert.rejects(
    callTool('solve', { text, for: 'fleet' }, host, patient),
    /^Error: The plan is not valid:\n\d+:\d+ /,
  );
});
