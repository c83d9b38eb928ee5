import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import type { Analysis } from '../../report/answers/analysis.js';
import { TOOL_NAMES, type ToolName } from '../../tools/names.js';
import { ToolError, type Host, type PlanSource } from '../../tools/tool.js';
import { callTool } from '../../tools/tools.js';
import { bookAt } from '../documents/books.js';
import { analyzeAt, planText } from '../documents/planFiles.js';

/** What models give of a call; only what its tool's schema takes is used. */
type Input = Readonly<Record<string, unknown>>;

/** The tools that language models may call, by the names of the manifest: all of them only read. */
export function registerTools(): vscode.Disposable {
  return vscode.Disposable.from(
    ...TOOL_NAMES.map((name) => vscode.lm.registerTool(`decodeplan_${name}`, adapted(name))),
  );
}

const host: Host = { plan: analysisOf, book: () => bookAt(unsaved()) };

/** A text has no place of its own: it counts with the price book of the workspace. */
function unsaved(): vscode.Uri {
  return vscode.Uri.from({ scheme: 'untitled', path: 'plan' });
}

function adapted(name: ToolName): vscode.LanguageModelTool<Input> {
  return {
    prepareInvocation: ({ input }) => ({ invocationMessage: doing(name, subjectOf(input)) }),
    invoke: async ({ input }, token) => {
      const control = { cancelled: () => token.isCancellationRequested, progress: () => undefined };
      const { text } = await callTool(name, input, host, control);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  };
}

/** What a call is about, for people: a plan, or what the catalogue is asked for. */
function subjectOf({ path, id, search, after }: Input): string {
  const inner = typeof after === 'object' && after !== null && 'path' in after ? after.path : undefined;
  const subject = [path, id, search, inner].find((one) => typeof one === 'string');
  return typeof subject === 'string' ? subject : l10n.t('a decode plan');
}

function doing(name: ToolName, plan: string): string {
  switch (name) {
    case 'validate':
      return l10n.t('Validating {plan}', { plan });
    case 'analyze':
      return l10n.t('Analyzing {plan}', { plan });
    case 'compare':
      return l10n.t('Comparing {plan}', { plan });
    case 'catalogue':
      return l10n.t('Looking up {plan}', { plan });
    default:
      return l10n.t('Working out {plan}', { plan });
  }
}

/** Errors here are read by the model, and say what to give instead. */
async function analysisOf({ path, text }: PlanSource): Promise<Analysis> {
  if (path === undefined) return analyzeAt(unsaved(), text ?? '');
  for (const uri of candidates(path)) {
    // Where it is not in this folder, the next one may have it.
    const found = await planText(uri).catch(() => null);
    if (found !== null) return analyzeAt(uri, found);
  }
  throw new ToolError(`There is no plan ${path} in this workspace.`);
}

/** Where a path may point to: plans inside the folders of the workspace, and nothing else. */
function candidates(path: string): vscode.Uri[] {
  const plain = path.replace(/\\/g, '/');
  if (!plain.endsWith('.decodeplan')) return [];
  return (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) => {
    const root = uri.path.replace(/\/?$/, '/');
    const file = vscode.Uri.joinPath(plain.startsWith('/') ? uri.with({ path: '/' }) : uri, plain);
    return file.path.startsWith(root) ? [file] : [];
  });
}
