import { optionOf, perMegawatt, planOf, speedAtPower, topSpeed, type Valued } from './answers.js';
import { number, percent, ratio, table, times, type Claim } from './claim.js';
import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';

/** What NVIDIA says of LPX racks. */

const PROXY =
  'The model is a proxy of 2T parameters (64 layers of 6,144, 272 experts of which 6 work): NVIDIA publishes none. ' +
  'Contexts of 400K, 2,048 users, FP4 storage, decoding alone; drafts are 3 with 2.6 accepted on every side that has any.';

const SPEEDS = [50, 100, 200, 300, 310, 315, 320, 400, 600];
const CURVES = ['gb200', 'gb200-drafts', 'rubin', 'rubin-drafts', 'rubin-lpx', 'rubin-lpx-drafts'] as const;
const NAMES: Readonly<Record<(typeof CURVES)[number], string>> = {
  gb200: 'GB200',
  'gb200-drafts': 'GB200 + drafts',
  rubin: 'Rubin',
  'rubin-drafts': 'Rubin + drafts',
  'rubin-lpx': 'Rubin + LPX',
  'rubin-lpx-drafts': 'Rubin + LPX + drafts',
};
type Curve = (typeof CURVES)[number];

/** LPX over a baseline: what LPX does against a baseline that has the same drafts, or none. */
const RATIOS: readonly (readonly [Curve, Curve])[] = [
  ['rubin-lpx', 'gb200'],
  ['rubin-lpx-drafts', 'gb200-drafts'],
  ['rubin-lpx', 'rubin'],
  ['rubin-lpx-drafts', 'rubin-drafts'],
];

function perPower(): Claim {
  const plan = planOf('35x-per-megawatt');
  const tops = new Map(CURVES.map((name) => [name, topSpeed(plan, name)]));
  const top = (name: Curve) => tops.get(name) ?? 0;
  const at = new Map(CURVES.map((name) => [name, SPEEDS.map((speed) => perMegawatt(plan, name, speed))]));
  const cell = (name: Curve, i: number): Valued | null => at.get(name)?.[i] ?? null;
  const ends = (name: Curve) => `ends at ${number(top(name))}`;
  const curves = table(
    ['tok/s per user', ...CURVES.map((name) => NAMES[name])],
    SPEEDS.map((speed, i) => [
      String(speed),
      ...CURVES.map((name) => {
        const one = cell(name, i);
        return one ? number(one.value / 1000) : ends(name);
      }),
    ]),
  );
  const against = ([lpx, base]: readonly [Curve, Curve], i: number): string => {
    const [one, two] = [cell(lpx, i), cell(base, i)];
    if (!two) return `undefined: ${NAMES[base]} ends at ${number(top(base))}`;
    if (!one) return `LPX ends at ${number(top(lpx))}`;
    // On one generation of GPUs and one engine the error of their steps is shared.
    const errors = base.startsWith('rubin') ? [one.lpxError] : [one.error, two.error];
    return ratio(one.value / two.value, errors);
  };
  const ratios = table(
    [
      'tok/s per user',
      'GB200, no drafts',
      'GB200, both with drafts',
      'Rubin, no drafts',
      'Rubin, both with drafts',
    ],
    SPEEDS.map((speed, i) => [String(speed), ...RATIOS.map((pair) => against(pair, i))]),
  );
  const value = (pair: readonly [Curve, Curve], speed: number) => {
    const i = SPEEDS.indexOf(speed);
    return (cell(pair[0], i)?.value ?? NaN) / (cell(pair[1], i)?.value ?? NaN);
  };
  const [plain, drafted, rubinDrafted] = [RATIOS[0]!, RATIOS[1]!, RATIOS[3]!];
  return {
    title: 'Up to 35 times the throughput per megawatt',
    said: 'NVIDIA, 2026-03-16, blog “Inside NVIDIA Groq 3 LPX”, figure 10; repeated in the GTC 2026 keynote.',
    against: 'GB200 NVL72, two generations of racks apart, at about 400 tok/s per user; not Vera Rubin.',
    published:
      '“up to 35x” tokens per second and megawatt, a mixture of experts of two trillion parameters, 400K of input.',
    notPublished:
      'the model, its precision, output, batch, racks, the boundary of power, and whether either side drafts.',
    plans: ['35x-per-megawatt'],
    answer: [
      PROXY,
      'Output tokens per second and megawatt, in thousands:',
      curves,
      'Rubin + LPX over each baseline. A ratio is undefined where the baseline has ended. In brackets what it may err by: the step times of two generations; on one generation that error is shared and drops out, and what is assumed of LPX is left.',
      ratios,
    ].join('\n\n'),
    fair: `NVIDIA compares with Blackwell at the speed at which Blackwell stops. Without drafts GB200 ends at ${number(top('gb200'))} tok/s per user here: the ratio is ${times(value(plain, 300))} at 300, ${times(value(plain, 315))} at 315, ${times(value(plain, 320))} at 320 and undefined at 400, so any number can be had by moving the speed a little. With the same drafts on both sides it is ${times(value(drafted, 400))} at 400 against GB200, and ${times(value(rubinDrafted, 400))} against Rubin.`,
  };
}

