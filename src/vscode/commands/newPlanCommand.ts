import * as vscode from 'vscode';
import { gpuTypeById, gpuTypes } from '../../catalog/entries/hardware.js';
import { modelById, modelEntries } from '../../catalog/entries/models.js';
import * as l10n from '../../l10n/l10n.js';
import {
  acceleratorPrice,
  modelDetail,
  newPlanText,
  QUESTIONS,
  type NewPlan,
  type Question,
} from '../../language/starters/newPlan.js';
import { LANGUAGE } from '../documents/convert.js';
import { chooseConfig, type ChosenModel } from './modelImport.js';
import { askStep } from './steps.js';

interface ModelItem extends vscode.QuickPickItem {
  /** Catalogue id; absent for the entry that asks for a config.json. */
  readonly id?: string;
}
interface QuestionItem extends vscode.QuickPickItem {
  readonly question: Question;
}

interface Answers {
  model?: ModelItem;
  accelerator?: vscode.QuickPickItem;
}

const title = () => l10n.t('New Plan');
const STEPS = 3;

/** Asks for model, accelerators and question, and opens a commented plan with its charts. */
export async function newPlan(): Promise<void> {
  const answers: Answers = {};
  let config: ChosenModel | null = null;
  for (let step = 1; step <= STEPS;) {
    if (step === 1) {
      const model = await askModel(answers.model);
      if (model === null || model === 'back') return;
      config = model.id === undefined ? await chooseConfig() : null;
      if (model.id === undefined && !config) continue;
      answers.model = model;
      step++;
    } else if (step === 2) {
      const accelerator = await askAccelerator(answers.accelerator);
      if (accelerator === null) return;
      if (accelerator !== 'back') answers.accelerator = accelerator;
      step += accelerator === 'back' ? -1 : 1;
    } else {
      const question = await askQuestion();
      if (question === null) return;
      if (question === 'back') step--;
      else return openPlan(answers, config, question.question);
    }
  }
}

function askModel(chosen: ModelItem | undefined) {
  const own: ModelItem = {
    label: `$(file-code) ${l10n.t('From config.json…')}`,
    detail: l10n.t('A Hugging Face config.json in this workspace; the plan is written beside it'),
    alwaysShow: true,
  };
  const known = modelEntries().flatMap(({ id, name }): ModelItem[] => {
    const spec = modelById(id);
    return spec ? [{ id, label: id, description: name, detail: modelDetail(spec) }] : [];
  });
  const heading: ModelItem = { label: l10n.t('catalogue'), kind: vscode.QuickPickItemKind.Separator };
  const items = [own, heading, ...known];
  return askStep({
    title: title(),
    placeholder: l10n.t('Which model is served?'),
    items,
    step: 1,
    of: STEPS,
    chosen,
  });
}

function askAccelerator(chosen: vscode.QuickPickItem | undefined) {
  const items = gpuTypes().map(({ id, name, detail }): vscode.QuickPickItem => {
    const type = gpuTypeById(id);
    return { label: id, description: name, detail: type ? `${detail}, ${acceleratorPrice(type)}` : detail };
  });
  return askStep({
    title: title(),
    placeholder: l10n.t('On which accelerators?'),
    items,
    step: 2,
    of: STEPS,
    chosen,
  });
}

function askQuestion() {
  // The entries were made from the keys of QUESTIONS.
  const items = (Object.keys(QUESTIONS) as Question[]).map((question): QuestionItem => {
    const { title, compares } = QUESTIONS[question];
    return { question, label: title, detail: l10n.t('Compares {compares}', { compares }) };
  });
  return askStep({
    title: title(),
    placeholder: l10n.t('What do you want to know?'),
    items,
    step: 3,
    of: STEPS,
  });
}

async function openPlan(answers: Answers, config: ChosenModel | null, question: Question): Promise<void> {
  const id = answers.model?.id;
  const spec = config?.spec ?? (id === undefined ? null : modelById(id));
  const accelerator = answers.accelerator?.label;
  if (!spec || accelerator === undefined) return;
  await showNewPlan(
    { model: config?.member ?? spec.id, spec, accelerator, question },
    config?.folder ?? null,
  );
}

/** Opens a new plan: unsaved, or, where its model is a file, stored beside that file so that it is found. */
export async function showNewPlan(plan: NewPlan, folder: vscode.Uri | null): Promise<void> {
  const content = newPlanText(plan);
  const document = folder
    ? await vscode.workspace.openTextDocument(await storedPlan(folder, content))
    : await vscode.workspace.openTextDocument({ language: LANGUAGE, content });
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('decodeplan.openChartsToSide');
}

async function storedPlan(folder: vscode.Uri, content: string): Promise<vscode.Uri> {
  const taken = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name));
  let name = 'plan.decodeplan';
  for (let i = 2; taken.has(name); i++) name = `plan-${i}.decodeplan`;
  const uri = vscode.Uri.joinPath(folder, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  return uri;
}
