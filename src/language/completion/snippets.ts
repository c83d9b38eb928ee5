import * as l10n from '../../l10n/l10n.js';
import bodies from './snippets.json' with { type: 'json' };
import { wholePlan } from './wholePlan.js';

/** Several lines to start with. */
export interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: string;
}

/** The snippets that fit into a group: a whole plan into an empty text, options among options. */
export function snippetsFor(path: readonly string[], text: string): Snippet[] {
  const [group = '', deeper] = path;
  // With more than the word that is being typed, a plan has begun.
  const written = text.split('\n').filter((line) => !/^\s*(?:#|$)/.test(line));
  const begun = group === '' && (written.length > 1 || /\S\s+\S|:/.test(written[0]?.trim() ?? ''));
  if (deeper !== undefined || begun) return [];
  if (group === '') return [beginning()];
  return bodies
    .filter((one) => one.group === group)
    .map(({ prefix, description, body }) => ({ prefix, description, body: body.join('\n') }));
}

function beginning(): Snippet {
  const description = l10n.t('a whole plan that works: model, workload, GPUs, options');
  return { prefix: 'plan', description, body: wholePlan() };
}
