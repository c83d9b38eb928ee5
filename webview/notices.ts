import type { PlanMessage } from '../src/contract/toPage.js';
import * as l10n from '../src/l10n/l10n.js';
import type { Notice } from './shell.js';

/** What the page says where nobody answers it. */
export function unanswered(): Notice {
  return {
    title: l10n.t('The editor does not answer, so nothing is written.'),
    text: l10n.t('Close these charts and open them again.'),
    problems: [],
  };
}

/** What the page says where it has no plan to draw. */
export function noticeOf({ source, problems }: PlanMessage): Notice {
  if (source === '') {
    return {
      title: l10n.t('No plan is open'),
      text: l10n.t('Open a .decodeplan file, or make one with “Decode Plan: New Plan…”.'),
      problems: [],
    };
  }
  if (problems.length === 0) {
    return {
      title: l10n.t('This plan is empty'),
      text: l10n.t('Name a model, workloads and options in the file; the charts appear as you type.'),
      problems,
    };
  }
  return {
    title: l10n.t('This plan cannot be read yet'),
    text: l10n.t('The charts appear once these are put right:'),
    problems,
  };
}
