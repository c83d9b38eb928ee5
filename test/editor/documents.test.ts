import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, open, report, workspaceFile, write } from './helpers.js';

const run = (name: string, ...args: unknown[]) =>
  vscode.commands.executeCommand(`decodeplan.${name}`, ...args);
const PLAN = `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 8, context: 4K } }
gpus: { type: h100-sxm, count: 8 }
`;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('Documents, folders and history', () => {
  afterEach(closeEditors);

  it('answers a plan in a Markdown fence, in the preview of the editor itself', async () => {
    const markdown = `Before\n\n\`\`\`decodeplan\n${PLAN}\`\`\`\n\n\`\`\`decodeplan\ndecodeplan: 1\nmodel: nope\n\`\`\`\n`;
    let html = '';
    // What draws plans is loaded with the first of them.
    for (let tries = 0; tries < 100 && !html.includes('class="verdict'); tries++) {
      html = await vscode.commands.executeCommand<string>('markdown.api.render', markdown);
      await pause(100);
    }
    assert.match(html, /<div[^>]* class="(?:code-line )?decodeplan"/);
    assert.match(html, /<p class="verdict good">/);
    assert.match(html, /<svg class="chart"/);
    assert.match(html, /The plan is not valid/);
    assert.doesNotMatch(html, /<script/);
  });

  it('opens the plans of a folder as one portfolio', async () => {
    await write('fleet/one.decodeplan', PLAN);
    await write('fleet/two.decodeplan', PLAN.replace('concurrency: 8', 'concurrency: 16'));
    await run('openPortfolio', workspaceFile('fleet'));
    const text = (await report('Portfolio of fleet')).getText();
    assert.match(text, /2 plans as one fleet/);
    assert.match(text, /fleet\/one/);
    assert.doesNotMatch(text, /team\.decodeplan/);
  });

  it('lists the plans of the workspace in the explorer', async () => {
    await open('team.decodeplan');
    await vscode.commands.executeCommand('decodeplan.plans.focus');
    await run('refreshPlans');
    await run('filterPlans');
    await run('unfilterPlans');
  });

  it('compares two plans that are selected in the list, and opens the charts of one', async () => {
    const [one, two] = [await write('list-a.decodeplan', PLAN), await write('list-b.decodeplan', PLAN)];
    const node = (uri: vscode.Uri) => ({ kind: 'plan', uri, line: null });
    await run('compareSelectedPlans', node(two), [node(one), node(two)]);
    assert.match((await report('list-b against list-a')).getText(), /^# /);
    await run('openPlanCharts', node(one));
  });

  it('says that there is no history where Git is switched off', async () => {
    await open('team.decodeplan');
    await run('showHistory', workspaceFile('team.decodeplan'));
    assert.ok(!vscode.workspace.textDocuments.some(({ uri }) => uri.path.includes('History of team')));
  });
});
