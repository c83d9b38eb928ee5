import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import { shareByAnchor } from '../../language/anchors.js';
import { writeLevers } from '../../language/writeBack.js';
import type { Analyses } from '../documents/analyses.js';
import { toRange } from '../documents/convert.js';
import type { FromPage, SetMessage } from '../../contract/fromPage.js';
import type { Scenario } from '../../contract/scenarios.js';
import type { ToPage } from '../../contract/toPage.js';
import { workspacePortfolio } from '../documents/portfolio.js';
import { saveFile } from '../documents/saving.js';
import { writeEdits } from '../documents/writing.js';

/** What a request of a page is served with. */
export interface Service {
  readonly analyses: Analyses;
  /** Sends the page the plan as it now stands. */
  readonly refresh: () => void;
  readonly send: (message: ToPage) => void;
  /** Keeps what-ifs beside a plan. */
  readonly keepScenarios: (source: string, scenarios: readonly Scenario[]) => Promise<void>;
  /** Keeps whether sliders stand open. */
  readonly keepFold: (open: boolean) => Thenable<void>;
  /** Gives the page the focus back. */
  readonly refocus: () => void;
}

/** Does what a page asks of the editor, and answers where it asked something. */
export async function serve(message: FromPage, service: Service): Promise<void> {
  const { analyses, refresh, send } = service;
  if (message.type === 'askPortfolio') {
    send({ type: 'portfolio', id: message.id, portfolio: await workspacePortfolio() });
    return;
  }
  const reason = message.type === 'set' ? await write(message, analyses) : await run(message, service);
  if (reason !== null) refresh();
  if (message.type === 'set') send({ type: 'written', id: message.id, reason });
  else if (reason !== null) send({ type: 'refused', reason });
}

const notOpen = () => l10n.t('The plan is not open any more.');

async function write(message: SetMessage, analyses: Analyses): Promise<string | null> {
  const document = documentOf(message.source);
  return document ? setValue(document, analyses, message) : notOpen();
}

/** Does what needs no answer; gives a reason where something was refused. */
async function run(
  message: FromPage,
  { analyses, refocus, keepScenarios, keepFold }: Service,
): Promise<string | null> {
  switch (message.type) {
    case 'validation':
      await vscode.commands.executeCommand('decodeplan.showValidation');
      return null;
    case 'newPlan':
    case 'openExample':
      await vscode.commands.executeCommand(`decodeplan.${message.type}`);
      return null;
    case 'openPlan':
      return openPlan(vscode.Uri.parse(message.uri, true));
    case 'copy':
      await vscode.env.clipboard.writeText(message.text);
      return null;
    case 'save':
      await saveFile(message.name, message.format, message.data);
      return null;
    case 'history': {
      const document = documentOf(message.source);
      if (!document) return notOpen();
      // The editor takes back what is done in the text that has the focus, and in no other.
      await show(document);
      await vscode.commands.executeCommand(message.redo ? 'redo' : 'undo');
      refocus();
      return null;
    }
    case 'share':
      return share(message, analyses);
    case 'scenarios':
      await keepScenarios(message.source, message.scenarios);
      return null;
    case 'whatIf':
      await keepFold(message.open);
      return null;
    case 'scrolledTo': {
      const document = documentOf(message.source);
      if (document)
        bringIntoSight(document, toRange(document, analyses.of(document).document.rangeOf(message.path)));
      return null;
    }
    case 'goTo':
    case 'reveal': {
      const document = documentOf(message.source);
      if (!document) return notOpen();
      await reveal(document, rangeOf(document, analyses, message));
      return null;
    }
    default:
      return null;
  }
}

/** Shows a plan of the workspace, and nothing else: a page cannot have other files opened. */
async function openPlan(uri: vscode.Uri): Promise<string | null> {
  const inWorkspace = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  if (!inWorkspace || !uri.path.endsWith('.decodeplan')) return l10n.t('That is no plan of this workspace.');
  const open = vscode.window.visibleTextEditors.find(({ viewColumn }) => viewColumn !== undefined);
  await vscode.window.showTextDocument(uri, { viewColumn: open?.viewColumn ?? vscode.ViewColumn.One });
  return null;
}

function documentOf(source: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === source);
}

function rangeOf(
  document: vscode.TextDocument,
  analyses: Analyses,
  message: FromPage & { type: 'goTo' | 'reveal' },
): vscode.Range {
  if (message.type === 'reveal')
    return toRange(document, analyses.of(document).document.rangeOf(message.path));
  const place = new vscode.Position(message.line - 1, message.column - 1);
  return new vscode.Range(place, place);
}

/** Writes a moved value with one edit, unless the text has changed since the page saw it. */
async function setValue(
  document: vscode.TextDocument,
  analyses: Analyses,
  { version, path, text, others }: SetMessage,
): Promise<string | null> {
  if (document.version !== version) return changedMeanwhile();
  const { document: parsed, plan } = analyses.of(document);
  const edits = plan && writeLevers(parsed, plan, [{ path, text }, ...others]);
  if (!edits) return l10n.t('“{text}” does not fit there, so nothing was written.', { text });
  return writeEdits(document, edits);
}

const changedMeanwhile = () => l10n.t('The file has changed meanwhile, so nothing was written.');

/** Has one anchor hold what several places of a plan write, with one edit. */
async function share(
  { source, version, paths }: FromPage & { type: 'share' },
  analyses: Analyses,
): Promise<string | null> {
  const document = documentOf(source);
  if (!document) return notOpen();
  if (document.version !== version) return changedMeanwhile();
  const edits = shareByAnchor(analyses.of(document).document, paths);
  if (!edits) return l10n.t('These values cannot share an anchor, so nothing was written.');
  return writeEdits(document, edits);
}

/** How long a value that was asked for stays marked, in milliseconds. */
const MARKED_MS = 1500;

/** Shows a place with the caret at it: what is typed next must not replace what was only looked at. */
async function reveal(document: vscode.TextDocument, range: vscode.Range): Promise<void> {
  const editor = await show(document, new vscode.Range(range.start, range.start));
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  if (range.isEmpty) return;
  const mark = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  editor.setDecorations(mark, [range]);
  setTimeout(() => mark.dispose(), MARKED_MS);
}

/** Scrolls the text where it is seen; the cursor and the focus stay. */
function bringIntoSight(document: vscode.TextDocument, { start }: vscode.Range): void {
  const line = new vscode.Range(start, start);
  for (const editor of vscode.window.visibleTextEditors)
    if (editor.document === document)
      editor.revealRange(line, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function show(document: vscode.TextDocument, selection?: vscode.Range): Promise<vscode.TextEditor> {
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const viewColumn = visible?.viewColumn ?? vscode.ViewColumn.One;
  return vscode.window.showTextDocument(document, { viewColumn, ...(selection ? { selection } : {}) });
}
