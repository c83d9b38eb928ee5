import type * as vscode from 'vscode';
import type { Analysis } from '../../report/answers/analysis.js';
import { firstOverview, type OverviewFigure } from '../../report/figures/overview/overview.js';

/** Overviews of plans as they were when their charts were last seen: a window that is restored has no engine warm yet. */
export interface KeptOverviews {
  /** The overview of a plan, from what was kept where it is of the same plan; `null` where the plan is not valid as a whole. */
  readonly of: (source: string, analysis: Analysis) => OverviewFigure | null;
  /** Keeps the overview of a plan that rests. */
  readonly keep: (source: string, analysis: Analysis) => void;
}

/** One kept overview, and all that it follows from. */
interface Kept {
  readonly source: string;
  readonly from: string;
  readonly figure: OverviewFigure;
}

const KEY = 'decodeplan.overviews';
/** Plans whose overviews are kept; of more, those that were kept first are forgotten. */
const MOST_PLANS = 6;
/** What longer plans come to is not kept: the editor writes all that it keeps anew each time. In characters. */
const MOST_TEXT = 200_000;

/**
 * Keeps overviews in the editor's memory of a workspace. What one follows from is the resolved plan, prices and defaults
 * included, and `manner`: how its texts are written, and by which version of the extension.
 */
export function createKeptOverviews(
  state: Pick<vscode.Memento, 'get' | 'update'>,
  manner: () => readonly string[],
): KeptOverviews {
  const all = (): readonly Kept[] => {
    const kept = state.get<unknown>(KEY);
    return Array.isArray(kept) ? kept.filter(isKept) : [];
  };
  const fromOf = ({ plan }: Analysis): string => JSON.stringify([...manner(), plan], exactly);
  const put = (source: string, from: string, analysis: Analysis): OverviewFigure | null => {
    const figure = overviewOf(analysis);
    if (!figure || from.length > MOST_TEXT) return figure;
    const others = all().filter((one) => one.source !== source);
    void state.update(KEY, [...others, { source, from, figure }].slice(-MOST_PLANS));
    return figure;
  };
  const found = (source: string, from: string) =>
    all().find((one) => one.source === source && one.from === from)?.figure ?? null;
  return {
    of: (source, analysis) => {
      if (!isWhole(analysis)) return null;
      const from = fromOf(analysis);
      return found(source, from) ?? put(source, from, analysis);
    },
    keep: (source, analysis) => {
      if (!isWhole(analysis)) return;
      const from = fromOf(analysis);
      if (!found(source, from)) put(source, from, analysis);
    },
  };
}

/** Numbers that JSON has no word for are told apart too. */
const exactly = (_name: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

const isWhole = ({ plan, problems }: Analysis): boolean => plan !== null && problems.length === 0;

/** The overview of a plan that is valid as a whole. */
export function overviewOf(analysis: Analysis): OverviewFigure | null {
  const { plan } = analysis;
  const result = isWhole(analysis) ? analysis.result() : null;
  return plan && result ? firstOverview({ plan, result }) : null;
}

/** What the editor kept is by its look what was given to it. */
function isKept(one: unknown): one is Kept {
  if (typeof one !== 'object' || one === null) return false;
  const { source, from, figure } = one as Partial<Record<keyof Kept, unknown>>;
  return (
    typeof source === 'string' && typeof from === 'string' && typeof figure === 'object' && figure !== null
  );
}
