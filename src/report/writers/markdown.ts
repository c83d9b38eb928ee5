import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { breakEvens } from '../../engine/questions/breakEven.js';
import type { PlanResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import type { Analysis } from '../answers/analysis.js';
import type { ReportOrigin } from '../answers/reported.js';
import { assumptions, notKnown } from '../words/assumptions.js';
import { certaintyOf } from '../figures/certainty.js';
import { crossingsHeading } from '../figures/crossings.js';
import { heldClaims } from '../figures/evidence/claims.js';
import { evidenceHeading, evidenceTable } from '../figures/evidence/figure.js';
import { plainTable } from '../figures/figure.js';
import { memoryTable } from '../figures/memoryParts.js';
import { requestChoice } from '../figures/request/choice.js';
import { prefixWorth } from '../figures/request/prefix.js';
import { acceleratorSplit, costSplit } from '../figures/request/split.js';
import { requestTable } from '../figures/request/table.js';
import { firstTokens, wholeRequests } from '../figures/request/timeLine.js';
import * as format from '../words/format.js';
import { leadingOption, workloadsOf } from '../words/insight.js';
import { missingRequests } from '../words/request/request.js';
import { claimsHeading } from '../words/claims.js';
import { memoryFinding } from '../words/memory/memory.js';
import { withOpenRate } from '../words/fleet/standing.js';
import { fullStop, savingsFinding, severityName, sequenceFinding, verdict } from '../words/sentences.js';
import { asksForLpx, attachSentences, marksTable, mixSentence, mixTable } from '../words/fleet/mix.js';
import { financeHeading, financeNote, financeTable } from '../words/fleet/finance.js';
import { yearsHeading, yearsTable } from '../words/fleet/years.js';
import { secondPurchaseSentence } from '../words/fleet/secondPurchase.js';
import { askNow } from '../figures/asking/askNow.js';
import { savingsInCost } from '../figures/savings.js';
import { markdownTable } from '../words/table.js';
import { breakEvenTable, loadTable, optionsNote, optionsTable, savingsTable, searchNote } from './tables.js';

/** The whole answer to a plan as a Markdown report. */
export function reportMarkdown(analysis: Analysis, { draws }: Pick<ReportOrigin, 'draws'> = {}): string {
  const { plan } = analysis;
  const result = analysis.result();
  if (!plan || !result)
    return `# ${l10n.t('Decode plan')}\n\n${l10n.t('The plan is not valid.')}\n\n${problemList(analysis)}\n`;
  const { headline, told: detailOf } = verdict(plan, result);
  const detail = detailOf();
  return sections([
    `# ${format.escapeMarkdown(plan.title ?? plan.model.name)}`,
    `**${format.escapeMarkdown(headline)}** ${format.escapeMarkdown(detail)}`.trim(),
    analysis.diagnostics().length > 0 ? `## ${l10n.t('What to look at')}\n\n${problemList(analysis)}` : '',
    `## ${l10n.t('Options')}\n\n${markdownTable(optionsTable(plan, result))}`,
    optionsNote(result),
    `## ${l10n.t('Load')}\n\n${markdownTable(loadTable(result))}`,
    requestSection(plan, result),
    memorySection(plan, result),
    savingsSection(plan, result),
    mixSection(plan, result),
    financeSection(plan, result),
    breakEvenSection(plan, result),
    certaintySection(plan, draws),
    claimsSection(plan),
    evidenceSection(plan, result),
    assumptionsSection(plan),
    unknownSection(plan, result),
    sourcesSection(plan),
  ]);
}

/** Whole requests of every option, or what to write to see them. */
function requestSection(plan: ResolvedPlan, result: PlanResult): string {
  const left = missingRequests(plan);
  const table = requestTable(plan, result);
  if (left.length === 0 && table.rows.length === 0) return '';
  const choice = requestChoice({ plan, result });
  const findings = [firstTokens, wholeRequests, costSplit, acceleratorSplit, prefixWorth]
    .map((figure) => figure({ plan, result }, choice))
    .flatMap(({ finding, missing }) => (missing === null ? [`- ${format.escapeMarkdown(finding)}.`] : []));
  const parts = [
    left.map((text) => `*${format.escapeMarkdown(text)}*`).join('\n\n'),
    findings.join('\n'),
    table.rows.length > 0 ? markdownTable(table) : '',
  ];
  const heading = l10n.t('A request, from arrival to last token');
  return `## ${heading}\n\n${parts.filter((part) => part !== '').join('\n\n')}`;
}

/** Where every byte of the accelerators goes, with the formula: the answer of Explain KV Cache Memory Pressure. */
export function explainMemory(plan: ResolvedPlan, result: PlanResult): string {
  return sections([
    `# ${l10n.t('KV cache memory pressure')}: ${format.escapeMarkdown(plan.title ?? plan.model.name)}`,
    formula(),
    memorySection(plan, result),
    cacheSection(plan, result),
    sourcesSection(plan),
  ]);
}

const formula = () =>
  l10n.t(
    'On one accelerator:\n\n```\nKV pool  = capacity × utilization − weights − drafter − activations − driver and communication\npressure = bytes that hold its sequences 95 % of the time ÷ KV pool\n```\n\nAbove 1 not everybody fits: requests wait, or their cache is evicted and computed again.',
  );

/** What the model's attention saves against others: the answer of Explain MLA Savings. */
export function explainSavings(plan: ResolvedPlan, result: PlanResult): string {
  return sections([
    `# ${l10n.t('MLA savings')}: ${format.escapeMarkdown(plan.model.name)}`,
    savingsFrame(),
    savingsSection(plan, result),
    sourcesSection(plan),
  ]);
}

const savingsFrame = () =>
  l10n.t(
    'The same layers and query heads, in the same format, with another attention: every head its own key and value\n(MHA), 8 KV heads (GQA-8), one (MQA), or one latent of 512 + 64 (MLA). Published figures have other baselines: the\n93.3 % of the DeepSeek-V2 paper is against DeepSeek 67B, which already had 8 KV heads and 16-bit entries, and\nV2 stores about 6 bits.',
  );

/** Measured servers of the plan's classes, and those nearest to it. */
function evidenceSection(plan: ResolvedPlan, result: PlanResult): string {
  const table = evidenceTable(plan, result);
  return table.rows.length === 0 ? '' : `## ${evidenceHeading()}\n\n${markdownTable(table)}`;
}

function usersThatFit(fit: number, asked: number): string {
  const counts = { fit: format.count(fit), asked: format.count(asked) };
  return fit < asked
    ? l10n.t('{fit} of {asked} users fit 95 % of the time.', counts)
    : l10n.t('There is room for {fit} users 95 % of the time, and {asked} are asked for.', counts);
}

function memorySection(plan: ResolvedPlan, result: PlanResult): string {
  const lead = leadingOption(result);
  const option = lead === null ? undefined : result.options[lead];
  if (lead === null || !option) return '';
  const parts = workloadsOf(plan, option).flatMap(([name, { memory }]) => {
    if (!memory) return [];
    const { mix, p50, p95, max } = memory.maxConcurrency;
    // Servers count a prompt in computation for each sequence, which most of a mix do not have at any one time.
    const holds = l10n.t(
      'One replica holds {mix}. Of one length for all, the server counts room for {p50} at the median context, {p95} at p95, {max} at the longest.',
      {
        mix: format.count(mix),
        p50: format.count(p50),
        p95: format.count(p95),
        max: format.count(max),
      },
    );
    const [fit, asked] = [memory.fleetConcurrency, memory.askedConcurrency];
    const fits = asked === null ? holds : `${usersThatFit(fit, asked)} ${holds}`;
    const heading = l10n.t('{workload} on {option}: {pressure}', {
      workload: format.escapeMarkdown(name),
      option: format.escapeMarkdown(lead),
      pressure: format.fill(memory.pressure),
    });
    return [`### ${heading}\n\n${fits}\n\n${markdownTable(memoryTable(memory))}`];
  });
  const findings = Object.keys(plan.workloads).map(
    (name) => `- ${format.escapeMarkdown(memoryFinding(result, name))}.`,
  );
  return parts.length === 0
    ? ''
    : `## ${l10n.t('Memory of one accelerator')}\n\n${findings.join('\n')}\n\n${parts.join('\n\n')}`;
}

function cacheSection(plan: ResolvedPlan, result: PlanResult): string {
  const rows = Object.entries(result.workloads).flatMap(([name, { kvCache }]) => {
    if (!kvCache) return [];
    const lengths = (['p50', 'p95', 'max'] as const).map(
      (at) =>
        `${format.bytes(kvCache.bytesPerSequence[at])} (${format.tokens(plan.workloads[name]?.context[at] ?? 0)})`,
    );
    const perToken = `${kvCache.bytesPerToken.toLocaleString('en-US')} B`;
    return [[name, perToken, format.bytes(kvCache.fixedBytes), ...lengths]];
  });
  const columns = [
    l10n.t('Workload'),
    l10n.t('Per token'),
    l10n.t('Whatever the length'),
    l10n.t('Median'),
    'p95',
    l10n.t('Longest'),
  ];
  const groups = plan.model.groups.map(({ kind, layers }) => `${layers} × ${kind}`).join(', ');
  const heading = l10n.t('One sequence of {model}', { model: format.escapeMarkdown(plan.model.name) });
  const kept = l10n.t('Layers that keep a cache: {groups}. Format: {format}.', {
    groups: groups || l10n.t('not known'),
    format: plan.serving.kvCache.key,
  });
  return `## ${heading}\n\n${kept}\n\n${markdownTable({ columns, rows })}`;
}

function savingsSection(plan: ResolvedPlan, result: PlanResult): string {
  const parts = Object.keys(plan.workloads).map((name) => {
    const cache = result.workloads[name]?.kvCache;
    const p50 = plan.workloads[name]?.context.p50 ?? 0;
    if (!cache) return '';
    const finding = `${savingsFinding(plan.model.name, cache, p50)}. ${sequenceFinding(plan.model.name, cache, p50)}.`;
    return `### ${format.escapeMarkdown(name)}\n\n${format.escapeMarkdown(finding)}\n\n${markdownTable(savingsTable(plan, result, name))}`;
  });
  return `## ${l10n.t('What the attention saves')}\n\n${[...parts, savingsInBill(plan, result)].filter((part) => part !== '').join('\n\n')}`;
}

/** What that comes to in the bill of the option that leads; empty where it has none of its own. */
function savingsInBill(plan: ResolvedPlan, result: PlanResult): string {
  const figure = savingsInCost({ plan, result, ask: askNow(plan) });
  if (!figure) return '';
  const { columns, rows } = figure.table;
  const said = [fullStop(figure.finding), fullStop(figure.subtitle)].map(format.escapeMarkdown).join(' ');
  return `### ${l10n.t('In the bill')}\n\n${said}\n\n${markdownTable({ columns, rows: rows.map((row) => row.map(({ text }) => text)) })}`;
}

/** What serves what in the best mix, and its LPX part beside what others say. */
function mixSection(plan: ResolvedPlan, result: PlanResult): string {
  const several = Object.keys(result.mix.workloads).length > 1;
  const withLpx = asksForLpx(plan.options);
  const parts = [
    format.escapeMarkdown(mixSentence(result)),
    several ? markdownTable(mixTable(result)) : '',
    ...(withLpx
      ? [
          format.escapeMarkdown(attachSentences(withOpenRate(plan, result)).join(' ')),
          markdownTable(marksTable(result)),
        ]
      : []),
  ].filter((part) => part !== '');
  if (parts.length === 0) return '';
  const heading = withLpx ? l10n.t('Best mix and LPX attach rate') : l10n.t('Best mix');
  return `## ${heading}\n\n${parts.join('\n\n')}`;
}

/** What options take and bring over the years. */
function financeSection(plan: ResolvedPlan, result: PlanResult): string {
  const table = financeTable(plan, result);
  if (table.rows.length === 0) return '';
  const note = format.escapeMarkdown(financeNote(plan, result));
  const years = `### ${yearsHeading()}\n\n${markdownTable(yearsTable(result))}`;
  return `## ${financeHeading()}\n\n${note}\n\n${markdownTable(table)}\n\n${years}`;
}

/** What is published about the options, beside what the plan comes to. */
function claimsSection(plan: ResolvedPlan): string {
  const held = heldClaims(plan);
  if (held.length === 0) return '';
  const parts = held.map(({ workload, table }) =>
    held.length > 1
      ? `### ${format.escapeMarkdown(workload)}\n\n${markdownTable(table)}`
      : markdownTable(table),
  );
  return `## ${claimsHeading()}\n\n${parts.join('\n\n')}`;
}

/** Break-evens in a table, and what LPX brings to accelerators that are there already. */
function breakEvenSection(plan: ResolvedPlan, result: PlanResult): string {
  const found = breakEvens(plan);
  if (found.length === 0) return '';
  const told = secondPurchaseSentence({ plan, result }, found);
  const second = told === '' ? '' : `\n\n${format.escapeMarkdown(told)}`;
  const heading = format.escapeMarkdown(crossingsHeading({ plan }));
  return `## ${heading}\n\n${markdownTable(breakEvenTable(plan, found))}\n\n${searchNote()}${second}`;
}

/** Spreads of cost, and what moves the answer most. */
function certaintySection(plan: ResolvedPlan, draws: ReportOrigin['draws']): string {
  const { costs, tornado, basis } = certaintyOf(plan, draws);
  if (costs.rows.length === 0) return '';
  const parts = [costs, ...(tornado ? [tornado] : [])].map(
    ({ finding, subtitle, table }) =>
      `**${format.escapeMarkdown(finding)}.** ${format.escapeMarkdown(subtitle)}.\n\n${markdownTable(plainTable(table))}`,
  );
  return `## ${l10n.t('How sure this is')}\n\n${format.escapeMarkdown(basis)}\n\n${parts.join('\n\n')}`;
}

function assumptionsSection(plan: ResolvedPlan): string {
  const columns = [l10n.t('Not in the plan'), l10n.t('Value'), l10n.t('May lie'), l10n.t('Who says so')];
  const rows = assumptions(plan)
    .filter(({ from }) => from !== 'plan')
    .map(({ input, value, range, source }) => [input, value, range, source]);
  return rows.length === 0 ? '' : `## ${l10n.t('What it rests on')}\n\n${markdownTable({ columns, rows })}`;
}

function unknownSection(plan: ResolvedPlan, result: PlanResult): string {
  const items = notKnown(plan, result).map((what) => `- ${format.escapeMarkdown(what)}`);
  return items.length === 0 ? '' : `## ${l10n.t('What is not known')}\n\n${items.join('\n')}`;
}

function sourcesSection({ model }: ResolvedPlan): string {
  const sources = model.sources.map(
    ({ title, url, date }) =>
      `- ${url ? `[${format.escapeMarkdown(title)}](${url})` : format.escapeMarkdown(title)}${date ? `, ${date}` : ''}`,
  );
  return sources.length === 0 ? '' : `## ${l10n.t('Sources of the model')}\n\n${sources.join('\n')}`;
}

function problemList(analysis: Analysis): string {
  return analysis
    .diagnostics()
    .map(
      ({ severity, message, range }) =>
        `- ${l10n.t('{severity}, line {line}: {message}', {
          severity: severityName(severity),
          line: analysis.document.positionAt(range.start).line,
          message: format.escapeMarkdown(message),
        })}`,
    )
    .join('\n');
}

function sections(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
