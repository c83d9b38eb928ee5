import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { openSliders, openWorkbench, ready, settled, type Workbench } from './workbench.js';

/** What the reader does in the panel: moving values, pointing, zooming, pinning, exporting. */

const EXAMPLE = 'agentic-deepseek-v4-pro.decodeplan';
let bench: Workbench;
let page: Page;
let charts: FrameLocator;

before(async () => {
  bench = await openWorkbench(EXAMPLE, {
    // So many draws that there is time to stop them.
    settings: { 'files.simpleDialog.enable': true, 'decodeplan.charts.samples': 1024 },
    width: 1700,
    height: 950,
  });
  ({ page, charts } = bench);
  await ready(charts);
  await page.keyboard.press('Control+B');
});

after(async () => bench.close());

/** What the page does alone is the same in both versions of VS Code, whose browser is one: the oldest leaves it out. */
const inNewest = (name: string, body: () => Promise<void>): void => {
  if (process.env['VSCODE_FLAVOUR'] !== 'floor') void test(name, body);
};

const version = async () => Number(await charts.locator('body').getAttribute('data-version'));
const lever = (at: string): Locator => charts.locator(`.lever[data-path="${at}"]`);

const focusEditor = () => bench.toTop(EXAMPLE);

/** Takes the last edit back, and waits until the page has heard of it. */
async function undo(text: string, at: string, value: string): Promise<void> {
  await bench.line('title').click();
  await page.keyboard.press('Control+Z');
  await bench.reveal(text);
  const field = lever(at).locator('.lever-value');
  for (let i = 0; i < 100 && (await field.inputValue()) !== value; i++) await page.waitForTimeout(50);
  assert.equal(await field.inputValue(), value);
  await settled(charts);
}

/** Presses the mouse on a slider's thumb and drags it by a part of the slider's width. */
async function drag(slider: Locator, by: number): Promise<void> {
  const box = await slider.boundingBox();
  assert.ok(box);
  const [steps, value] = await slider.evaluate((input) => {
    const { max, value } = input as HTMLInputElement;
    return [Number(max), Number(value)];
  });
  const start = box.x + 7 + ((box.width - 14) * value) / steps;
  const middle = box.y + box.height / 2;
  await page.mouse.move(start, middle);
  await page.mouse.down();
  for (const part of [0.25, 0.5, 0.75, 1]) {
    await page.mouse.move(start + box.width * by * part, middle);
    await page.waitForTimeout(30);
  }
}

void test('the answer stands first; sliders open when asked for, and stay so in the next charts', async () => {
  const toggle = charts.locator('.what-if-toggle');
  assert.equal(await toggle.getAttribute('aria-expanded'), 'false');
  const head = await charts.locator('.head').boundingBox();
  const answer = await charts.locator('#panel-overview .verdict').boundingBox();
  assert.ok(head && answer);
  assert.ok(head.height < 150 && answer.y > head.y + head.height - 1);
  await openSliders(charts);
  const tab = page.locator('.tab', { hasText: 'Charts: ' });
  await tab.click({ button: 'middle' });
  await tab.waitFor({ state: 'detached' });
  await bench.line('title').click();
  await bench.command('Decode Plan: Open Charts to the Side');
  await ready(charts);
  await charts.locator('.lever').first().waitFor();
});

void test('dragging previews without touching the file; letting go writes one value, undone in one step', async () => {
  await bench.tab('overview');
  const context = lever('workloads.agents.context.p50');
  const before = await version();
  await drag(context.locator('input[type=range]'), -0.3);
  await charts.locator('body[data-moved="workloads.agents.context.p50"]').waitFor();
  await context.locator('.was', { hasText: 'was 96K' }).waitFor();
  await charts.locator('.tile .was:visible', { hasText: 'was' }).first().waitFor();
  assert.equal(await version(), before);
  assert.ok(await bench.line('p50: 96K').isVisible());
  await bench.picture('what-if-dragging');
  await page.mouse.up();
  const shown = await context.locator('.lever-value').inputValue();
  assert.match(shown, /^[\d.]+K$/);
  await bench.line(`p50: ${shown}`).waitFor();
  await charts.locator('body[data-moved=""]').waitFor();
  assert.equal(await version(), before + 1);
  await undo('p50: 96K', 'workloads.agents.context.p50', '96K');
});

