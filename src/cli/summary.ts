import {
  portfolioCsv,
  portfolioJson,
  portfolioMarkdown,
  portfolioText,
  summarizePlan,
  type PlanSummary,
} from '../report/writers/portfolio.js';
import { json, type AnalyzeFormat } from './commands.js';
import { readAnalysis } from './book.js';
import { UnusableFile } from './files.js';
import { planFiles } from './planFiles.js';
import { createProgress } from './progress.js';

const INTERRUPTED = 130;

/** `decodeplan summary`: many plans in one table. Returns the exit code; after Ctrl-C nothing is printed. */
export async function summarizeFiles(
  names: readonly string[],
  format: AnalyzeFormat,
  catalog: string | null = null,
): Promise<number> {
  const stop = new AbortController();
  const interrupt = () => {
    stop.abort();
  };
  process.once('SIGINT', interrupt);
  try {
    const files = planFiles(names);
    const summaries: PlanSummary[] = [];
    const progress = createProgress(files.length, 'plans');
    for (const file of files) {
      summaries.push(summarizePlan(file, readAnalysis(file, catalog)));
      progress.show(summaries.length);
      // Signals are heard between turns of the loop only.
      await new Promise(setImmediate);
      if (stop.signal.aborted) break;
    }
    progress.clear();
    if (stop.signal.aborted) return INTERRUPTED;
    process.stdout.write(rendered(summaries, format));
    return summaries.some(({ problem }) => problem !== null) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

function rendered(summaries: readonly PlanSummary[], format: AnalyzeFormat): string {
  if (format === 'json') return json(portfolioJson(summaries));
  if (format === 'markdown')
    return portfolioMarkdown(
      summaries,
      summaries.map(({ file }) => (file === '-' ? null : file)),
    );
  return format === 'csv' ? portfolioCsv(summaries) : portfolioText(summaries);
}
