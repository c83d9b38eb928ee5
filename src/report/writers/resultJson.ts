import { breakEvens } from '../../engine/questions/breakEven.js';
import { uncertaintyOf } from '../../engine/questions/uncertainty.js';
import type { Analysis } from '../answers/analysis.js';
import type { ReportedProblem } from '../answers/reported.js';

/** Problems and findings of an analysis with their places. */
export function reportedProblems({ document, diagnostics }: Analysis): ReportedProblem[] {
  return diagnostics().map(({ severity, message, code, range }) => {
    const start = document.positionAt(range.start);
    const end = document.positionAt(range.end);
    return {
      severity,
      message,
      code,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
    };
  });
}

/**
 * The fixed JSON of `decodeplan analyze`: SI units, `null` with a `reason` where there is no value. Uncertainty takes an
 * evaluation of every option for each of its `samples`, and is left out where 0 are asked for.
 */
export function resultJson(analysis: Analysis, file: string | null, samples = 0): Record<string, unknown> {
  const { plan } = analysis;
  const answer = analysis.result();
  const head = {
    format: 1,
    plan: { title: plan?.title ?? null, model: plan?.model.id ?? null, file },
    diagnostics: reportedProblems(analysis),
  };
  if (!plan || !answer)
    return {
      ...head,
      model: null,
      workloads: {},
      options: {},
      breakEven: [],
      secondPurchase: null,
      attachRate: null,
      uncertainty: null,
      reason: 'the plan is not valid',
    };
  const body = {
    ...answer,
    breakEven: breakEvens(plan),
    uncertainty: samples > 0 ? uncertaintyOf(plan, samples) : null,
  };
  return finite({ ...head, ...body });
}

/** Numbers that JSON cannot hold become `null`, with a reason beside them. */
export function finite(value: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    result[key] = finiteMember(member);
    if (typeof member === 'number' && !Number.isFinite(member) && value['reason'] === undefined) {
      result['reason'] = `${key} has no finite value`;
    }
  }
  return result;
}

function finiteMember(member: unknown): unknown {
  if (typeof member === 'number') return Number.isFinite(member) ? member : null;
  if (Array.isArray(member)) return member.map(finiteMember);
  // Results are plain data: what is not a list or a primitive is a record.
  return typeof member === 'object' && member !== null ? finite(member as Record<string, unknown>) : member;
}
