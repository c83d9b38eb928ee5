import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Analysis } from '../report/answers/analysis.js';
import type { ReportOrigin } from '../report/answers/reported.js';
import { reportHtml } from '../report/html/html.js';
import { reportPdf } from '../report/pdf/pdf.js';
import { planWorkbook } from '../report/workbook/planWorkbook.js';
import { quantitiesCsv } from '../report/workbook/quantities.js';
import { reportMarkdown } from '../report/writers/markdown.js';
import packageJson from '../../package.json' with { type: 'json' };
import { errorLines, unusable, type Outcome } from './commands.js';
import { loadWriter } from './documents/load.js';
import { readAnalysis } from './book.js';
import { UnusableFile, why } from './files.js';

/** Kinds of report, which are the endings of their files too. */
export type ReportFormat = 'html' | 'md' | 'pdf' | 'xlsx' | 'csv';

/** What is asked for: a file, a format, or both. */
export interface ReportCall {
  readonly output?: string;
  readonly format?: ReportFormat;
  /** A price book; by default the nearest. */
  readonly catalog?: string;
  /** Draws over the plan's ranges. */
  readonly samples?: number;
}

type Written = string | Uint8Array | Promise<Uint8Array>;

const WRITERS: Readonly<Record<ReportFormat, (analysis: Analysis, origin: ReportOrigin) => Written>> = {
  html: reportHtml,
  md: reportMarkdown,
  pdf: (analysis, origin) => loadWriter('pdf').pdfBytes(reportPdf(analysis, origin)),
  xlsx: (analysis, origin) => loadWriter('xlsx').xlsxBytes(planWorkbook(analysis, origin)),
  csv: (analysis) => {
    const result = analysis.result();
    return result ? quantitiesCsv(result) : '';
  },
};

const isFormat = (ending: string): ending is ReportFormat => Object.hasOwn(WRITERS, ending);

/** `decodeplan report`: writes the whole answer to a file that others can read. */
export async function writeReport(file: string, call: ReportCall): Promise<Outcome> {
  try {
    const { out, format } = target(file, call);
    const analysis = readAnalysis(file, call.catalog ?? null);
    const valid = analysis.plan !== null && analysis.problems.length === 0;
    writeOut(
      out,
      await WRITERS[format](analysis, {
        version: packageJson.version,
        date: new Date().toISOString().slice(0, 10),
        ...(call.samples === undefined ? {} : { draws: call.samples }),
        ...(file === '-' ? {} : { file: path.basename(file) }),
      }),
    );
    return { exitCode: valid ? 0 : 1, out: `${out} written\n`, err: valid ? '' : errorLines(file, analysis) };
  } catch (error) {
    return unusable(error);
  }
}

/** Where to, and as what: each follows from the other where only one is said. */
function target(file: string, { output, format }: ReportCall): { out: string; format: ReportFormat } {
  if (output === undefined) {
    if (format === undefined || file === '-')
      throw new UnusableFile('say where to with -o, or of a file what as with --format');
    return { out: `${path.basename(file).replace(/\.decodeplan$/, '')}.${format}`, format };
  }
  const ending = path.extname(output).toLowerCase().slice(1);
  const found = format ?? ending;
  if (isFormat(found)) return { out: output, format: found };
  const endings = Object.keys(WRITERS).map((one) => `.${one}`);
  throw new UnusableFile(`${output}: a report ends in ${endings.join(', ')}, or --format says what it is`);
}

function writeOut(out: string, written: string | Uint8Array): void {
  try {
    writeFileSync(out, written);
  } catch (error) {
    throw new UnusableFile(`${out}: ${why(error)}`);
  }
}
