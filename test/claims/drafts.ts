import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import { optionOf, planOf, usersAtSpeed, usersAtThroughput, withUsers } from './answers.js';
import { dollars, number, percent, table, type Claim } from './claim.js';

/** What is said of drafts. */

interface Level {
  readonly plan: string;
  readonly model: string;
  readonly speed: number;
  /** Tokens per second and accelerator that are published at that speed: MTP-1, DSpark-5; and DSpark's speed at MTP-1's throughput. */
  readonly published: readonly [number, number, number];
}

/** Read off figure 7 of the DSpark paper. */
const LEVELS: readonly Level[] = [
  { plan: 'dspark-v4-flash', model: 'V4-Flash', speed: 80, published: [10613, 16036, 128.2] },
  { plan: 'dspark-v4-flash', model: 'V4-Flash', speed: 120, published: [1518, 11535, 222] },
  { plan: 'dspark-v4-pro', model: 'V4-Pro', speed: 35, published: [3738, 5668, 54.8] },
  { plan: 'dspark-v4-pro', model: 'V4-Pro', speed: 50, published: [832, 4205, 88.8] },
];

const more = (factor: number): string =>
  `${factor >= 1 ? '+' : '−'}${Math.abs((factor - 1) * 100).toFixed(0)} %`;

/** The three readings of one level: what DSpark gains at equal speed, throughput and concurrency; `null`: not reached. */
function readings(plan: ResolvedPlan, base: string, drafted: string, speed: number) {
  const users = usersAtSpeed(plan, base, speed);
  const before = users === null ? null : withUsers(plan, base, users);
  const fast = usersAtSpeed(plan, drafted, speed);
  const same = fast === null ? null : withUsers(plan, drafted, fast);
  const crowd = before && usersAtThroughput(plan, drafted, before.tokensPerSecondPerAccelerator);
  const there = crowd === null ? null : withUsers(plan, drafted, crowd);
  const alike = users === null ? null : withUsers(plan, drafted, users);
  return {
    before,
    atSpeed:
      before && same ? same.tokensPerSecondPerAccelerator / before.tokensPerSecondPerAccelerator : null,
    atThroughput: before && there ? there.tokensPerSecondPerUser / before.tokensPerSecondPerUser : null,
    atConcurrency: before && alike ? alike.tokensPerSecondPerUser / before.tokensPerSecondPerUser : null,
    error: Math.max(1, before?.band.high ?? 1),
  };
}

const orUndefined = (factor: number | null, why: string) =>
  factor === null ? `undefined: ${why}` : more(factor);

function dspark(): Claim {
  const rows = LEVELS.map(({ plan: name, model, speed, published: [mtp, spark, faster] }) => {
    const plan = planOf(name);
    const { before, atSpeed, atThroughput, atConcurrency } = readings(plan, 'mtp-1', 'dspark-5', speed);
    const why = `MTP-1 ends below ${speed} tok/s`;
    return [
      `${model} at ${speed} tok/s`,
      before ? number(before.tokensPerSecondPerAccelerator) : why,
      more(spark / mtp),
      orUndefined(atSpeed, why),
      more(faster / speed),
      orUndefined(atThroughput, why),
      model === 'V4-Flash' ? '+17 to +53 %' : '+13 to +29 %',
      orUndefined(atConcurrency, why),
    ];
  });
  const { error } = readings(planOf('dspark-v4-pro'), 'mtp-1', 'dspark-5', 35);
  return {
    title: 'DSpark: users 57 to 85 % faster, throughput up by half, or by 406 and 661 %',
    said: 'DeepSeek, DSpark paper, figure 7, 2026-06-27 (arXiv 2607.05147).',
    against: 'MTP-1, which already drafts one token; live traffic.',
    published:
      'at MTP-1’s throughput users are 60 to 85 % (Flash) and 57 to 78 % (Pro) faster; at equal speed throughput is 51 and 52 % higher at the lower level, 661 and 406 % at the higher, where MTP-1 is about to end.',
    notPublished:
      'accelerator, ranks, lengths, users, precision, engine. The plans assume 64 B300 in replicas of 8, TensorRT-LLM, 8K of context.',
    plans: ['dspark-v4-flash', 'dspark-v4-pro'],
    answer: [
      table(
        [
          'Level',
          'MTP-1 here, tok/s per GPU',
          'Equal speed: paper',
          'here',
          'Equal throughput: paper',
          'here',
          'Equal users: paper, all loads',
          'here',
        ],
        rows,
      ),
      `Step times may be off by ${percent(error - 1)}; both sides are on one engine and share that. The absolute levels are not comparable: the paper names no hardware.`,
    ].join('\n\n'),
    fair: 'Three numbers belong together: at equal speed, at equal throughput, at equal users. The largest is where the baseline ends, and says as little as any ratio there.',
  };
}

