import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import type { Analysis } from '../../report/answers/analysis.js';
import { planHistory, type Revision } from '../../report/answers/history.js';
import { historyMarkdown } from '../../report/html/historyPage.js';
import { analyzeAt } from '../documents/planFiles.js';
import type { Reports } from '../documents/reports.js';
import { fileHistory, type Commit, type FileHistory } from './gitBase.js';

/** Commits that are looked at. */
const MOST = 40;

interface Version {
  readonly revision: Revision;
  readonly analysis: Analysis;
}

/** Shows how a plan's results changed over the commits of its file; says so where Git knows nothing of it. */
export async function showHistory(reports: Reports, document: vscode.TextDocument): Promise<void> {
  const name = vscode.workspace.asRelativePath(document.uri);
  const past = document.isUntitled ? null : await fileHistory(document.uri, MOST);
  if (!past)
    return void vscode.window.showInformationMessage(
      l10n.t('There is no Git history here: {plan} is in no repository, or Git is switched off.', {
        plan: name,
      }),
    );
  if (past.commits.length === 0)
    return void vscode.window.showInformationMessage(
      l10n.t('{plan} has never been committed, so there is no history of its results.', { plan: name }),
    );
  const versions = await read(document, past);
  if (!versions) return;
  await reports.show(
    l10n.t('History of {plan}', { plan: name.replace(/\//g, ' ') }),
    historyMarkdown(name, planHistory(versions)),
  );
}

/** Every version, oldest first, and the text as it stands where that differs; `null` where the user cancels. */
async function read(
  document: vscode.TextDocument,
  { commits, textAt }: FileHistory,
): Promise<Version[] | null> {
  const title = l10n.t('Reading the history of the plan');
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const versions: Version[] = [];
      let last: string | null = null;
      for (const [done, commit] of commits.toReversed().entries()) {
        if (token.isCancellationRequested) return null;
        const text = await textAt(commit);
        if (text !== null) {
          versions.push({ revision: revisionOf(commit), analysis: await analyzeAt(document.uri, text) });
          last = text;
        }
        const message = l10n.t('{done} of {plans}', { done: done + 1, plans: commits.length });
        progress.report({ message, increment: 100 / commits.length });
        // Between two plans the editor gets its turn.
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      const now = document.getText();
      if (now !== last) {
        const revision = {
          id: l10n.t('not committed'),
          date: '',
          author: '',
          subject: l10n.t('as it stands'),
        };
        versions.push({ revision, analysis: await analyzeAt(document.uri, now) });
      }
      return versions;
    },
  );
}

const revisionOf = ({ hash, message, authorDate, authorName }: Commit): Revision => ({
  id: hash.slice(0, 8),
  date: authorDate?.toISOString().slice(0, 10) ?? '',
  author: authorName ?? '',
  subject: message.split('\n')[0] ?? '',
});
