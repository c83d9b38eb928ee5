import * as vscode from 'vscode';

const FORMAT_NAMES: Readonly<Record<string, string>> = {
  png: 'PNG picture',
  svg: 'SVG drawing',
  csv: 'Comma-separated values',
  md: 'Markdown',
  html: 'Web page',
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
  const open = 'Open';
  const saved = `Saved ${vscode.workspace.asRelativePath(target)}.`;
  if ((await vscode.window.showInformationMessage(saved, open)) === open)
    await vscode.commands.executeCommand('vscode.open', target);
}

/** Works in the web worker host too, which has no `Buffer`. */
function bytesOf(format: string, data: string): Uint8Array {
  if (format !== 'png') return new TextEncoder().encode(data);
  return Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
}
