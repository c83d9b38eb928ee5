import type { Figure } from '../figure.js';
import type { Subject } from '../questions.js';
import type { RequestChoice } from './choice.js';
import { firstTokenOverLoad, tokensOverLoad } from './load.js';
import { prefixWorth } from './prefix.js';
import { acceleratorSplit, costSplit } from './split.js';
import { firstTokens, wholeRequests } from './timeLine.js';

/** All figures of a request, in the order in which they are read. */
export function requestFigures(subject: Subject, choice: RequestChoice): Figure[] {
  return [
    firstTokens(subject, choice),
    wholeRequests(subject, choice),
    firstTokenOverLoad(subject, choice),
    tokensOverLoad(subject, choice),
    costSplit(subject, choice),
    acceleratorSplit(subject, choice),
    prefixWorth(subject, choice),
  ];
}
