import * as vscode from 'vscode';
import { indexOfPart, mostBytesOf, onlyPartOf } from '../../catalog/config/configText.js';
import type { ReferencedFile, ReferencedFiles } from '../../catalog/resolve/resolveModel.js';
import * as l10n from '../../l10n/l10n.js';
import { climbsOut } from './paths.js';

/** Reads the files that plans name, and keeps them until they change. */
export interface ConfigFiles {
  readonly dispose: () => void;
  /** Those already read; `null` if one is missing still. */
  readonly known: (plan: vscode.Uri, paths: readonly string[]) => ReferencedFiles | null;
  readonly load: (plan: vscode.Uri, paths: readonly string[]) => Promise<void>;
  /** A file that some plan names has changed. */
  readonly onDidChange: vscode.Event<void>;
}

export function createConfigFiles(): ConfigFiles {
  const read = new Map<string, ReferencedFile>();
  const changed = new vscode.EventEmitter<void>();
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.json');
  const forget = (uri: vscode.Uri) => {
    if (read.delete(uri.toString())) changed.fire();
  };
  const subscriptions = [
    watcher,
    changed,
    watcher.onDidChange(forget),
    watcher.onDidCreate(forget),
    watcher.onDidDelete(forget),
  ];
  const keyOf = (plan: vscode.Uri, path: string) => fileOf(plan, path)?.toString() ?? `outside ${path}`;
  return {
    known: (plan, paths) => {
      const files = paths.map((path) => [path, read.get(keyOf(plan, path))] as const);
      const missing = files.some(([, file]) => file === undefined);
      return missing ? null : new Map(files.flatMap(([path, file]) => (file ? [[path, file] as const] : [])));
    },
    load: async (plan, paths) => {
      for (const path of paths) read.set(keyOf(plan, path), await readFile(fileOf(plan, path), path));
    },
    onDidChange: changed.event,
    dispose: () => subscriptions.forEach((subscription) => void subscription.dispose()),
  };
}

/** Reads the files that a plan names, by the path it writes; what cannot be read says why. */
export async function readReferencedFiles(
  plan: vscode.Uri,
  paths: readonly string[],
): Promise<ReferencedFiles> {
  const read = async (path: string) => [path, await readFile(fileOf(plan, path), path)] as const;
  return new Map(await Promise.all(paths.map(read)));
}

/** The file a plan means; `null` outside the workspace, or outside the plan's folder where there is none. */
export function fileOf(plan: vscode.Uri, path: string): vscode.Uri | null {
  if (plan.scheme === 'untitled' || /^([/\\]|[A-Za-z][A-Za-z0-9+.-]*:)/.test(path)) return null;
  const folder = vscode.Uri.joinPath(plan, '..');
  const root = vscode.workspace.getWorkspaceFolder(plan)?.uri ?? folder;
  const relative = path.replace(/\\/g, '/');
  // A workspace of the web can be a whole file system.
  if (climbsOut(folder.path, relative)) return null;
  const file = vscode.Uri.joinPath(folder, relative);
  return file.path.startsWith(root.path.replace(/\/?$/, '/')) ? file : null;
}

async function readFile(file: vscode.Uri | null, path: string): Promise<ReferencedFile> {
  if (!file)
    return {
      ok: false,
      message: l10n.t('`{path}` lies outside the workspace; use a relative path inside it', { path }),
    };
  try {
    const { size } = await vscode.workspace.fs.stat(file);
    const most = mostBytesOf(path);
    if (size > most)
      return { ok: false, message: l10n.t('`{path}` is larger than {most} MB', { path, most: most / 1e6 }) };
    return { ok: true, text: new TextDecoder('utf-8').decode(await vscode.workspace.fs.readFile(file)) };
  } catch {
    const index = await indexOfOnlyPart(file);
    return index === null
      ? { ok: false, message: l10n.t('`{path}`: no such file', { path }) }
      : { ok: true, text: index };
  }
}

/** What stands for an index that is not there: the size of the only part beside it; `null` where there is none. */
async function indexOfOnlyPart(index: vscode.Uri): Promise<string | null> {
  const part = onlyPartOf(index.path);
  if (part === null) return null;
  try {
    return indexOfPart((await vscode.workspace.fs.stat(index.with({ path: part }))).size);
  } catch {
    return null;
  }
}
