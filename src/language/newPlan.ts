/** What a new plan starts from. */
export interface NewPlan {
  readonly model: string;
  readonly accelerator: string;
  /** The type comes in racks. */
  readonly inRacks: boolean;
  readonly question: Question;
}

export type Question = 'fit' | 'speed' | 'lpx' | 'mla';

export const QUESTIONS: Readonly<Record<Question, string>> = {
  fit: 'How many users fit in memory?',
  speed: 'How fast is it, and what does speculative decoding bring?',
  lpx: 'When do Groq 3 LPX racks pay against free software?',
  mla: 'What does compressed attention save?',
};

const OPTIONS: Readonly<Record<Question, readonly string[]>> = {
  fit: ['  as-is: {}', '  fp8-cache: { serving: { kvCache: fp8 } }'],
  speed: [
    '  as-is: {}',
    '  software: { speculation: { method: dspark, draftTokens: 5, acceptance: 3.2 } } # measure acceptance on your own traffic',
  ],
  lpx: [
    '  as-is: {}',
    '  software: { speculation: { method: dspark, draftTokens: 5, acceptance: 3.2 } } # measure acceptance on your own traffic',
    '  lpx: { lpx: { racks: auto, role: ffn, price: 2.5M..4.5M USD } } # no list price: a range',
  ],
  mla: [
    '  tensor-parallel: { serving: { layout: { tensor: 8 } } }',
    '  data-parallel-attention: { serving: { layout: { attentionData: 8 } } }',
  ],
};

/** Text of a new plan with comments that say what each part is for. */
export function newPlanText({ model, accelerator, inRacks, question }: NewPlan): string {
  const lines = [
    `# ${QUESTIONS[question]}`,
    '# Change the numbers to yours; the charts follow as you type.',
    'decodeplan: 1',
    `title: ${model} on ${accelerator}`,
    '',
    `model: ${model}`,
    '',
    'workloads:',
    '  chat:',
    '    concurrency: 200 # sequences decoding at the same time, at peak',
    '    context: { p50: 8K, p95: 64K } # tokens in the cache of one of them',
    '    output: 800',
    '    speed: 30 tok/s # per user: the slowest that is acceptable',
    '',
    `gpus: { type: ${accelerator}, ${inRacks ? 'racks: 1' : 'count: 8'} }`,
    '',
    'options: # what could be done, compared side by side',
    ...OPTIONS[question],
    ...(question === 'lpx' ? ['', 'breakEven: { baseline: software, challenger: lpx }'] : []),
  ];
  return `${lines.join('\n')}\n`;
}
