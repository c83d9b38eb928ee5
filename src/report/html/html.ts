import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { BreakEven } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import type { Analysis } from '../answers/analysis.js';
import { assumptions, notKnown } from '../words/assumptions.js';
import { certaintyOf } from '../figures/certainty.js';
import { leadingBand } from '../figures/optionCosts.js';
import { allCrossings, crossingsHeading, leadingCrossing } from '../figures/crossings.js';
import { heldClaims } from '../figures/evidence/claims.js';
import { evidenceHeading, evidenceTable } from '../figures/evidence/figure.js';
import { plainTable } from '../figures/figure.js';
import { memoryTable } from '../figures/memoryParts.js';
import { askNow } from '../figures/asking/askNow.js';
import type { Subject } from '../figures/questions.js';
import { requestTable } from '../figures/request/table.js';
import { missingRequests } from '../words/request/request.js';
import { leadingOption, workloadsOf } from '../words/insight.js';
import { asksForLpx, attachSentences, marksTable, mixSentence, mixTable } from '../words/fleet/mix.js';
import { headlines } from '../words/headlines.js';
import type { ReportOrigin } from '../answers/reported.js';
import { reportedProblems } from '../answers/reportedProblems.js';
import { withOpenRate } from '../words/fleet/standing.js';
import { severityName, verdict } from '../words/sentences.js';
import { claimsHeading, savingClaimsFinding, savingClaimsTable } from '../words/claims.js';
import { type Table } from '../words/table.js';
import { financeHeading, financeNote, financeTable } from '../words/fleet/finance.js';
import { yearsHeading, yearsTable } from '../words/fleet/years.js';
import { secondPurchaseSentence } from '../words/fleet/secondPurchase.js';
import {
  breakEvenTable,
  loadTable,
  optionsNote,
  optionsTable,
  savingsTable,
  searchNote,
} from '../writers/tables.js';
import {
  breakEvenFigures,
  costFigures,
  evidenceFigures,
  figureMarkup,
  memoryFigures,
  savingsFigures,
  spreadFigures,
  wholeRequestFigures,
} from './figures.js';
import { group, tag, type Markup } from './markup.js';
import { STYLE, STYLE_HASH } from './style.js';

/**
 * The whole answer to a plan as one HTML file: no scripts, no network, light or dark as the reader's system is,
 * and made for print. All text of the plan is escaped; the file's own policy forbids everything but its style.
 */
