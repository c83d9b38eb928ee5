import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import {
  hasProblems,
  lineDetails,
  lineTooltip,
  planLine,
  type OptionLine,
  type PlanLine,
} from '../../report/writers/planLine.js';
import type { Analyses } from '../documents/analyses.js';
import { changeInTurns } from '../documents/changes.js';
import { analyzeAt, planText, workspacePlans } from '../documents/planFiles.js';

/** A plan of the list, or an option below it. */
export type PlanNode = FileNode | OptionNode;

interface FileNode {
  readonly kind: 'plan';
  readonly uri: vscode.Uri;
  /** `null` while it is worked out, or where the file cannot be read. */
  readonly line: PlanLine | null;
}

interface OptionNode {
  readonly kind: 'option';
  readonly uri: vscode.Uri;
  readonly option: OptionLine;
}

const FILTERED = 'decodeplan.plansFiltered';
/** Says that the workspace has plans: without one there is no list. */
const HAS_PLANS = 'decodeplan.hasPlans';
/** Time that the extension host may be kept from other work at a stretch. */
const SLICE_MS = 30;

const ICONS = {
  good: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
  caution: new vscode.ThemeIcon('lightbulb', new vscode.ThemeColor('editorLightBulb.foreground')),
  bad: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground')),
  unknown: new vscode.ThemeIcon('question'),
  invalid: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
} as const;

/** The list of plans in the explorer. */
export interface PlansView {
  readonly dispose: () => void;
  readonly refresh: () => void;
  readonly showProblemsOnly: (only: boolean) => void;
}

/** What is known of plans, worked out in turns. */
interface Lines {
  /** `null` where it is not known yet, or the file cannot be read. */
  readonly of: (uri: vscode.Uri) => PlanLine | null;
  readonly isKnown: (uri: vscode.Uri) => boolean;
  readonly forget: (uri: vscode.Uri) => void;
  readonly clear: () => void;
  /** Works out what is not known yet; whether anything was new. A later call ends the one before. */
  readonly workOut: (uris: readonly vscode.Uri[]) => Promise<boolean>;
  readonly stop: () => void;
  readonly haveProblems: () => boolean;
}

function createLines(): Lines {
  const lines = new Map<string, PlanLine | null>();
  let run = 0;
  const workOut = async (uris: readonly vscode.Uri[]) => {
    const own = ++run;
    let since = Date.now();
    let found = false;
    for (const uri of uris) {
      const key = uri.toString();
      if (lines.has(key)) continue;
      const line = await lineAt(uri);
      if (own !== run) return false;
      lines.set(key, line);
      found = true;
      if (Date.now() - since < SLICE_MS) continue;
      await new Promise((resolve) => setTimeout(resolve, 0));
      since = Date.now();
    }
    return found;
  };
  return {
    of: (uri) => lines.get(uri.toString()) ?? null,
    isKnown: (uri) => lines.has(uri.toString()),
    forget: (uri) => void lines.delete(uri.toString()),
    clear: () => lines.clear(),
    workOut,
    stop: () => {
      run++;
    },
    haveProblems: () => [...lines.values()].some((line) => line === null || hasProblems(line)),
  };
}

