import { once } from '../../units/memo.js';
import { starterPlanText } from '../starters/newPlan.js';
import { escapeSnippet } from './quotes.js';

/** A whole plan as a snippet: its model and its load come first. Sizing it takes a moment, so it is made once. */
export const wholePlan = once(() =>
  escapeSnippet(starterPlanText())
    .replace(/^model: (\S+)/m, 'model: ${1:$1}')
    .replace(/^( {4}concurrency: )(\d+)/m, (_, before: string, users: string) => `${before}\${2:${users}}`),
);
