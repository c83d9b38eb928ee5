import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  closeEditors,
  codesOf,
  diagnosticsOf,
  eventually,
  open,
  replace,
  report,
  workspaceFile,
  write,
} from './helpers.js';

const FINE = `decodeplan: 1
model: llama-3.1-8b # kept
workloads: { chat: { concurrency: 4, context: 8K, speed: 10 tok/s } }
gpus: { type: h100-sxm, count: 1 }
options: { as-is: {} }
`;
const WRONG = FINE.replace('llama-3.1-8b', 'llama-3.1-9b');

async function shown(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

function errorsAt(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
}

describe('What can go wrong around a plan', () => {
  before(() => vscode.extensions.getExtension('decodeplan.decodeplan')?.activate());
  afterEach(closeEditors);
  after(async () => {
    const { uri } = vscode.workspace.workspaceFolders![0]!;
    for (const [name] of await vscode.workspace.fs.readDirectory(uri))
      if (name.startsWith('fault-')) await vscode.workspace.fs.delete(vscode.Uri.joinPath(uri, name));
  });

  it('a deleted file stays analysed as long as its editor keeps the text, and can be saved again', async () => {
    const uri = await write('fault-deleted.decodeplan', WRONG);
    const document = await shown(uri);
    await vscode.commands.executeCommand('decodeplan.openChartsToSide');
    await eventually(() => errorsAt(uri).length > 0, 'an error');
    await vscode.workspace.fs.delete(uri);
    const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    await replace(editor, '9b', '8b');
    await eventually(() => errorsAt(uri).length === 0, 'put right');
    assert.ok(await document.save());
    const saved = await vscode.workspace.fs.readFile(uri);
    assert.equal(new TextDecoder().decode(saved), FINE);
  });

  it('a renamed file keeps its problems, under its new name only', async () => {
    const uri = await write('fault-before.decodeplan', WRONG);
    await shown(uri);
    await eventually(() => errorsAt(uri).length > 0, 'an error');
    const renamed = workspaceFile('fault-after.decodeplan');
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(uri, renamed);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await eventually(() => errorsAt(renamed).length > 0, 'the error under the new name');
    await eventually(() => errorsAt(uri).length === 0, 'nothing under the old one');
  });

  it('a file that changes on disk is analysed as it now is', async () => {
    const uri = await write('fault-changed.decodeplan', FINE);
    const document = await shown(uri);
    await eventually(() => errorsAt(uri).length === 0, 'no error');
    await write('fault-changed.decodeplan', WRONG);
    await eventually(() => document.getText().includes('9b'), 'the editor takes up the change');
    assert.equal((await diagnosticsOf(document, 'unknown-model')).length, 1);
  });

  it('a config.json that changes or goes is read again', async () => {
    const config = { model_type: 'llama', num_hidden_layers: 32, hidden_size: 4096, num_attention_heads: 32 };
    const full = { ...config, num_key_value_heads: 8, vocab_size: 128256, intermediate_size: 14336 };
    await write('fault-config.json', JSON.stringify(full));
    const text = FINE.replace('model: llama-3.1-8b', 'model: { config: fault-config.json }');
    const document = await shown(await write('fault-model.decodeplan', text));
    await eventually(() => errorsAt(document.uri).length === 0, 'a model that is read');
    await vscode.workspace.fs.delete(workspaceFile('fault-config.json'));
    await eventually(
      () => errorsAt(document.uri).some(({ message }) => /no such file/.test(message)),
      'gone',
    );
    await write('fault-config.json', JSON.stringify(full));
    await eventually(() => errorsAt(document.uri).length === 0, 'back again');
  });

  it('a huge file is refused in a moment, with one problem, and nothing else slows down', async () => {
    const huge = `${FINE}${'# a comment that goes on\n'.repeat(50_000)}`;
    // A machine may be busy: the same text that nobody reads tells what an editor takes here to show it.
    const opened = Date.now();
    await shown(await write('fault-huge.txt', huge));
    const plain = Date.now() - opened;
    const uri = await write('fault-huge.decodeplan', huge);
    const since = Date.now();
    const document = await shown(uri);
    await eventually(() => errorsAt(uri).length === 1, 'one problem');
    const taken = Date.now() - since;
    assert.ok(taken < 4000 + 4 * plain, `${taken} ms, the text alone ${plain} ms`);
    assert.equal(document.getText().length, huge.length);
    assert.match(errorsAt(uri)[0]!.message, /larger than 1 MB/);
  });

  it('a binary file is no plan, and the summary of the workspace says so', async () => {
    const uri = workspaceFile('fault-binary.decodeplan');
    await vscode.workspace.fs.writeFile(
      uri,
      Uint8Array.from({ length: 4096 }, (_, i) => (i * 7) % 256),
    );
    await vscode.commands.executeCommand('decodeplan.summarizePlans');
    const summary = await report('attach rate');
    await eventually(() => /fault-binary\.decodeplan.*no answer/.test(summary.getText()), summary.getText());
  });

  it('settings of the wrong kind count as left out', async () => {
    const settings = vscode.workspace.getConfiguration('decodeplan');
    await settings.update('findings', { wrong: true }, vscode.ConfigurationTarget.Workspace);
    await settings.update('charts.openAutomatically', 'maybe', vscode.ConfigurationTarget.Workspace);
    try {
      const document = await shown(await write('fault-settings.decodeplan', WRONG));
      assert.equal((await diagnosticsOf(document, 'unknown-model')).length, 1);
    } finally {
      await settings.update('findings', undefined, vscode.ConfigurationTarget.Workspace);
      await settings.update('charts.openAutomatically', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('a plan on a virtual file system is analysed with the files beside it', async () => {
    const files = new Map<string, Uint8Array>();
    const put = (path: string, text: string) => files.set(path, new TextEncoder().encode(text));
    const provider = memoryFiles(files);
    const registered = vscode.workspace.registerFileSystemProvider('faultfs', provider);
    try {
      put('/plan.decodeplan', WRONG);
      const document = await shown(vscode.Uri.parse('faultfs:/plan.decodeplan'));
      assert.equal(document.languageId, 'decodeplan');
      assert.equal((await diagnosticsOf(document, 'unknown-model')).length, 1);
      const edit = new vscode.WorkspaceEdit();
      const at = document.getText().indexOf('9b');
      edit.replace(
        document.uri,
        new vscode.Range(document.positionAt(at), document.positionAt(at + 2)),
        '8b',
      );
      assert.ok(await vscode.workspace.applyEdit(edit));
      await eventually(() => !codesOf(document).includes('unknown-model'), 'put right');
      assert.ok(await document.save());
      assert.equal(new TextDecoder().decode(files.get('/plan.decodeplan')), FINE);
    } finally {
      registered.dispose();
    }
  });

  it('a plan on a read-only file system is analysed, and what would be written into it is refused', async () => {
    const files = new Map([['/plan.decodeplan', new TextEncoder().encode(FINE)]]);
    const registered = vscode.workspace.registerFileSystemProvider('faultro', memoryFiles(files), {
      isReadonly: true,
    });
    try {
      const document = await shown(vscode.Uri.parse('faultro:/plan.decodeplan'));
      const log = await write('fault-vllm.log', 'INFO Available KV cache memory: 30.5 GiB\n');
      await vscode.commands.executeCommand('decodeplan.importMeasurements', log);
      assert.equal(document.getText(), FINE);
      assert.ok(!document.isDirty);
    } finally {
      registered.dispose();
    }
  });

  it('two plans of one name in two folders are kept apart', async () => {
    const folder = workspaceFile('fault-folder');
    await vscode.workspace.fs.createDirectory(folder);
    const one = await write('fault-folder/team.decodeplan', WRONG);
    try {
      await shown(one);
      await eventually(() => errorsAt(one).length > 0, 'an error in the one');
      const { document } = await open('team.decodeplan');
      await eventually(() => errorsAt(document.uri).length === 0, 'none in the other');
      assert.ok(errorsAt(one).length > 0);
    } finally {
      await closeEditors();
      await vscode.workspace.fs.delete(folder, { recursive: true });
    }
  });
});

/** A file system in memory: enough of one to open and save files. */
function memoryFiles(files: Map<string, Uint8Array>): vscode.FileSystemProvider {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const read = ({ path }: vscode.Uri) => {
    const found = files.get(path);
    if (!found) throw vscode.FileSystemError.FileNotFound(path);
    return found;
  };
  return {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: (uri) => ({ type: vscode.FileType.File, ctime: 0, mtime: files.size, size: read(uri).length }),
    readDirectory: () => [],
    createDirectory: () => undefined,
    readFile: read,
    writeFile: ({ path }, content) => {
      files.set(path, content);
    },
    delete: ({ path }) => {
      files.delete(path);
    },
    rename: () => {
      throw vscode.FileSystemError.NoPermissions();
    },
  };
}
