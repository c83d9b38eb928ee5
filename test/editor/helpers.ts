import assert from 'node:assert/strict';
import * as vscode from 'vscode';

export const EXAMPLE = 'examples/agentic-deepseek-v4-pro.decodeplan';

export function workspaceFile(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, name);
}

export async function open(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(workspaceFile(name)));
}

/** A text without a file. VS Code may fill it from its backup of one of the same name that was just closed. */
export async function openText(content: string, language = 'decodeplan'): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  const editor = await vscode.window.showTextDocument(document);
  const whole = new vscode.Range(new vscode.Position(0, 0), document.positionAt(document.getText().length));
  if (document.getText() !== content) await editor.edit((edit) => edit.replace(whole, content));
  return editor;
}

/** Closes all editors without saving: an unsaved text that is only closed can come back under the next one's name. */
export async function closeEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await shown(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Opens a document; what a command before still opens may come in between. */
async function shown(document: vscode.TextDocument): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await vscode.window.showTextDocument(document);
      return;
    } catch (error) {
      if (tries === 4) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

export async function write(name: string, text: string): Promise<vscode.Uri> {
  const uri = workspaceFile(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** Waits until `find` returns something. */
export async function eventually<T>(find: () => T | undefined | null | false, what: string): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const found = find();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export const codeOf = ({ code }: vscode.Diagnostic) => (typeof code === 'object' ? String(code.value) : '');
export const codesOf = (document: vscode.TextDocument) =>
  vscode.languages.getDiagnostics(document.uri).map((diagnostic) => codeOf(diagnostic));

export async function diagnosticsOf(
  document: vscode.TextDocument,
  code: string,
): Promise<vscode.Diagnostic[]> {
  await eventually(() => codesOf(document).includes(code), `${code} among ${codesOf(document).join()}`);
  return vscode.languages.getDiagnostics(document.uri).filter((diagnostic) => codeOf(diagnostic) === code);
}

/** Replaces the first occurrence of a text in the editor. */
export async function replace(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
  const at = editor.document.getText().indexOf(from);
  assert.ok(at >= 0, from);
  const range = new vscode.Range(
    editor.document.positionAt(at),
    editor.document.positionAt(at + from.length),
  );
  await editor.edit((edit) => edit.replace(range, to));
}

/** The report whose path contains a text. */
export function report(part: string): Promise<vscode.TextDocument> {
  return eventually(
    () =>
      vscode.workspace.textDocuments.find(
        ({ uri }) => uri.scheme === 'decodeplan-report' && uri.path.includes(part),
      ),
    `the report ${part}`,
  );
}
