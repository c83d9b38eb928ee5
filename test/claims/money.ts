import assert from 'node:assert/strict';
import { ATTACH_MARKS } from '../../src/catalog/entries/claims.js';
import type { PortfolioPlan, PortfolioTotals } from '../../src/engine/questions/portfolio.js';
import { portfolioWhole } from '../../src/report/writers/portfolio.js';
import { firstReason } from '../../src/report/words/reasons.js';
import { optionOf, planOf, portfolio, stepError, topSpeed } from './answers.js';
import { dollars, number, percent, table, type Claim } from './claim.js';

/** What is said of purchases and of the attach rate. */

const shared = (error: number): string =>
  `Step times may be off by ${percent(error)}; options on one engine and one kind of accelerator share that.`;

function second(): Claim {
  const plan = planOf('second-purchase');
  const row = (name: string) => {
    const { works, basis, purchase, lpx } = optionOf(plan, name);
    return [
      name,
      works === 'owned' ? 'on what is owned' : works === 'purchase' ? 'with a purchase' : 'no',
      purchase.usd === 0 ? 'nothing' : `$${number((purchase.usd ?? 0) / 1e6)}M`,
      String(lpx?.racks ?? 0),
      dollars(basis.sunk.usdPerMillionTokens),
      dollars(basis.priced.usdPerMillionTokens),
    ];
  };
  const [drafted, racked] = [optionOf(plan, 'dspark'), optionOf(plan, 'lpx-dspark')];
  const more = (racked.basis.sunk.usdPerHour ?? NaN) - (drafted.basis.sunk.usdPerHour ?? NaN);
  return {
    title: 'LPX is a second purchase, and drafts on Rubin alone make it optional',
    said: 'the article’s thesis, 2026-07; that LPX is bought beside NVL72 follows from how it is sold (NVIDIA: “alongside”).',
    against: 'the same racks with DSpark.',
    published: 'no price, power or rule for how many racks.',
    notPublished: 'all three: 3M USD a rack is an assumption of the catalogue.',
    plans: ['second-purchase'],
    answer: `DeepSeek-V4-Pro agents at 80 tok/s on four Vera Rubin racks that are owned.\n\n${table(
      ['Option', 'Works', 'Buys', 'LPX racks', 'Still to spend, USD/M tokens', 'All-in, USD/M tokens'],
      Object.keys(plan.options).map(row),
    )}\n\n${shared(stepError(plan, 'dspark'))}`,
    fair: `Here drafts do it on what is owned, and LPX would add ${dollars(more)} an hour to the bill. Where a tier needs a speed that drafts do not reach, nothing else serves it: the portfolio below.`,
  };
}

function bedrock(): Claim {
  const plan = planOf('bedrock-cs3');
  const row = (name: string) => {
    const option = optionOf(plan, name);
    const { works, total, lpx } = option;
    return [
      name,
      works === 'no' ? (firstReason(option) ?? 'no') : 'yes',
      works === 'no' ? '–' : dollars(total.usdPerMillionTokens),
      String(lpx?.racks ?? 0),
    ];
  };
  const quote = optionOf(plan, 'bedrock-quote').total.usdPerMillionTokens;
  const racks = optionOf(plan, 'lpx').total.usdPerMillionTokens;
  const near = topSpeed(plan, 'rubin-eagle3') / 300;
  assert.ok(Math.abs(Math.log(near)) < Math.log(1 + stepError(plan, 'lpx')), 'nearer than its error');
  return {
    title: 'Trainium computes prompts, Cerebras CS-3 decodes, on Bedrock',
    said: 'AWS and Cerebras, press release, 2026-03-13.',
    against:
      '“what is available today” (an order of magnitude faster); five times the capacity “in the same hardware footprint”.',
    published: 'up to 3,000 tok/s; measured by third parties on CS-3: 981 tok/s (Kimi-K2.6).',
    notPublished: 'price, date, power, contexts.',
    plans: ['bedrock-cs3'],
    answer: `${table(
      ['Option', 'Serves 300 tok/s', 'USD/M tokens, all-in', 'LPX racks'],
      Object.keys(plan.options).map(row),
    )}\n\n${shared(stepError(plan, 'lpx'))}`,
    fair: `There is no price, so there is no answer. Rubin with drafts is so near to 300 tok/s that the error of its steps puts it on either side. At 300 tok/s LPX of one’s own costs ${dollars(racks)} a million decoded tokens all-in, prompts left out. A service below that wins (the ${dollars(quote)} here is assumed); above it, it does not.`,
  };
}