/** Twice as many tokens per second and megawatt. */
const TWICE = 2;

/** The speed per user from which on LPX makes twice the tokens of its baseline at equal power; `null` where it never does. */
function speedOfTwice(plan: ResolvedPlan, [lpx, base]: readonly [Curve, Curve]): number | null {
  const over = (speed: number): number => {
    const [one, two] = [perMegawatt(plan, lpx, speed), perMegawatt(plan, base, speed)];
    return one && two ? one.value / two.value : 0;
  };
  let [low, high] = [SPEEDS[0] ?? 1, 0.999 * Math.min(topSpeed(plan, lpx), topSpeed(plan, base))];
  if (over(high) < TWICE) return null;
  while (high / low > 1.01) {
    const middle = Math.sqrt(low * high);
    if (over(middle) < TWICE) low = middle;
    else high = middle;
  }
  return high;
}

function equalPower(): Claim {
  const plan = planOf('35x-per-megawatt');
  const [plain, drafted] = [RATIOS[2]!, RATIOS[3]!];
  const row = (pair: readonly [Curve, Curve]) => {
    const [speed, top] = [speedOfTwice(plan, pair), topSpeed(plan, pair[1])];
    return [
      NAMES[pair[1]],
      speed === null ? 'never' : `${number(speed)} tok/s`,
      `${number(top)} tok/s`,
      speed === null ? '–' : percent(speed / top),
    ];
  };
  return {
    title: 'About twice Vera Rubin at equal power',
    said: 'NVIDIA, Hot Chips keynote, 2026-08-25, as a recap tells it.',
    against: 'Vera Rubin NVL72 alone, on the same power.',
    published: 'about 2 times the throughput.',
    notPublished: 'the speed per user at which that is so, the model, and whether either side drafts.',
    plans: ['35x-per-megawatt'],
    answer: [
      'The proxy of the 35 times, with its curves. From which speed per user on LPX makes twice the tokens of a megawatt:',
      table(
        ['Baseline, drafts on both sides or on neither', 'Twice from', 'The baseline ends at', 'Of that'],
        [row(plain), row(drafted)],
      ),
    ].join('\n\n'),
    fair: 'A gain at the fast end: below those speeds it is less, and at the speeds that most work is served at racks make fewer tokens of a megawatt than Rubin alone. With drafts on both sides it begins where few services are sold.',
  };
}

/** What NVIDIA says of each role, and the option that plays it. */
const ROLES = [
  { role: 'drafter', says: 3, option: 'lpx-drafter', bases: ['rubin', 'rubin-drafts'] },
  { role: 'attention and feed-forward apart', says: 3, option: 'lpx-ffn', bases: ['rubin'] },
  { role: 'the same, drafts on both sides', says: 3, option: 'lpx-ffn-drafts', bases: ['rubin-drafts'] },
] as const;

