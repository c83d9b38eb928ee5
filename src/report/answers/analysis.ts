import { NO_BOOK, type Book } from '../../catalog/entries/book.js';
import { lookUps, resolvePlan } from '../../catalog/resolve/resolvePlan.js';
import { referencedPaths, type ReferencedFiles } from '../../catalog/resolve/resolveModel.js';
import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { once } from '../../units/memo.js';
import { evaluate } from '../../engine/questions/evaluate.js';
import { findings } from '../../engine/questions/findings/findings.js';
import type { Finding } from '../../engine/questions/findings/finding.js';
import type { PlanResult } from '../../engine/shapes/result.js';
import { withoutConsequences } from '../../plan/consequences.js';
import { keyPath } from '../../plan/path.js';
import { remarks } from './remarks.js';
import type { ValueProblem } from '../../plan/problems.js';
import { findingText, relatedText } from '../words/findings.js';
import { parsePlan, placed, relatedPlaces, type PlanDocument, type Problem } from '../../plan/document.js';

/** A plan's text with everything that follows from it. */
export interface Analysis {
  readonly document: PlanDocument;
  /** The files that it was analysed with. */
  readonly files: ReferencedFiles;
  /** The price book that it was analysed with. */
  readonly book: Book;
  /** `null` where too little is valid. */
  readonly plan: ResolvedPlan | null;
  /** What is wrong with the text and what it names. */
  readonly problems: readonly Problem[];
  /** The answer without break-evens, which take longer; computed when first asked for. */
  readonly result: () => PlanResult | null;
  /** What the numbers say about the inputs; computed when first asked for. */
  readonly findings: () => readonly Finding[];
  /** `problems`, then remarks on the text and `findings` at their places; or findings of a text before, which are there at once. */
  readonly diagnostics: (before?: readonly Finding[]) => readonly Problem[];
}

/** Paths of files that a text's plan needs read before it can be analysed in full. */
export function filesNeeded(document: PlanDocument): string[] {
  return referencedPaths(document.parts);
}

/** Analyses a text. Never throws. */
export function analyze(text: string, files: ReferencedFiles = new Map(), book: Book = NO_BOOK): Analysis {
  return analyzeDocument(parsePlan(text), files, book);
}

/** Analyses a text that was parsed already. */
export function analyzeDocument(
  document: PlanDocument,
  files: ReferencedFiles = new Map(),
  book: Book = NO_BOOK,
): Analysis {
  const { input, parts } = document;
  const resolved = input
    ? resolvePlan(input, files, book)
    : { plan: null, problems: lookUps(parts, files, book) };
  const problems = [...document.problems, ...ownProblems(resolved.problems, document)];
  const result = once(() => (resolved.plan ? evaluate(resolved.plan, { breakEven: false }) : null));
  const found = once(() => {
    const answer = result();
    if (!resolved.plan || !answer) return [];
    // With parts of the plan left out, that nothing serves a workload says nothing about the plan.
    const ofWhole = ['not-served', 'too-few-accelerators'];
    return findings(resolved.plan, answer).filter(
      ({ code }) => problems.length === 0 || !ofWhole.includes(code),
    );
  });
  const ofText = once(() => [...problems, ...remarks(document)]);
  const told = (all: readonly Finding[]) => [
    ...ofText(),
    ...all.map((finding) => placedFinding(finding, document)),
  ];
  const own = once(() => told(found()));
  const diagnostics: Analysis['diagnostics'] = (before) => (before ? told(before) : own());
  return { document, files, book, plan: resolved.plan, problems, result, findings: found, diagnostics };
}

/** Names that cannot be found, at their places; without what only follows from other errors. */
function ownProblems(found: readonly ValueProblem[], document: PlanDocument): Problem[] {
  const others = document.problems.map(({ code, path }) => ({ code, path: keyPath(path) }));
  return withoutConsequences(found, [...others, ...found]).map((problem) => placed(problem, document));
}

function placedFinding(finding: Finding, document: PlanDocument): Problem {
  const { severity, code, path, related } = finding;
  const message = relatedText(finding);
  return {
    severity,
    code,
    message: findingText(finding),
    path,
    range: document.rangeOf(path, document.nodeAt(path)?.kind === 'map' ? 'key' : 'value'),
    ...(related && message !== null
      ? {
          related: relatedPlaces([{ path: related, message }], document),
        }
      : {}),
  };
}
