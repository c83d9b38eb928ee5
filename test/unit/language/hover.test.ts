import assert from 'node:assert/strict';
import test from 'node:test';
import { hover } from '../../../src/language/hover.js';
import { consequences } from '../../../src/report/words/explain.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { planText } from './marked.js';

const PLAN = planText(`workloads:
  chat:
    concurrency: 48
    context: { p50: 8K, p95: 32K }
    speed: 20 tok/s
    demand: 500M tokens/day
    price: 3 USD/Mtok
gpus: { type: h100-sxm, count: 8, price: 35K USD }
serving: { kvCache: fp8 }
options:
  as-is: {}
  drafts: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.4 } }`);

/** The hover over a text of the plan, as it is read. */
const over = (text: string) => (hover(analyze(PLAN), PLAN.indexOf(text))?.text ?? '').replace(/\\/g, '');

void test('a hover says what the input leads to, with the numbers in the formula', () => {
  assert.match(over('concurrency'), /users of chat fit on .*95 % of the time: KV memory .* full/);
  assert.match(
    over('concurrency'),
    /KV pool of an accelerator: [\d.]+ GB × 90 % − .* weights .* = [\d.]+ GB/,
  );
  assert.match(over('concurrency'), /Pressure: .* ÷ .* = /);
  assert.match(over('context'), /164 KB a token × 8,192 tokens = 1.34 GB/);
  assert.match(over('speed'), /as-is: .* tok\/s per user \(1 token a step ÷ [\d.]+ ms\)/);
  assert.match(over('demand'), /as-is: \d+ accelerators are needed, \$[\d.]+ an hour/);
  assert.match(over('price: 3'), /\(\$3\.00 − \$[\d.]+\) ÷ \$3\.00 = -?[\d.,]+ % margin/);
  assert.match(over('kvCache'), /a token × 8,192 tokens/);
  assert.match(over('acceptance'), /chat: 2\.4 tokens a step, .* per user against .* without drafts/);
});

void test('the formulas add up', () => {
  const { plan, result } = analyze(PLAN);
  const answer = result();
  assert.ok(plan && answer);
  const memory = answer.options['as-is']?.workloads['chat']?.memory;
  const cost = answer.options['as-is']?.workloads['chat']?.cost;
  assert.ok(memory && cost?.usdPerMillionTokens && cost.margin !== null);
  const used = memory.weightsBytes + memory.drafterBytes + memory.activationBytes + memory.overheadBytes;
  assert.ok(Math.abs(0.9 * memory.capacityBytes - used - memory.kvPoolBytes) < 0.01 * memory.capacityBytes);
  assert.ok(Math.abs((3 - cost.usdPerMillionTokens) / 3 - cost.margin) < 1e-9);
  assert.deepEqual(consequences({ plan, result: answer }, ['title']), []);
});

void test('hovers name the facts and the source of what is named, and what each word means', () => {
  assert.match(over('h100-sxm'), /`h100-sxm`: 80 GB HBM3, 3.35 TB\/s/);
  assert.match(over('h100-sxm'), /\]\(https:\/\//);
  const verified = PLAN.replace('draftTokens: 3', 'draftTokens: 3, verification: fixed');
  const text = hover(analyze(verified), verified.indexOf('verification'))?.text ?? '';
  assert.match(text, /- `fixed`: every draft is verified\n- `adaptive`: as many drafts as pay/);
});

const DECISION = `${PLAN}economics: { electricity: 0.1 USD/kWh, pue: 1.3 }
breakEven: { baseline: as-is, challenger: drafts }
`;
const at = (text: string) =>
  (hover(analyze(DECISION), DECISION.indexOf(text))?.text ?? '').replace(/\\/g, '');

void test('what it costs is a sum of price and power with the numbers of the plan, and comes out as the engine has it', () => {
  const found =
    /An accelerator costs \$([\d.]+) an hour: \$35K × ([\d.]+) % a year ÷ 8,760 h \+ ([\d.]+) kW all-in × \(\$0\.10\/kWh\)/.exec(
      at('pue'),
    );
  assert.ok(found, at('pue'));
  const [hour = 0, share = 0, kilowatts = 0] = found.slice(1).map(Number);
  assert.ok(Math.abs((35_000 * share) / 100 / 8760 + kilowatts * 0.1 - hour) < 0.01);
});

void test('a break-even leads to how its options compare, a layout to what it comes to', () => {
  assert.match(at('baseline'), /costs \$[\d.]+ per million tokens(?: still to spend)?, .* [\d.]+ % more/);
  assert.match(at('baseline'), /\(command:decodeplan.findBreakEven\)/);
  const laidOut = PLAN.replace('kvCache: fp8', 'layout: auto');
  const text = hover(analyze(laidOut), laidOut.indexOf('layout'))?.text ?? '';
  assert.match(text, /as-is: \d+ replicas of /);
});

void test('each context length has its own sum', () => {
  assert.match(over('p95'), /164 KB a token × 32,768 tokens = 5.37 GB/);
});

void test('blanks and the lines between members have no hover', () => {
  const text =
    'decodeplan: 1\nmodel: llama-3.1-70b\nworkloads:\n  chat:\n    concurrency: 8\n    # a note\n    context: 8K\n';
  const analysis = analyze(text);
  const covered = (offset: number) => {
    const found = hover(analysis, offset);
    return found && text.slice(found.range.start, found.range.end);
  };
  const at = (part: string) => text.indexOf(part);
  assert.equal(covered(at('concurrency')), 'concurrency');
  assert.equal(covered(at('8K') + 1), '8K');
  assert.equal(covered(at('  chat')), null);
  assert.equal(covered(at('    concurrency') + 1), null);
  assert.equal(covered(at('# a note') + 3), null);
  for (let offset = 0; offset < text.length; offset++)
    assert.ok(!(covered(offset) ?? '').includes('\n'), `hover over lines at ${offset}`);
});
