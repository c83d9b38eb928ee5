import { readFileSync } from 'node:fs';
import { analyze } from '../../src/report/answers/analysis.js';
import type { Figure } from '../../src/report/figures/figure.js';
import { askNow } from '../../src/report/figures/asking/askNow.js';
import type { Subject } from '../../src/report/figures/questions.js';
import { breakEvenFigures, drawing, memoryFigures, savingsFigures } from '../../src/report/html/figures.js';
import { CHART_STYLE } from '../../src/report/html/style.js';
import { soakFigures, type SoakRun } from './soak.js';

/** The figures of docs/concepts.md, by path: drawn from the examples by the report's own charts. */
export function conceptFigures(): Readonly<Record<string, string>> {
  const long = subjectOf('long-context-mla');
  const edge = subjectOf('lpx-at-the-edge');
  const figures: Readonly<Record<string, Figure | undefined>> = {
    'kv-cache': named('memory-context', memoryFigures(long)),
    mla: named('mla-token', savingsFigures(long)),
    speed: named('cost-speed', breakEvenFigures(edge)),
    'break-even': named('cost-over', breakEvenFigures(subjectOf('agentic-deepseek-v4-pro'))),
  };
  return Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => {
      if (!figure) throw new Error(`nothing to draw for ${name}`);
      return [`docs/pictures/concept-${name}.svg`, standalone(figure)];
    }),
  );
}

/** The figures of docs/robustness.md, by path: drawn from the last long run. */
export function robustnessFigures(): Readonly<Record<string, string>> {
  // Written by `npm run soak`.
  const run = JSON.parse(readFileSync('test/soak/run.json', 'utf8')) as SoakRun;
  return Object.fromEntries(
    Object.entries(soakFigures(run)).map(([name, figure]) => [
      `docs/pictures/soak-${name}.svg`,
      standalone(figure),
    ]),
  );
}

function subjectOf(example: string): Subject {
  const { plan, result } = analyze(readFileSync(`examples/${example}.decodeplan`, 'utf8'));
  const answer = result();
  if (!plan || !answer) throw new Error(`${example} is no plan`);
  return { plan, result: answer, ask: askNow(plan) };
}

const named = (wanted: string, figures: readonly Figure[]) => figures.find(({ id }) => id === wanted);

/** A chart as a file of its own: with its colours, its finding as title, and a background. */
function standalone(figure: Figure): string {
  const { finding } = figure;
  const { markup } = drawing(figure);
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(markup) ?? [];
  const style = `<style>${CHART_STYLE}svg{background:var(--paper);font-family:system-ui,sans-serif}</style>`;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width ?? ''}" height="${height ?? ''}"`;
  const title = `<title>${finding.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</title>`;
  return `${markup.replace('<svg', head).replace('>', `>${style}${title}`)}\n`;
}
