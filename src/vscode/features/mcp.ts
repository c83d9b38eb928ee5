import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';

/** The id in `package.json`. */
const PROVIDER = 'decodeplan.mcp';

/** How VS Code is told of a server that it starts itself; since 1.101, and the extension runs in 1.100, too. */
type StdioServer = new (
  label: string,
  command: string,
  args: string[],
  env: Record<string, string>,
  version: string,
) => { cwd?: vscode.Uri };

interface Provider {
  readonly onDidChangeMcpServerDefinitions: vscode.Event<void>;
  readonly provideMcpServerDefinitions: () => object[];
}

export interface WithServers {
  readonly McpStdioServerDefinition?: StdioServer;
  readonly lm: {
    readonly registerMcpServerDefinitionProvider?: (id: string, provider: Provider) => vscode.Disposable;
  };
}

/**
 * Lets agents find the plans of each folder of the workspace. The server runs on the editor's own Node, where there is
 * one: not in the web, nor for folders that are on no disk.
 */
export function registerMcp(
  context: Pick<vscode.ExtensionContext, 'extensionUri' | 'extension'>,
  // Its types are those of the oldest editor that is supported, which knows no servers.
  editor: WithServers = vscode as unknown as WithServers,
): vscode.Disposable {
  const { McpStdioServerDefinition: Definition, lm } = editor;
  const node = ownNode();
  if (!lm.registerMcpServerDefinitionProvider || !Definition || node === null)
    return new vscode.Disposable(() => undefined);
  const changed = new vscode.EventEmitter<void>();
  const server = vscode.Uri.joinPath(context.extensionUri, 'dist', 'mcp.cjs').fsPath;
  const { version } = context.extension.packageJSON as { version: string };
  const folders = () => (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const provider: Provider = {
    onDidChangeMcpServerDefinitions: changed.event,
    provideMcpServerDefinitions: () =>
      folders().map(({ uri, name }, _, all) => {
        const label = all.length === 1 ? l10n.t('Decode Plan') : l10n.t('Decode Plan: {name}', { name });
        // Editors are programs that turn into Node by this variable; Node itself does not mind it.
        const env = { ELECTRON_RUN_AS_NODE: '1' };
        const definition = new Definition(label, node, [server, uri.fsPath], env, version);
        definition.cwd = uri;
        return definition;
      }),
  };
  try {
    return vscode.Disposable.from(
      lm.registerMcpServerDefinitionProvider(PROVIDER, provider),
      vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
      changed,
    );
  } catch {
    // VS Code 1.100 has the function under a proposal and refuses who calls it: there, agents find no server.
    return vscode.Disposable.from(changed);
  }
}

function ownNode(): string | null {
  const host = globalThis as { process?: { execPath?: string } };
  const path = host.process?.execPath;
  return path === undefined || path === '' ? null : path;
}
