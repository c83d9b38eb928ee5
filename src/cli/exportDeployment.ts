import { deployment, type Deployment } from '../exchange/launch/deployment.js';
import { errorLines, guarded, type Outcome } from './commands.js';
import { readAnalysis } from './book.js';

/** `decodeplan export`: what starts one replica of an option of a plan. */
export function exportDeployment(
  file: string,
  {
    option,
    format,
    catalog = null,
  }: { readonly option?: string; readonly format: Deployment; readonly catalog?: string | null },
): Outcome {
  return guarded(() => {
    const analysis = readAnalysis(file, catalog);
    const { plan } = analysis;
    const answer = analysis.result();
    if (!plan || !answer || analysis.problems.length > 0)
      return { exitCode: 1, out: '', err: errorLines(file, analysis) };
    const names = Object.keys(plan.options);
    const name = option ?? (names.length === 1 ? names[0] : undefined);
    const result = name === undefined ? undefined : answer.options[name];
    if (name === undefined || !result)
      return { exitCode: 2, out: '', err: `${file}: name one with --option: ${names.join(', ')}\n` };
    const written = deployment(plan, name, result, format);
    if (!written.ok) return { exitCode: 1, out: '', err: `${file}: ${written.message}\n` };
    const err = written.notes.map((note) => `${file}: note: ${note}\n`).join('');
    return { exitCode: 0, out: `${written.command.trimEnd()}\n`, err };
  });
}
