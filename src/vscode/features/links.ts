import * as vscode from 'vscode';
import type { Analyses } from '../documents/analyses.js';
import { fileOf } from '../documents/configFiles.js';
import { SELECTOR, toRange } from '../documents/convert.js';

/** The model's config.json opens with a click, where it exists and plans may read it. */
export function registerLinks(analyses: Analyses): vscode.Disposable {
  return vscode.languages.registerDocumentLinkProvider(SELECTOR, {
    provideDocumentLinks: async (document) => {
      const node = analyses.of(document).document.nodeAt(['model', 'config']);
      if (node?.kind !== 'scalar' || typeof node.value !== 'string' || document.isUntitled) return [];
      const target = fileOf(document.uri, node.value);
      return target && (await exists(target))
        ? [new vscode.DocumentLink(toRange(document, node), target)]
        : [];
    },
  });
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
