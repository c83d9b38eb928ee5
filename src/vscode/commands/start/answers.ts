import type { Tab } from '../../../contract/vocabulary.js';
import type { Question } from '../../../language/starters/questions.js';

const ANSWERS: Readonly<Record<Question, Tab>> = {
  fit: 'memory',
  speed: 'overview',
  lpx: 'breakEven',
  mla: 'mla',
};

/** The tab that answers a question; the overview for none. */
export function answerTab(question: Question | null): Tab {
  return question === null ? 'overview' : ANSWERS[question];
}
