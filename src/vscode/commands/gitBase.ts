import * as vscode from 'vscode';

/** The part of the built-in Git extension's API (version 1) that is used here. */
interface GitExtension {
  readonly getAPI: (version: 1) => GitApi;
}

interface GitApi {
  readonly state: 'uninitialized' | 'initialized';
  readonly onDidChangeState: vscode.Event<GitApi['state']>;
  readonly getRepository: (uri: vscode.Uri) => Repository | null;
}

/** Repositories are looked for when the editor starts; so long is waited for that. */
const LONGEST_MS = 5000;

async function ready(api: GitApi): Promise<GitApi> {
  if (api.state === 'initialized') return api;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, LONGEST_MS);
    const listening = api.onDidChangeState(done);
    function done(): void {
      clearTimeout(timer);
      listening.dispose();
      resolve();
    }
  });
  return api;
}

interface Repository {
  readonly show: (ref: string, path: string) => Promise<string>;
  readonly log: (options: {
    readonly path: string;
    readonly maxEntries: number;
  }) => Promise<readonly Commit[]>;
}

/** A commit as that API tells it. */
export interface Commit {
  readonly hash: string;
  readonly message: string;
  readonly authorDate?: Date;
  readonly authorName?: string;
}

/** A file's repository; `null` where there is no Git extension, or none holds the file. */
async function repositoryOf(uri: vscode.Uri): Promise<Repository | null> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (!extension) return null;
  try {
    // Not active where Git is switched off: `getAPI` throws then.
    const git = extension.isActive ? extension.exports : await extension.activate();
    return (await ready(git.getAPI(1))).getRepository(uri);
  } catch {
    return null;
  }
}

/** A file's past, as Git keeps it. */
export interface FileHistory {
  /** The newest first. */
  readonly commits: readonly Commit[];
  /** The file's text in a commit; `null` where it is not in it. */
  readonly textAt: (commit: Commit) => Promise<string | null>;
}

/** The last commits that changed a file, so many at most; `null` where there is no Git, or no repository holds it. */
export async function fileHistory(uri: vscode.Uri, most: number): Promise<FileHistory | null> {
  const repository = await repositoryOf(uri);
  if (!repository) return null;
  const commits = await repository.log({ path: uri.fsPath, maxEntries: most }).catch(() => []);
  return { commits, textAt: ({ hash }) => repository.show(hash, uri.fsPath).catch(() => null) };
}

/**
 * The text of a file at the last commit; `null` where there is no Git extension, no repository, or no such
 * file in the commit.
 */
export async function committedText(uri: vscode.Uri): Promise<string | null> {
  try {
    return (await (await repositoryOf(uri))?.show('HEAD', uri.fsPath)) ?? null;
  } catch {
    return null;
  }
}
