import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codesOf, diagnosticsOf, eventually, EXAMPLE, open, openText, replace, write } from './helpers.js';

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
      'decodeplan: 1\nmodel: llama-3.1-70b\nworkloads:\n  chat:\n    concurency: 8\n    context: 8K\n    demand: 1M\ngpus: { type: h100-sxm, count: 8 }\n',
    );
    await diagnosticsOf(document, 'unknown-key');
    const [action] = await actionsIn(document, 'source.fixAll.decodeplan');
    assert.ok(action?.edit);
    await vscode.workspace.applyEdit(action.edit);
    await eventually(() => codesOf(document).length === 0, `no problems among ${codesOf(document).join()}`);
    assert.match(document.getText(), /concurrency: 8\n/);
    assert.match(document.getText(), /demand: 1M tokens\/day/);
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
      return hints.filter(
        ({ label }) => typeof label === 'string' && /\/Mtok( \(decode only\))?$/.test(label),
      );
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

  it('outlines the plan with the values of its members', async () => {
    const { document } = await open(EXAMPLE);
    const outline = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const workloads = outline.find(({ name }) => name === 'workloads');
    assert.deepEqual(
      workloads?.children.map(({ name }) => name),
      ['agents', 'chat'],
    );
    const concurrency = workloads.children[0]?.children.find(({ name }) => name === 'concurrency');
    assert.equal(concurrency?.detail, '6000');
  });

  it('finds and renames every place of a name', async () => {
    const { document } = await open(EXAMPLE);
    const at = document.positionAt(document.getText().indexOf('challenger: lpx') + 13);
    const places = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      at,
    );
    assert.deepEqual(
      places.map(({ range }) => document.getText(range)),
      ['lpx', 'lpx'],
    );
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      at,
      'racks',
    );
    await vscode.workspace.applyEdit(edit);
    assert.match(document.getText(), /\n {2}racks: \{ lpx: .*challenger: racks \}/s);
  });

  it('links a model to its config.json', async () => {
    await write('linked.json', '{}');
    await write('linked.decodeplan', 'decodeplan: 1\nmodel: { config: ./linked.json }\n');
    const { document } = await open('linked.decodeplan');
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    const link = links.find(({ range }) => document.getText(range) === './linked.json');
    assert.ok(link?.target?.path.endsWith('/linked.json'));
  });

  it('folds by indentation', async () => {
    const editor = await open(EXAMPLE);
    const { document } = editor;
    const line = document.positionAt(document.getText().indexOf('\nworkloads:') + 1).line;
    editor.selection = new vscode.Selection(line, 0, line, 0);
    await vscode.commands.executeCommand('editor.fold');
    await eventually(() => editor.visibleRanges.length > 1, 'a fold');
    await vscode.commands.executeCommand('editor.unfoldAll');
  });

  it('has a lens for the verdict, for the charts and for each option, which all open the charts', async () => {
    const { document } = await open(EXAMPLE);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    const ours = lenses.filter(({ command }) => command?.command === 'decodeplan.openChartsToSide');
    const lines = ours.map(({ range }) => document.lineAt(range.start.line).text.trim().split(':')[0]);
    assert.deepEqual(
      [...new Set(lines)],
      ['decodeplan', 'as-is', 'software', 'lpx', 'lpx-and-software', 'bedrock'],
    );
  });

  it('asks for a value behind a key that has a choice of them, and completes JSON as JSON', async () => {
    const { document } = await openText('{"decodeplan": 1, "model": "", "gpus": { } }');
    const at = async (text: string) => {
      const position = document.positionAt(document.getText().indexOf(text) + text.length);
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        position,
      );
      const own = (name: string) =>
        list.items.find(({ label }) => typeof label !== 'string' && label.label === name);
      return own;
    };
    const model = (await at('"model": "'))('deepseek-v3');
    assert.equal((model?.insertText as vscode.SnippetString).value, 'deepseek-v3"');
    const type = (await at('"gpus": { '))('type');
    assert.equal((type?.insertText as vscode.SnippetString).value, '"type": $0');
    assert.equal(type?.command?.command, 'editor.action.triggerSuggest');
  });

  it('offers the fixes of each finding of the numbers in its menu', async () => {
    const cases: readonly (readonly [string, string, RegExp])[] = [
      ['layout: { tensor: 8 }', 'latent-cache-copied', /^Use data-parallel attention over 8 ranks$/],
      ['layout: { tensor: 8 }', 'kv-cache-over-memory', /^Store the KV cache in fp8$/],
      ['layout: { tensor: 8 }', 'kv-cache-over-memory', /^Plan for \d+ accelerators in all$/],
    ];
    const { document } = await openText(
      `decodeplan: 1\nmodel: deepseek-v3\nworkloads: { chat: { concurrency: 120, context: 8K } }\ngpus: { type: h200-sxm, count: 8 }\nserving: { ${cases[0]?.[0] ?? ''} }\n`,
    );
    for (const [, code, title] of cases) {
      await diagnosticsOf(document, code);
      const actions = await actionsIn(document, 'quickfix');
      const action = actions.find((one) => title.test(one.title));
      assert.ok(action?.edit, `${code}: ${actions.map((one) => one.title).join()}`);
    }
  });
});
