/** Scripts of the page, by their paths without endings: what the extension uses too lies in a folder of its own. */

/** What the page begins with. */
export const PAGE_SCRIPTS = ['shared/start', 'webview/main'];

/** What its worker is made of. */
export const WORKER_SCRIPTS = ['shared/start', 'shared/engine', 'webview/engine', 'webview/worker'];
