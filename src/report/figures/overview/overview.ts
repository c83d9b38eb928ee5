import { powerLimit } from '../../../engine/questions/fit/mostServed.js';
import { changeSentence, orderSentence, rateOverRanges, rivalsOf } from '../../words/fleet/standing.js';
import { mostSentence } from '../../words/fleet/mostServed.js';
import { headlines, type Headline } from '../../words/headlines.js';
import { leadingOption } from '../../words/insight.js';
import { ofPart, toneBeside, verdict, type Verdict } from '../../words/sentences.js';
import * as format from '../../words/format.js';
import { moneyNote } from '../../words/money.js';
import { leadingCrossing } from '../crossings.js';
import { leadingBand } from '../optionCosts.js';
import { withAskedMix } from '../asking/askedMix.js';
import { askedOrders } from '../asking/askedOrders.js';
import { optionsFigure, type OptionsFigure } from './options.js';
import type { Subject } from '../questions.js';

/** The verdict, the headline numbers of the leading option, and all options: plain data, so that it can be sent. */
export interface OverviewFigure {
  readonly tone: Verdict['tone'];
  readonly headline: string;
  /** What is told below the headline; empty where that says all. */
  readonly detail: string;
  /** The option that the numbers are of; `null` where there is none. */
  readonly lead: string | null;
  readonly tiles: readonly Headline[];
  /** The rate that sums of money are shown at; empty where they are in dollars. */
  readonly money: string;
  readonly options: OptionsFigure;
}

/** How an overview is asked for. */
export interface OverviewState {
  /** The text has errors: this is the answer to the part that can be read. */
  readonly partial: boolean;
  /** Nothing moves: there is time for a mix, which takes longer than a slider waits. */
  readonly rests: boolean;
  /** Something is tried: the file's own rivals are not asked about. */
  readonly isPreview: boolean;
}

/** What the overview shows of an answered plan. */
export function overviewFigure(
  subject: Subject,
  { partial, rests, isPreview }: OverviewState,
): OverviewFigure {
  const { plan } = subject;
  const result = rests ? withAskedMix(subject) : subject.result;
  const all = verdict(plan, result);
  const said = partial ? ofPart(all) : all;
  const open = isPreview ? '' : openOf(subject);
  const told = [
    rests ? said.whole() : said.detail,
    ...(isPreview ? [] : [changeOf(subject), open, mostOf(subject)]),
  ];
  return {
    tone: toneBeside(said.tone, open),
    headline: said.headline,
    detail: format.joined(...told),
    lead: leadingOption(result),
    tiles: headlines(
      plan,
      result,
      leadingCrossing(subject),
      rests,
      isPreview ? null : leadingBand(subject),
      // The mix, and so its rate, waits for rest.
      isPreview || !rests ? null : rateOverRanges(plan, result, () => askedOrders(subject)),
    ),
    money: moneyNote(plan).join(''),
    options: optionsFigure({ plan, result }),
  };
}

/** What would change the verdict, once the prices have been searched. */
function changeOf({ plan, result, ask }: Subject): string {
  const rivals = rivalsOf(result);
  const { value } = rivals === null ? { value: null } : ask('turns', rivals);
  return value === null ? '' : changeSentence(plan, value);
}

/** That the plan's ranges leave the winner open, once they have been drawn over. */
const openOf = (subject: Subject): string => orderSentence(subject.plan, askedOrders(subject));

/** What serves the most within the plan's power, once that has been searched. */
function mostOf({ plan, ask }: Subject): string {
  const { value } = powerLimit(plan) === null ? { value: null } : ask('mostServed', null);
  return value === null ? '' : mostSentence(plan, value);
}

/** The overview of a plan at rest before any slow question is answered: what a page can draw first. */
export function firstOverview({ plan, result }: Omit<Subject, 'ask'>): OverviewFigure {
  const ask: Subject['ask'] = () => ({ value: null, pending: true, failure: null });
  return overviewFigure({ plan, result, ask }, { partial: false, rests: true, isPreview: false });
}
