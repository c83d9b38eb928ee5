import * as vscode from 'vscode';
import { hover } from '../../language/hover.js';
import type { Analyses } from '../documents/analyses.js';
import { SELECTOR, toRange } from '../documents/convert.js';

/** Meaning, unit, default, resolved value and source under the pointer. */
export function registerHover(analyses: Analyses): vscode.Disposable {
  return vscode.languages.registerHoverProvider(SELECTOR, {
    provideHover: (document, position) => {
      const found = hover(analyses.of(document), document.offsetAt(position));
      if (!found) return null;
      const text = new vscode.MarkdownString(found.text);
      // The plan's own words come escaped; the commands that a hover may link to are named here.
      text.isTrusted = { enabledCommands: ['decodeplan.showValidation', 'decodeplan.findBreakEven'] };
      return new vscode.Hover(text, toRange(document, found.range));
    },
  });
}
