import * as vscode from 'vscode';

const SCHEME = 'decodeplan-report';

/** Read-only reports in Markdown, shown as a preview where the editor has one. */
export interface Reports {
  readonly dispose: () => void;
  readonly show: (title: string, markdown: string, where?: 'beside') => Promise<void>;
  /** Shows a Markdown file. */
  readonly open: (uri: vscode.Uri) => Promise<void>;
}

export function createReports(): Reports {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  });
  return {
    show: async (title, markdown, where) => {
      const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title}.md` });
      texts.set(uri.path, markdown);
      changed.fire(uri);
      await open(uri, where);
    },
    open: (uri) => open(uri),
    dispose: () => [provider, changed].forEach((subscription) => void subscription.dispose()),
  };
}

async function open(uri: vscode.Uri, where?: 'beside'): Promise<void> {
  try {
    const preview = where ? 'markdown.showPreviewToSide' : 'markdown.showPreview';
    await vscode.commands.executeCommand(preview, uri);
  } catch {
    // Editors without the Markdown extension show the source, which reads well too.
    const viewColumn = where ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    await vscode.window.showTextDocument(uri, { preview: true, viewColumn });
  }
}
