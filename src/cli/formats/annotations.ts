import type { PlanComparison, ResultChange } from '../../report/answers/comparePlans.js';
import type { ReportedProblem } from '../../report/answers/reported.js';
import { changeLine, comparisonHeadline } from '../../report/writers/comparisonText.js';

type Level = 'error' | 'warning' | 'notice';

const LEVELS: Readonly<Record<string, Level>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
};

/** GitHub shows few annotations of a step: what changed in a plan is one, with the gravest changes in it. */
const MOST_CHANGES = 8;

/** Workflow commands that GitHub shows beside the lines of a plan. */
export function problemAnnotations(file: string, problems: readonly ReportedProblem[]): string[] {
  return problems.map(({ severity, message, code, line, column, endLine, endColumn }) =>
    command(
      LEVELS[severity] ?? 'notice',
      { file, line, col: column, endLine, endColumn, title: code },
      message,
    ),
  );
}

/** One more that tells what changed in the results of a plan; none where nothing did. */
export function changeAnnotation(file: string, comparison: PlanComparison): string[] {
  const { before, after, results } = comparison;
  if (results.length === 0 && before.valid === after.valid) return [];
  const worse = results.some(({ direction }) => direction === 'worse');
  const broken = before.meetsTargets && !after.meetsTargets;
  const level: Level = broken ? 'error' : worse ? 'warning' : 'notice';
  const told = [...results].sort((a, b) => gravity(a) - gravity(b)).slice(0, MOST_CHANGES);
  const lines = [comparisonHeadline(comparison), after.verdict, ...told.map(changeLine)];
  return [command(level, { file, line: 1, title: 'results-changed' }, lines.join('\n'))];
}

/** Who wins and what works come first, then what got worse. */
function gravity({ measure, direction, workload }: ResultChange): number {
  if (measure === 'winner' && workload === null) return 0;
  if (measure === 'feasible' || measure === 'works') return 1;
  if (measure.startsWith('purchase.')) return 2;
  return { worse: 3, better: 4, changed: 5 }[direction];
}

function command(level: Level, at: Readonly<Record<string, string | number>>, message: string): string {
  const data = (value: string) => value.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const property = (value: string) => data(value).replace(/,/g, '%2C').replace(/:/g, '%3A');
  const properties = Object.entries(at).map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${level} ${properties.join(',')}::${data(message)}\n`;
}
