import * as z from 'zod';
import type { ResolvedPlan } from '../catalog/shapes/resolvedPlan.js';
import { reportedProblems } from '../report/answers/reportedProblems.js';
import type { Analysis } from '../report/answers/analysis.js';
import { closest } from '../units/closest.js';
import { ToolError, type Host, type PlanSource } from './tool.js';

/** Texts of plans are at most a million characters; names and paths of files are short. */
const LONGEST_NAME = 1000;

export const name = (description: string) => z.string().max(LONGEST_NAME).describe(description);

/** A plan, by its path or as its text. */
export const PLAN = {
  path: name(
    'Path of a .decodeplan file, relative to the folder or absolute inside it. Give this or text.',
  ).optional(),
  text: z.string().describe('The whole text of a plan (YAML). Give this or path.').optional(),
};

export const OPTION = name('An option of the plan, by its name.').optional();
export const WORKLOAD = name('A workload of the plan, by its name.').optional();

/** The plan that a call is about. */
export async function planFor(host: Host, source: PlanSource): Promise<Analysis> {
  if (source.path === undefined && source.text === undefined)
    throw new ToolError('Give `path`, a plan in the folder, or `text`, a plan itself.');
  if (source.path !== undefined && source.text !== undefined)
    throw new ToolError('Give either `path` or `text`, not both.');
  return host.plan(source);
}

/** An analysis whose plan is there, and all of it. */
export type Valid = Analysis & { readonly plan: ResolvedPlan };

/** The same of a plan without errors. */
export async function validPlan(host: Host, source: PlanSource): Promise<Valid> {
  const analysis = await planFor(host, source);
  const { plan, problems } = analysis;
  if (plan && problems.length === 0) return { ...analysis, plan };
  const lines = reportedProblems(analysis)
    .filter(({ severity }) => severity === 'error')
    .map(({ line, column, code, message }) => `${line}:${column} ${code}: ${message}`);
  throw new ToolError(['The plan is not valid:', ...lines].join('\n'));
}

/** The names asked for: the one that is given, which must be one of them, or all. */
export function chosen(what: string, given: string | undefined, names: readonly string[]): readonly string[] {
  if (given === undefined) return names;
  if (names.includes(given)) return [given];
  throw new ToolError(noSuchName(what, given, names));
}

/** That a name is none of those there are, with the nearest. */
export function noSuchName(what: string, given: string, names: readonly string[]): string {
  const near = closest(given.slice(0, LONGEST_NAME), names);
  const shown = given.slice(0, 80);
  const are = names.length > 0 ? names.slice(0, 40).join(', ') : 'none';
  return `There is no ${what} ${shown}${near === null ? '.' : `; did you mean ${near}?`} There are: ${are}.`;
}
