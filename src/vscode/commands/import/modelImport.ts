import * as vscode from 'vscode';
import { parseConfig, quantizationFileOf, withQuantization } from '../../../catalog/config/configText.js';
import { modelFromConfig } from '../../../catalog/config/modelFromConfig.js';
import type { ReferencedFiles } from '../../../catalog/resolve/resolveModel.js';
import type { ModelSpec } from '../../../catalog/shapes/types.js';
import * as l10n from '../../../l10n/l10n.js';
import { configModel, modelEdit } from '../../../language/importEdits.js';
import { relativePath } from '../../documents/paths.js';
import { applyToPlan } from '../../documents/planFiles.js';

/** A model that comes from a file. */
export interface ChosenModel {
  /** As a plan in `folder` writes it. */
  readonly member: string;
  readonly spec: ModelSpec;
  readonly file: vscode.Uri;
  readonly folder: vscode.Uri;
  /** What a plan in `folder` needs read of it. */
  readonly files: ReferencedFiles;
}

/** Lets the user choose a config.json of the workspace, or any other; `null` where none is chosen, or it is refused. */
export async function chooseConfig(): Promise<ChosenModel | null> {
  const found = await vscode.workspace.findFiles('**/*config*.json', '**/node_modules/**', 200);
  const browse = { label: `$(folder-opened) ${l10n.t('Browse…')}`, uri: null };
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const picked = await vscode.window.showQuickPick([...items, browse], {
    title: l10n.t('Model from config.json'),
  });
  if (!picked) return null;
  const [file] = picked.uri
    ? [picked.uri]
    : ((await vscode.window.showOpenDialog({ filters: { [l10n.t('Hugging Face config')]: ['json'] } })) ??
      []);
  return file ? readConfig(file) : null;
}

/** Reads a config.json; says why where it is no model. */
export async function readConfig(file: vscode.Uri): Promise<ChosenModel | null> {
  const name = file.path.split('/').at(-1) ?? 'config.json';
  const folder = vscode.Uri.joinPath(file, '..');
  const refuse = (why: string) => {
    void vscode.window.showErrorMessage(`${vscode.workspace.asRelativePath(file)}: ${why}.`);
    return null;
  };
  let config: unknown;
  try {
    config = withQuantization(await jsonOf(file), await besideOf(folder, name));
  } catch {
    return refuse(l10n.t('cannot be read as JSON'));
  }
  const result = modelFromConfig(config, { id: name, name: folder.path.split('/').at(-1) ?? name });
  if (!result.ok) return refuse(result.message);
  const path = `./${name}`;
  const files: ReferencedFiles = new Map([[path, { ok: true, text: JSON.stringify(config) }]]);
  return { member: configModel(path), spec: result.model, file, folder, files };
}

async function jsonOf(file: vscode.Uri): Promise<unknown> {
  return parseConfig(new TextDecoder('utf-8').decode(await vscode.workspace.fs.readFile(file)));
}

/** What the file of quantization beside a config says; `null` where there is none. */
async function besideOf(folder: vscode.Uri, name: string): Promise<unknown> {
  const beside = quantizationFileOf(name);
  if (beside === null) return null;
  try {
    return await jsonOf(vscode.Uri.joinPath(folder, beside));
  } catch {
    return null;
  }
}

/** Makes a plan's model the one of a file. */
export async function importModelInto(document: vscode.TextDocument, { file }: ChosenModel): Promise<void> {
  const path = relativePath(vscode.Uri.joinPath(document.uri, '..').path, file.path);
  await applyToPlan(document, modelEdit(document.getText(), path));
}
