import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { diagnosticsOf, eventually, write } from './helpers.js';

const WORKLOADS = 'workloads: { chat: { concurrency: 4, context: 8K } }\n';
const planWith = (model: string) => `decodeplan: 1\nmodel: ${model}\n${WORKLOADS}`;

async function shown(name: string, text: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(await write(name, text));
  await vscode.window.showTextDocument(document);
  return document;
}

async function linksOf(document: vscode.TextDocument): Promise<vscode.DocumentLink[]> {
  return vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', document.uri);
}

describe('What a plan may not do', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));
  after(async () => {
    const { uri } = vscode.workspace.workspaceFolders![0]!;
    for (const [name] of await vscode.workspace.fs.readDirectory(uri))
      if (/^(outside|markup).*\.decodeplan$/.test(name))
        await vscode.workspace.fs.delete(vscode.Uri.joinPath(uri, name));
  });

  it('reads no file outside the workspace, and links to none', async () => {
    const far = '../'.repeat(12);
    const paths = [
      `${far}etc/passwd`,
      '/etc/passwd',
      'file:///etc/passwd',
      'https://example.com/config.json',
    ];
    const hidden = [`sub/../${far}etc/passwd`, `..\\\\${far}etc/passwd`];
    for (const [i, path] of [...paths, ...hidden].entries()) {
      // A file each: the editor may still hold the text of one that has just changed on disk.
      const document = await shown(`outside-${i}.decodeplan`, planWith(`{ config: "${path}" }`));
      await eventually(
        () =>
          vscode.languages
            .getDiagnostics(document.uri)
            .some(({ message }) => /outside the workspace/.test(message)),
        path,
      );
      // The editor itself links whatever looks like an address, in any file.
      if (/^[a-z]+:/.test(path)) continue;
      const links = await linksOf(document);
      assert.ok(!links.some(({ target }) => target?.path.includes('passwd')), path);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    }
  });

  it('takes a percent sign in a path for what it is', async () => {
    const document = await shown(
      'outside-percent.decodeplan',
      planWith('{ config: "%2e%2e/%2e%2e/etc/passwd" }'),
    );
    await eventually(
      () => vscode.languages.getDiagnostics(document.uri).some(({ message }) => /no such file/.test(message)),
      'no such file',
    );
  });

  it('puts no link, picture or command of its own into a hover', async () => {
    const evil = '[x](command:workbench.action.quit) ![p](https://example.com/p.png) <img src=x>';
    const text = `decodeplan: 1\ntitle: '${evil}'\nmodel: '${evil}'\nworkloads: { '${evil}': { concurrency: 4, context: 8K } }\noptions: { '${evil}': {} }\n`;
    const document = await shown('markup.decodeplan', text);
    await diagnosticsOf(document, 'unknown-model');
    for (let offset = 0; offset < text.length; offset += 9) {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        document.positionAt(offset),
      );
      for (const content of hovers.flatMap(({ contents }) => contents)) {
        const { value, supportHtml } = content as vscode.MarkdownString;
        assert.ok(supportHtml !== true);
        assert.doesNotMatch(value, /\]\(command:(?!decodeplan\.showValidation)|!\[p|\]\(https:\/\/example/);
      }
    }
  });
});
