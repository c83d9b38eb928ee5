import * as vscode from 'vscode';
import * as l10n from '../../../l10n/l10n.js';
import { examples, type Example } from '../../../language/starters/examples.js';
import type { ChartsPanel } from '../../panel/panel.js';
import { answerTab } from './answers.js';
import { beginPlan, showPlan } from './untitled.js';

interface ExampleItem extends vscode.QuickPickItem {
  readonly example: Example;
}

/** Offers the examples that ship, and opens a copy of one with its charts: the shipped file is never written. */
export async function openExample(extension: vscode.Uri, panel: ChartsPanel, file?: unknown): Promise<void> {
  const items = examples().map((example): ExampleItem => ({
    label: example.title,
    detail: example.shows,
    example,
  }));
  const named = items.find(({ example }) => example.file === file);
  const picked =
    named ??
    (await vscode.window.showQuickPick(items, {
      title: l10n.t('Open Example'),
      placeHolder: l10n.t('A copy opens; change it as you like'),
      matchOnDetail: true,
    }));
  if (!picked) return;
  const { example } = picked;
  const shipped = vscode.Uri.joinPath(extension, 'examples', ...example.file.split('/'));
  const text = new TextDecoder('utf-8').decode(await vscode.workspace.fs.readFile(shipped));
  const name = (example.file.split('/').at(-1) ?? example.file).replace(/\.decodeplan$/, '');
  const document = await beginPlan(name, text);
  await showPlan(document);
  panel.open(document, { type: 'show', tab: answerTab(example.question), variable: null });
}
