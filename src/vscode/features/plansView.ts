import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import {
  hasProblems,
  lineDetails,
  planLine,
  type OptionLine,
  type PlanLine,
} from '../../report/writers/planLine.js';
import type { Analyses } from '../documents/analyses.js';
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

const VIEW = 'decodeplan.plans';
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

/** Every plan of the workspace with its verdict, cost and purchase. They are worked out while the list is in sight. */
export function createPlansView(analyses: Analyses): PlansView {
  const lines = new Map<string, PlanLine | null>();
  const changed = new vscode.EventEmitter<PlanNode | undefined>();
  let plans: readonly vscode.Uri[] | null = null;
  let problemsOnly = false;
  let run = 0;

  const view = vscode.window.createTreeView<PlanNode>(VIEW, {
    canSelectMany: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem,
      getChildren: async (node) => {
        if (node) return optionsOf(node);
        plans ??= await workspacePlans();
        void workOut(plans);
        const nodes = plans.map((uri): FileNode => ({
          kind: 'plan',
          uri,
          line: lines.get(uri.toString()) ?? null,
        }));
        return problemsOnly ? nodes.filter(({ line }) => line === null || hasProblems(line)) : nodes;
      },
    },
  });

  /** Works out what is not known yet, and shows each turn's share of it. */
  const workOut = async (uris: readonly vscode.Uri[]) => {
    const own = ++run;
    let since = Date.now();
    let shown = true;
    for (const uri of uris) {
      const key = uri.toString();
      if (lines.has(key)) continue;
      const line = await lineAt(uri);
      // A newer run goes on from here.
      if (own !== run) return;
      lines.set(key, line);
      shown = false;
      if (Date.now() - since < SLICE_MS) continue;
      await new Promise((resolve) => setTimeout(resolve, 0));
      since = Date.now();
    }
    view.message =
      problemsOnly && [...lines.values()].every((line) => line !== null && !hasProblems(line))
        ? l10n.t('No plan has a problem.')
        : '';
    if (!shown) changed.fire(undefined);
  };

  const forget = (uri: vscode.Uri, listed: boolean) => {
    lines.delete(uri.toString());
    if (listed) plans = null;
    changed.fire(undefined);
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.decodeplan');
  const subscriptions = [
    view,
    changed,
    watcher,
    watcher.onDidChange((uri) => forget(uri, false)),
    watcher.onDidCreate((uri) => {
      void sayPlans(true);
      forget(uri, true);
    }),
    watcher.onDidDelete((uri) => forget(uri, true)),
    analyses.onDidSettle(({ uri }) => {
      if (lines.has(uri.toString())) forget(uri, false);
    }),
  ];
  void vscode.workspace
    .findFiles('**/*.decodeplan', '**/node_modules/**', 1)
    .then(({ length }) => sayPlans(length > 0));

  return {
    refresh: () => {
      lines.clear();
      plans = null;
      changed.fire(undefined);
    },
    showProblemsOnly: (only) => {
      problemsOnly = only;
      void vscode.commands.executeCommand('setContext', FILTERED, only);
      changed.fire(undefined);
    },
    dispose: () => {
      run++;
      subscriptions.forEach((subscription) => void subscription.dispose());
    },
  };
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
  const name = vscode.workspace.asRelativePath(uri).replace(/\.decodeplan$/, '');
  item.label = name;
  item.id = uri.toString();
  item.contextValue = 'plan';
  item.command = { command: 'vscode.open', title: l10n.t('Open'), arguments: [uri] };
  item.iconPath = line ? ICONS[line.tone] : new vscode.ThemeIcon('loading~spin');
  if (line) {
    item.description = lineDetails(line);
    const { headline, detail } = line;
    item.tooltip = [name, headline, detail, lineDetails(line)].filter((part) => part !== '').join('\n');
    item.accessibilityInformation = { label: `${name}: ${headline} ${lineDetails(line)}` };
  }
  return item;
}

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
