import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import type { Analysis } from '../../report/answers/analysis.js';
import { briefProblems, briefReport } from '../../report/writers/brief.js';
import { resultJson } from '../../report/writers/resultJson.js';
import { analyzeAt, planText } from '../documents/planFiles.js';

/** What the tools take: a plan of the workspace by its path, or a plan's text. */
interface Input {
  readonly path?: string;
  readonly text?: string;
  readonly format?: 'markdown' | 'json';
}

/** The tools that language models may call: both only read. */
export function registerTools(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.lm.registerTool(
      'decodeplan_validate',
      tool((plan) => l10n.t('Validating {plan}', { plan }), briefProblems),
    ),
    vscode.lm.registerTool(
      'decodeplan_analyze',
      tool(
        (plan) => l10n.t('Analyzing {plan}', { plan }),
        (analysis, { format, path }) =>
          format === 'json' ? JSON.stringify(resultJson(analysis, path ?? null)) : briefReport(analysis),
      ),
    ),
  );
}

function tool(
  doing: (plan: string) => string,
  answer: (analysis: Analysis, input: Input) => string,
): vscode.LanguageModelTool<Input> {
  return {
    prepareInvocation: ({ input }) => ({
      invocationMessage: doing(input.path ?? l10n.t('a decode plan')),
    }),
    invoke: async ({ input }) => {
      const text = answer(await analysisOf(input), input);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  };
}

/** Errors here are read by the model, and say what to give instead. */
async function analysisOf({ path, text }: Input): Promise<Analysis> {
  if (text !== undefined) return analyzeAt(vscode.Uri.from({ scheme: 'untitled', path: 'plan' }), text);
  if (path === undefined) throw new Error('Give `path`, a plan of the workspace, or `text`, a plan itself.');
  for (const uri of candidates(path)) {
    try {
      return await analyzeAt(uri, await planText(uri));
    } catch {
      // Not in this folder: the next one may have it.
    }
  }
  throw new Error(`There is no plan ${path} in this workspace.`);
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
