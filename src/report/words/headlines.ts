import { pathKey } from '../../plan/path.js';
import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { openRange } from '../../engine/questions/errors/attachOverRanges.js';
import type { CostBand } from '../../engine/shapes/costBand.js';
import type { BreakEven, OptionResult, OwnedBasis, PlanResult } from '../../engine/shapes/result.js';
import type { VariableSummary } from '../../engine/questions/charts.js';
import * as l10n from '../../l10n/l10n.js';
import { attachRateName, openRate } from './attach.js';
import * as format from './format.js';
import { marginHeading, optionMargin } from './fleet/margin.js';
import { leadingOption, publishedSpeed, slowestOf, tightestOf } from './insight.js';
import { HOURS_PER_YEAR } from '../../units/constants.js';
import { decodeOnly, decodeOnlyNote, leavesPromptsOut } from './decodeOnly.js';
import { breakEvensClaim, limitsSentence } from './fleet/breakEven.js';
import type { OpenRate } from './fleet/standing.js';
import { fullStop, noAnswer, speedPerUser } from './sentences.js';
import { costReason, firstReason, reasonText } from './reasons.js';

type Subject = 'memory' | 'speed' | 'cost' | 'breakEven' | 'attach';

/** One headline number with what it is about: a tile of the panel and of the report. */
export interface Headline {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly tone: 'good' | 'bad' | 'plain';
  /** What it is about: where more is told of it. */
  readonly about: Subject;
  /** What in the file it hangs on. */
  readonly path: string;
  /** There is a number: a page that is printed leaves the others out. */
  readonly known: boolean;
}

/** The break-even that a headline is about, as far as it is known. */
export interface LeadingBreakEven {
  readonly found: BreakEven | null;
  /** All along the same input: there may be several. */
  readonly all: readonly BreakEven[];
  /** `null` where the plan compares nothing. */
  readonly variable: VariableSummary | null;
  readonly pending: boolean;
}

/**
 * The numbers a reader looks for first, of the option that the verdict is about. Those of the best mix are left open
 * where nobody waits for it, as while a value is moved. `band` is that of the cost, and `open` what ranges leave open
 * of the attach rate, where these are worked out.
 */
export function headlines(
  plan: ResolvedPlan,
  result: PlanResult,
  leading: LeadingBreakEven,
  withMix = true,
  band: CostBand | null = null,
  open: OpenRate | null = null,
): Headline[] {
  const lead = leadingOption(result);
  const option = lead === null ? undefined : result.options[lead];
  if (lead === null || !option) return [];
  return [
    ...memory(lead, option),
    speed(plan, lead, option),
    ...costs(lead, option, result.basis, band),
    ...margin(plan, lead, option),
    ...breakEven(leading),
    ...attach(plan, result, withMix, open),
  ];
}

/** A tile that says why it has no number. */
function unknown(about: Subject, label: string, value: string, note: string, path: string): Headline {
  return { about, label, value, note, tone: 'plain', path, known: false };
}

function memory(lead: string, option: OptionResult): Headline[] {
  const label = l10n.t('KV memory pressure');
  const tightest = tightestOf(lead, option);
  const found = tightest && option.workloads[tightest.workload]?.memory;
  if (!tightest || !found) {
    const note = l10n.t('nothing is held on accelerators of your own');
    return [unknown('memory', label, l10n.t('none'), note, pathKey(['options', lead]))];
  }
  const { workload, pressure } = tightest;
  const tone = pressure > 1 ? 'bad' : 'good';
  return [
    {
      about: 'memory',
      label,
      value: format.fill(pressure),
      note: l10n.t('{workload}, 95 % of the time', { workload }),
      tone,
      path: pathKey(['workloads', workload, 'context']),
      known: true,
    },
    {
      about: 'memory',
      label: l10n.t('Users that fit'),
      value: format.count(found.fleetConcurrency),
      note:
        found.askedConcurrency === null
          ? workload
          : l10n.t('{wanted} asked for by {workload}', {
              wanted: format.count(found.askedConcurrency),
              workload,
            }),
      tone,
      path: pathKey(['workloads', workload, 'concurrency']),
      known: true,
    },
  ];
}

function speed(plan: ResolvedPlan, lead: string, option: OptionResult): Headline {
  const label = speedPerUser();
  const slowest = slowestOf(plan, option) ?? publishedSpeed(plan, lead);
  if (!slowest)
    return unknown(
      'speed',
      label,
      l10n.t('not known'),
      firstReason(option) ?? '',
      pathKey(['options', lead]),
    );
  const { wanted, speed: reached, workload } = slowest;
  const asked =
    wanted === null
      ? workload
      : l10n.t('{workload}, {speed} asked for', { workload, speed: format.tokenRate(wanted) });
  const own = option.workloads[workload];
  const band = own?.decode?.band;
  const spread = band ? format.between(reached / band.high, reached / band.low, format.tokenRate) : '';
  return {
    about: 'speed',
    label,
    value: format.tokenRate(reached),
    note: joined([asked, own && leavesPromptsOut(own) ? decodeOnly() : '', spread]),
    tone: wanted === null ? 'plain' : reached >= wanted ? 'good' : 'bad',
    path: pathKey(['workloads', workload, 'speed']),
    known: true,
  };
}

