import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codesOf, diagnosticsOf, eventually, EXAMPLE, open, openText, replace } from './helpers.js';

const SCRAWL =
  'decodeplan:   1\nmodel: llama-3.1-70b # ours\nworkloads:\n    chat: {concurrency: 8,context: 8K}\ngpus: {type: h100-sxm, count: 8}\n';

async function actionsIn(document: vscode.TextDocument, kind: string): Promise<vscode.CodeAction[]> {
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, all, kind);
}

describe('the language', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  it('formats with small edits that keep comments', async () => {
    const { document } = await openText(SCRAWL);
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
      'vscode.executeFormatDocumentProvider',
      document.uri,
      { tabSize: 2, insertSpaces: true },
    );
    assert.ok(edits.length > 3);
    await vscode.commands.executeCommand('editor.action.formatDocument');
    assert.equal(
      document.getText(),
      'decodeplan: 1\nmodel: llama-3.1-70b # ours\nworkloads:\n  chat: { concurrency: 8, context: 8K }\ngpus: { type: h100-sxm, count: 8 }\n',
    );
  });

  it('colours what the schema knows', async () => {
    const { document } = await open(EXAMPLE);
    const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
      'vscode.provideDocumentSemanticTokens',
      document.uri,
    );
    assert.ok(tokens.data.length >= 5 * 40, String(tokens.data.length));
  });

  it('grows a selection through the structure', async () => {
    const { document } = await open(EXAMPLE);
    const at = document.positionAt(document.getText().indexOf('512K') + 1);
    const [range] = await vscode.commands.executeCommand<vscode.SelectionRange[]>(
      'vscode.executeSelectionRangeProvider',
      document.uri,
      [at],
    );
    const texts: string[] = [];
    for (let one = range; one; one = one.parent as vscode.SelectionRange)
      texts.push(document.getText(one.range));
    assert.ok(texts.includes('p95: 512K'), texts.join(' | '));
    assert.ok(texts.includes('{ p50: 96K, p95: 512K, max: 1M }'));
  });

  it('fixes all that leaves no choice at once', async () => {
    const { document } = await openText(
      'decodeplan: 1\nmodel: llama-3.1-70b\nworkloads:\n  chat:\n    concurency: 8\n    context: 8K\n    demand: 1B\ngpus: { type: h100-sxm, count: 8 }\n',
    );
    await diagnosticsOf(document, 'unknown-key');
    const [action] = await actionsIn(document, 'source.fixAll.decodeplan');
    assert.ok(action?.edit);
    await vscode.workspace.applyEdit(action.edit);
    await eventually(() => codesOf(document).length === 0, `no problems among ${codesOf(document).join()}`);
    assert.match(document.getText(), /concurrency: 8\n/);
    assert.match(document.getText(), /demand: 1B tokens\/day/);
  });

  it('links problems to their explanation and to the places that they have to do with', async () => {
    const { document } = await openText(
      'decodeplan: 1\nmodel: llama-3.1-70b\nworkloads:\n  chat: { concurrency: 8, context: { p50: 64K, p95: 8K } }\n',
    );
    const [problem] = await diagnosticsOf(document, 'reversed-lengths');
    assert.ok(problem && typeof problem.code === 'object');
    const related = problem.relatedInformation?.[0]?.location.range;
    assert.equal(related && document.getText(related), '64K');
    const { scheme, path, query } = problem.code.target;
    assert.equal(scheme, 'command');
    await vscode.commands.executeCommand(path, ...(JSON.parse(decodeURIComponent(query)) as string[]));
    const tab = await eventually(
      () =>
        vscode.window.tabGroups.all
          .flatMap(({ tabs }) => tabs)
          .find(({ label }) => label.includes('diagnostics.md')),
      'the page about problems',
    );
    await vscode.window.tabGroups.close(tab);
  });

  it('documents a completion when it is looked at', async () => {
    const editor = await open('team.decodeplan');
    await replace(editor, '    speed: 30 tok/s\n', '    \n');
    const at = editor.document.positionAt(editor.document.getText().indexOf('    \n') + 4);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      editor.document.uri,
      at,
      undefined,
      30,
    );
    const speed = list.items.find(({ label }) => typeof label !== 'string' && label.label === 'speed');
    assert.match((speed?.documentation as vscode.MarkdownString).value, /For example `100 tok\/s`/);
  });

  it('offers the quantity at the cursor in other units, apart from problems', async () => {
    const { document } = await open(EXAMPLE);
    const at = document.positionAt(document.getText().indexOf('512K') + 2);
    const offered = async (kind: string) =>
      vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        new vscode.Range(at, at),
        kind,
      );
    assert.deepEqual(await offered('quickfix'), []);
    const tokens = (await offered('refactor.rewrite')).find(({ title }) => title === 'Write as `524288`');
    assert.ok(tokens?.edit);
    const before = document.getText();
    await vscode.workspace.applyEdit(tokens.edit);
    assert.equal(document.getText(), before.replace('512K', '524288'));
  });

  it('says what options cost at their names once code lenses are off', async () => {
    const { document } = await open(EXAMPLE);
    const costs = async () => {
      const all = new vscode.Range(0, 0, document.lineCount, 0);
      const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        all,
      );
      return hints.filter(({ label }) => typeof label === 'string' && label.endsWith('/Mtok'));
    };
    assert.deepEqual(await costs(), []);
    const settings = vscode.workspace.getConfiguration('editor');
    await settings.update('codeLens', false, vscode.ConfigurationTarget.Global);
    try {
      const found = await costs();
      assert.ok(
        found.some(({ position }) =>
          /^ +as-is:$/.test(document.lineAt(position).text.slice(0, position.character)),
        ),
      );
    } finally {
      await settings.update('codeLens', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
