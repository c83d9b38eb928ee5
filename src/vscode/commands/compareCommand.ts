import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import { comparePlans } from '../../report/answers/comparePlans.js';
import { comparisonMarkdown } from '../../report/writers/comparisonText.js';
import { isPlan } from '../documents/convert.js';
import { planAt } from './activePlan.js';
import { committedText } from './gitBase.js';
import { analyzeAt, planText, workspacePlans } from '../documents/planFiles.js';
import type { Reports } from '../documents/reports.js';

/** Another version of a plan, with how to get its text. */
interface Other extends vscode.QuickPickItem {
  /** Where files that it names are looked for. */
  readonly uri: vscode.Uri;
  readonly text: () => Thenable<string>;
}

/** Compares the plan of a menu's entry, else the one that is meant, with another one. */
export async function comparePlanAt(
  reports: Reports,
  uri: vscode.Uri | undefined,
  more: unknown,
): Promise<void> {
  const document = await planAt(uri);
  if (document) await compareWithAnother(document, reports, otherPlan(document.uri, more));
}

/**
 * The plan that a menu or a caller holds a plan against: the other of two that are selected, or the other side of the
 * diff that is shown. `more` is what stands behind the plan in a command's arguments; menus pass things of their own.
 */
function otherPlan(plan: vscode.Uri, more: unknown): vscode.Uri | undefined {
  const given: readonly unknown[] = Array.isArray(more) ? more : [more];
  const uris = given.filter((one) => one instanceof vscode.Uri);
  const selected = uris.filter((one) => one.toString() !== plan.toString());
  if (selected.length > 0) return selected.length === 1 ? selected[0] : undefined;
  const shown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isDiff = shown instanceof vscode.TabInputTextDiff && shown.modified.toString() === plan.toString();
  return isDiff && uris.length === 0 ? shown.original : undefined;
}

/**
 * Compares a plan with another one, an open one, or itself at the last commit, and shows what changed beside it.
 * `base` is given by other commands and tests; people choose.
 */
async function compareWithAnother(
  document: vscode.TextDocument,
  reports: Reports,
  base?: vscode.Uri,
): Promise<void> {
  const other = base ? planBeside(base, document.uri) : await pickOther(document);
  if (!other) return;
  const after = { name: nameOf(document.uri), analysis: await analyzeAt(document.uri, document.getText()) };
  const before = { name: other.label, analysis: await analyzeAt(other.uri, await other.text()) };
  await reports.show(
    l10n.t('{name} against {label}', { name: after.name, label: other.label }),
    comparisonMarkdown(comparePlans(before, after)),
    'beside',
  );
}

async function pickOther(document: vscode.TextDocument): Promise<Other | undefined> {
  return vscode.window.showQuickPick(othersOf(document), {
    title: l10n.t('Compare {plan} with', { plan: nameOf(document.uri) }),
    placeHolder: l10n.t('An earlier version or another plan; changes are told from it to this plan'),
    matchOnDescription: true,
  });
}

async function othersOf(document: vscode.TextDocument): Promise<Other[]> {
  const [committed, stored] = await Promise.all([committedText(document.uri), workspacePlans()]);
  const open = vscode.workspace.textDocuments.filter(isPlan).map(({ uri }) => uri);
  const others = new Map([...open, ...stored].map((uri) => [uri.toString(), uri]));
  others.delete(document.uri.toString());
  const saved =
    document.isDirty && !document.isUntitled
      ? [
          version(l10n.t('as saved'), l10n.t('without the changes in the editor'), () =>
            savedText(document.uri),
          ),
        ]
      : [];
  const last =
    committed === null
      ? []
      : [version(l10n.t('at the last commit'), 'Git HEAD', () => Promise.resolve(committed))];
  return [...last, ...saved, ...[...others.values()].map(planItem)];

  function version(label: string, description: string, text: Other['text']): Other {
    return { label: `${nameOf(document.uri)} ${label}`, description, text, uri: document.uri };
  }
}

async function savedText(uri: vscode.Uri): Promise<string> {
  return new TextDecoder('utf-8').decode(await vscode.workspace.fs.readFile(uri));
}

function planItem(uri: vscode.Uri): Other {
  return {
    uri,
    label: nameOf(uri),
    description: vscode.workspace.asRelativePath(uri),
    text: () => planText(uri),
  };
}

/** Another plan, told apart where it is another version of the same file. */
function planBeside(uri: vscode.Uri, plan: vscode.Uri): Other {
  const item = planItem(uri);
  return uri.path === plan.path ? { ...item, label: l10n.t('{name} before', { name: item.label }) } : item;
}

/** A file's name without its ending, which all of them share. */
function nameOf(uri: vscode.Uri): string {
  return (
    uri.path
      .split('/')
      .at(-1)
      ?.replace(/\.decodeplan$/, '') ?? 'plan'
  );
}
