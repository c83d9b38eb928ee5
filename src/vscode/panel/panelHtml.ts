import * as vscode from 'vscode';
import { PAGE_SCRIPTS, WORKER_SCRIPTS } from '../../contract/scripts.js';
import type { Settings } from '../../contract/settings.js';
import { PICTURE_LOOKS } from '../../contract/vocabulary.js';
import { wantedCurrency } from '../documents/currency.js';
import { DEFAULT_DRAWS } from '../../engine/shapes/draws.js';

/** What holds for all charts. Another setting loads the page anew. */
function settings(whatIf: boolean): Settings {
  const set = vscode.workspace.getConfiguration('decodeplan.charts');
  const samples = set.get<unknown>('samples');
  const isCount = typeof samples === 'number' && Number.isInteger(samples) && samples >= 1;
  return {
    samples: isCount ? samples : DEFAULT_DRAWS,
    currency: wantedCurrency(),
    exportTheme: PICTURE_LOOKS.find((look) => look === set.get<unknown>('exportTheme')) ?? 'shown',
    whatIf,
  };
}

/**
 * Asks again for a script of the page that did not come, instead of leaving a tab blank. Editors served by code-server
 * answer all webviews of a window by one service worker, which the next webview replaces: files that are asked for
 * meanwhile fail.
 */
const ASK_AGAIN = `document.addEventListener('error', ({ target }) => {
  const tries = Number(target.dataset?.tries ?? 0);
  if (!target.matches?.('script[src]') || tries === 8) return;
  const copy = document.createElement('script');
  for (const { name, value } of target.attributes) copy.setAttribute(name, value);
  copy.nonce = target.nonce;
  copy.dataset.tries = tries + 1;
  setTimeout(() => target.replaceWith(copy), 100 * 2 ** tries);
}, true);`;

/**
 * What the page begins with, as text: it is written into the page. To be asked for one by one, as other scripts are, takes
 * each file through the editor's service worker before anything is drawn.
 */
export interface FirstFiles {
  readonly style: string;
  /** As `PAGE_SCRIPTS` names them. The build writes nothing into a script that would end its element. */
  readonly scripts: readonly string[];
}

/** Reads the files that the page begins with. */
export async function readFirstFiles(extensionUri: vscode.Uri): Promise<FirstFiles> {
  const read = async (...path: readonly string[]) => {
    const file = vscode.Uri.joinPath(extensionUri, ...path);
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  };
  const [style, ...scripts] = await Promise.all([
    read('media', 'panel.css'),
    ...PAGE_SCRIPTS.map((name) => read('dist', `${name}.js`)),
  ]);
  return { style, scripts };
}

/** The panel's page: scripts and styles by nonce, no network. Its sliders stand open where `whatIf`. */
export function panelHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  { first, whatIf }: { readonly first: FirstFiles; readonly whatIf: boolean },
): string {
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
<meta name="decodeplan-settings" content="${escaped(JSON.stringify(settings(whatIf)))}">
<meta name="decodeplan-worker" content="${WORKER_SCRIPTS.map(script).join(' ')}">
${words ? `<meta name="decodeplan-l10n" content="${escaped(JSON.stringify(words))}">\n` : ''}<style nonce="${nonce}">${first.style}</style>
<title>Decode Plan</title>
</head>
<body>
${PAGE_SCRIPTS.map((name, i) => `<script nonce="${nonce}" data-src="${script(name)}">${first.scripts[i] ?? ''}</script>`).join('\n')}
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
