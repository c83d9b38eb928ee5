// Serves VS Code for the Web, where extensions run in a web worker, with the extension of this checkout.
import { createRequire } from 'node:module';
import path from 'node:path';
import { freePort, installDir, root } from './vscode.mjs';

/** The build that test-web serves, by the names it looks for; npm's has no commit, so one is made up. */
export const webBuild = (dir) => ({
  folder: path.join(dir, 'builds'),
  quality: 'stable',
  commit: '1137'.padStart(40, '0'),
});

/** Serves a folder, read only: what is written stays in the page. `tests` is a module whose `run` is called there. */
export async function startWebServer({ folder, tests }) {
  const dir = installDir('web');
  const { open } = createRequire(path.join(dir, 'package.json'))('@vscode/test-web');
  const build = webBuild(dir);
  const port = await freePort();
  const { dispose } = await open({
    browserType: 'none',
    host: '127.0.0.1',
    port,
    quality: build.quality,
    commit: build.commit,
    testRunnerDataDir: build.folder,
    extensionDevelopmentPath: root,
    extensionTestsPath: tests,
    folderPath: folder,
  });
  // Pages of webviews live on subdomains of the page's host; below `localhost` itself, which counts as a top-level
  // domain, they would be other sites, which may have no service worker. Browsers resolve such names themselves.
  return { port, origin: `http://vscode.localhost:${port}`, stop: dispose };
}
