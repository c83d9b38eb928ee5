import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import { portfolioMarkdown } from '../../report/writers/portfolio.js';
import { reportLink } from '../documents/paths.js';
import { summarizeWorkspace } from '../documents/portfolio.js';
import type { Reports } from '../documents/reports.js';

/** All plans of the workspace, or of a folder, in one report, with progress; says nothing where it is cancelled. */
export async function summarizePlans(reports: Reports, folder?: vscode.Uri): Promise<void> {
  const found = await summarizeWorkspace(folder);
  if (!found) return;
  const summaries = found.map(({ summary }) => summary);
  if (summaries.length === 0)
    return void vscode.window.showInformationMessage(
      folder ? l10n.t('There are no plans in this folder.') : l10n.t('There are no plans in this workspace.'),
    );
  const links = found.map(({ uri }) => linkOf(uri));
  const name = folder ? vscode.workspace.asRelativePath(folder).replace(/\//g, ' ') : '';
  const title =
    name === '' ? l10n.t('Plans and LPX attach rate') : l10n.t('Portfolio of {folder}', { folder: name });
  await reports.show(title, portfolioMarkdown(summaries, links));
}

/** What a plan's name in the report leads to; nothing where it is on another file system than the first folder. */
function linkOf(plan: vscode.Uri): string | null {
  const first = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (first?.scheme !== plan.scheme || first.authority !== plan.authority) return null;
  return reportLink(first.path, plan.path);
}
