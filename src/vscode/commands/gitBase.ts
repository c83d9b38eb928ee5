import * as vscode from 'vscode';

/** The part of the built-in Git extension's API (version 1) that is used here. */
interface GitExtension {
  readonly getAPI: (version: 1) => {
    readonly getRepository: (uri: vscode.Uri) => Repository | null;
  };
}

interface Repository {
  readonly show: (ref: string, path: string) => Promise<string>;
}

/**
 * The text of a file at the last commit; `null` where there is no Git extension, no repository, or no such
 * file in the commit.
 */
export async function committedText(uri: vscode.Uri): Promise<string | null> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (!extension) return null;
  try {
    // Not active where Git is switched off: `getAPI` throws then.
    const git = extension.isActive ? extension.exports : await extension.activate();
    return (await git.getAPI(1).getRepository(uri)?.show('HEAD', uri.fsPath)) ?? null;
  } catch {
    return null;
  }
}
