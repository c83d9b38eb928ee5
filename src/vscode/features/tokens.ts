import * as vscode from 'vscode';
import { TOKEN_KINDS } from '../../language/tokenKinds.js';
import { tokens } from '../../language/tokens.js';
import type { Analyses } from '../documents/analyses.js';
import { SELECTOR, toRange } from '../documents/convert.js';

/** Colours what only the schema can tell apart. */
export function registerTokens(analyses: Analyses): vscode.Disposable {
  const legend = new vscode.SemanticTokensLegend([...TOKEN_KINDS]);
  return vscode.languages.registerDocumentSemanticTokensProvider(
    SELECTOR,
    {
      provideDocumentSemanticTokens: (document) => {
        const builder = new vscode.SemanticTokensBuilder(legend);
        for (const token of tokens(analyses.of(document))) builder.push(toRange(document, token), token.kind);
        return builder.build();
      },
    },
    legend,
  );
}
