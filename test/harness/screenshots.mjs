// Takes pictures of the extension in a real VS Code: every tab, in every theme.
//   node test/harness/screenshots.mjs PLAN OUT [--tabs=overview,memory] [--themes=dark,light,contrast] [--width=1400] [--height=900] [--only=charts]
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { installVscode } from './install.mjs';
import { packageExtension } from './package.mjs';
import { launchBrowser, newPage, startServer, workbenchUrl } from './vscode.mjs';

const [plan, out, ...flags] = process.argv.slice(2);
const flag = (name, fallback) =>
  flags.find((text) => text.startsWith(`--${name}=`))?.split('=')[1] ?? fallback;
const tabs = flag('tabs', 'overview,memory,mla,breakEven').split(',');
const themes = flag('themes', 'dark').split(',');
const size = { width: Number(flag('width', 1400)), height: Number(flag('height', 900)) };
const MEDIA = {
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  light: { colorScheme: 'light', forcedColors: 'none' },
  contrast: { colorScheme: 'dark', forcedColors: 'active' },
  'contrast-light': { colorScheme: 'light', forcedColors: 'active' },
};

installVscode('newest');
const vsix = await packageExtension();
mkdirSync(out, { recursive: true });
const server = await startServer({
  vsix: [vsix],
  settings: {
    'window.autoDetectColorScheme': true,
    'window.autoDetectHighContrast': true,
    'decodeplan.charts.openAutomatically': true,
  },
});
const browser = await launchBrowser();
try {
  const { page } = await newPage(browser, server, size);
  page.on('console', (message) => {
    if (/Content Security|Refused to|decodeplan|panel/i.test(message.text()))
      console.log(message.text().slice(0, 400));
  });
  await page.goto(
    workbenchUrl(server, { folder: path.dirname(path.resolve(plan)), openFile: path.resolve(plan) }),
  );
  const charts = page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
  await charts.locator('body[data-version]').waitFor({ timeout: 60_000 });
  await page.keyboard.press('Control+B');
  for (const theme of themes) {
    await page.emulateMedia(MEDIA[theme]);
    for (const tab of tabs) {
      await charts.locator(`#tab-${tab}`).click();
      await charts.locator('body[data-settled="true"]').waitFor({ timeout: 300_000 });
      await page.waitForTimeout(700);
      const whole = { path: path.join(out, `${tab}-${theme}.png`) };
      const clip = flag('only') === 'charts' ? await page.locator('iframe.webview').boundingBox() : null;
      await page.screenshot(clip ? { ...whole, clip } : whole);
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
