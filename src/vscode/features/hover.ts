import * as vscode from 'vscode';
import { hover } from '../../language/hover.js';
import type { Analyses } from '../analyses.js';
import { SELECTOR, toRange } from '../convert.js';

/** Meaning, unit, default, resolved value and source under the pointer. */
export function registerHover(analyses: Analyses): vscode.Disposable {
  return vscode.languages.registerHoverProvider(SELECTOR, {
    provideHover: (document, position) => {
      const found = hover(analyses.of(document), document.offsetAt(position));
      return found && new vscode.Hover(new vscode.MarkdownString(found.text), toRange(document, found.range));
    },
  });
}
