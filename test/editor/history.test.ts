import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { closeEditors, eventually, open, replace, report, workspaceFile, write } from './helpers.js';

const FILE = 'versions/team.decodeplan';
const PLAN = `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 8, context: 4K } }
gpus: { type: h100-sxm, count: 8 }
options: { as-is: {}, rented: { gpus: { type: h200-sxm, count: 8 } } }
`;
/** What is committed, oldest first, by what its author says of it. */
const COMMITS: Readonly<Record<string, string>> = {
  'A first plan': PLAN,
  'Twice the machines': PLAN.replaceAll('count: 8', 'count: 16'),
  'Say whose it is': `# The team's plan.\n${PLAN.replaceAll('count: 8', 'count: 16')}`,
};
const AUTHOR = ['-c', 'user.name=A Planner', '-c', 'user.email=planner@example.invalid'];

/** Commits all versions of the plan in a repository of its own, a day apart. */
async function commitAll(): Promise<void> {
  const git = (args: readonly string[], day = 1) =>
    execFileSync('git', [...AUTHOR, '-c', 'init.defaultBranch=main', ...args], {
      cwd: workspaceFile('versions').fsPath,
      env: { ...process.env, GIT_AUTHOR_DATE: `2026-03-0${day}T12:00:00Z` },
    });
  let day = 0;
  for (const [subject, text] of Object.entries(COMMITS)) {
    await write(FILE, text);
    day += 1;
    if (day === 1) git(['init', '--quiet']);
    git(['add', '.']);
    git(['commit', '--quiet', '--message', subject], day);
  }
}

/** Switches the editor's own Git on or off; it is off where nothing asks for it. */
async function switchGit(enabled: boolean): Promise<void> {
  await vscode.workspace
    .getConfiguration('git')
    .update('enabled', enabled, vscode.ConfigurationTarget.Global);
}

/** Cells of a table in Markdown, its heading first. */
const tableIn = (markdown: string): string[][] =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s|:-]+$/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

describe('A plan over its Git history, as the editor’s own Git tells it', () => {
  before(async () => {
    await commitAll();
    await switchGit(true);
    const git = vscode.extensions.getExtension<{ readonly enabled: boolean }>('vscode.git');
    assert.ok(git, 'the editor has its Git');
    await git.activate();
    await eventually(() => git.exports.enabled, 'Git is switched on');
  });
  afterEach(closeEditors);
  after(() => switchGit(false));

  it('shows how results changed, version by version, down to what is not committed', async () => {
    const editor = await open(FILE);
    await replace(editor, 'concurrency: 8', 'concurrency: 16');
    await vscode.commands.executeCommand('decodeplan.showHistory');
    const text = (await report('History of versions team')).getText();
    assert.match(text, /^# How the results of versions\/team\.decodeplan changed/);
    assert.match(
      text,
      /\*\*4 versions, of which 2 changed the results: from \$[\d.]+ [^$]*to \$[\d.]+ [^$]*per million tokens/,
    );
    const [heading = [], ...rows] = tableIn(text);
    const column = (name: string) => rows.map((row) => row[heading.indexOf(name)]);
    const subjects = Object.keys(COMMITS).toReversed();
    assert.deepEqual(column('What it says'), ['as it stands', ...subjects]);
    assert.deepEqual(column('Date'), ['', '2026-03-03', '2026-03-02', '2026-03-01']);
    assert.deepEqual(column('Author'), ['', 'A Planner', 'A Planner', 'A Planner']);
    assert.deepEqual(column('Results'), ['', 'as before', '', '']);
    const [now, , twice, first] = column('USD / M tokens').map((usd = '') =>
      Number(/\$([\d.]+)/.exec(usd)?.[1]),
    );
    assert.ok(now && twice && first, 'every version has a cost');
    // Twice the machines for the same users, who are a little faster; then twice the users on them.
    assert.ok(twice / first > 1.8 && twice / first <= 2, `${first} to ${twice}`);
    assert.equal(now, first);
    // Both options are drawn, a point a version.
    assert.match(text, /<figcaption><h3>Cost of every option, by version/);
    for (const option of ['as-is', 'rented'])
      assert.match(text, new RegExp(`<svg[\\s\\S]*${option}[\\s\\S]*</svg>`));
  });

  it('says that a plan was never committed', async () => {
    await write('versions/new.decodeplan', PLAN);
    await open('versions/new.decodeplan');
    await vscode.commands.executeCommand('decodeplan.showHistory');
    assert.ok(
      !vscode.workspace.textDocuments.some(({ uri }) => uri.path.includes('History of versions new')),
    );
  });
});
