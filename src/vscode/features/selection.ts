import * as vscode from 'vscode';
import { selectionRanges } from '../../language/selection.js';
import type { Analyses } from '../documents/analyses.js';
import { SELECTOR, toRange } from '../documents/convert.js';

/** Expand Selection follows the structure of the plan. */
export function registerSelection(analyses: Analyses): vscode.Disposable {
  return vscode.languages.registerSelectionRangeProvider(SELECTOR, {
    provideSelectionRanges: (document, positions) => {
      const { text, root } = analyses.of(document).document;
      return positions.map(
        (position) =>
          selectionRanges(text, root, document.offsetAt(position)).reduceRight<
            vscode.SelectionRange | undefined
          >((parent, range) => new vscode.SelectionRange(toRange(document, range), parent), undefined) ??
          new vscode.SelectionRange(new vscode.Range(position, position)),
      );
    },
  });
}