const USERS = [1, 16, 32, 64, 128, 256];
/** Read off the blog: speed per user. */
const MEASURED = {
  none: [101.3, 71.8, 53.6, 45.7, 37.3, 29.4],
  k1: [154.2, 90.7, 77.9, 64.2, 50.3, 39.9],
  adaptive7: [271.9, 136, 113.3, 88.9, 65.5, 44.5],
} as const;

function replication(): Claim {
  const plan = planOf('dspark-vllm-b300');
  const cell = (name: keyof typeof MEASURED, users: number, i: number) => {
    const here = withUsers(plan, name, users)?.tokensPerSecondPerUser ?? NaN;
    return `${number(here)} (${number(MEASURED[name][i] ?? NaN)})`;
  };
  const at = (name: keyof typeof MEASURED) => {
    const users = usersAtSpeed(plan, name, 50);
    return users === null ? null : (withUsers(plan, name, users)?.tokensPerSecond ?? null);
  };
  const [none, one, seven] = [at('none'), at('k1'), at('adaptive7')];
  const gain = (a: number | null, b: number | null) => (a === null || b === null ? 'undefined' : more(a / b));
  return {
    title: 'The replication: 52 % more at 50 tok/s per user',
    said: 'vLLM blog, 2026-08-14.',
    against: 'one drafted token (+52 %); without any drafts it is +320 %.',
    published:
      'V4-Pro on 8 B300 in one tensor-parallel group, SPEED-Bench, temperature 1: 2,169 tok/s without drafts, 5,995 with one, 9,114 with adaptive drafts at 50 tok/s per user.',
    notPublished: 'prompt lengths.',
    plans: ['dspark-vllm-b300'],
    answer: [
      'Tokens per second and user here (measured):',
      table(
        ['Users', 'No drafts', 'One draft', 'Adaptive, up to 7'],
        USERS.map((users, i) => [
          String(users),
          cell('none', users, i),
          cell('k1', users, i),
          cell('adaptive7', users, i),
        ]),
      ),
      `At 50 tok/s per user adaptive drafts serve ${gain(seven, one)} against one draft (measured +52 %) and ${gain(seven, none)} against none (measured +320 %). The engine is calibrated on these measurements, so their agreement proves nothing.`,
    ].join('\n\n'),
    fair: 'This is the one comparison of DSpark whose hardware is known. Half as much again over one draft; four times over none, because without drafts few users fit that speed.',
  };
}

function heads(): Claim {
  const plan = planOf('deepspec-heads');
  const cost = (name: string) => optionOf(plan, name).total.usdPerMillionTokens;
  return {
    title: 'DeepSpec already covers Qwen and Gemma',
    said: 'DeepSeek, DeepSpec collection, 2026-06.',
    against:
      'EAGLE-3 (+26.7 to +30.9 %) and DFlash (+16.3 to +18.4 %) by accepted length, Qwen3; not by speed.',
    published: 'heads for Qwen3-4B, 8B, 14B and Gemma-4-12B.',
    notPublished: 'speed; heads above 14B (larger ones come from others).',
    plans: ['deepspec-heads'],
    answer: `Qwen3-8B on H100, with the acceptance of the 4B model carried over: ${dollars(cost('none'))} a million tokens without drafts, ${dollars(cost('eagle3'))} with EAGLE-3, ${dollars(cost('dspark'))} with DSpark.`,
    fair: 'Heads for four small models. The direction is as claimed; the acceptance was measured on another size.',
  };
}

export const draftClaims = (): readonly Claim[] => [dspark(), replication(), heads()];