function roles(): Claim {
  const plan = planOf('lpx-roles');
  const names = { rubin: 'Rubin without drafts', 'rubin-drafts': 'Rubin with the same drafts' } as const;
  const rows = ROLES.flatMap(({ role, says, option, bases }) =>
    bases.map((base) => {
      const level = 0.8 * topSpeed(plan, base);
      const power = perMegawatt(plan, base, level);
      const there = power && speedAtPower(plan, option, power.value);
      return [
        role,
        times(says),
        names[base],
        power ? `${number(level)} tok/s at ${number(power.value / 1000)}K tok/s/MW` : 'not known',
        there === null ? 'never makes as many tokens per megawatt' : `${number(there)} tok/s`,
        there === null
          ? 'undefined'
          : ratio(there / level, [perMegawatt(plan, option, there)?.lpxError ?? 1]),
      ];
    }),
  );
  const [slow, fast, lone] = [
    topSpeed(plan, 'rubin'),
    topSpeed(plan, 'rubin-drafts'),
    topSpeed(plan, 'lpx-decode'),
  ];
  return {
    title:
      'Three times as drafter, three times for attention and feed-forward apart, five times for decoding',
    said: 'NVIDIA, Hot Chips, 2026-08-24/25, and blog “Unlocking ultrafast interactivity at long context”.',
    against: 'Vera Rubin NVL72 alone; whether it drafts is not said.',
    published:
      'about 3 times the speed per user as drafter, 3 times with attention and feed-forward apart, 5 times decoding alone; 400K cached, 4K new, 400 out, on GPT-OSS scaled to 2T (a projection; there is no such model).',
    notPublished:
      'numbers on either axis, the model’s dimensions, racks, the drafter, and the baseline’s drafts.',
    plans: ['lpx-roles'],
    answer: [
      `${PROXY} Speed per user at equal tokens per second and megawatt, at four fifths of the baseline’s top speed. Both sides are on one engine, whose error they share; in brackets what is assumed of LPX.`,
      table(['Role', 'NVIDIA', 'Baseline', 'The baseline', 'LPX at equal power', 'Ratio'], rows),
      `Decoding on LPX alone reaches ${number(lone)} tok/s per user. That is ${times(lone / slow)} the top speed of Rubin without drafts and ${times(lone / fast)} that with drafts: top speeds, not speeds at equal power.`,
    ].join('\n\n'),
    fair: 'The order of the three is plausible. The drafter’s 3 times is what drafts give: against GPUs that draft as well, little is left of it.',
  };
}

function whatFits(): Claim {
  const plan = planOf('lpx-rack-what-fits');
  const racks = (name: string) => optionOf(plan, name).lpx?.minimumRacks ?? 0;
  return {
    title: 'SRAM of seven times the bandwidth of a GPU’s memory',
    said: 'NVIDIA blog, 2026-03-16; “nearly 7x” The Register, 2026-03-16.',
    against: 'one Rubin GPU: 150 TB/s over 22 TB/s of HBM4 is 6.8; chip against chip.',
    published: '256 chips of 500 MB and 150 TB/s a rack.',
    notPublished: 'power, price, and the bandwidth of the rack’s DDR5.',
    plans: ['lpx-rack-what-fits'],
    answer: table(
      ['', 'LP30', 'Rubin GPU', 'LPX rack', 'NVL72'],
      [
        ['Memory', '0.5 GB', '288 GB', '128 GB', '20,736 GB'],
        ['Bandwidth (HBM4 at 22 TB/s)', '150 TB/s', '22 TB/s', '38,400 TB/s', '1,584 TB/s'],
      ],
    ).concat(
      `\n\nDeepSeek-V4-Pro’s experts take ${racks('fp8')} LPX racks at 8 bits, and ${racks('fp4')} if LP30 may store 4 bits, which NVIDIA has not confirmed.`,
    ),
    fair: `Seven times per chip, with 1/576 of the capacity; per rack 24 times the bandwidth of an NVL72, with 1/162 of its memory. A model of DeepSeek-V4-Pro’s size takes ${racks('fp8')} racks before the first token.`,
  };
}

