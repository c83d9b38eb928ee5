import type { PlanMessage } from '../src/contract/toPage.js';
import * as l10n from '../src/l10n/l10n.js';
import type { Notice } from './shell.js';

/** What the page says where nobody answers it. */
export function unanswered(): Notice {
  return {
    title: l10n.t('The editor does not answer, so nothing is written.'),
    text: l10n.t('Close these charts and open them again.'),
    problems: [],
    begins: false,
  };
}

/** What the page says where it has no plan to draw. */
export function noticeOf({ source, problems }: PlanMessage): Notice {
  if (source === '') {
    return {
      title: l10n.t('No plan is open'),
      text: l10n.t('Open a .decodeplan file, answer a few questions, or begin with an example.'),
      problems: [],
      begins: true,
    };
  }
  if (problems.length === 0) {
    return {
      title: l10n.t('This plan is empty'),
      text: l10n.t('Answer a few questions, begin with an example, or write: the charts appear as you type.'),
      problems,
      begins: true,
    };
  }
  return {
    title: l10n.t('This plan cannot be read yet'),
    text: l10n.t('The charts appear once these are put right:'),
    problems,
    begins: false,
  };
}
