import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { TOOLS } from '../../src/tools/tools.js';
import { registerMcp, type WithServers } from '../../src/vscode/features/mcp.js';

describe('The server for agents', () => {
  const extension = vscode.extensions.getExtension('decodeplan.decodeplan');
  assert.ok(extension);
  const context = { extensionUri: extension.extensionUri, extension };

  /** An editor that keeps what it is told. */
  function editorWithServers() {
    const told: { id: string; servers: () => object[] }[] = [];
    class McpStdioServerDefinition {
      cwd?: vscode.Uri;
      constructor(
        readonly label: string,
        readonly command: string,
        readonly args: string[],
        readonly env: Record<string, string>,
        readonly version: string,
      ) {}
    }
    const editor: WithServers = {
      McpStdioServerDefinition,
      lm: {
        registerMcpServerDefinitionProvider: (id, provider) => {
          told.push({ id, servers: () => provider.provideMcpServerDefinitions() });
          return new vscode.Disposable(() => undefined);
        },
      },
    };
    return { editor, told, McpStdioServerDefinition };
  }

  it("is told to an editor that knows servers, and answers on the editor's own Node", async () => {
    const { editor, told, McpStdioServerDefinition } = editorWithServers();
    registerMcp(context, editor).dispose();
    assert.deepEqual(
      told.map(({ id }) => id),
      ['decodeplan.mcp'],
    );
    const [server] = told[0]?.servers() ?? [];
    assert.ok(server instanceof McpStdioServerDefinition);
    const { command, args, env } = server;
    const client = new Client({ name: 'editor', version: '1.0.0' });
    await client.connect(
      new StdioClientTransport({ command, args, env: { ...getDefaultEnvironment(), ...env } }),
    );
    const { tools } = await client.listTools();
    assert.equal(tools.length, TOOLS.length);
    await client.close();
  });

  it('is left alone by an editor that knows none', () => {
    registerMcp(context, { lm: {} }).dispose();
  });

  it('takes nothing else with it where an editor of the preview of servers refuses it', () => {
    const { editor } = editorWithServers();
    const refuse = () => {
      throw new Error('not in contributes.modelContextServerCollections');
    };
    registerMcp(context, { ...editor, lm: { registerMcpServerDefinitionProvider: refuse } }).dispose();
  });
});
