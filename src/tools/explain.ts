import * as z from 'zod';
import type { ResolvedPlan } from '../catalog/shapes/resolvedPlan.js';
import { heldAt } from '../engine/moves/held.js';
import type { PlanResult } from '../engine/shapes/result.js';
import { dimensionOf, schemasAt } from '../plan/jsonSchema.js';
import { memberOf } from '../plan/members.js';
import { keyPath, pathKey, type Path, type PathKey } from '../plan/path.js';
import { told } from '../report/answers/told.js';
import { assumptions, type Assumption } from '../report/words/assumptions.js';
import { consequences } from '../report/words/explain.js';
import { drawnOrders } from '../report/words/fleet/standing.js';
import { verdict } from '../report/words/sentences.js';
import { finite } from '../report/writers/resultJson.js';
import { resultMemberAt } from '../report/writers/resultSchema.js';
import { closest } from '../units/closest.js';
import { displayQuantity } from '../units/display.js';
import { name, PLAN, validPlan } from './inputs.js';
import { tool, ToolError } from './tool.js';

/** An input that a number rests on, with who says so. */
interface Source extends Assumption {
  readonly path: PathKey;
}

interface Explained {
  readonly kind: 'input' | 'result';
  readonly value: unknown;
  readonly shown: string;
  readonly meaning: string;
  /** Sentences with this plan's numbers put into the formulas. */
  readonly why: readonly string[];
  readonly sources: readonly Source[];
}

const MOST_SENTENCES = 12;

export const explain = tool({
  name: 'explain',
  title: 'Explain one number',
  description:
    'Explains one number of a decode plan: what it means, its value, the formulas with the numbers of this plan put in, and the inputs that it rests on, each with its range and source (the plan, catalogue with address, default, measurement). number is a member of the file (workloads.chat.context, options.lpx.lpx.price) or of the result (options.lpx.total.usdPerMillionTokens, options.lpx.workloads.chat.decode.tokensPerSecondPerUser). Use it before repeating a number, to say where it comes from. Reads only; runs offline, within seconds.',
  input: z.strictObject({
    ...PLAN,
    number: name('Path of the number, as in options.lpx.total.usdPerMillionTokens or economics.electricity.'),
  }),
  output: z.object({
    number: z.string().describe('Path of the number.'),
    kind: z.enum(['input', 'result']).describe('Whether the plan takes it or gives it.'),
    value: z.unknown().describe('In SI units and USD; null where it is not known.'),
    shown: z.string().describe('The same with its unit, where it has one.'),
    meaning: z.string().describe('What it is.'),
    why: z.array(z.string()).describe('What it leads to or comes from, with numbers in the formulas.'),
    sources: z
      .array(
        z.object({
          path: z.string().describe('Member of the file.'),
          input: z.string().describe('The same for a reader.'),
          value: z.string(),
          range: z.string().describe('How far it may be off; empty where that is not said.'),
          from: z.enum(['plan', 'catalogue', 'default', 'calibration']).describe('Who says so.'),
          source: z.string(),
          url: z.string().nullable(),
        }),
      )
      .describe('Inputs that it rests on.'),
  }),
  slow: false,
  run: async (input, host) => {
    const { plan, result } = await validPlan(host, input);
    const answer = result();
    if (!answer) throw new ToolError('The plan has no answer.');
    const path = keyPath(input.number);
    const explained =
      ofInput(plan, answer, path) ?? ofVerdict(plan, answer, path) ?? ofResult(plan, answer, path);
    if (!explained) throw new ToolError(unknownNumber(plan, answer, input.number));
    return { text: asText(input.number, explained), data: finite({ number: input.number, ...explained }) };
  },
});

function sourcesOf(plan: ResolvedPlan): Source[] {
  const all = assumptions(plan);
  return Object.keys(plan.provenance).flatMap((path, i) => (all[i] ? [{ path, ...all[i] }] : []));
}

/** A member of the file. */
function ofInput(plan: ResolvedPlan, result: PlanResult, path: Path): Explained | null {
  const [schema] = schemasAt(path);
  if (!memberOf(path) || !schema) return null;
  const held = heldAt(plan, path);
  const key = pathKey(path);
  const sources = sourcesOf(plan).filter((one) => one.path === key || one.path.startsWith(`${key}.`));
  if (held === undefined && sources.length === 0) return null;
  const dimension = dimensionOf([schema]);
  const shown =
    typeof held === 'number' && dimension ? displayQuantity(held, dimension) : (sources[0]?.value ?? '');
  return {
    kind: 'input',
    value: typeof held === 'object' && held !== null ? plainPart(held) : (held ?? null),
    shown,
    meaning: [schema.title, schema.description].filter((text) => text !== undefined).join(': '),
    why: consequences({ plan, result }, path.map(String)).slice(0, MOST_SENTENCES),
    sources,
  };
}

/** Numbers and words of what is held: parts within parts have paths of their own. */
function plainPart(held: object): object {
  return Object.fromEntries(Object.entries(held).filter(([, part]) => typeof part !== 'object'));
}

