import type { Book } from '../../catalog/entries/book.js';
import { gpuTypeById } from '../../catalog/entries/hardware.js';
import type { ReferencedFiles } from '../../catalog/resolve/resolveModel.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';
import * as l10n from '../../l10n/l10n.js';
import { optionsOf, QUESTIONS, type Question } from './questions.js';
import { lengthLines, templateSource, usualOf, type Template } from './templates.js';

/** How much traffic: requests in flight at peak, or requests that arrive in a second on average. */
export interface Traffic {
  readonly of: 'users' | 'requests';
  readonly number: number;
}

/** What a new plan starts from: what a planner knows. */
export interface NewPlan {
  /** The model as the plan writes it: a catalogue id, or `{ config: ./config.json }`. */
  readonly model: string;
  readonly spec: ModelSpec;
  /** Files that the model names, by their path in the plan. */
  readonly files?: ReferencedFiles;
  /** The price book that the plan counts with. */
  readonly book: Book;
  /** Id of a GPU type of the catalogue or of the book. */
  readonly accelerator: string;
  /** Accelerators, or racks where they come in racks, that there are; `null` for as many as it takes. */
  readonly count: number | null;
  readonly template: Template;
  /** `null` for the template's usual, or as much as `count` accelerators serve. */
  readonly load: Traffic | null;
  readonly question: Question;
}

/** Formats that are tried where the checkpoint's own leave no room, in this order. */
export const NARROWER = [
  null,
  { kvCache: 'fp8' },
  { weights: 'fp8', kvCache: 'fp8' },
  { weights: 'int4', kvCache: 'fp8' },
] as const;
export type Narrower = (typeof NARROWER)[number];

/** A plan with a size. */
export interface Draft {
  readonly plan: NewPlan;
  /** Accelerators, or racks where they come in racks. */
  readonly units: number;
  readonly load: Traffic;
  /** Tokens per second of each user, at least; `null` where nothing is asked. */
  readonly speed: number | null;
  /** Formats of weights and cache, where they are not the checkpoint's own. */
  readonly formats: Narrower;
  /** Ranks of the layouts that are compared; `null` where none is written. */
  readonly ranks: number | null;
}

/** What had to give, against what was asked: the comments tell. */
export interface Asked {
  readonly load: Traffic;
  readonly speed: number | null;
  /** Accelerators, or racks, that were said to be there and on which nothing works; `null` for none such. */
  readonly tooFew: number | null;
}

/** What stands above a draft, and whether no option of it works. */
export interface Head {
  readonly notes: readonly string[];
  readonly fails: boolean;
}

/** The text of a draft, with comments that say what each part is for and what was changed. */
export function draftText(draft: Draft, asked: Asked, { notes, fails }: Head): string {
  const { plan } = draft;
  const { spec, accelerator, question, template } = plan;
  const { workload, title } = usualOf(template);
  const lines = [
    `# ${QUESTIONS[question].title}`,
    ...notes.map((note) => `# ${note}`),
    'decodeplan: 1',
    `title: ${JSON.stringify(l10n.t('{name} on {accelerator}: {use}', { name: spec.name, accelerator, use: title }))}`,
    '',
    `model: ${plan.model}`,
    '',
    'workloads:',
    `  ${workload}: # ${l10n.t('lengths as measured: {trace}', { trace: templateSource(template, spec) })}`,
    `    ${loadLine(draft, asked.load)}`,
    ...lengthLines(template, spec).map((line) => `    ${line}`),
    ...speedLines(draft, asked.speed).map((line) => `    ${line}`),
    '',
    hardwareLine(draft, asked.tooFew, fails),
    ...basisLines(plan),
    ...formatLines(draft),
    '',
    `options: # ${l10n.t('what could be done, compared side by side')}`,
    ...optionsOf(spec, question, draft.ranks),
    ...(question === 'lpx' ? ['', 'breakEven: { baseline: software, challenger: lpx }'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function loadLine({ load }: Draft, asked: Traffic): string {
  const what =
    load.of === 'users'
      ? l10n.t('requests in flight at peak: users who wait for an answer')
      : l10n.t('requests that arrive, on average');
  const less = load.number < asked.number ? `; ${l10n.t('{asked} do not fit', { asked: asked.number })}` : '';
  return load.of === 'users'
    ? `concurrency: ${load.number} # ${what}${less}`
    : `requests: ${load.number} req/s # ${what}${less}`;
}

function speedLines({ speed }: Draft, asked: number | null): string[] {
  if (asked === null) return [];
  if (speed === null)
    return [`# speed: ${asked} tok/s # ${l10n.t('asked of each user; nothing here reaches it')}`];
  const what = l10n.t('of each user, at least; assumed');
  const less = speed < asked ? `; ${l10n.t('{asked} cannot be reached', { asked: `${asked} tok/s` })}` : '';
  return [`speed: ${speed} tok/s # ${what}${less}`];
}

function hardwareLine(
  { plan: { accelerator, count, book }, units }: Draft,
  tooFew: number | null,
  fails: boolean,
): string {
  const unit = gpuTypeById(accelerator, book)?.rack ? 'racks' : 'count';
  const why = fails
    ? l10n.t('put some that work')
    : tooFew !== null
      ? l10n.t('it takes so many: {count} would not do', { count: tooFew })
      : count === null
        ? l10n.t('sized for this load; put what you have')
        : l10n.t('what there is');
  return `gpus: { type: ${accelerator}, ${unit}: ${units} } # ${why}`;
}

/** What was sized is not owned, so the whole of it is priced. */
function basisLines({ count }: NewPlan): string[] {
  return count === null
    ? [`economics: { owned: priced } # ${l10n.t('nothing is paid for yet; sunk once it is')}`]
    : [];
}

function formatLines({ formats }: Draft): string[] {
  if (!formats) return [];
  const members = Object.entries(formats).map(([name, value]) => `${name}: ${value}`);
  return [`serving: { ${members.join(', ')} } # ${l10n.t('as the model is stored it does not fit')}`];
}