function remote(): Claim {
  const plan = planOf('drafts-on-lpx');
  const row = (name: string) => {
    const { works, total, lpx, pools } = optionOf(plan, name);
    const gpus = pools.reduce((sum, { accelerators }) => sum + accelerators, 0);
    return [
      name,
      works === 'no' ? 'does not reach 150 tok/s' : dollars(total.usdPerMillionTokens),
      works === 'no' ? '–' : String(gpus),
      String(lpx?.racks ?? 0),
    ];
  };
  return {
    title: 'LPX drafts, Rubin verifies, Dynamo conducts',
    said: 'NVIDIA blog, 2026-03-16; Hot Chips 2026.',
    against: 'Rubin alone, without drafts.',
    published: 'about 3 times as drafter.',
    notPublished:
      'drafter, number of drafts, acceptance. Released Dynamo drafts within one engine; pools apart are a proposal (ai-dynamo issue 13889).',
    plans: ['drafts-on-lpx'],
    answer: `${table(
      ['Option', 'USD/M tokens, all-in', 'GPUs', 'LPX racks'],
      Object.keys(plan.options).map(row),
    )}\n\n${shared(stepError(plan, 'dspark'))}`,
    fair: 'Possible today within one engine. Against the same drafts on the GPUs a rack that drafts saves some GPUs of a rack that is bought whole all the same, and costs more than it saves here.',
  };
}

const ENGINES = ['vllm', 'trtllm', 'tuned'] as const;

/** What ties leave open of the rate, first: one number would read firmer than it is. */
const range = ({ attachRate, attachRateRange: ends }: PortfolioTotals): string => {
  if (attachRate === null || !ends) return 'not known';
  const [low, high] = [percent(ends.low), percent(ends.high)];
  return low === high ? low : `${low} to ${high}`;
};

/** The portfolio on an engine. */
const wholeOn = (engine: string) => ({
  engine,
  ...portfolioWhole(portfolio((text) => text.replace('engine: vllm', `engine: ${engine}`))),
});