void test('Esc while dragging takes the move back', async () => {
  const price = lever('options.lpx.lpx.price');
  const before = await version();
  await drag(price.locator('input[type=range]'), 0.2);
  await price.locator('.was:visible').waitFor();
  await page.keyboard.press('Escape');
  await charts.locator('body[data-moved=""]').waitFor();
  await page.mouse.up();
  await page.waitForTimeout(300);
  assert.equal(await version(), before);
  assert.equal(await price.locator('.lever-value').inputValue(), '3.5M USD');
});

void test('arrow keys preview, and are taken after a rest; a range keeps its ratio', async () => {
  const before = await version();
  const price = lever('options.lpx.lpx.price');
  await price.locator('input[type=range]').focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight');
  await charts.locator('body[data-moved="options.lpx.lpx.price"]').waitFor();
  assert.equal(await version(), before);
  await charts.locator('body[data-moved=""]').waitFor();
  assert.equal(await version(), before + 1);
  const text = (await bench.reveal('role: ffn')).replace(/\s/g, ' ');
  const [, low = 0, high = 0] = /price: ([\d.]+)M\.\.([\d.]+)M USD/.exec(text) ?? [];
  assert.ok(Math.abs(Number(high) / Number(low) - 4.5 / 2.5) < 0.02, text);
  await undo('2.5M..4.5M USD', 'options.lpx.lpx.price', '3.5M USD');
});

void test('a typed value is written on Enter; nonsense is not', async () => {
  const field = lever('workloads.agents.concurrency').locator('.lever-value');
  await field.fill('lots');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  await field.fill('1417');
  await field.press('Enter');
  await bench.line('concurrency: 1417 # sequences in flight').waitFor();
  await undo('concurrency: 6000 # sequences', 'workloads.agents.concurrency', '6000');
});

void test('Enter in the same frame as what it confirms is heard', async () => {
  const field = lever('workloads.agents.concurrency').locator('.lever-value');
  await field.focus();
  await field.evaluate((input) => {
    (input as HTMLInputElement).value = '1418';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  });
  await bench.line('concurrency: 1418 # sequences in flight').waitFor();
  await undo('concurrency: 6000 # sequences', 'workloads.agents.concurrency', '6000');
});

void test('a value whose text changed meanwhile is not written, and the page says so', async () => {
  const speed = lever('workloads.agents.speed');
  await page.keyboard.press('Control+S');
  await drag(speed.locator('input[type=range]'), 0.1);
  await speed.locator('.was:visible').waitFor();
  const before = await version();
  // Somebody else writes the file while the thumb is held.
  const file = path.join(bench.folder, EXAMPLE);
  writeFileSync(file, readFileSync(file, 'utf8').replace('tier, 2027', 'tier, 2028'));
  await bench.line('tier, 2028').waitFor();
  await charts.locator(`body:not([data-version="${before}"])`).waitFor();
  await page.mouse.up();
  await charts.locator('.what-if-status', { hasText: 'The file has changed meanwhile' }).waitFor();
  await bench.line('speed: 75 tok/s').waitFor();
  assert.equal(await speed.locator('.lever-value').inputValue(), '75 tok/s');
});

void test('a row goes to its line, and the cursor marks its row', async () => {
  await bench.tab('overview');
  await bench.line('decodeplan: 1').click();
  await charts.locator('tr[data-focus]').waitFor({ state: 'detached' });
  await charts.locator('#panel-overview th button', { hasText: /^software$/ }).click();
  await charts.locator('tr[data-focus]', { hasText: 'software' }).waitFor();
  await bench.line('electricity').click();
  await charts.locator('tr[data-focus]').waitFor({ state: 'detached' });
  await bench.line(/^\s*bedrock/).click();
  await charts.locator('tr[data-focus]', { hasText: 'bedrock' }).waitFor();
});

inNewest('a chart is zoomed by dragging, stays so through an edit, and is reset by Esc', async () => {
  await bench.tab('breakEven');
  const canvas = charts.locator('[data-figure="cost-speed"] canvas').first();
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  assert.ok(box);
  const [x, y] = [box.x + box.width * 0.3, box.y + box.height * 0.5];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 80, y);
  await page.mouse.move(x + 140, y);
  await page.mouse.up();
  const whole = charts.locator('[data-figure="cost-speed"] .tools button', { hasText: 'Whole axis' });
  await whole.waitFor();
  await bench.picture('zoomed');
  await focusEditor();
  await bench.line('title').click();
  await page.keyboard.press('End');
  await page.keyboard.type('!');
  await charts.locator('h1', { hasText: '!' }).waitFor();
  assert.ok(await whole.isVisible());
  await page.keyboard.press('Control+Z');
  await canvas.focus();
  await page.keyboard.press('Escape');
  await whole.waitFor({ state: 'hidden' });
  await page.keyboard.press('+');
  await whole.waitFor();
  await canvas.dblclick();
  await whole.waitFor({ state: 'hidden' });
});

