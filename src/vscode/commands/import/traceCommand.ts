import * as vscode from 'vscode';
import { rowText } from '../../../exchange/trace/rowText.js';
import { Trace, type TraceStatistics } from '../../../exchange/trace/trace.js';
import { workloadEdit, workloadOf } from '../../../exchange/trace/workload.js';
import * as l10n from '../../../l10n/l10n.js';
import { isPlan } from '../../documents/convert.js';
import { applyToPlan } from '../../documents/planFiles.js';

/** Bytes that are read between two looks at whether the import was cancelled. */
const SLICE = 4 << 20;

/** A log of requests becomes a workload of the active plan: statistics only, no request of it is kept. */
export async function importWorkload(file?: vscode.Uri): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (!document || !isPlan(document))
    return void vscode.window.showInformationMessage(l10n.t('Open the plan that the workload belongs to.'));
  const uri = file ?? (await chooseTrace());
  if (!uri) return;
  const statistics = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: l10n.t('Reading the log of requests'),
      cancellable: true,
    },
    (progress, token) => readTrace(uri, progress, token),
  );
  if (statistics === 'cancelled') return;
  if (!statistics)
    return void vscode.window.showWarningMessage(
      l10n.t(
        'No requests found: a log of requests has a column for prompt tokens and one for output tokens.',
      ),
    );
  const workload = workloadOf(statistics);
  await applyToPlan(document, workloadEdit(document.getText(), workload));
  void vscode.window.showInformationMessage(`${l10n.t('Imported')}: ${workload.notes.join('; ')}.`);
}

async function chooseTrace(): Promise<vscode.Uri | undefined> {
  const filters = { [l10n.t('Logs of requests')]: ['csv', 'tsv', 'jsonl', 'ndjson', 'json', 'log', 'txt'] };
  const [uri] = (await vscode.window.showOpenDialog({ filters })) ?? [];
  return uri;
}

async function readTrace(
  uri: vscode.Uri,
  progress: vscode.Progress<{ increment: number }>,
  token: vscode.CancellationToken,
): Promise<TraceStatistics | null | 'cancelled'> {
  const bytes = await vscode.workspace.fs.readFile(uri);
  const decoder = new TextDecoder('utf-8');
  const trace = new Trace();
  const rows = rowText((row, from, to) => trace.add(row, from, to));
  for (let start = 0; start < bytes.length; start += SLICE) {
    rows.add(decoder.decode(bytes.subarray(start, start + SLICE), { stream: true }));
    progress.report({ increment: (100 * SLICE) / bytes.length });
    // The editor gets its turn, and a click on Cancel is heard.
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (token.isCancellationRequested) return 'cancelled';
  }
  rows.end();
  return trace.statistics();
}
