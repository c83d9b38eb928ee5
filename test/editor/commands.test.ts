import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { TOOLS } from '../../src/tools/tools.js';
import { closeEditors, eventually, open, openText, report, workspaceFile, write } from './helpers.js';

const EXAMPLE = 'examples/small-team-llama-70b.decodeplan';
const run = (name: string, ...args: unknown[]) =>
  vscode.commands.executeCommand(`decodeplan.${name}`, ...args);
const accept = () => vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const TEAM = `decodeplan: 1 # kept
model: llama-3.1-70b
workloads: { chat: { concurrency: 8, context: 4K } }
gpus: { type: h100-sxm, count: 8 }
`;

describe('Comparing and summarizing', () => {
  afterEach(closeEditors);

  it('shows what changes from another plan', async () => {
    await open(EXAMPLE);
    await run('comparePlans', workspaceFile('team.decodeplan'), workspaceFile(EXAMPLE));
    const text = (await report('team against')).getText();
    assert.match(text, /^# What changes from small-team.* to team/);
    assert.match(text, /\| gpus\.rent \| 2\.35 USD\/h \|/);
  });

  it('holds the two sides of a diff against each other, as its title button asks', async () => {
    const before = await write('older.decodeplan', TEAM);
    const after = await write('newer.decodeplan', TEAM.replace('concurrency: 8', 'concurrency: 32'));
    await vscode.commands.executeCommand('vscode.diff', before, after);
    await eventually(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff,
      'the diff',
    );
    // Menus of the title pass where they are behind the file.
    await run('comparePlans', after, { groupId: 0 });
    const text = (await report('newer against older')).getText();
    assert.match(text, /\| workloads\.chat\.concurrency \| 8 \| 32 \|/);
  });

  it('compares two plans that are selected in the explorer', async () => {
    const [one, two] = [await write('one.decodeplan', TEAM), await write('two.decodeplan', TEAM)];
    await run('comparePlans', two, [one, two]);
    assert.match((await report('two against one')).getText(), /^# /);
  });

  it('offers the saved version of a plan with changes, which is told apart from the editor', async () => {
    const uri = await write('dirty.decodeplan', TEAM);
    const editor = await open('dirty.decodeplan');
    const at = TEAM.indexOf('concurrency: 8') + 'concurrency: '.length;
    const { document } = editor;
    const range = new vscode.Range(document.positionAt(at), document.positionAt(at + 1));
    await editor.edit((edit) => edit.replace(range, '16'));
    const done = run('comparePlans', uri);
    const poll = setInterval(() => void accept(), 300);
    await done;
    clearInterval(poll);
    const text = (await report('dirty as saved')).getText();
    assert.match(text, /\| workloads\.chat\.concurrency \| 8 \| 16 \|/);
  });

  it('summarizes every plan of the workspace', async () => {
    await run('summarizePlans');
    const text = (await report('attach rate')).getText();
    for (const file of await vscode.workspace.findFiles('**/*.decodeplan'))
      assert.ok(text.includes(`](</${encodeURI(vscode.workspace.asRelativePath(file))}>)`), file.path);
    assert.match(text, /no answer/);
  });
});

describe('Importing', () => {
  afterEach(closeEditors);

  it('puts a launch command of the clipboard into the plan, comments kept', async () => {
    const { document } = await openText(TEAM);
    await vscode.env.clipboard.writeText(
      'vllm serve deepseek-ai/DeepSeek-V3 -tp 8 \\\n  --kv-cache-dtype fp8',
    );
    await run('importLaunchCommand');
    const text = document.getText();
    assert.match(text, /^decodeplan: 1 # kept\nmodel: deepseek-v3\n/);
    assert.match(text, /kvCache: fp8/);
    assert.match(text, /layout: \{ tensor: 8 \}/);
  });

  it('makes a new plan of a selected launch command', async () => {
    const editor = await openText(
      'run: vllm serve meta-llama/Llama-3.1-70B-Instruct -tp 4 --max-num-seqs 32',
      'plaintext',
    );
    editor.selection = new vscode.Selection(0, 0, 0, 200);
    await run('importLaunchCommand');
    const { document } = await eventually(
      () =>
        vscode.window.activeTextEditor?.document.languageId === 'decodeplan' &&
        vscode.window.activeTextEditor,
      'the new plan',
    );
    assert.match(document.getText(), /concurrency: 32/);
    await pause(500);
    assert.deepEqual(
      vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error),
      [],
    );
  });

  it('puts measurements into the calibration, and adds to it', async () => {
    const { document } = await openText(TEAM);
    const log = await write(
      'vllm.log',
      'INFO Available KV cache memory: 30.5 GiB\nINFO GPU KV cache size: 120,000 tokens\n',
    );
    await run('importMeasurements', log);
    assert.match(document.getText(), /calibration:\n {2}memory: \{ kvPool: 30\.5 GiB, kvTokens: 120000 \}/);
    const result = await write(
      'bench.json',
      JSON.stringify({
        mean_tpot_ms: 21,
        max_concurrency: 8,
        random_input_len: 1000,
        random_output_len: 200,
      }),
    );
    await run('importMeasurements', result);
    assert.match(document.getText(), /steps: \[\{ batch: 8, context: 1100, step: 21 ms \}\]/);
    assert.equal(document.getText().slice(0, TEAM.length), TEAM);
  });

  it('makes the model of a plan the one of a config.json', async () => {
    const config = {
      model_type: 'llama',
      num_hidden_layers: 2,
      num_attention_heads: 8,
      num_key_value_heads: 2,
      hidden_size: 512,
      intermediate_size: 1024,
      vocab_size: 1000,
    };
    const file = await write('config.json', JSON.stringify(config));
    await write('examples/imported.decodeplan', TEAM);
    const { document } = await open('examples/imported.decodeplan');
    await run('importModel', file);
    assert.equal(document.getText(), TEAM.replace('llama-3.1-70b', '{ config: ../config.json }'));
    await document.save();
    await vscode.workspace.fs.delete(document.uri);
  });
});

describe('Answers that leave the editor', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  it('copies the launch command of the only option', async () => {
    await openText(`${TEAM}serving: { kvCache: fp8, layout: { tensor: 8 } }\n`);
    await run('copyLaunchCommand');
    const command = await vscode.env.clipboard.readText();
    assert.match(command, /^vllm serve meta-llama\/.*--tensor-parallel-size 8.*--kv-cache-dtype fp8/s);
  });
});

/** The plan that a command opened. */
const opened = () =>
  eventually(
    () =>
      vscode.window.activeTextEditor?.document.languageId === 'decodeplan' && vscode.window.activeTextEditor,
    'the plan',
  );

const chartsTabs = () =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('decodeplan.charts'),
    );