function investor(): Claim {
  const found = ENGINES.map(wholeOn);
  const rows = found.map(({ engine, totals }) => [
    engine,
    range(totals),
    totals.attachRate === null ? 'not known' : percent(totals.attachRate),
    totals.attachRateOfRevenue === null ? 'not known' : percent(totals.attachRateOfRevenue),
    totals.lpxRacksPer72Gpus === null ? 'not known' : number(totals.lpxRacksPer72Gpus),
    totals.forcedBy
      .map(({ workload, usdPerMillionTokens: usd }) => `${workload}, ${dollars(usd)}`)
      .join('; ') || 'none',
    `$${number((totals.purchaseUsd ?? 0) / 1e6)}M`,
  ]);
  const [first] = found;
  const marks = ATTACH_MARKS.map(
    ({ by, what, value: [low, high], sources }) =>
      `- ${by}: ${low === high ? String(low) : `${low} to ${high}`}, ${what} (${sources.map(({ title, date }) => `${title}, ${date}`).join('; ')}).`,
  ).join('\n');
  const ends = (of: (totals: PortfolioTotals) => readonly (number | null | undefined)[]) => {
    const all = found.flatMap(({ totals }) => of(totals)).filter((one) => one != null);
    return [Math.min(...all), Math.max(...all)] as const;
  };
  const spread = ends(({ attachRateRange }) => [attachRateRange?.low, attachRateRange?.high]);
  const racks = ends(({ lpxRacksPer72Gpus }) => [lpxRacksPer72Gpus]);
  return {
    title: 'The attach rate of an investor’s portfolio',
    said: 'nobody: NVIDIA gives no rate, only the marks below.',
    against: 'DSpark on the same GPUs; nothing is owned, and anything may be bought.',
    published: 'the marks.',
    notPublished: 'volumes by class, prices of racks, and how good the serving engine will be.',
    plans: ['portfolio'],
    answer: [
      'Eight classes of 400B decoded tokens a day, four of DeepSeek-V4-Flash and four of DeepSeek-V4-Pro; those of one model are one fleet. Shares, speeds, lengths and prices are in the files, with what is assumed.',
      table(
        [
          'Engine',
          'Attach rate of tokens, ties either way',
          'As the mix stands',
          'Of revenue, as it stands',
          'LPX racks per 72 GPUs',
          'Only LPX serves, USD/M on the bill',
          'Buys',
        ],
        rows,
      ),
      `By class, on ${first?.engine ?? ''}. Costs and prices are of a million decoded tokens, with their prompts:`,
      classesOf(first?.fleets ?? []),
      `Outside marks for LPX racks beside 72 GPUs:\n\n${marks}`,
    ].join('\n\n'),
    fair: `From ${percent(spread[0])} to ${percent(spread[1])} of tokens, by the serving engine and by who is given the ties; the mix as it stands says which side of them is ahead by a trace, and no more. Read racks rather than tokens: a rack that drafts for a whole fleet counts as all of its tokens, and there are ${number(racks[0])} to ${number(racks[1])} for each 72 GPUs. Racks that one tier forces serve others at little more, which is how a small tier pulls a large part along. A better engine does not always mean less LPX: where GPUs alone reach every tier, nothing is forced, and racks stand or fall by their cost.`,
  };
}

const classesOf = (fleets: readonly { readonly answer: PortfolioPlan }[]): string =>
  table(
    ['Class', 'Tokens a day', 'Served by', 'LPX', 'Costs all-in', 'Sells at'],
    fleets.flatMap(({ answer }) =>
      answer.workloads.map((one) => [
        one.workload,
        `${number(((one.tokensPerSecond ?? 0) * 86_400) / 1e9)}B`,
        one.winner ?? 'nothing',
        one.tie ? 'a tie' : answer.attachRate.forcedBy === one.workload ? 'only LPX' : one.lpx ? 'yes' : 'no',
        dollars(one.usdPerMillionTokens),
        dollars(one.revenueUsdPerMillionTokens),
      ]),
    ),
  );

/** NVIDIA's first quarter of fiscal 2027, in USD. */
const QUARTER = { all: 81.6e9, dataCentre: 75.2e9, next: 96.2e9 };

function quarter(): Claim {
  const plan = planOf('second-purchase');
  const price = Object.values(plan.options).find(({ lpx }) => lpx)?.lpx?.price ?? NaN;
  const racks = (0.01 * QUARTER.dataCentre) / price;
  return {
    title: 'The biggest quarter there ever was',
    said: 'NVIDIA, 2026-05-20, results of its first quarter of fiscal 2027, which ended 2026-04-26.',
    against: 'the same quarter a year before (+85 %; data centre +92 %).',
    published: `$${number(QUARTER.all / 1e9)}B of revenue, $${number(QUARTER.dataCentre / 1e9)}B of it data centre; $${number(QUARTER.next / 1e9)}B the quarter after (2026-08-26).`,
    notPublished: 'what of it is LPX, in racks or in money, and what is ordered.',
    plans: [],
    answer: `No plan answers what a company sold. For scale: at ${dollars(price / 1e6)}M a rack, which is assumed, each hundredth of that data-centre revenue is ${number(racks)} LPX racks. How many racks a tier of work takes is what the other claims answer.`,
    fair: 'The biggest until the next quarter. It says what was bought, nothing of LPX, and nothing of what a second rack saves.',
  };
}

export const moneyClaims = (): readonly Claim[] => [quarter(), second(), bedrock(), remote(), investor()];
