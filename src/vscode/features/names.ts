import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import { definitionOf, nameAt, occurrencesOf, rename } from '../../language/reading/names.js';
import type { Analyses } from '../documents/analyses.js';
import type { PlanDocument } from '../../plan/document.js';
import { fileOf } from '../documents/configFiles.js';
import { SELECTOR, toRange } from '../documents/convert.js';

/** The model's config.json, from where a plan names it. */
function configAt(plan: PlanDocument, document: vscode.TextDocument, position: vscode.Position) {
  const node = plan.nodeAt(['model', 'config']);
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return null;
  const offset = document.offsetAt(position);
  const target = offset >= node.start && offset <= node.end ? fileOf(document.uri, node.value) : null;
  return target && new vscode.Location(target, new vscode.Position(0, 0));
}

/** Go to definition, references and rename of option and workload names. */
export function registerNames(analyses: Analyses): vscode.Disposable {
  const at = (document: vscode.TextDocument, position: vscode.Position) => {
    const plan = analyses.of(document).document;
    return { plan, thing: nameAt(plan, document.offsetAt(position)) };
  };
  const location = (document: vscode.TextDocument, range: { start: number; end: number }) =>
    new vscode.Location(document.uri, toRange(document, range));
  const renameProvider: vscode.RenameProvider = {
    prepareRename: (document, position) => {
      const { thing } = at(document, position);
      if (!thing) throw new Error(l10n.t('Only names of options and workloads can be renamed.'));
      return { range: toRange(document, thing.range), placeholder: thing.name };
    },
    provideRenameEdits: (document, position, newName) => {
      const { plan, thing } = at(document, position);
      if (!thing) return null;
      const renaming = rename(plan, thing, newName);
      if (!renaming.ok) throw new Error(renaming.message);
      const edit = new vscode.WorkspaceEdit();
      for (const one of renaming.edits) edit.replace(document.uri, toRange(document, one), one.newText);
      return edit;
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerDefinitionProvider(SELECTOR, {
      provideDefinition: (document, position) => {
        const { plan, thing } = at(document, position);
        const range = thing && definitionOf(plan, thing);
        return range ? location(document, range) : configAt(plan, document, position);
      },
    }),
    vscode.languages.registerReferenceProvider(SELECTOR, {
      provideReferences: (document, position) => {
        const { plan, thing } = at(document, position);
        return thing ? occurrencesOf(plan, thing).map((range) => location(document, range)) : [];
      },
    }),
    vscode.languages.registerRenameProvider(SELECTOR, renameProvider),
  );
}
