import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import * as l10n from '../../src/l10n/l10n.js';
import { showMoneyIn } from '../../src/units/shownMoney.js';
import { answer, type ToWorker } from './jobs.js';

/** Entry of the worker: answers the page's questions about the plan it was last given. */
let plan: ResolvedPlan | null = null;

self.onmessage = (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if (message.type === 'manner') {
    l10n.config(message.manner.words);
    showMoneyIn(message.manner.currency);
  } else if (message.type === 'plan') plan = message.plan;
  else if (plan) self.postMessage(answer(plan, message.id, message.job));
};