/** Saves through the editor's own simple dialog; returns what was written. */
async function saved(file: string): Promise<Buffer> {
  const target = path.join(bench.folder, file);
  const input = page.locator('.quick-input-widget input').first();
  await input.waitFor();
  await page.waitForFunction(() => {
    const field = document.querySelector<HTMLInputElement>('.quick-input-widget input');
    return /\.\w+$/.test(field?.value ?? '');
  });
  await input.fill(target);
  await page.keyboard.press('Enter');
  // A file is there before it is written.
  const written = () => existsSync(target) && statSync(target).size > 0;
  for (let i = 0; i < 100 && !written(); i++) await page.waitForTimeout(100);
  return readFileSync(target);
}

async function saveFromMenu(figure: string, item: string, file: string): Promise<Buffer> {
  await charts.locator(`[data-figure="${figure}"] .menu-button`).click();
  await charts.locator(`[data-figure="${figure}"] [role=menuitem]`, { hasText: item }).click();
  return saved(file);
}

void test('charts are saved as vectors, pictures and data', async () => {
  await bench.tab('memory');
  const bars = (await saveFromMenu('memory-fill', 'SVG', 'bars.svg')).toString();
  assert.match(bars, /^<svg [\s\S]*<pattern id=[\s\S]*<\/svg>/);
  assert.doesNotMatch(bars, /<image|NaN|undefined/);
  assert.ok(bars.split('<text').length > 8);
  const line = (await saveFromMenu('memory-context', 'SVG', 'line.svg')).toString();
  assert.ok((line.match(/d="M[^"]*(L[^"]*){20}/g) ?? []).length >= 2, 'a path with points for each curve');
  assert.doesNotMatch(line, /<image|NaN|undefined/);
  const png = await saveFromMenu('memory-context', 'PNG', 'line.png');
  assert.deepEqual([...png.subarray(1, 4)], [...Buffer.from('PNG')]);
  assert.ok(png.length > 5000);
  assert.match(
    (await saveFromMenu('memory-map', 'CSV', 'map.csv')).toString(),
    /^Median context \[tokens\],Users,Share of KV memory\r\n1024,\d+,0\.\d+/,
  );
  const map = (await saveFromMenu('memory-map', 'SVG', 'map.svg')).toString();
  assert.ok(map.split('<path').length > 40 && map.includes('does not fit'), 'cells and key are drawn');
  assert.doesNotMatch(map, /<image|NaN|undefined/);
});

inNewest('every part of the memory is explained, with its bytes', async () => {
  const explained = charts.locator('[data-figure="memory-fill"] details.explained');
  await explained.locator('summary').click();
  const rows = explained.locator('tbody tr');
  assert.ok((await rows.count()) >= 6);
  for (const row of await rows.all()) assert.match(await row.innerText(), /\d [KMG]?B[\s\S]*\w+ \w+ \w+/);
  await explained.locator('tr', { hasText: 'Weights' }).waitFor();
  await explained.locator('summary').click();
});

inNewest(
  'the cost curves are shaded by how far they may be off, on the screen and in what is saved',
  async () => {
    await bench.tab('breakEven');
    const shaded = (await saveFromMenu('cost-speed', 'SVG', 'bands.svg')).toString();
    const bands = shaded.match(/<path [^>]*Z"[^>]*opacity="0\.(?:13|05)"/g) ?? [];
    assert.ok(bands.length >= 4, `${bands.length} bands`);
    const table = (await saveFromMenu('cost-over', 'JSON', 'bands.json')).toString();
    assert.match(table, /"unit": "USD\/Mtok"/);
    assert.match(table, /"plan": "agentic-deepseek-v4-pro"/);
    assert.match(table, /, low"/);
  },
);

inNewest('the map of winners takes any two inputs, and shows where the plan is', async () => {
  await bench.tab('breakEven');
  const map = charts.locator('[data-figure="winner-map"]');
  const choose = async (name: string, value: string) => {
    const list = map.locator(`vscode-dropdown[aria-label="${name}"]`);
    await list.click();
    await list.locator('vscode-option', { hasText: value }).click();
    await settled(charts);
  };
  assert.equal(await map.locator('td.current').count(), 1);
  await choose('Across', 'LPX price per rack');
  await choose('Down', 'accepted length');
  assert.match(await map.locator('th').first().innerText(), /accepted length[\s\S]*LPX price per rack/);
  assert.match(
    await map.locator('td.current').getAttribute('aria-label').then(String),
    /^[A-Z]: \$3\.5M, 3\.74/,
  );
  await choose('Across', 'speed per user');
  await choose('Down', 'median context');
});

inNewest('an option looks the same in the table and in the charts', async () => {
  const colours = async (scope: string): Promise<(readonly [string, string])[]> =>
    charts
      .locator(scope)
      .evaluateAll((all) =>
        all.map(
          (one) =>
            [
              one.querySelector('button')?.textContent ?? one.textContent,
              one.querySelector('svg path')?.getAttribute('stroke') ?? '',
            ] as const,
        ),
      );
  await bench.tab('breakEven');
  const legend = await colours('[data-figure="cost-speed"] .series');
  await bench.tab('overview');
  const table = await colours('#panel-overview tbody th');
  assert.ok(legend.length >= 4);
  for (const [name, colour] of legend) assert.equal(new Map(table).get(name), colour, name);
});

void test('the cursor in an option brings its curve to the front', async () => {
  await bench.tab('breakEven');
  await focusEditor();
  const canvas = charts.locator('[data-figure="cost-speed"] canvas').first();
  const drawn = () => canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
  const focused = async (option: string) => {
    await charts.locator(`body[data-focus="${option}"]`).waitFor();
    await settled(charts);
    return drawn();
  };
  const before = await focused('');
  // At the end of the file no scrollbar lies on the line. On its name: hints behind the text belong to no option.
  await page.keyboard.press('Control+End');
  await bench.line(/^\s+software:/).click({ position: { x: 40, y: 8 } });
  assert.ok((await focused('software')) !== before, 'brings it to the front');
  await focusEditor();
  assert.ok((await focused('')) === before, 'and lets go of it');
});

void test('a cell of a map leads to its line, by pointer and by keyboard', async () => {
  await bench.tab('memory');
  const cells = charts.locator('[data-figure="memory-map"] td');
  await cells.first().click();
  await page.locator('.editor-group-container .monaco-editor.focused .current-line').first().waitFor();
  await bench.line(/^\s+concurrency:\s/).waitFor();
  await focusEditor();
  const stops = charts.locator('[data-figure="memory-map"] td[tabindex="0"]');
  assert.equal(await stops.count(), 1, 'one stop for the Tab key');
  await stops.focus();
  const before = await stops.getAttribute('aria-label');
  await page.keyboard.press('ArrowUp');
  assert.notEqual(await stops.getAttribute('aria-label'), before);
  assert.equal(await stops.count(), 1);
  await page.keyboard.press('Enter');
  await page.locator('.editor-group-container .monaco-editor.focused .current-line').first().waitFor();
});

void test('copying a chart puts a picture on the clipboard', async () => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await charts.locator('[data-figure="memory-map"] .menu-button').click();
  await page.keyboard.press('Enter');
  for (let i = 0; i < 50; i++) {
    const types = await page.evaluate(async () =>
      (await navigator.clipboard.read()).flatMap((item) => [...item.types]),
    );
    if (types.includes('image/png')) return;
    await page.waitForTimeout(100);
  }
  assert.fail('no picture on the clipboard');
});

void test('copying a table puts it on the clipboard as Markdown', async () => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await charts.locator('[data-figure="memory-context"] .menu-button').click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  for (let i = 0; i < 50; i++) {
    if ((await page.evaluate(() => navigator.clipboard.readText())).includes('| Context |')) return;
    await page.waitForTimeout(100);
  }
  assert.fail('nothing on the clipboard');
});

inNewest('draws stream in, stop when asked to, and go on', async () => {
  await focusEditor();
  await bench.command('Decode Plan: Analyze Uncertainty');
  const count = charts.locator('#panel-uncertainty [role=status]');
  await charts.locator('[data-figure="cost-spread"] h3', { hasText: /of 100 draws|of the draws/ }).waitFor();
  await charts.locator('.progress button', { hasText: 'Stop' }).click();
  await count.filter({ hasText: 'stopped' }).waitFor();
  await settled(charts);
  const stopped = await count.innerText();
  await page.waitForTimeout(1000);
  assert.equal(await count.innerText(), stopped);
  await charts.locator('.progress button', { hasText: 'Go on' }).click();
  await count.filter({ hasText: /^1,024 draws$/ }).waitFor({ timeout: 60_000 });
  await charts
    .locator('[data-figure="chance-over"] h3', {
      // Which of the two, or neither, is the engine's: here the chances are near one half.
      hasText: /more likely (pays than not|loses than pays)|pays in half of the draws at best/,
    })
    .waitFor({ timeout: 60_000 });
});

void test('a bar of the tornado leads to its line', async () => {
  await focusEditor();
  await bench.command('Decode Plan: Analyze Sensitivity');
  await settled(charts);
  await charts
    .locator('[data-figure="tornado"] h3', {
      hasText: /break-even/,
    })
    .waitFor();
  const canvas = charts.locator('[data-figure="tornado"] canvas').first();
  const box = await canvas.boundingBox();
  assert.ok(box);
  // The longest bar is the first, and may have one end only: somewhere along its row it is hit.
  const caret = page.locator('.editor-group-container .monaco-editor.focused .current-line').first();
  for (let part = 3; part < 10 && !(await caret.isVisible()); part++) {
    await canvas.click({ position: { x: (box.width * part) / 10, y: 24 } });
    await page.waitForTimeout(500);
  }
  await caret.waitFor();
  await bench.line(/^\s+software:.*acceptance/).waitFor();
});

inNewest('the attach rate says what would change the cheapest option', async () => {
  await focusEditor();
  await bench.command('Decode Plan: Show Attach Rate');
  await settled(charts);
  await charts
    .locator('[data-figure="attach-rate"] h3', { hasText: /the cheapest way to serve \d of 2 workloads/ })
    .waitFor();
  await charts.locator('#panel-attachRate tr', { hasText: 'LPX price' }).first().waitFor();
});

void test('the attach rate takes in the plans of the workspace, and leads to them', async () => {
  await bench.tab('attachRate');
  const portfolio = charts.locator('[data-figure="portfolio"]');
  await charts.locator('vscode-button', { hasText: 'Compare all plans' }).click();
  await portfolio.locator('h3', { hasText: /^\d+ plans.*: .* LPX attaches to \d/ }).waitFor();
  await portfolio.locator('.legend').scrollIntoViewIfNeeded();
  await bench.picture('portfolio');
  await portfolio.locator('summary').click();
  await portfolio.locator('td button, th button', { hasText: 'long-context-mla' }).click();
  await page.locator('.tab.active', { hasText: 'long-context-mla.decodeplan' }).first().waitFor();
  await page.keyboard.press('Control+W');
  await focusEditor();
  await settled(charts);
});

void test('a report is saved from the palette', async () => {
  await focusEditor();
  await bench.command('Decode Plan: Export Report…');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'JSON' }).first().waitFor();
  await page.keyboard.type('JSON');
  await page.keyboard.press('Enter');
  const report = JSON.parse((await saved('report.json')).toString()) as { format: number };
  assert.equal(report.format, 1);
});

void test('charts pinned to a plan stay with it, and say so', async () => {
  await focusEditor();
  await charts.locator('.pin').click();
  await page.locator('.tab', { hasText: '[agentic-deepseek-v4-pro] Charts' }).waitFor();
  await charts.locator('.pin[aria-pressed="true"]').click();
  await page.locator('.tab', { hasText: 'Charts: agentic' }).waitFor();
});

void test('a second panel stays with its plan while the first follows another', async () => {
  await focusEditor();
  await bench.command('Decode Plan: Open Pinned Charts');
  const frames = page.locator('iframe.webview');
  for (let i = 0; i < 100 && (await frames.count()) < 2; i++) await page.waitForTimeout(100);
  await page.locator('.tab', { hasText: '[agentic-deepseek-v4-pro] Charts' }).first().waitFor();
  await page.locator('.tab', { hasText: 'Charts: agentic' }).first().waitFor();
  await bench.openFile('small-team-llama-70b');
  await page.locator('.tab', { hasText: 'Charts: small-team' }).first().waitFor();
  await page.locator('.tab', { hasText: '[agentic-deepseek-v4-pro] Charts' }).first().waitFor();
});