/** A quarter of the power to each tier, as in the keynote; its prices are NVIDIA's, speeds are assumed. */
const TIERS = [
  { tier: 'free', usd: 0, speed: 50 },
  { tier: 'medium', usd: 3, speed: 100 },
  { tier: 'high', usd: 6, speed: 200 },
  { tier: 'ultra', usd: 45, speed: 400 },
] as const;

/** USD an hour of a megawatt that goes to a tier, with the best of some options; 0 where none of them is so fast. */
function earned(names: readonly Curve[], { usd, speed }: (typeof TIERS)[number]): number {
  const plan = planOf('35x-per-megawatt');
  const best = Math.max(0, ...names.map((name) => perMegawatt(plan, name, speed)?.value ?? 0));
  return (best * usd * 3600) / 1e6;
}

function revenue(): Claim {
  const sides = [
    { name: 'GB200', of: ['gb200'] },
    { name: 'Rubin', of: ['rubin'] },
    { name: 'Rubin, LPX where it makes more', of: ['rubin', 'rubin-lpx'] },
    { name: 'GB200 + drafts', of: ['gb200-drafts'] },
    { name: 'Rubin + drafts', of: ['rubin-drafts'] },
    { name: 'Rubin + drafts, LPX where it makes more', of: ['rubin-drafts', 'rubin-lpx-drafts'] },
  ] as const satisfies readonly { readonly name: string; readonly of: readonly Curve[] }[];
  const rows = sides.map(({ name, of }, i) => {
    const tiers = TIERS.map((tier) => earned(of, tier) / TIERS.length);
    return { name, tiers, all: tiers.reduce((sum, one) => sum + one, 0), base: i < 3 ? 0 : 3 };
  });
  const over = (i: number) => (rows[i]?.all ?? NaN) / (rows[rows[i]?.base ?? 0]?.all ?? NaN);
  return {
    title: 'Ten times the revenue of a gigawatt',
    said: 'NVIDIA, 2026-03-16, GTC keynote and blog “Inside NVIDIA Groq 3 LPX”.',
    against: 'GB200 NVL72 on the same power; NVIDIA gives Rubin without LPX five times.',
    published:
      'a quarter of the power to each of four tiers at 0, 3, 6 and 45 USD a million tokens; ten times the revenue with LPX.',
    notPublished: 'the speeds of the tiers, the model’s dimensions, drafts, and whether all of it is sold.',
    plans: ['35x-per-megawatt'],
    answer: [
      `The same proxy. The tiers’ speeds are assumed: ${TIERS.map(({ tier, speed }) => `${tier} at ${speed} tok/s`).join(', ')}. Revenue of a megawatt in USD an hour, if every token is sold:`,
      table(
        ['', ...TIERS.map(({ tier, usd }) => `${tier}, $${usd}`), 'All', 'Over GB200'],
        rows.map(({ name, tiers, all }, i) => [
          name,
          ...tiers.map((usd, t) => (usd === 0 && TIERS[t]?.usd ? 'too slow' : number(usd))),
          number(all),
          times(over(i)),
        ]),
      ),
      'Step times of two generations may each be off by what the table of the 35 times shows in brackets.',
    ].join('\n\n'),
    fair: `What decides is the dearest tier, and who reaches it at all. Here it is ${times(over(2))} without drafts, where GB200 earns nothing in that tier, and ${times(over(5))} with the same drafts on both sides, where Rubin without LPX makes ${times(over(4))}, too. Another speed for that tier gives another factor, and a price of $45 holds only as long as someone pays it.`,
  };
}

export const lpxClaims = (): readonly Claim[] => [perPower(), equalPower(), revenue(), roles(), whatFits()];
