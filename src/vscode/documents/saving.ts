import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';

const FORMAT_NAMES: Readonly<Record<string, string>> = {
  get png() {
    return l10n.t('PNG picture');
  },
  get svg() {
    return l10n.t('SVG drawing');
  },
  get csv() {
    return l10n.t('Comma-separated values');
  },
  md: 'Markdown',
  get html() {
    return l10n.t('Web page');
  },
  json: 'JSON',
};

/**
 * Asks where to save and writes there, on whatever file system that is. `data` is text; for `png`, base 64.
 * Says so when it is done, with a way to open it.
 */
export async function saveFile(name: string, format: string, data: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = `${name.replace(/[^\p{L}\p{N}._ -]/gu, '-')}.${format}`;
  const target = await vscode.window.showSaveDialog({
    filters: { [FORMAT_NAMES[format] ?? format]: [format] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, file) } : {}),
  });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, bytesOf(format, data));
  const open = l10n.t('Open');
  const saved = l10n.t('Saved {target}.', { target: vscode.workspace.asRelativePath(target) });
  if ((await vscode.window.showInformationMessage(saved, open)) === open)
    await vscode.commands.executeCommand('vscode.open', target);
}

/** Works in the web worker host too, which has no `Buffer`. */
function bytesOf(format: string, data: string): Uint8Array {
  if (format !== 'png') return new TextEncoder().encode(data);
  return Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
}