export function reportHtml(analysis: Analysis, origin: ReportOrigin = {}): string {
  const title = titleOf(analysis);
  const policy = `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;
  const head = tag(
    'head',
    {},
    tag('meta', { charset: 'utf-8' }),
    tag('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    tag('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    tag('title', {}, title),
    // The style sheet is ours and holds nothing that would have to be escaped.
    { markup: `<style>${STYLE}</style>` },
  );
  const body = tag('body', {}, tag('main', {}, reportBody(analysis, origin)));
  return `<!DOCTYPE html>\n${tag('html', { lang: 'en' }, head, body).markup}\n`;
}

/** What the report says, from its title to its foot; print sets the same. */
export function reportBody(analysis: Analysis, origin: ReportOrigin = {}): Markup {
  return group([tag('h1', {}, titleOf(analysis)), content(analysis, origin), footer(analysis, origin)]);
}

const titleOf = ({ plan }: Analysis): string => plan?.title ?? plan?.model.name ?? l10n.t('Decode plan');

function content(analysis: Analysis, origin: ReportOrigin): Markup {
  const { plan } = analysis;
  const result = analysis.result();
  if (!plan || !result)
    return group([
      tag('p', { class: 'verdict bad' }, tag('strong', {}, l10n.t('The plan is not valid.'))),
      problems(analysis),
    ]);
  const subject: Subject = { plan, result, ask: askNow(plan) };
  return group([
    tag('p', { class: 'of' }, subtitleOf(plan)),
    summary(subject),
    problems(analysis),
    section(l10n.t('Options and their cost'), [
      tableOf(optionsTable(plan, result)),
      ...[optionsNote(result)].filter((note) => note !== '').map((note) => tag('p', {}, note)),
      ...costFigures(subject).map(figureMarkup),
    ]),
    section(l10n.t('Load'), [tableOf(loadTable(result))]),
    requestSection(subject),
    mixSection(subject),
    financeSection(subject),
    breakEvenSection(subject),
    certaintySection(subject, origin.draws),
    claimsSection(subject),
    evidenceSection(subject),
    memorySection(subject),
    savingsSection(subject),
    assumptionSection(plan),
    section(l10n.t('What is not known'), [listOf(notKnown(plan, result))]),
  ]);
}

function subtitleOf({ model, gpus, workloads }: ResolvedPlan): string {
  const hardware = gpus
    ? `${gpus.count.toLocaleString('en-US')} × ${gpus.accelerator.name}`
    : l10n.t('no accelerators of its own');
  return l10n.t('{name} on {hardware}, for {workloads}', {
    name: model.name,
    hardware,
    workloads: Object.keys(workloads).join(', '),
  });
}

function summary(subject: Subject): Markup {
  const { plan, result } = subject;
  const { toneInAll, headline, told: detailOf } = verdict(plan, result);
  const detail = detailOf();
  const shown = headlines(plan, result, leadingCrossing(subject), true, leadingBand(subject)).filter(
    ({ known }) => known,
  );
  const tiles = shown.map(({ label, value, note }) =>
    tag('li', {}, tag('span', {}, label), tag('b', {}, value), tag('span', {}, note)),
  );
  return group([
    tag('p', { class: `verdict ${toneInAll()}` }, tag('strong', {}, headline), detail),
    tag('ul', { class: 'tiles' }, ...tiles),
  ]);
}

function problems(analysis: Analysis): Markup | null {
  const found = reportedProblems(analysis);
  if (found.length === 0) return null;
  return section(l10n.t('What to look at'), [
    listOf(
      found.map(({ severity, line, message }) =>
        l10n.t('Line {line}, {severity}: {message}', { line, severity: severityName(severity), message }),
      ),
    ),
  ]);
}

/** Whole requests, or what to write to see them. */
function requestSection(subject: Subject): Markup | null {
  const { plan, result } = subject;
  const left = missingRequests(plan).map((text) => tag('p', {}, text));
  const table = requestTable(plan, result);
  if (left.length === 0 && table.rows.length === 0) return null;
  return section(l10n.t('A request, from arrival to last token'), [
    ...left,
    ...wholeRequestFigures(subject).map(figureMarkup),
    table.rows.length > 0 ? folded(l10n.t('Requests of every option'), tableOf(table)) : null,
  ]);
}

/** What serves what in the best mix, and its LPX part beside what others say. */
function mixSection({ plan, result }: Subject): Markup | null {
  const several = Object.keys(result.mix.workloads).length > 1;
  const withLpx = asksForLpx(plan.options);
  if (!several && !withLpx) return null;
  return section(withLpx ? l10n.t('Best mix and LPX attach rate') : l10n.t('Best mix'), [
    several ? tag('p', {}, mixSentence(result)) : null,
    several ? tableOf(mixTable(result)) : null,
    withLpx ? tag('p', {}, attachSentences(withOpenRate(plan, result)).join(' ')) : null,
    withLpx ? tableOf(marksTable(result)) : null,
  ]);
}

function financeSection({ plan, result }: Subject): Markup | null {
  const table = financeTable(plan, result);
  if (table.rows.length === 0) return null;
  const years = folded(yearsHeading(), tableOf(yearsTable(result)));
  return section(financeHeading(), [tag('p', {}, financeNote(plan, result)), tableOf(table), years]);
}

/** What is published about the options, beside what the plan comes to. */
function claimsSection({ plan, ask }: Subject): Markup | null {
  const held = heldClaims(plan, ask);
  if (held.length === 0) return null;
  const tables = held.flatMap(({ workload, table }) => [
    held.length > 1 ? tag('h3', {}, workload) : null,
    tableOf(table),
  ]);
  return section(claimsHeading(), tables);
}

function breakEvenSection(subject: Subject): Markup | null {
  const found: readonly BreakEven[] = allCrossings(subject);
  const figures = breakEvenFigures(subject);
  const heading = found.length > 0 ? crossingsHeading(subject) : l10n.t('Cost over speed');
  const table = found.length > 0 ? tableOf(breakEvenTable(subject.plan, found)) : null;
  const second = secondPurchaseSentence(subject, found);
  const told = second === '' ? null : tag('p', {}, second);
  return figures.length === 0 && !table
    ? null
    : section(heading, [
        told,
        ...figures.map(figureMarkup),
        table,
        table === null ? null : tag('p', {}, searchNote()),
      ]);
}

function certaintySection({ plan, ask }: Subject, draws: ReportOrigin['draws']): Markup | null {
  const certainty = certaintyOf(plan, draws, ask);
  const { costs, tornado, basis } = certainty;
  const figures = spreadFigures(certainty);
  if (figures.length === 0) return null;
  const tables = [costs, ...(tornado ? [tornado] : [])].map(({ table }) => tableOf(plainTable(table)));
  return section(l10n.t('How sure this is'), [
    tag('p', {}, basis),
    ...figures.map(figureMarkup),
    folded(l10n.t('The numbers'), group(tables)),
  ]);
}

/** Measured servers of the plan's classes, and those nearest to it. */
function evidenceSection(subject: Subject): Markup | null {
  const table = evidenceTable(subject.plan, subject.result);
  if (table.rows.length === 0) return null;
  return section(evidenceHeading(), [...evidenceFigures(subject).map(figureMarkup), tableOf(table)]);
}

function memorySection(subject: Subject): Markup | null {
  const { plan, result } = subject;
  const lead = leadingOption(result);
  const option = lead === null ? undefined : result.options[lead];
  const tables = option
    ? workloadsOf(plan, option).flatMap(([name, { memory }]) =>
        memory
          ? [
              folded(
                l10n.t('Every byte, {name} on {lead}', { name, lead: lead ?? '' }),
                tableOf(memoryTable(memory)),
              ),
            ]
          : [],
      )
    : [];
  const figures = memoryFigures(subject);
  return figures.length === 0 ? null : section(l10n.t('Memory'), [...figures.map(figureMarkup), ...tables]);
}

function savingsSection(subject: Subject): Markup | null {
  const { plan, result } = subject;
  const figures = savingsFigures(subject);
  const tables = Object.keys(plan.workloads).map((name) =>
    folded(l10n.t('The numbers for {name}', { name }), tableOf(savingsTable(plan, result, name))),
  );
  return figures.length === 0
    ? null
    : section(l10n.t('What the attention saves'), [
        ...figures.map(figureMarkup),
        ...tables,
        publishedSavings(subject),
      ]);
}

/** Published savings, in the frames that they were meant in and in others. */
function publishedSavings({ plan, result }: Subject): Markup | null {
  const [first] = Object.entries(plan.workloads);
  const cache = first && result.workloads[first[0]]?.kvCache;
  if (!cache) return null;
  const table = savingClaimsTable(plan.model.name, cache, first[1].context.p50);
  return folded(savingClaimsFinding(), tableOf(table));
}

/** What the plan leaves to the catalogue and to defaults comes first: that is where to doubt. */
function assumptionSection(plan: ResolvedPlan): Markup {
  const all = assumptions(plan);
  const taken = all.filter(({ from }) => from !== 'plan');
  const written = all.filter(({ from }) => from === 'plan');
  const rows = taken.map(({ input, value, range, source, url }) =>
    tag(
      'tr',
      {},
      ...[input, value, range].map((cell) => tag('td', {}, cell)),
      tag('td', {}, url === null ? source : tag('a', { href: url, rel: 'noreferrer' }, source)),
    ),
  );
  const given = {
    columns: [l10n.t('Input'), l10n.t('Value')],
    rows: written.map(({ input, value }) => [input, value]),
  };
  return section(l10n.t('What it rests on'), [
    tableFrom([l10n.t('Not in the plan'), l10n.t('Value'), l10n.t('May lie'), l10n.t('Who says so')], rows),
    folded(l10n.t('What the plan says: {count} inputs', { count: written.length }), tableOf(given)),
    sources(plan),
  ]);
}

function sources({ model }: ResolvedPlan): Markup | null {
  if (model.sources.length === 0) return null;
  const items = model.sources.map(({ title, url, date }) => {
    const text = `${title}${date ? `, ${date}` : ''}`;
    return tag(
      'li',
      {},
      url?.startsWith('https://') ? tag('a', { href: url, rel: 'noreferrer' }, text) : text,
    );
  });
  return folded(l10n.t('Sources for {name}', { name: model.name }), tag('ul', {}, ...items));
}

function footer({ document }: Analysis, { file, version, date }: ReportOrigin): Markup {
  const made = [
    l10n.t('Made by {product}', { product: version ? `Decode Plan ${version}` : 'Decode Plan' }),
    file ? l10n.t('from {file}', { file }) : '',
    date ? l10n.t('on {date}', { date }) : '',
  ].filter((part) => part !== '');
  return group([
    folded(l10n.t('The plan'), tag('pre', {}, document.text)),
    tag(
      'footer',
      {},
      l10n.t('{made}. Prices and times are estimates; nothing here is an offer.', { made: made.join(' ') }),
    ),
  ]);
}

function section(heading: string, parts: readonly (Markup | null)[]): Markup {
  return tag('section', {}, tag('h2', {}, heading), ...parts);
}

function folded(title: string, inside: Markup): Markup {
  return tag('details', {}, tag('summary', {}, title), inside);
}

function listOf(items: readonly string[]): Markup {
  return items.length === 0
    ? tag('p', {}, l10n.t('Nothing that this plan needs.'))
    : tag('ul', {}, ...items.map((item) => tag('li', {}, item)));
}

function tableOf({ columns, rows }: Table): Markup {
  return tableFrom(
    columns,
    rows.map((row) => tag('tr', {}, ...row.map((cell) => tag('td', {}, cell)))),
  );
}

function tableFrom(columns: readonly string[], rows: readonly Markup[]): Markup {
  const head = tag('tr', {}, ...columns.map((name) => tag('th', { scope: 'col' }, name)));
  return tag('div', { class: 'wide' }, tag('table', {}, tag('thead', {}, head), tag('tbody', {}, ...rows)));
}