describe('New Plan', () => {
  afterEach(closeEditors);
  // Only a path of this machine can be proposed as a name.
  const named = () => vscode.workspace.workspaceFolders?.[0]?.uri.scheme === 'file';

  it('asks what a planner knows and opens a plan that works, its first number selected', async () => {
    const done = run('newPlan');
    await pause(2000);
    // The first entries of the first step ask for a file and open an example; below is the catalogue's first model.
    for (let i = 0; i < 2; i++) await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
    await accept();
    const poll = setInterval(() => void accept(), 700);
    await done;
    clearInterval(poll);
    const { document, selection } = await opened();
    assert.match(document.getText(), /^# How many users fit in memory\?\n# Change the numbers/);
    assert.match(document.getText(selection), /^\d+$/);
    assert.match(document.lineAt(selection.active.line).text, /concurrency: \d+ #/);
    assert.ok(document.isUntitled);
    if (named()) assert.match(document.uri.path, /-chat\.decodeplan$/);
    await eventually(() => chartsTabs().length === 1, 'the charts');
    await pause(500);
    assert.deepEqual(
      vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning),
      [],
    );
  });

  it('opens an example as a copy: what ships is never overwritten', async () => {
    await run('openExample', 'small-team-llama-70b.decodeplan');
    const { document } = await opened();
    assert.ok(document.isUntitled);
    assert.match(document.getText(), /^# A small team's own server/);
    const first = document.uri.path;
    await run('openExample', 'small-team-llama-70b.decodeplan');
    const shown = () => vscode.window.activeTextEditor?.document.uri.path;
    await eventually(() => shown() !== first, 'a copy of its own');
    if (named()) assert.match(shown() ?? '', /small-team-llama-70b-2\.decodeplan$/);
  });

  it('fills the empty plan that is shown', async () => {
    const { document } = await openText('');
    await run('openExample', 'rag-llama-70b.decodeplan');
    assert.match(document.getText(), /^# How much of a retrieval service/);
    assert.equal(vscode.window.activeTextEditor?.document, document);
  });
});

describe('Tools for language models', () => {
  const invoke = async (name: string, input: object) => {
    const result = await vscode.lm.invokeTool(`decodeplan_${name}`, {
      input,
      toolInvocationToken: undefined,
    });
    return result.content
      .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
      .join('');
  };

  it('are told to every agent with what they do, what they take and that they may be named in a prompt', () => {
    const own = vscode.lm.tools.filter(({ name }) => name.startsWith('decodeplan_'));
    assert.deepEqual(
      own.map(({ name }) => name).sort(),
      TOOLS.map(({ name }) => `decodeplan_${name}`).sort(),
    );
    for (const { description, inputSchema } of own) {
      assert.match(description, /Reads only; runs offline/);
      assert.ok('properties' in (inputSchema ?? {}));
    }
  });

  it('says how to call them where neither a path nor a text is given', async () => {
    await assert.rejects(invoke('analyze', {}), /Give `path`/);
  });

  it('validates a text and a file', async () => {
    assert.match(
      await invoke('validate', { path: 'broken.decodeplan' }),
      /^The plan is not valid:\n.*unknown-key/s,
    );
    assert.match(await invoke('validate', { text: TEAM }), /^The plan is valid/);
  });

  it('analyzes a file, in short and in full', async () => {
    assert.match(await invoke('analyze', { path: EXAMPLE }), /eagle-3 is the cheapest/);
    const json = JSON.parse(await invoke('analyze', { path: EXAMPLE, format: 'json' })) as {
      options: object;
    };
    assert.ok('eagle-3' in json.options);
  });

  it('explains, compares, looks up and solves', async () => {
    const number = 'options.eagle-3.total.usdPerMillionTokens';
    assert.match(await invoke('explain', { path: EXAMPLE, number }), /Rests on:/);
    const same = { before: { path: EXAMPLE }, after: { path: EXAMPLE } };
    assert.match(await invoke('compare', same), /No result moves/);
    assert.match(await invoke('catalogue', { search: 'llama 70b' }), /llama-3\.1-70b/);
    assert.match(await invoke('solve', { path: EXAMPLE, for: 'fleet' }), /accelerators and no fewer/);
    assert.match(await invoke('break_even', { path: EXAMPLE, variable: 'acceptedLength' }), /eagle-3/);
  });

  it('reads plans of the workspace only', async () => {
    for (const path of ['../outside.decodeplan', '/etc/passwd', 'config.json', 'missing.decodeplan'])
      await assert.rejects(invoke('validate', { path }), /no plan/);
  });
});

describe('Settings', () => {
  it('keeps findings of the numbers out of the Problems panel where that is wanted', async () => {
    const { document } = await openText(TEAM.replace('concurrency: 8', 'concurrency: 8000'));
    const count = () => vscode.languages.getDiagnostics(document.uri).length;
    await eventually(() => count() > 0, 'a finding');
    const settings = vscode.workspace.getConfiguration('decodeplan');
    await settings.update('findings', 'none', vscode.ConfigurationTarget.Workspace);
    await eventually(() => count() === 0, 'no finding');
    await settings.update('findings', undefined, vscode.ConfigurationTarget.Workspace);
    await eventually(() => count() > 0, 'the finding again');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
