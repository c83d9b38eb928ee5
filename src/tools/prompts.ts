/** What people may start a conversation with, and what the agent is then asked to do. */

export interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
}

export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  readonly text: (given: Readonly<Record<string, string>>) => string;
}

const PATH: PromptArgument = {
  name: 'path',
  description: 'Path of a .decodeplan file in the folder.',
  required: true,
};
const said = (given: string | undefined, otherwise: string) =>
  given === undefined || given.trim() === '' ? otherwise : given.trim();

const HONESTY =
  'Take every number from the tools, name the assumptions that the answer depends on most with their sources, and say what is not known as not known.';

export const PROMPTS: readonly Prompt[] = [
  {
    name: 'size-a-fleet',
    title: 'Size a fleet',
    description: 'Write a plan for a model and its users, and find the fleet that serves them.',
    arguments: [
      { name: 'model', description: 'Model, by its id or Hugging Face name.', required: true },
      { name: 'users', description: 'Users at once, or requests a second.', required: true },
      { name: 'context', description: 'Length of their contexts, as in 8K, 32K at p95.', required: false },
      { name: 'speed', description: 'Speed that each user must get, as in 30 tok/s.', required: false },
    ],
    text: ({ model = '', users = '', context, speed }) =>
      [
        `Size a fleet that serves ${model} to ${users}, with contexts of ${said(context, 'a length that you ask me for')} and a speed of ${said(speed, 'whatever is usual for chat, which you say')}.`,
        '1. Look the model and two or three fitting accelerators up with `catalogue`.',
        '2. Write a plan (the resource decodeplan://reference says what a plan can hold) and check it with `validate` until it is valid.',
        '3. Answer it with `analyze`, then find the smallest fleet of each option with `solve` for fleet.',
        '4. Show the plan, a table of options with fleet, cost and what limits each, and what you would do.',
        HONESTY,
      ].join('\n'),
  },
  {
    name: 'should-we-buy-lpx',
    title: 'Should we buy LPX?',
    description: 'Weigh Groq 3 LPX racks against what software alone gives, for one plan.',
    arguments: [PATH],
    text: ({ path = '' }) =>
      [
        `Should we buy LPX racks for the plan ${path}?`,
        '1. Answer the plan with `analyze`: what each option costs, whether it works, what it has to buy.',
        '2. Find with `break_even` where LPX and the best option without it change places, along price, speed and demand.',
        '3. Find with `solve` for price what a rack may cost at most.',
        '4. Explain with `explain` the two numbers that decide.',
        'Say yes or no, under which conditions that turns, and how far the plan is from them.',
        HONESTY,
      ].join('\n'),
  },
  {
    name: 'explain-this-plan',
    title: 'Explain this plan',
    description: 'Tell somebody new what a plan says and why.',
    arguments: [PATH],
    text: ({ path = '' }) =>
      [
        `Explain the plan ${path} to somebody who sees it for the first time.`,
        'Read it as a resource, answer it with `analyze`, and explain the numbers that the verdict rests on with `explain`.',
        'Begin with the verdict in one sentence. Then: what is served to whom, on what, what limits it, what it costs, and which inputs would change the answer.',
        HONESTY,
      ].join('\n'),
  },
];
