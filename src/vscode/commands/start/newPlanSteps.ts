import * as vscode from 'vscode';
import type { Book } from '../../../catalog/entries/book.js';
import { gpuTypeById } from '../../../catalog/entries/hardware.js';
import { modelById, modelEntries } from '../../../catalog/entries/models.js';
import type { ModelSpec } from '../../../catalog/shapes/types.js';
import * as l10n from '../../../l10n/l10n.js';
import type { Traffic, NewPlan } from '../../../language/starters/draft.js';
import { acceleratorPrice, acceleratorsOffered, modelDetail } from '../../../language/starters/newPlan.js';
import { QUESTIONS, questionsFor, type Question } from '../../../language/starters/questions.js';
import {
  templateDetail,
  templateSource,
  TEMPLATES,
  usualOf,
  type Template,
} from '../../../language/starters/templates.js';
import { readCount, readLoad } from '../../../language/starters/typed.js';
import { bookAt } from '../../documents/books.js';
import { chooseConfig, type ChosenModel } from '../import/modelImport.js';
import { askStep, type QuickStep } from './steps.js';
import { newPlanPlace } from './untitled.js';

/** What was asked for, and the folder of the model's file, where it is one. */
export interface AskedPlan {
  readonly plan: NewPlan;
  readonly folder: vscode.Uri | null;
}

interface ModelItem extends vscode.QuickPickItem {
  /** Catalogue id; absent for the entries that ask for a file or open an example. */
  readonly id?: string;
  readonly opens?: 'config' | 'example';
}
interface CountItem extends vscode.QuickPickItem {
  readonly count: number | null;
}
interface TemplateItem extends vscode.QuickPickItem {
  readonly template: Template;
}
interface LoadItem extends vscode.QuickPickItem {
  readonly load: Traffic | null;
}
interface QuestionItem extends vscode.QuickPickItem {
  readonly question: Question;
}

/** The answers so far, by step, and the price book that the plan will count with. */
interface Answers {
  book: Book;
  model?: ModelItem;
  config?: ChosenModel | null;
  accelerator?: vscode.QuickPickItem;
  count?: CountItem;
  template?: TemplateItem;
  load?: LoadItem;
  question?: QuestionItem;
}

const STEPS = 6;

/** Asks one step and keeps its answer; says whether to go on, back, or to stop. */
type Step = (answers: Answers) => Promise<'on' | 'back' | 'again' | null>;

const STEP_ORDER: readonly Step[] = [askModel, askAccelerator, askCount, askTemplate, askLoad, askQuestion];

/** Asks for model, accelerators, how many, workload, how much of it, and question; `null` where it is left. */
export async function askNewPlan(): Promise<AskedPlan | null> {
  const answers: Answers = { book: await bookAt(newPlanPlace()) };
  for (let step = 0; step < STEP_ORDER.length;) {
    const went = await STEP_ORDER[step]?.(answers);
    if (went == null || (went === 'back' && step === 0)) return null;
    if (went !== 'again') step += went === 'on' ? 1 : -1;
  }
  return planOf(answers);
}

function planOf(answers: Answers): AskedPlan | null {
  const { book, config, accelerator, count, template, load, question } = answers;
  const spec = specOf(answers);
  if (!spec || !accelerator || !count || !template || !load || !question) return null;
  const plan: NewPlan = {
    model: config?.member ?? spec.id,
    spec,
    book,
    ...(config ? { files: config.files } : {}),
    accelerator: accelerator.label,
    count: count.count,
    template: template.template,
    load: load.load,
    question: question.question,
  };
  return { plan, folder: config?.folder ?? null };
}

function specOf({ book, config, model }: Answers): ModelSpec | null {
  return config?.spec ?? (model?.id === undefined ? null : modelById(model.id, book.models));
}

function ask<T extends vscode.QuickPickItem>(
  step: number,
  question: Omit<QuickStep<T>, 'title' | 'step' | 'of'>,
) {
  return askStep<T>({ ...question, title: l10n.t('New Plan'), step, of: STEPS });
}

/** Puts an answer where it belongs. */
function kept<T>(answer: T | 'back' | null, keep: (answer: T) => void): 'on' | 'back' | null {
  if (answer === null) return null;
  if (answer === 'back') return 'back';
  keep(answer);
  return 'on';
}

const idsOf = (own: readonly { readonly entry: { readonly id: string } }[]) =>
  own.map(({ entry }) => entry.id);

/** What the price book has stands apart from the catalogue's; without a book, nothing is said of one. */
function underHeadings(items: readonly ModelItem[], own: readonly string[]): ModelItem[] {
  const heading = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const isOwn = ({ label }: ModelItem) => own.includes(label);
  const mine = items.filter(isOwn);
  return [
    ...(mine.length > 0 ? [heading(l10n.t('price book')), ...mine] : []),
    heading(l10n.t('catalogue')),
    ...items.filter((item) => !isOwn(item)),
  ];
}

