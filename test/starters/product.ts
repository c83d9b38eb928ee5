import { NO_BOOK } from '../../src/catalog/entries/book.js';
import { modelById, modelEntries } from '../../src/catalog/entries/models.js';
import { weightBytes } from '../../src/catalog/shapes/weights.js';
import type { NewPlan } from '../../src/language/starters/draft.js';
import { acceleratorsOffered, makePlan, type MadePlan } from '../../src/language/starters/newPlan.js';
import { questionsFor } from '../../src/language/starters/questions.js';
import { TEMPLATES } from '../../src/language/starters/templates.js';
import { analyze, type Analysis } from '../../src/report/answers/analysis.js';
import { verdict, type Verdict } from '../../src/report/words/sentences.js';

/** Every plan that the steps of New Plan can ask for with one answer to “how many”. */
export function* combinations(count: number | null): Generator<NewPlan> {
  for (const { id: model } of modelEntries())
    for (const { id: accelerator } of acceleratorsOffered()) {
      const spec = modelById(model);
      if (!spec) throw new Error(model);
      for (const template of TEMPLATES)
        for (const question of questionsFor(spec, accelerator))
          yield { model, spec, book: NO_BOOK, accelerator, count, template, load: null, question };
    }
}

/** A combination with what its plan answers. */
export interface Opened {
  readonly plan: NewPlan;
  readonly made: MadePlan;
  readonly analysis: Analysis;
  readonly verdict: Verdict;
}

/** Makes a combination's plan and reads it as the editor does. */
export function opened(plan: NewPlan): Opened {
  const made = makePlan(plan);
  const analysis = analyze(made.text, plan.files, plan.book);
  const result = analysis.result();
  if (!analysis.plan || !result) throw new Error(`${nameOf(plan)} makes no plan:\n${made.text}`);
  return { plan, made, analysis, verdict: verdict(analysis.plan, result) };
}

export const nameOf = ({ model, accelerator, count, template, question }: NewPlan) =>
  `${model} on ${count ?? 'sized'} ${accelerator}: ${template}, ${question}`;

/** Sizes at which a plan that is said not to work is asked again, whatever the search did. */
const OTHERS = [1, 8, 24, 144, 1024];

/**
 * A size at which an option works although New Plan said that none does: fewest users, no speed, fewest bits, and the
 * layout left to the engine. `null` where there is none among the sizes that are tried.
 */
export function overlooked({ plan: { spec, accelerator, question }, made: { text } }: Opened): string | null {
  const bits = weightBytes(spec, 'int4') < weightBytes(spec, 'native') ? 'int4' : 'native';
  for (const size of OTHERS) {
    const changed = text
      .replace(/^ {4}concurrency: \S+/m, '    concurrency: 1')
      .replace(/^ {4}speed: .*\n/m, '')
      .replace(/^serving: .*\n/m, '')
      .replace(/(count|racks): \d+ \} #/, `$1: ${size} } #`)
      .replace(/^(gpus: .*\n)/m, `$1serving: { weights: ${bits}, kvCache: fp8 }\n`);
    const options =
      question === 'mla' ? changed : changed.replace(/^options:[\s\S]*/m, 'options: { as-is: {} }\n');
    const result = analyze(options).result();
    if (Object.values(result?.options ?? {}).some(({ works }) => works !== 'no'))
      return `${size} ${accelerator}\n${options}`;
  }
  return null;
}