/** A result as programs read it. */
function written(result: PlanResult): object {
  return finite(told({ ...result, breakEven: [], uncertainty: null }));
}

/** How often a rival of the verdict is cheaper: it rests on every input that has a range. */
function ofVerdict(plan: ResolvedPlan, result: PlanResult, path: Path): Explained | null {
  if (path[0] !== 'verdict') return null;
  const value = partAt({ verdict: { draws: drawnOrders(plan, result) } }, path);
  if (typeof value !== 'number' && value !== null) return null;
  const ranges = verdict(plan, result).ranges();
  return {
    kind: 'result',
    value,
    shown: JSON.stringify(value),
    meaning: resultMemberAt(path),
    why: ranges === '' ? [] : [ranges],
    sources: sourcesOf(plan).filter(({ range }) => range !== ''),
  };
}

/** A number of the result. */
function ofResult(plan: ResolvedPlan, result: PlanResult, path: Path): Explained | null {
  const all = written(result);
  const value = partAt(all, path);
  if (value === undefined || (typeof value === 'object' && value !== null)) return null;
  const reason = partAt(all, [...path.slice(0, -1), 'reason']);
  const unknown = `not known${typeof reason === 'string' ? `: ${reason}` : ''}`;
  const parts = path.map(String);
  const [room = '', name = '', , workload] = parts;
  const inputs = room === 'options' ? inputsOf(parts) : [[room, name, 'context']];
  const why = inputs.flatMap((input) => consequences({ plan, result }, input));
  // Inputs of the plan lead to something in every option: of a result, only its own is of interest.
  const others = Object.keys(plan.options).filter((option) => room === 'options' && option !== name);
  const notOfOthers = (sentence: string) =>
    !others.some((other) => sentence.startsWith(`${other}:`) || sentence.startsWith(`${other} `));
  return {
    kind: 'result',
    value,
    shown: value === null ? unknown : JSON.stringify(value),
    meaning: resultMemberAt(path),
    why: [...new Set(why)].filter(notOfOthers).slice(0, MOST_SENTENCES),
    sources: sourcesOf(plan).filter(({ path: at }) => restsOn(keyPath(at), room, name, workload)),
  };
}

function partAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, part)
        ? // Checked just above.
          (at as Readonly<Record<string | number, unknown>>)[part]
        : undefined,
    value,
  );
}

/** Inputs whose consequences tell where a result of an option comes from. */
function inputsOf([, option = '', part = '', workload = '', group = '']: readonly string[]): string[][] {
  const own = (member: string) => ['workloads', workload, member];
  if (part !== 'workloads') return [['options', option, 'gpus'], ['economics'], ['breakEven']];
  if (group === 'memory') return [own('concurrency'), own('context')];
  if (group === 'decode') return [own('speed'), ['options', option, 'speculation']];
  if (group === 'request' || group === 'prefill')
    return [own('input'), own('ttft'), own('requests'), own('output')];
  return [own('demand'), own('price'), ['options', option, 'gpus'], ['economics']];
}

/** Whether an input can enter a result: those of other options and other workloads cannot. */
function restsOn(
  [room, own]: Path,
  of: string | undefined,
  name: string | undefined,
  workload: string | undefined,
) {
  if (room === 'options') return of === 'options' && own === name;
  if (room === 'workloads')
    return of === 'workloads' ? own === name : workload === undefined || own === workload;
  return room !== 'breakEven' && (of === 'options' || room === 'model' || room === 'serving');
}

/** That there is no such number, with those that end alike or are near. */
function unknownNumber(plan: ResolvedPlan, result: PlanResult, given: string): string {
  const all = [...leaves(written(result), []), ...Object.keys(plan.provenance)];
  const last = String(keyPath(given).at(-1));
  const alike = all.filter((key) => keyPath(key).at(-1) === last).slice(0, 12);
  const near = closest(given.slice(0, 200), all);
  const offered = alike.length > 0 ? alike : near === null ? [] : [near];
  const hint = offered.length > 0 ? ` Did you mean: ${offered.join(', ')}?` : '';
  return `There is no number ${given.slice(0, 200)} in this plan or its result.${hint}`;
}

function leaves(value: unknown, path: Path): PathKey[] {
  if (typeof value !== 'object' || value === null) return [pathKey(path)];
  return Object.entries(value).flatMap(([part, member]) => leaves(member, [...path, part]));
}

function asText(number: string, { meaning, shown, why, sources }: Explained): string {
  return [
    `${number} = ${shown}`,
    meaning,
    ...why.map((sentence) => `- ${sentence}`),
    ...(sources.length > 0 ? ['Rests on:'] : []),
    ...sources.map(({ path, value, range, from, source, url }) => {
      const spread = range === '' ? '' : `, ${range}`;
      return `- ${path}: ${value}${spread} (${from}: ${source}${url === null ? '' : `, ${url}`})`;
    }),
  ]
    .filter((line) => line !== '')
    .join('\n');
}
