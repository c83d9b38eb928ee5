import * as vscode from 'vscode';
import { PAGE_SCRIPTS, WORKER_SCRIPTS } from '../../contract/scripts.js';
import type { Settings } from '../../contract/settings.js';
import { PICTURE_LOOKS } from '../../contract/vocabulary.js';
import { wantedCurrency } from '../documents/currency.js';
import { DEFAULT_DRAWS } from '../../engine/shapes/draws.js';

/** What the user set for all charts. Another value loads the page anew. */
function settings(): Settings {
  const set = vscode.workspace.getConfiguration('decodeplan.charts');
  const samples = set.get<unknown>('samples');
  const isCount = typeof samples === 'number' && Number.isInteger(samples) && samples >= 1;
  return {
    samples: isCount ? samples : DEFAULT_DRAWS,
    currency: wantedCurrency(),
    exportTheme: PICTURE_LOOKS.find((look) => look === set.get<unknown>('exportTheme')) ?? 'shown',
  };
}

/**
 * Asks again for a file of the page that did not come, instead of leaving the page blank. Editors served by
 * code-server answer all webviews of a window by one service worker, which the next webview replaces: files that
 * are asked for meanwhile fail.
 */
const ASK_AGAIN = `document.addEventListener('error', ({ target }) => {
  const tries = Number(target.dataset?.tries ?? 0);
  if (!target.matches?.('script[src], link[href]') || tries === 8) return;
  const copy = document.createElement(target.tagName);
  for (const { name, value } of target.attributes) copy.setAttribute(name, value);
  copy.nonce = target.nonce;
  copy.dataset.tries = tries + 1;
  setTimeout(() => target.replaceWith(copy), 100 * 2 ** tries);
}, true);`;

/** The panel's page: scripts by nonce, styles from the extension, no network. */
export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = newNonce();
  const words = vscode.l10n.bundle;
  const asset = (...path: string[]) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString();
  const script = (name: string) => asset('dist', ...`${name}.js`.split('/'));
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    // The toolkit adds style elements, which carry the nonce of the csp-nonce meta element.
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    // The worker's scripts are fetched from the extension and started from a blob.
    `connect-src ${webview.cspSource}`,
    `worker-src blob:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${words ? vscode.env.language : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<script nonce="${nonce}">${ASK_AGAIN}</script>
<meta name="decodeplan-settings" content="${escaped(JSON.stringify(settings()))}">
<meta name="decodeplan-worker" content="${WORKER_SCRIPTS.map(script).join(' ')}">
${words ? `<meta name="decodeplan-l10n" content="${escaped(JSON.stringify(words))}">\n` : ''}<link rel="stylesheet" href="${asset('media', 'panel.css')}">
<title>Decode Plan</title>
</head>
<body>
${PAGE_SCRIPTS.map((name) => `<script nonce="${nonce}" src="${script(name)}"></script>`).join('\n')}
</body>
</html>`;
}

/** Text as an attribute's value between double quotes. */
function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
}

function newNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
