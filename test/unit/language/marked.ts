import { readFileSync } from 'node:fs';
import { analyze, type Analysis } from '../../../src/report/answers/analysis.js';

/** A plan that is good and small; a member given in `overlay` takes the place of its own. */
const BASE: Readonly<Record<string, string>> = {
  decodeplan: 'decodeplan: 1',
  model: 'model: llama-3.1-70b',
  workloads: 'workloads:\n  chat:\n    concurrency: 48\n    context: 8K',
  gpus: 'gpus: { type: h100-sxm, count: 8 }',
};

/** The text of a good plan with some of its members written otherwise, or more of them. */
export function planText(overlay = ''): string {
  const given = new Set([...overlay.matchAll(/^([\w-]+)\s*:/gm)].map(([, key]) => key));
  const kept = Object.entries(BASE).flatMap(([key, text]) => (given.has(key) ? [] : [text]));
  return `${[...kept, ...(overlay === '' ? [] : [overlay])].join('\n')}\n`;
}

/** The analysis of a good plan with some of its members written otherwise. */
export function planOf(overlay = ''): Analysis {
  return analyze(planText(overlay));
}

export interface Marked {
  readonly text: string;
  readonly offset: number;
  readonly analysis: Analysis;
}

/** Reads a text whose cursor is written as `|`. */
export function marked(source: string): Marked {
  const offset = source.indexOf('|');
  if (offset < 0) throw new Error(`no cursor in ${source}`);
  const text = source.slice(0, offset) + source.slice(offset + 1);
  return { text, offset, analysis: analyze(text) };
}

/** What a range covers. */
export function covered(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): string {
  return text.slice(start, end);
}

export interface PageSection {
  readonly code: string;
  readonly text: string;
  /** Lines of a plan that raise the problem, where the page shows some. */
  readonly example: string | null;
}

/** Sections of the page about problems. */
export function pageSections(): PageSection[] {
  return readFileSync('docs/diagnostics.md', 'utf8')
    .split(/^### /m)
    .slice(1)
    .map((text) => ({
      code: text.slice(0, text.indexOf('\n')).trim(),
      text,
      example: /```decodeplan\n([\s\S]*?)\n```/.exec(text)?.[1] ?? null,
    }));
}
