// Edits a plan at random in the real VS Code for a long time, charts open, and measures whether memory and
// latency stay flat. Writes test/soak/run.json; `npm run figures` draws it.
//   node test/harness/soak.mjs [minutes]
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installVscode } from './install.mjs';
import { launchBrowser, newPage, root, startServer, workbenchUrl } from './vscode.mjs';

const minutes = Number(process.argv[2] ?? 60);
const EXAMPLE = 'lpx-at-the-edge.decodeplan';
const KEYS = ['1', '7', '0', 'k', '.', ' ', '#', '{', ':', 'Backspace', 'Delete', 'Enter'];
const TABS = ['overview', 'memory', 'mla', 'breakEven', 'attachRate', 'sensitivity'];
/** Edits between two returns to the plan as it was. */
const ROUND = 12;

let state = 1;
/** The same edits in every run. */
const random = (below) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};

/** The process that runs the extension: the one started last. */
const findHost = () => execFileSync('pgrep', ['-n', '-f', 'type=extensionHost'], { encoding: 'utf8' }).trim();

/** Resident bytes of a process. */
function residentBytes(pid) {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
const upper = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? null;

installVscode('newest');
const dir = mkdtempSync(path.join(tmpdir(), 'soak-'));
cpSync(path.join(root, 'examples'), dir, { recursive: true });
const plan = readFileSync(path.join(dir, EXAMPLE), 'utf8');
const server = await startServer({
  vsix: [path.join(root, 'dist/decodeplan.vsix')],
  settings: { 'decodeplan.charts.openAutomatically': true, 'editor.autoClosingBrackets': 'never' },
});
const browser = await launchBrowser();
const samples = [];
try {
  const { page } = await newPage(browser, server, { width: 1500, height: 900 });
  const collector = await page.context().newCDPSession(page);
  await page.goto(workbenchUrl(server, { folder: dir, openFile: path.join(dir, EXAMPLE) }));
  const charts = page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
  const body = charts.locator('body');
  await charts.locator('body[data-settled="true"]').waitFor({ timeout: 60_000 });
  const host = findHost();
  const version = async () => Number(await body.getAttribute('data-version'));
  const focus = () => page.locator(`.tab[data-resource-name="${EXAMPLE}"]`).click();
  /** Milliseconds until the page has drawn what a key changed; `null` where it changed nothing. */
  const press = async (key) => {
    const before = await version();
    const since = performance.now();
    await page.keyboard.press(key);
    while (performance.now() - since < 3000) {
      if ((await version()) !== before) return performance.now() - since;
      await page.waitForTimeout(4);
    }
    return null;
  };
  const restore = async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(plan);
    await charts.locator('body[data-settled="true"]').waitFor({ timeout: 60_000 });
  };
  const lines = plan.split('\n').length;
  const end = Date.now() + minutes * 60_000;
  let edits = 0;
  for (let minute = 1; Date.now() < end; minute++) {
    const latencies = [];
    const until = Math.min(end, Date.now() + 60_000);
    while (Date.now() < until) {
      await charts.locator(`#tab-${TABS[random(TABS.length)]}`).click();
      await focus();
      for (let i = 0; i < ROUND; i++) {
        await page.keyboard.press('Control+Home');
        for (let down = random(lines); down > 0; down--) await page.keyboard.press('ArrowDown');
        if (random(2) === 0) await page.keyboard.press('End');
        const took = await press(KEYS[random(KEYS.length)]);
        if (took !== null) latencies.push(took);
        edits += took === null ? 0 : 1;
      }
      await restore();
    }
    await collector.send('HeapProfiler.collectGarbage');
    const pageBytes = await body.evaluate(() => performance.memory?.usedJSHeapSize ?? null);
    const latencyMs = { median: median(latencies), p95: upper(latencies) };
    samples.push({ minute, edits, hostBytes: residentBytes(host), pageBytes, latencyMs });
    console.log(JSON.stringify(samples.at(-1)));
  }
  const text = await page.locator('.view-lines').first().innerText();
  if (!/decodeplan:\s1/.test(text)) throw new Error('the plan is lost');
} finally {
  await browser.close();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}
mkdirSync(path.join(root, 'test/soak'), { recursive: true });
const run = { date: new Date().toISOString().slice(0, 10), minutes, samples };
writeFileSync(path.join(root, 'test/soak/run.json'), `${JSON.stringify(run, null, 1)}\n`);
