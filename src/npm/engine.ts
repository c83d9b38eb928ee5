/**
 * `decodeplan/engine`: the engine as a library, without editor, command line or network. Plan text in, numbers
 * with their sources out. Units are SI, as in `result.json`.
 */
import type { ResolvedPlan } from '../catalog/shapes/resolvedPlan.js';
import { evaluate as evaluatePlan, type EvaluateOptions } from '../engine/questions/evaluate.js';
import { NO_BOOK } from '../catalog/entries/book.js';
import { readBook } from '../catalogCheck/book.js';
import { BOOK_NAME } from '../catalogCheck/bookFile.js';
import { analyze } from '../report/answers/analysis.js';
import { told } from '../report/answers/told.js';
import {
  catalogueItem,
  catalogueItems,
  CATALOGUES,
  type Catalogue,
  type CatalogueItem,
} from '../report/writers/catalogue.js';
import { reportHtml } from '../report/html/html.js';
import { reportMarkdown } from '../report/writers/markdown.js';
import type { ReportedProblem, ReportOrigin } from '../report/answers/reported.js';
import type { ResultJson } from '../report/answers/resultJson.js';
import { reportedProblems } from '../report/answers/reportedProblems.js';
import { resultJson } from '../report/writers/resultJson.js';
import type { PlanResult } from './results.js';

export type * from '../catalog/shapes/resolvedPlan.js';
export type * from './results.js';
export type { Catalogue, CatalogueItem, EvaluateOptions, ReportedProblem, ReportOrigin, ResultJson };
export { CATALOGUES };

/**
 * Texts of the files that a plan names (`model: { config: ./config.json }`), by the path it writes; and, as
 * `decodeplan.catalog.yaml`, of the price book that it counts with.
 */
export type NamedFiles = Readonly<Record<string, string>>;

/** A plan's text, read. */
export interface ParsedPlan {
  /** The plan with every default and catalogue fact filled in; `null` where too little is valid. */
  readonly plan: ResolvedPlan | null;
  /** Errors of the text, then what the numbers say, at their places counted from 1. */
  readonly problems: readonly ReportedProblem[];
}

/** Reads a plan. Never throws: what is wrong stands in `problems`. */
export function parse(text: string, files: NamedFiles = {}): ParsedPlan {
  const analysis = analyzed(text, files);
  return { plan: analysis.plan, problems: reportedProblems(analysis) };
}

/** Evaluates a plan: pure, the same everywhere. Break-evens take hundreds of evaluations and can be left out. */
export function evaluate(plan: ResolvedPlan, options?: EvaluateOptions): PlanResult {
  return told(evaluatePlan(plan, options));
}

/** The JSON of `decodeplan analyze`, as `decodeplan/schema/result.json` describes it. */
export function analyzeJson(text: string, files: NamedFiles = {}): ResultJson {
  return resultJson(analyzed(text, files), null);
}

/** The report of `decodeplan report`. */
export function report(
  text: string,
  format: 'html' | 'markdown',
  { files = {}, ...origin }: ReportOrigin & { readonly files?: NamedFiles } = {},
): string {
  const analysis = analyzed(text, files);
  return format === 'html' ? reportHtml(analysis, origin) : reportMarkdown(analysis, origin);
}

/** All entries of a catalogue. */
export function catalogue(name: Catalogue): readonly CatalogueItem[] {
  return catalogueItems(name);
}

/** One entry with its sources, from whichever catalogue has it; `null` if none does. */
export function catalogueEntry(id: string): CatalogueItem | null {
  return catalogueItem(id, CATALOGUES) ?? null;
}

function analyzed(text: string, files: NamedFiles) {
  const { [BOOK_NAME]: book, ...named } = files;
  return analyze(
    text,
    new Map(Object.entries(named).map(([name, content]) => [name, { ok: true as const, text: content }])),
    book === undefined ? NO_BOOK : readBook(book, BOOK_NAME).book,
  );
}
