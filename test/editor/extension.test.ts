import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  codesOf,
  diagnosticsOf,
  eventually,
  EXAMPLE,
  open,
  openText,
  replace,
  report,
  workspaceFile,
} from './helpers.js';

describe('Decode Plan', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  it('takes .decodeplan files as its language', async () => {
    const { document } = await open(EXAMPLE);
    assert.equal(document.languageId, 'decodeplan');
  });

  it('registers every command of its manifest', async () => {
    const extension = vscode.extensions.getExtension('decodeplan.decodeplan');
    assert.ok(extension);
    await extension.activate();
    const manifest = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const known = await vscode.commands.getCommands(true);
    for (const { command } of manifest.contributes.commands) assert.ok(known.includes(command), command);
  });

  it('finds nothing wrong with the examples', async () => {
    const files = (await vscode.workspace.fs.readDirectory(workspaceFile('examples'))).filter(([name]) =>
      name.endsWith('.decodeplan'),
    );
    for (const file of files) {
      const { document } = await open(`examples/${file[0]}`);
      await new Promise((resolve) => setTimeout(resolve, 400));
      const errors = vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
      assert.deepEqual(
        errors.map(({ message }) => message),
        [],
        file[0],
      );
    }
  });

  it('marks each error at its place with the nearest name', async () => {
    const { document } = await open('broken.decodeplan');
    const [key] = await diagnosticsOf(document, 'unknown-key');
    assert.equal(document.getText(key?.range), 'concurency');
    assert.match(key?.message ?? '', /concurrency/);
    const [unit] = await diagnosticsOf(document, 'unknown-unit');
    assert.equal(document.getText(unit?.range), '8X');
  });

  it('says what the numbers say, and stops saying it when they fit', async () => {
    const editor = await open('team.decodeplan');
    // Without a speed it runs on what is there.
    await replace(editor, '    speed: 30 tok/s\n', '');
    await replace(editor, 'concurrency: 48', 'concurrency: 480');
    const [over] = await diagnosticsOf(editor.document, 'kv-cache-over-memory');
    assert.match(over?.message ?? '', /KV cache exceeds memory .* of 480 sequences fit/);
    assert.equal(editor.document.getText(over?.range), '480');
    await replace(editor, 'concurrency: 480', 'concurrency: 8');
    await eventually(() => codesOf(editor.document).length === 0, 'no more findings');
  });

  it('offers a fix that lowers concurrency to what fits', async () => {
    const editor = await open('team.decodeplan');
    // Without a speed it runs on what is there.
    await replace(editor, '    speed: 30 tok/s\n', '');
    await replace(editor, 'concurrency: 48', 'concurrency: 480');
    const [over] = await diagnosticsOf(editor.document, 'kv-cache-over-memory');
    assert.ok(over);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      editor.document.uri,
      over.range,
    );
    const lower = actions.find(({ title }) => title.startsWith('Lower concurrency'));
    assert.ok(lower?.edit, actions.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(lower.edit);
    await eventually(() => !codesOf(editor.document).includes('kv-cache-over-memory'), 'fits');
  });

  it('completes keys, catalogue ids and units', async () => {
    const editor = await openText('decodeplan: 1\nmodel: \nworkloads:\n  chat:\n    \n');
    const at = async (line: number, character: number) => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        editor.document.uri,
        new vscode.Position(line, character),
      );
      return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    };
    assert.ok((await at(1, 7)).includes('deepseek-v4-pro'));
    const keys = await at(4, 4);
    assert.ok(keys.includes('concurrency') && keys.includes('context'));
    await replace(editor, '    \n', '    speed: 30 \n');
    assert.ok((await at(4, 14)).some((label) => label.includes('tok/s')));
  });

  it('explains a member under the pointer', async () => {
    const { document } = await open('team.decodeplan');
    const position = document.positionAt(document.getText().indexOf('p95'));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      position,
    );
    const text = hovers
      .flatMap(({ contents }) => contents.map((content) => (content as vscode.MarkdownString).value))
      .join('\n');
    assert.match(text, /p95 context/);
    assert.match(text, /24,576 tokens/);
  });

  it('shows hints, follows names and renames them', async () => {
    const editor = await open(EXAMPLE);
    const { document } = editor;
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      all,
    );
    assert.ok(hints.some(({ label }) => label === '= 98,304'));
    const position = document.positionAt(document.getText().indexOf('baseline: software') + 12);
    const [definition] = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      position,
    );
    assert.equal(
      definition?.range.start.line,
      document.positionAt(document.getText().indexOf('  software:')).line,
    );
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      position,
      'free',
    );
    assert.equal(edit.get(document.uri).length, 2);
  });

  it('puts the verdict above the plan', async () => {
    const { document } = await open('team.decodeplan');
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    assert.ok(
      lenses.some(({ command }) => /as-is/.test(command?.title ?? '')),
      lenses.map(({ command }) => command?.title).join(),
    );
  });

  it('opens the charts beside the plan', async () => {
    await open(EXAMPLE);
    await vscode.commands.executeCommand('decodeplan.openChartsToSide');
    const tab = await eventually(
      () =>
        vscode.window.tabGroups.all
          .flatMap((group) => group.tabs)
          .find(
            ({ input }) =>
              input instanceof vscode.TabInputWebview && input.viewType.endsWith('decodeplan.charts'),
          ),
      'the tab of the charts',
    );
    assert.match(tab.label, /agentic/);
    await vscode.window.tabGroups.close(tab);
  });

  it('writes reports that explain memory and savings', async () => {
    await open(EXAMPLE);
    await vscode.commands.executeCommand('decodeplan.explainKvCache');
    assert.match((await report('KV cache')).getText(), /KV pool/);
  });

  it('survives whatever is typed', async () => {
    const texts = [
      '',
      'decodeplan: 2',
      '\t- x',
      'a: &a [*a, *a]',
      'decodeplan: 1\nmodel: {',
      '{"decodeplan": 1',
      'workloads: { a: { concurrency: 1e999 } }',
      'decodeplan: 1\nmodel: .nan\nworkloads: []',
    ];
    const editor = await openText('x');
    for (const text of texts) {
      const all = new vscode.Range(
        editor.document.positionAt(0),
        editor.document.positionAt(editor.document.getText().length),
      );
      await editor.edit((edit) => edit.replace(all, text));
      await eventually(() => codesOf(editor.document).length > 0, `a diagnostic for ${text}`);
      assert.equal(editor.document.getText(), text);
    }
  });

  it('reads a model from a config.json beside the plan, and not from outside the workspace', async () => {
    const config = {
      model_type: 'llama',
      num_hidden_layers: 2,
      num_attention_heads: 8,
      num_key_value_heads: 2,
      hidden_size: 512,
      intermediate_size: 1024,
      vocab_size: 1000,
    };
    await vscode.workspace.fs.writeFile(
      workspaceFile('config.json'),
      new TextEncoder().encode(JSON.stringify(config)),
    );
    const content = (path: string) =>
      `decodeplan: 1\nmodel: { config: ${path} }\nworkloads: { one: { concurrency: 1, context: 1K } }\ngpus: { type: h100-sxm, count: 1 }\n`;
    await vscode.workspace.fs.writeFile(
      workspaceFile('own.decodeplan'),
      new TextEncoder().encode(content('./config.json')),
    );
    const editor = await open('own.decodeplan');
    await eventually(() => codesOf(editor.document).length === 0, 'no problems');
    await replace(editor, './config.json', '../../outside.json');
    const [problem] = await diagnosticsOf(editor.document, 'unreadable-file');
    assert.match(problem?.message ?? '', /outside the workspace/);
  });
});