async function askModel(answers: Answers) {
  const own: ModelItem = {
    label: `$(file-code) ${l10n.t('From config.json…')}`,
    detail: l10n.t('A Hugging Face config.json in this workspace; the plan is written beside it'),
    opens: 'config',
    alwaysShow: true,
  };
  const example: ModelItem = {
    label: `$(book) ${l10n.t('Open an Example…')}`,
    detail: l10n.t('Real questions with their answers, to look at or to change'),
    opens: 'example',
    alwaysShow: true,
  };
  const { book } = answers;
  const known = modelEntries(book.models).flatMap(({ id, name }): ModelItem[] => {
    const spec = modelById(id, book.models);
    return spec ? [{ id, label: id, description: name, detail: modelDetail(spec) }] : [];
  });
  const model = await ask<ModelItem>(1, {
    placeholder: l10n.t('Which model is served?'),
    items: [own, example, ...underHeadings(known, idsOf(book.models))],
    chosen: answers.model,
  });
  if (model === null || model === 'back') return null;
  if (model.opens === 'example') {
    await vscode.commands.executeCommand('decodeplan.openExample');
    return null;
  }
  answers.config = model.opens === 'config' ? await chooseConfig() : null;
  if (model.opens === 'config' && !answers.config) return 'again';
  if (answers.config)
    answers.book = await bookAt(vscode.Uri.joinPath(answers.config.folder, 'plan.decodeplan'));
  answers.model = model;
  return 'on';
}

async function askAccelerator(answers: Answers) {
  const { book } = answers;
  const all = acceleratorsOffered(book).map(({ id, name, detail }): vscode.QuickPickItem => {
    const type = gpuTypeById(id, book);
    return { label: id, description: name, detail: type ? `${detail}, ${acceleratorPrice(type)}` : detail };
  });
  const answer = await ask(2, {
    placeholder: l10n.t('On which accelerators?'),
    items: underHeadings(all, [...idsOf(book.accelerators), ...idsOf(book.racks)]),
    chosen: answers.accelerator,
  });
  return kept(answer, (accelerator) => (answers.accelerator = accelerator));
}

async function askCount(answers: Answers) {
  const rack = gpuTypeById(answers.accelerator?.label ?? '', answers.book)?.rack ?? null;
  const sized: CountItem = {
    label: `$(wand) ${l10n.t('Size it for me')}`,
    detail: l10n.t('As many as the load takes: all of it is priced'),
    count: null,
    alwaysShow: true,
  };
  const counted = (count: number): CountItem => ({
    label: rack
      ? count === 1
        ? l10n.t('1 rack')
        : l10n.t('{count} racks', { count })
      : l10n.t('{count} accelerators', { count }),
    detail: l10n.t('What there is: the load is what they serve'),
    count,
    alwaysShow: true,
  });
  const answer = await ask<CountItem>(3, {
    placeholder: l10n.t('How many? Choose, or type a number'),
    items: [sized, ...(rack ? [1, 2, 4] : [1, 4, 8, 16, 32]).map(counted)],
    chosen: answers.count,
    typed: (text) => {
      const count = readCount(text);
      return count === null ? null : counted(count);
    },
  });
  return kept(answer, (count) => (answers.count = count));
}

async function askTemplate(answers: Answers) {
  const spec = specOf(answers);
  if (!spec) return null;
  const items = TEMPLATES.map((template): TemplateItem => ({
    label: usualOf(template).title,
    description: templateSource(template, spec),
    detail: templateDetail(template, spec),
    template,
  }));
  const answer = await ask<TemplateItem>(4, {
    placeholder: l10n.t('What is it used for? Lengths are measured; change them to yours later'),
    items,
    chosen: answers.template,
  });
  return kept(answer, (template) => (answers.template = template));
}

async function askLoad(answers: Answers) {
  const usual = usualOf(answers.template?.template ?? 'chat').users;
  const open: LoadItem =
    answers.count?.count === null
      ? {
          label: l10n.t('{users} at the same time', { users: usual }),
          detail: l10n.t('a usual load'),
          load: null,
        }
      : {
          label: l10n.t('As many as they serve'),
          detail: l10n.t('up to {users}', { users: usual }),
          load: null,
        };
  const loaded = (load: Traffic): LoadItem => ({
    label:
      load.of === 'users'
        ? l10n.t('{users} at the same time', { users: load.number })
        : l10n.t('{requests} requests a second', { requests: load.number }),
    load,
    alwaysShow: true,
  });
  const answer = await ask<LoadItem>(5, {
    placeholder: l10n.t('How many users at once? Or type requests, as in 5 req/s'),
    items: [
      { ...open, alwaysShow: true },
      ...[10, 50, 500, 2000].map((number) => loaded({ of: 'users', number })),
    ],
    chosen: answers.load,
    typed: (text) => {
      const load = readLoad(text);
      return load && loaded(load);
    },
  });
  return kept(answer, (load) => (answers.load = load));
}

async function askQuestion(answers: Answers) {
  const spec = specOf(answers);
  if (!spec || !answers.accelerator) return null;
  const items = questionsFor(spec, answers.accelerator.label, answers.book).map((question): QuestionItem => {
    const { title, compares } = QUESTIONS[question];
    return { question, label: title, detail: l10n.t('Compares {compares}', { compares }) };
  });
  const answer = await ask<QuestionItem>(6, {
    placeholder: l10n.t('What do you want to know?'),
    items,
    chosen: answers.question,
  });
  return kept(answer, (question) => (answers.question = question));
}
