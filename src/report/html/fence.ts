import { NO_BOOK, type Book } from '../../catalog/entries/book.js';
import { analyze, type Analysis } from '../answers/analysis.js';
import { leadingCrossing } from '../figures/crossings.js';
import { askNow } from '../figures/asking/askNow.js';
import type { Subject } from '../figures/questions.js';
import * as l10n from '../../l10n/l10n.js';
import { memo } from '../../units/memo.js';
import { headlines } from '../words/headlines.js';
import { severityName, verdict } from '../words/sentences.js';
import { reportedProblems } from '../answers/reportedProblems.js';
import { optionsTable } from '../writers/tables.js';
import { breakEvenFigures, costFigures, figureMarkup, memoryFigures } from './figures.js';
import { group, tag, type Markup } from './markup.js';

/** Plans in documents are small: a longer text, or more pairs of option and workload, is not answered there. */
const LONGEST = 64_000;
const MOST_PAIRS = 40;
/** After this many milliseconds no further search is begun: documents are drawn while they are written. */
const TIME_MS = 600;
/** Problems that are told of one plan. */
const MOST_PROBLEMS = 12;

/** Unchanged plans of a document are not worked out again. */
const kept = memo({ name: 'plans in documents', most: 16 }, (plan: Fenced) => drawn(plan));

/** A plan within a document, and the price book of that document's folder. */
interface Fenced {
  readonly text: string;
  readonly book: Book;
}

/**
 * What a plan within a document comes to: its verdict, first numbers, options and charts, or what is wrong with it.
 * Static, without a script; bounded in time and size.
 */
export function planInDocument(text: string, book: Book = NO_BOOK): Markup {
  return kept({ text, book });
}

function drawn({ text, book }: Fenced): Markup {
  if (text.length > LONGEST) return refused();
  const analysis = analyze(text, new Map(), book);
  const { plan } = analysis;
  if (!plan) return group([wrong(l10n.t('The plan is not valid.')), problems(analysis), source(text)]);
  if (Object.keys(plan.options).length * Object.keys(plan.workloads).length > MOST_PAIRS) return refused();
  const result = analysis.result();
  if (!result) return group([wrong(l10n.t('The plan is not valid.')), problems(analysis), source(text)]);
  const subject: Subject = { plan, result, ask: askNow(plan) };
  // What one evaluation says is drawn in any case.
  const quick = [...costFigures(subject), ...memoryFigures(subject)].map(figureMarkup);
  const until = Date.now() + TIME_MS;
  const { tone, toneInAll, headline, detail, told } = verdict(plan, result);
  const inAll = Date.now() < until;
  return group([
    plan.title === null ? null : tag('p', { class: 'of' }, plan.title),
    tag(
      'p',
      { class: `verdict ${inAll ? toneInAll() : tone}` },
      tag('strong', {}, headline),
      ` ${inAll ? told() : detail}`,
    ),
    problems(analysis),
    tiles(subject, until),
    optionsOf(subject),
    ...quick,
    ...(Date.now() < until ? breakEvenFigures(subject).map(figureMarkup) : []),
    source(text),
  ]);
}

const refused = (): Markup =>
  wrong(l10n.t('This plan is too large to be answered within a document: put it into a file of its own.'));

const wrong = (words: string): Markup => tag('p', { class: 'verdict bad' }, tag('strong', {}, words));

function problems(analysis: Analysis): Markup | null {
  const all = reportedProblems(analysis);
  if (all.length === 0) return null;
  const left = all.length - MOST_PROBLEMS;
  return tag(
    'ul',
    { class: 'problems' },
    ...all
      .slice(0, MOST_PROBLEMS)
      .map(({ severity, line, message }) =>
        tag(
          'li',
          { class: severity },
          l10n.t('Line {line}, {severity}: {message}', { line, severity: severityName(severity), message }),
        ),
      ),
    left > 0 ? tag('li', {}, l10n.t('{count} more', { count: left })) : null,
  );
}

/** The first numbers; the break-even among them takes a search, and so its time. */
function tiles(subject: Subject, until: number): Markup {
  const leading =
    Date.now() < until ? leadingCrossing(subject) : { found: null, all: [], variable: null, pending: false };
  const shown = headlines(subject.plan, subject.result, leading).filter(({ known }) => known);
  return tag(
    'ul',
    { class: 'tiles' },
    ...shown.map(({ label, value, note }) =>
      tag('li', {}, tag('span', {}, label), tag('b', {}, value), tag('span', {}, note)),
    ),
  );
}

function optionsOf({ plan, result }: Subject): Markup {
  // A document is a column of text: what is told of every option beyond that stands in the charts.
  const { columns, rows } = optionsTable(plan, result, 1);
  const head = tag('tr', {}, ...columns.map((name) => tag('th', { scope: 'col' }, name)));
  const body = rows.map((row) => tag('tr', {}, ...row.map((cell) => tag('td', {}, cell))));
  return tag('div', { class: 'wide' }, tag('table', {}, tag('thead', {}, head), tag('tbody', {}, ...body)));
}

function source(text: string): Markup {
  return tag('details', {}, tag('summary', {}, l10n.t('The plan')), tag('pre', {}, tag('code', {}, text)));
}
