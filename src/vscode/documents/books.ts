import * as vscode from 'vscode';
import { NO_BOOK, type Book } from '../../catalog/entries/book.js';
import { readBook, type ReadBook } from '../../catalogCheck/book.js';
import { BOOK_NAME, MOST_BOOK_BYTES } from '../../catalogCheck/bookFile.js';
import * as l10n from '../../l10n/l10n.js';
import { climbsOut } from './paths.js';

const SETTING = 'decodeplan.catalog';

/** A price book as it was last read: its file, its text, and what is wrong with it. */
export interface OpenBook extends ReadBook {
  readonly uri: vscode.Uri;
  readonly text: string;
}

/** Keeps the price books that open plans count with, until their files or texts change. */
export interface Books {
  readonly dispose: () => void;
  /** The book of a plan, `NO_BOOK` where it has none; `null` if that has to be looked up still. */
  readonly known: (plan: vscode.Uri) => Book | null;
  /** The book of a plan with its file; `null` where it has none. */
  readonly of: (plan: vscode.Uri) => Promise<OpenBook | null>;
  /** Which book a plan has, or what stands in one, may have changed. */
  readonly onDidChange: vscode.Event<void>;
}

export function createBooks(): Books {
  const kept = new Map<string, OpenBook | null>();
  const changed = new vscode.EventEmitter<void>();
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.{yaml,yml,json}');
  let round = 0;
  const forget = () => {
    round++;
    kept.clear();
    changed.fire();
  };
  const isBookFile = (uri: vscode.Uri) =>
    uri.path.endsWith(`/${BOOK_NAME}`) ||
    [...kept.values()].some((book) => book?.uri.toString() === uri.toString()) ||
    namedFiles().some((name) => uri.path.endsWith(name.replace(/^\.?\/?/, '/')));
  const forgetBook = (uri: vscode.Uri) => {
    if (isBookFile(uri)) forget();
  };
  const subscriptions = [
    changed,
    watcher,
    watcher.onDidChange(forgetBook),
    watcher.onDidCreate(forgetBook),
    watcher.onDidDelete(forgetBook),
    // What is typed counts before it is saved.
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) forgetBook(document.uri);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      forgetBook(document.uri);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SETTING)) forget();
    }),
  ];
  const load = async (plan: vscode.Uri): Promise<OpenBook | null> => {
    const key = folderOf(plan).toString();
    const known = kept.get(key);
    if (known !== undefined) return known;
    const asked = round;
    const book = await bookOf(plan);
    // What was read while the book changed is out of date.
    if (asked !== round) return load(plan);
    kept.set(key, book);
    return book;
  };
  return {
    known: (plan) => {
      const book = kept.get(folderOf(plan).toString());
      return book === undefined ? null : (book?.book ?? NO_BOOK);
    },
    of: load,
    onDidChange: changed.event,
    dispose: () => subscriptions.forEach((subscription) => void subscription.dispose()),
  };
}

/** The price book of a plan as it stands, read anew; `NO_BOOK` where it has none. */
export async function bookAt(plan: vscode.Uri): Promise<Book> {
  return (await bookOf(plan))?.book ?? NO_BOOK;
}

function folderOf(plan: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(plan, '..');
}

/** Files that the setting names, in any folder of the workspace. */
function namedFiles(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.map(({ uri }) => named(uri)).filter((name) => name !== '');
}

function named(uri: vscode.Uri): string {
  return vscode.workspace.getConfiguration('decodeplan', uri).get<string>('catalog', '').trim();
}

async function bookOf(plan: vscode.Uri): Promise<OpenBook | null> {
  if (plan.scheme === 'untitled') return bookOfUnsaved(plan);
  const root = vscode.workspace.getWorkspaceFolder(plan)?.uri;
  const name = named(plan);
  if (root && name !== '') return namedBook(root, name);
  // A plan outside of a workspace has what stands beside it.
  const places = root ? foldersUp(folderOf(plan), root) : [folderOf(plan)];
  for (const folder of places) {
    const book = await readAt(vscode.Uri.joinPath(folder, BOOK_NAME));
    if (book) return book;
  }
  return null;
}

/** The book of a plan that no file holds yet: that of the place it is to be saved at, else of the first folder. */
async function bookOfUnsaved(plan: vscode.Uri): Promise<OpenBook | null> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const [first] = folders;
  if (!first) return null;
  const own = folders.find(({ uri }) => plan.path.startsWith(uri.path.replace(/\/?$/, '/')));
  return bookOf(own ? plan.with({ scheme: own.uri.scheme }) : vscode.Uri.joinPath(first.uri, 'plan'));
}

/** The book that the setting names: a path from the folder of the workspace, which it does not leave. */
async function namedBook(root: vscode.Uri, name: string): Promise<OpenBook> {
  const path = name.replace(/\\/g, '/');
  const outside = /^(?:\/|[A-Za-z][A-Za-z0-9+.-]*:)/.test(path) || climbsOut(root.path, path);
  const uri = outside ? null : vscode.Uri.joinPath(root, path);
  if (!uri?.path.startsWith(root.path.replace(/\/?$/, '/')))
    return faulty(
      root,
      l10n.t('`{path}` lies outside the workspace; use a relative path inside it', { path: name }),
    );
  return (await readAt(uri)) ?? faulty(uri, l10n.t('`{path}`: no such file', { path: name }));
}

function faulty(uri: vscode.Uri, fault: string): OpenBook {
  return { uri, text: '', book: { ...NO_BOOK, fault }, faults: [] };
}

/** A folder and those above it, up to the folder of the workspace. */
function foldersUp(folder: vscode.Uri, root: vscode.Uri): vscode.Uri[] {
  const inside = folder.path.startsWith(root.path.replace(/\/?$/, '/'));
  const up = folderOf(folder);
  // A workspace can be a whole file system, whose root lies in itself.
  if (!inside || up.path === folder.path) return [root];
  return [folder, ...foldersUp(up, root)];
}

/** A book's text as it stands: in its editor where it is open, else as it is stored; `null` if there is none. */
async function readAt(uri: vscode.Uri): Promise<OpenBook | null> {
  const name = vscode.workspace.asRelativePath(uri, false);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return read(uri, open.getText(), name);
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if (type === vscode.FileType.Directory) return null;
    if (size > MOST_BOOK_BYTES) return faulty(uri, l10n.t('`{path}` is larger than 1 MB', { path: name }));
    return read(uri, new TextDecoder('utf-8').decode(await vscode.workspace.fs.readFile(uri)), name);
  } catch {
    return null;
  }
}

function read(uri: vscode.Uri, text: string, name: string): OpenBook {
  return { uri, text, ...readBook(text, name) };
}
