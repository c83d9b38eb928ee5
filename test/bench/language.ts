import { performance } from 'node:perf_hooks';
import { complete } from '../../src/language/completion/completion.js';
import { formatEdits } from '../../src/language/format/formatting.js';
import { hover } from '../../src/language/hover.js';
import { tokens } from '../../src/language/tokens.js';
import { analyze } from '../../src/report/answers/analysis.js';
import { counter, quantiles, timed, type Measure } from './measures.js';

/** Milliseconds a call takes. */
export interface LanguageTimes {
  readonly lines: number;
  readonly completion: number;
  readonly hover: number;
  readonly tokens: number;
  readonly formatting: number;
}

/** A plan of about so many lines: many workloads, two options. */
export function longPlan(lines: number): string {
  const workloads = Array.from(
    { length: Math.ceil((lines - 8) / 6) },
    (_, i) =>
      `  w${i}:\n    concurrency: ${i + 1}\n    context: { p50: 8K, p95: 32K } # tokens\n    speed: 20 tok/s\n    output: 800\n    input: 2K`,
  );
  return [
    'decodeplan: 1',
    'model: llama-3.1-8b',
    'gpus: { type: h100-sxm, count: 8 }',
    'options:',
    '  as-is: {}',
    '  fp8: { serving: { kvCache: fp8 } }',
    'workloads:',
    ...workloads,
    '    ',
  ].join('\n');
}

/** The plan with another speed in its first workload: what a keystroke makes of it. */
export function edited(text: string, i: number): string {
  return text.replace('speed: 20 tok/s', `speed: ${21 + i} tok/s`);
}

/** How long the editor waits for an answer at the end of a long plan that was analysed: medians of `runs` calls. */
export function benchLanguage(lines = 1000, runs = 50): LanguageTimes {
  const text = longPlan(lines);
  const analysis = analyze(text);
  const at = text.lastIndexOf('speed');
  // The evaluation is made once, after a pause in typing; the calls here read it.
  analysis.result();
  return {
    lines: text.split('\n').length,
    completion: median(runs, () => complete(analysis, text.length)),
    hover: median(runs, () => hover(analysis, at)),
    tokens: median(runs, () => tokens(analysis)),
    formatting: median(runs, () => formatEdits(text)),
  };
}

function median(runs: number, call: () => unknown): number {
  const times = Array.from({ length: runs }, () => {
    const started = performance.now();
    call();
    return performance.now() - started;
  });
  return quantiles(times).median;
}

/** What the editor's features take in long plans, in process. */
export async function benchEditorFeatures(): Promise<Measure[]> {
  const half = longPlan(500);
  const next = counter();
  const first = await timed(() => analyze(half.replace('8K', `${9000 + next()}`)).diagnostics());
  const again = await timed(() => analyze(edited(half, next())).diagnostics());
  const { lines, completion, hover: shown, tokens: coloured, formatting } = benchLanguage();
  const row = (what: string, value: number): Measure => ({ group: 'Editor', what, unit: 'ms', value });
  const long = `a plan of ${lines.toLocaleString('en-US')} lines, by the clock`;
  return [
    {
      ...row(
        'a plan of 500 lines: parsed, validated and analysed after an edit of a context length',
        first.median,
      ),
      p95: first.p95,
      goal: { mostP95: 25 },
    },
    {
      ...row('a plan of 500 lines: parsed, validated and analysed after an edit of a speed', again.median),
      p95: again.p95,
      goal: { mostP95: 25 },
    },
    { ...row(`${long}: completion`, completion), goal: { most: 5 } },
    { ...row(`${long}: hover`, shown), goal: { most: 5 } },
    row(`${long}: colours of all values`, coloured),
    row(`${long}: formatting`, formatting),
  ];
}
