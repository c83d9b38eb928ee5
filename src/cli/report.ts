import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Analysis } from '../report/answers/analysis.js';
import { reportHtml } from '../report/html/html.js';
import { reportMarkdown } from '../report/writers/markdown.js';
import packageJson from '../../package.json' with { type: 'json' };
import { errorLines, guarded, type Outcome } from './commands.js';
import { readAnalysis } from './book.js';
import { UnusableFile, why } from './files.js';

type Writer = (analysis: Analysis, file: string) => string;

/** Kinds of report by the ending of the file that is written. */
const WRITERS: Readonly<Record<string, Writer>> = {
  '.md': (analysis) => reportMarkdown(analysis),
  '.html': (analysis, file) =>
    reportHtml(analysis, {
      version: packageJson.version,
      date: new Date().toISOString().slice(0, 10),
      ...(file === '-' ? {} : { file: path.basename(file) }),
    }),
};

/** `decodeplan report`: writes the whole answer to a file that others can read. */
export function writeReport(file: string, out: string, catalog: string | null = null): Outcome {
  return guarded(() => {
    const writer = WRITERS[path.extname(out).toLowerCase()];
    if (!writer) throw new UnusableFile(`${out}: a report ends in ${Object.keys(WRITERS).join(' or ')}`);
    const analysis = readAnalysis(file, catalog);
    const valid = analysis.plan !== null && analysis.problems.length === 0;
    writeOut(out, writer(analysis, file));
    return {
      exitCode: valid ? 0 : 1,
      out: `${out} written\n`,
      err: valid ? '' : errorLines(file, analysis),
    };
  });
}

function writeOut(out: string, text: string): void {
  try {
    writeFileSync(out, text);
  } catch (error) {
    throw new UnusableFile(`${out}: ${why(error)}`);
  }
}
