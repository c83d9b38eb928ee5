import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test, { after, before } from 'node:test';
import type { FrameLocator } from 'playwright-core';
import {
  again,
  chartsIn,
  openWorkbench,
  openSliders,
  ready,
  setLever,
  settled,
  type Workbench,
} from './workbench.js';

/** States around the charts that a reader gets into without having done anything wrong. */

const EXAMPLE = 'lpx-at-the-edge.decodeplan';
const AT = 'workloads.realtime.concurrency';

let bench: Workbench;

before(async () => {
  bench = await openWorkbench(EXAMPLE);
  await ready(bench.charts);
  await openSliders(bench.charts);
});

after(async () => bench.close());

const focusPlan = () => bench.page.locator(`.tab[data-resource-name="${EXAMPLE}"]`).first().click();
const value = (charts: FrameLocator) => charts.locator(`.lever[data-path="${AT}"] .lever-value`);

async function shows(charts: FrameLocator, text: string): Promise<void> {
  for (let i = 0; i < 200 && (await value(charts).inputValue()) !== text; i++)
    await bench.page.waitForTimeout(50);
  assert.equal(await value(charts).inputValue(), text);
  await settled(charts);
}

/** Brings charts to the front, so that a command is about them. */
async function focusTab(title: string): Promise<void> {
  const tab = bench.page.locator('.tab', { hasText: title });
  // Each group has an active tab; commands are about the one of the active group.
  const inFront = bench.page.locator('.editor-group-container.active .tab.active', { hasText: title });
  await again(() => tab.click(), inFront);
}

void test('a script of the page that does not come is asked for until it does', async () => {
  const seen = await bench.charts.locator('head').evaluate(
    (head) =>
      new Promise<{ tries: number[]; came: boolean }>((resolve) => {
        const tries: number[] = [];
        // Watched from inside: a try lasts 200 ms, less than a look from outside may take.
        const watch = new MutationObserver(() => {
          const script = head.querySelector<HTMLScriptElement>('script[data-tries]');
          if (!script) return;
          tries.push(Number(script.dataset['tries']));
          // An element asks once: it is the next, made like it, that finds the file.
          if (tries.length === 2) script.src = script.src.replace('nowhere.js', 'jobs.js');
          if (tries.length < 3) return;
          watch.disconnect();
          script.addEventListener('error', () => {
            resolve({ tries, came: false });
          });
          script.addEventListener('load', () => {
            resolve({ tries, came: true });
          });
        });
        watch.observe(head, { childList: true });
        const [first] = document.querySelectorAll<HTMLScriptElement>('script[data-src]');
        const script = document.createElement('script');
        script.nonce = first?.nonce ?? '';
        script.src = new URL('../webview/nowhere.js', first?.dataset['src']).href;
        head.append(script);
      }),
  );
  assert.deepEqual(seen, { tries: [1, 2, 3], came: true });
});

void test('two charts of one plan both show what one of them writes', async () => {
  const { page, command } = bench;
  // Wide enough for three columns in which the charts show their sliders.
  await page.setViewportSize({ width: 2200, height: 900 });
  await focusPlan();
  await command('Decode Plan: Open Pinned Charts');
  await focusTab('[lpx-at-the-edge] Charts');
  await command('View: Move Editor into Next Group');
  await page.locator('.editor-group-container').nth(2).waitFor();
  const panels = [chartsIn(page), chartsIn(page, 1)] as const;
  for (const panel of panels) await ready(panel);
  await bench.picture('fault-two-panels');
  await setLever(panels[1], AT, '2500');
  await bench.line('concurrency: 2500').waitFor();
  for (const panel of panels) await shows(panel, '2500');
  await focusTab('[lpx-at-the-edge] Charts');
  await command('View: Close Editor');
});

void test('charts outlive the extension that made them: they say that nobody answers, and new ones do', async () => {
  const { page } = bench;
  await focusPlan();
  execFileSync('pkill', ['-KILL', '-P', String(bench.server.pid), '-f', 'type=extensionHost']);
  const tabs = page.locator('.tab', { hasText: 'Charts: lpx-at-the-edge' });
  // They open by themselves in this workspace.
  await tabs.nth(1).waitFor({ timeout: 60_000 });
  await ready(bench.charts);
  await setLever(bench.charts, AT, '2700');
  await bench.line('concurrency: 2700').waitFor();
  await shows(bench.charts, '2700');
  await tabs.first().click();
  await bench.charts.getByText('The editor does not answer').waitFor();
  await bench.picture('fault-unanswered');
});

void test('charts work where the page is refused a worker', async () => {
  const refused = await openWorkbench(EXAMPLE, {
    prepare: async (page) => {
      await page.addInitScript(() => {
        if (window.parent === window) return;
        window.Worker = function refuse() {
          throw new DOMException('refused', 'SecurityError');
        } as unknown as typeof Worker;
      });
    },
  });
  try {
    await ready(refused.charts);
    await refused.charts.locator('#tab-uncertainty').click();
    await settled(refused.charts);
    await refused.picture('fault-no-worker');
    assert.match(await refused.charts.locator('#panel-uncertainty').innerText(), /draws/);
  } finally {
    await refused.close();
  }
});

void test('a workspace that is not trusted shows plans and charts all the same', async () => {
  const restricted = await openWorkbench(EXAMPLE, {
    settings: {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
    },
  });
  try {
    await restricted.page.getByText('Restricted Mode').first().waitFor();
    await ready(restricted.charts);
    await setLever(restricted.charts, AT, '2800');
    await restricted.line('concurrency: 2800').waitFor();
    await restricted.picture('fault-restricted');
  } finally {
    await restricted.close();
  }
});