function costs(lead: string, option: OptionResult, basis: OwnedBasis, band: CostBand | null): Headline[] {
  const { usdPerMillionTokens: allIn, usdPerHour } = option.total;
  const usd = option.basis[basis].usdPerMillionTokens;
  const label = l10n.t('Cost per million tokens');
  const path = pathKey(['options', lead]);
  if (usd === null || allIn === null) {
    return [
      unknown('cost', label, l10n.t('not known'), costReason(option) ?? firstReason(option) ?? '', path),
    ];
  }
  const reach = band ? format.between(band.low, band.high, format.usdPerMillion) : '';
  // Where nothing that serves is owned, both are the same.
  const allInNote = allIn === usd ? '' : l10n.t('all-in {usd}', { usd: format.usdPerMillion(allIn) });
  const { note: leftOut = '' } = decodeOnlyNote(option);
  const note =
    basis === 'sunk'
      ? joined([l10n.t('still to spend, all workloads'), leftOut, reach, allInNote])
      : joined([l10n.t('all workloads'), leftOut, reach]);
  const tile = { about: 'cost', tone: 'plain', path, known: true } as const;
  const perToken = { label, value: format.usdPerMillion(usd), note, ...tile };
  if (usdPerHour === null) return [perToken];
  return [
    perToken,
    {
      label: l10n.t('Cost a year'),
      value: format.quantity(usdPerHour * HOURS_PER_YEAR, 'money'),
      note: joined([
        basis === 'sunk'
          ? l10n.t('all-in, {usdPerHour} an hour, around the clock', {
              usdPerHour: format.usdPerHour(usdPerHour),
            })
          : l10n.t('{usdPerHour} an hour, around the clock', { usdPerHour: format.usdPerHour(usdPerHour) }),
        leftOut,
      ]),
      ...tile,
    },
  ];
}

/** Where something is sold. */
function margin(plan: ResolvedPlan, lead: string, option: OptionResult): Headline[] {
  const found = optionMargin(plan, option);
  if (!found) return [];
  return [
    {
      about: 'cost',
      label: marginHeading(),
      value: format.signedPercent(found.margin),
      note:
        found.workload === null
          ? l10n.t('of what the tokens sell for, all-in')
          : l10n.t('of what {workload} sells for, all-in', { workload: found.workload }),
      tone: found.margin < 0 ? 'bad' : 'good',
      path:
        found.workload === null
          ? pathKey(['options', lead])
          : pathKey(['workloads', found.workload, 'price']),
      known: true,
    },
  ];
}

/** Nothing where nothing is compared. */
function breakEven({ found, all, variable, pending }: LeadingBreakEven): Headline[] {
  if (!variable) return [];
  const label = l10n.t('Break-even');
  const path = variable.path ?? 'breakEven';
  if (!found) {
    const [value, note] = pending ? ['…', noAnswer(true)] : [l10n.t('not known'), ''];
    return [unknown('breakEven', label, value, note, path)];
  }
  const quantity = (value: number) => format.crossing(value, variable.dimension);
  return [
    {
      about: 'breakEven',
      label,
      value: found.value === null ? l10n.t('none') : quantity(found.value),
      note: `${fullStop(breakEvensClaim(all, variable.label, quantity, null) ?? '')} ${limitsSentence(found, quantity)}`.trim(),
      tone: 'plain',
      path,
      known: true,
    },
  ];
}

/** Nothing where no option has racks: who plans without them asks no rate. */
function attach(
  { options }: ResolvedPlan,
  result: PlanResult,
  withMix: boolean,
  openOf: OpenRate | null,
): Headline[] {
  if (!Object.values(options).some(({ lpx }) => lpx)) return [];
  const label = attachRateName();
  const path = 'workloads';
  if (!withMix) return [unknown('attach', label, '…', noAnswer(true), path)];
  const rate = { ...result.attachRate, ...openOf };
  const { ofTokens, reason, lpxRacksPer72Gpus: racks, forcedBy } = rate;
  if (ofTokens === null)
    return [unknown('attach', label, l10n.t('not known'), reason ? reasonText(reason) : '', path)];
  const open = openRate(openRange(rate));
  const likely = format.percent(ofTokens);
  return [
    {
      about: 'attach',
      label,
      value: open ?? likely,
      note: joined([
        l10n.t('of the best mix’s tokens'),
        open === null ? '' : l10n.t('ties either way: {share} as the mix stands', { share: likely }),
        rate.overRangesReason ? l10n.t('not drawn over the ranges') : '',
        racks ? l10n.t('{racks} LPX racks for each 72 GPUs', { racks: format.plain(racks) }) : '',
        forcedBy === null ? '' : l10n.t('only LPX serves {workload}', { workload: forcedBy }),
      ]),
      tone: 'plain',
      path,
      known: true,
    },
  ];
}

const joined = (parts: readonly string[]) => parts.filter((part) => part !== '').join('; ');