/** Every plan of the workspace with its verdict, cost and purchase. They are worked out while the list is in sight. */
export function createPlansView(analyses: Analyses): PlansView {
  const lines = createLines();
  const changed = new vscode.EventEmitter<PlanNode | undefined>();
  let plans: readonly vscode.Uri[] | null = null;
  let problemsOnly = false;

  const fill = async (uris: readonly vscode.Uri[]) => {
    const isNew = await lines.workOut(uris);
    view.message = problemsOnly && !lines.haveProblems() ? l10n.t('No plan has a problem.') : '';
    if (isNew) changed.fire(undefined);
  };
  const view = vscode.window.createTreeView<PlanNode>('decodeplan.plans', {
    canSelectMany: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem,
      resolveTreeItem: async (item, node, token) => {
        if (node.kind === 'plan' && node.line)
          item.tooltip = lineTooltip(nameOf(node.uri), node.line, await changeAt(node.uri, token));
        return item;
      },
      getChildren: async (node) => {
        if (node) return optionsOf(node);
        plans ??= await workspacePlans();
        void fill(plans);
        const nodes = plans.map((uri): FileNode => ({ kind: 'plan', uri, line: lines.of(uri) }));
        return problemsOnly ? nodes.filter(({ line }) => line === null || hasProblems(line)) : nodes;
      },
    },
  });
  const forget = (uri: vscode.Uri) => {
    lines.forget(uri);
    changed.fire(undefined);
  };
  const listAgain = (uri: vscode.Uri) => {
    plans = null;
    forget(uri);
  };
  const forgetAll = () => {
    lines.clear();
    changed.fire(undefined);
  };
  const subscriptions = [
    view,
    changed,
    watchPlans(forget, listAgain),
    settling(),
    // Every plan may count with the price book that changed.
    analyses.books.onDidChange(forgetAll),
  ];
  return {
    refresh: () => {
      plans = null;
      forgetAll();
    },
    showProblemsOnly: (only) => {
      problemsOnly = only;
      void vscode.commands.executeCommand('setContext', FILTERED, only);
      changed.fire(undefined);
    },
    dispose: () => {
      lines.stop();
      subscriptions.forEach((subscription) => void subscription.dispose());
    },
  };

  function settling(): vscode.Disposable {
    return analyses.onDidSettle(({ uri }) => {
      if (lines.isKnown(uri)) forget(uri);
    });
  }
}

/** Tells of plans that change on disk, and of those that come and go; and the editor, that there are any. */
function watchPlans(
  onChange: (uri: vscode.Uri) => void,
  onList: (uri: vscode.Uri) => void,
): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.decodeplan');
  void vscode.workspace
    .findFiles('**/*.decodeplan', '**/node_modules/**', 1)
    .then(({ length }) => sayPlans(length > 0));
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(onChange),
    watcher.onDidCreate((uri) => {
      void sayPlans(true);
      onList(uri);
    }),
    watcher.onDidDelete(onList),
  );
}

const sayPlans = (has: boolean) => vscode.commands.executeCommand('setContext', HAS_PLANS, has);

async function lineAt(uri: vscode.Uri): Promise<PlanLine | null> {
  try {
    return planLine(await analyzeAt(uri, await planText(uri)));
  } catch {
    return null;
  }
}

const optionsOf = (node: PlanNode): OptionNode[] =>
  node.kind === 'plan'
    ? (node.line?.options ?? []).map((option): OptionNode => ({ kind: 'option', uri: node.uri, option }))
    : [];

function getTreeItem(node: PlanNode): vscode.TreeItem {
  return node.kind === 'plan' ? planItem(node) : optionItem(node);
}

function planItem({ uri, line }: FileNode): vscode.TreeItem {
  const item = new vscode.TreeItem(
    uri,
    line && line.options.length > 0
      ? vscode.TreeItemCollapsibleState.Collapsed
      : vscode.TreeItemCollapsibleState.None,
  );
  const name = nameOf(uri);
  item.label = name;
  item.id = uri.toString();
  item.contextValue = 'plan';
  item.command = { command: 'vscode.open', title: l10n.t('Open'), arguments: [uri] };
  item.iconPath = line ? ICONS[line.tone] : new vscode.ThemeIcon('loading~spin');
  if (line) {
    item.description = lineDetails(line);
    item.accessibilityInformation = { label: `${name}: ${line.headline} ${lineDetails(line)}` };
  }
  return item;
}

/** It takes a search of prices: it is made for the plan that is pointed at. */
async function changeAt(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
  try {
    return await changeInTurns(await analyzeAt(uri, await planText(uri)), async () => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return !token.isCancellationRequested;
    });
  } catch {
    return '';
  }
}

const nameOf = (uri: vscode.Uri): string => vscode.workspace.asRelativePath(uri).replace(/\.decodeplan$/, '');

function optionItem({ uri, option }: OptionNode): vscode.TreeItem {
  const { name, works, cost, purchase, told } = option;
  const item = new vscode.TreeItem(name);
  item.id = `${uri.toString()} ${name}`;
  item.contextValue = 'option';
  item.iconPath = works ? ICONS.good : ICONS.bad;
  item.description = [cost, purchase].filter((part) => part !== '').join(' · ') || told;
  item.tooltip = told;
  item.command = { command: 'vscode.open', title: l10n.t('Open'), arguments: [uri] };
  return item;
}
