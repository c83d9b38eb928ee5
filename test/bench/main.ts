import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { benchComparison } from './comparison.js';
import { formatted, goalText, shown, type Run } from './document.js';
import { benchEditor } from './editor.js';
import { benchEngine, countPoints } from './engine.js';
import { benchGrowth } from './growth.js';
import { benchEditorFeatures } from './language.js';
import { isMet, type Measure } from './measures.js';
import { loadPeers } from './peers.js';
import { benchActivation, benchCommandLine, benchMemory, benchSizes, buildProduct } from './programs.js';

// Threads of the benchmark run this same file.
const asked: unknown = workerData;
if (typeof asked === 'object' && asked !== null && 'countPoints' in asked)
  parentPort?.postMessage(countPoints(Number(asked.countPoints)));
else await main();

/** Measures everything, prints it, and writes `results.json` and the page; `--fast` only measures and prints, without a VS Code. */
async function main(): Promise<void> {
  const fast = process.argv.includes('--fast');
  const [loadBefore = 0] = loadavg();
  buildProduct();
  const measures: Measure[] = [];
  const add = (found: readonly Measure[]) => {
    measures.push(...found);
    for (const measure of found) console.log(line(measure));
  };
  add(await benchEngine());
  const peers = await loadPeers();
  if (peers) add(await benchComparison(peers));
  else console.log('the other tools cannot be installed: not compared');
  add(await benchEditorFeatures());
  add(await benchGrowth());
  add(benchActivation());
  add(benchCommandLine());
  add(await benchSizes());
  if (!fast) add(await benchEditor());
  add(benchMemory());
  const judged = measures.filter((measure) => isMet(measure) !== null);
  console.log(`${judged.filter(isMet).length} of ${judged.length} goals met`);
  if (!fast) await write(measures, loadBefore);
}

function line(measure: Measure): string {
  const { what, value, unit, p95, other } = measure;
  const mark = { true: '✓', false: '✗', null: ' ' }[String(isMet(measure)) as 'null'];
  const more = [
    p95 === undefined ? '' : `p95 ${shown(p95, unit)}`,
    other ? `${other.name} ${shown(other.value, unit)}` : '',
  ];
  const notes = [...more, goalText(measure)].filter(Boolean).join(', ');
  return `${mark} ${shown(value, unit)}${notes ? ` (${notes})` : ''}: ${what}`;
}

async function write(measures: readonly Measure[], loadBefore: number): Promise<void> {
  const run: Run = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
    cores: cpus().length,
    node: process.version,
    load: [loadBefore, loadavg()[0] ?? 0],
    measures,
  };
  for (const [file, text] of Object.entries(await formatted(run))) writeFileSync(file, text);
}
