import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gainsOf } from '../../../src/engine/questions/gains.js';
import { caseOf } from '../../../src/engine/fleet/optionCase.js';
import { evaluateOption } from '../../../src/engine/fleet/optionResult.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { flipFinding, nearestFlip } from '../../../src/report/words/attach.js';
import {
  claimLine,
  gainName,
  gainNote,
  gainsFinding,
  gainsTable,
  publishedFactor,
  savingClaimsFinding,
  savingClaimsTable,
} from '../../../src/report/words/claims.js';
import { breakEvenVariables } from '../../../src/engine/questions/charts.js';
import type { BreakEven } from '../../../src/engine/shapes/result.js';
import { planOf } from '../plans.js';

const V4 = readFileSync('examples/agentic-deepseek-v4-pro.decodeplan', 'utf8');

void test('racks are held against what is claimed of their role, drafting against one draft', () => {
  const plan = planOf(V4);
  const gains = gainsOf(plan, 'chat');
  const found = gains.map(({ option, claim }) => `${option} ${claim.id}`).sort();
  const { lpx: option } = plan.options;
  assert.ok(option);
  const role = evaluateOption(caseOf(plan, option)).lpx?.role;
  assert.ok(found.includes(`lpx lpx-${role ?? ''}`) && found.includes('lpx lpx-power'));
  assert.ok(found.includes('software dspark') && !found.some((name) => name.startsWith('as-is')));
  const lpx = gains.find(({ option, claim }) => option === 'lpx' && claim.measure === 'speed');
  assert.ok(lpx?.factor != null && lpx.factor > 1);
  assert.match(
    gainsFinding(gains),
    /^Here lpx reaches .*× the top speed per user of GPUs alone; NVIDIA says 3×$/,
  );
});

void test('tokens per accelerator count what prompts take on both sides, where only one computes them in its own steps', () => {
  const plan = planOf(V4);
  const { software } = plan.options;
  assert.ok(software?.speculation);
  const one = {
    ...software,
    speculation: { ...software.speculation, draftTokens: 1, verification: 'fixed' as const },
  };
  const [own, baseline] = [software, one].map((option) => {
    const { decode, prefill } = evaluateOption(caseOf(plan, option)).workloads['chat'] ?? {};
    assert.ok(decode && prefill);
    const apart = prefill.mode === 'disaggregated' ? (prefill.perDecodeAccelerator ?? 0) : 0;
    return { mode: prefill.mode, all: decode.tokensPerSecondPerAccelerator / (1 + apart), decode };
  });
  assert.ok(own && baseline);
  const factor = gainsOf(plan, 'chat').find(({ option }) => option === 'software')?.factor ?? 0;
  const alike =
    own.mode === baseline.mode
      ? own.decode.tokensPerSecondPerAccelerator / baseline.decode.tokensPerSecondPerAccelerator
      : own.all / baseline.all;
  assert.ok(Math.abs(factor / alike - 1) < 1e-9, `${factor}, ${alike}`);
});

void test('drafting one token gains nothing over itself, and racks that change nothing gain nothing', () => {
  const plan = planOf(V4.replace('draftTokens: 5', 'draftTokens: 1'));
  const same = gainsOf(plan, 'chat').find(({ option }) => option === 'software');
  assert.equal(same?.factor, 1);
});

void test('a gain says both figures and both frames; an unknown one says so', () => {
  const [first] = gainsOf(planOf(V4), 'agents');
  assert.ok(first);
  assert.match(gainName(first), /^software: tokens\/GPU$/);
  assert.match(gainNote(first), /×; DeepSeek says 1\.5×$/);
  assert.match(gainNote({ ...first, factor: null }), /^not known/);
  assert.equal(publishedFactor({ ...first.claim, factor: [1.57, 1.85] }), '1.6× to 1.9×');
  const { columns, rows } = gainsTable([first], 100);
  for (const row of rows) assert.equal(row.length, columns.length);
  assert.match(rows[0]?.join(' ') ?? '', /one drafted token, at 100 tok\/s .*MTP-1/);
});

void test('racks of an option that drafts are held against both baselines, and a baseline that stops says where', () => {
  const plan = planOf(readFileSync('examples/buyers/green-field.decodeplan', 'utf8'));
  const gains = gainsOf(plan, 'fast');
  const racks = gains.find(({ claim }) => claim.of === 'lpx' && claim.measure === 'speed');
  assert.ok(racks?.factor && racks.undrafted?.factor);
  // Most of what is claimed of racks that draft is what drafts give on any accelerator.
  assert.ok(racks.undrafted.factor > 1.3 * racks.factor, JSON.stringify(racks));
  const told = claimLine(racks, 320);
  assert.match(told, /with the same drafts on both sides, [\d.]+× .*over accelerators without any/);
  assert.doesNotMatch(told, /\(([\d.]+×) to \1\)/);
  // One drafted token does not reach the speed that is asked.
  const drafts = gains.find(({ option, claim }) => option === 'software' && claim.id === 'dspark');
  assert.ok(drafts && drafts.factor === null && drafts.undrafted === null);
  assert.ok(drafts.endsAt !== null && drafts.endsAt < 320 && drafts.endsAt > 100, JSON.stringify(drafts));
  assert.match(claimLine(drafts, 320), /undefined: the baseline ends at \d+ tok\/s/);
});

void test('published savings stand beside the plan’s own', () => {
  const analysis = analyze(V4);
  const cache = analysis.result()?.workloads['agents']?.kvCache;
  assert.ok(cache);
  const { rows } = savingClaimsTable('DeepSeek-V4-Pro', cache, 98_304);
  assert.match(savingClaimsFinding(), /^“93\.3.%.* 82\.2.%/);
  assert.equal(rows.at(-1)?.[0], 'This plan');
  assert.ok(rows.filter(([, , what]) => what?.endsWith('(as meant)')).length >= 2);
});

void test('the flip that takes the smallest move is told, by factor', () => {
  const plan = planOf(V4);
  const [price, speed] = breakEvenVariables(plan, 'agents');
  assert.ok(price && speed);
  const at = (value: number) => ({ value }) as BreakEven;
  const { current } = price;
  assert.ok(current);
  assert.equal(nearestFlip(price, [at(current * 3), at(current / 2)]), current / 2);
  assert.equal(nearestFlip(price, []), null);
  const flip = { variable: price, at: current / 2, pending: false };
  const far = { variable: speed, at: (speed.current ?? 1) * 100, pending: false };
  assert.match(flipFinding('agents', 'software', 'lpx', [far, flip]), /; with \$1\.75M .* it would be lpx$/);
  assert.match(flipFinding('agents', 'software', 'lpx', [far]), /no input alone changes that/);
  assert.match(flipFinding('agents', 'software', null, []), /only software/);
  assert.match(flipFinding('agents', null, null, []), /no option has a known cost/);
});
