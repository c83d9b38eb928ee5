import { readFileSync } from 'node:fs';
import { kvBytesPerSequence } from '../../src/catalog/shapes/cacheGroups.js';
import { complete } from '../../src/language/completion/completion.js';
import { formatEdits } from '../../src/language/format/formatting.js';
import { hover } from '../../src/language/hover.js';
import { analyze } from '../../src/report/answers/analysis.js';
import { resolved } from './engine.js';
import { edited, longPlan } from './language.js';
import { counter, timedInTurns, type Measure } from './measures.js';
import type { Peers } from './peers.js';

/** The same work by other tools, in the same process, turn by turn. */
export async function benchComparison(peers: Peers): Promise<Measure[]> {
  return [...(await cacheSizes(peers)), ...(await validation(peers))];
}

const CALLS = 1000;

async function cacheSizes({ cacheBytes, versions }: Peers): Promise<Measure[]> {
  const theirs = cacheBytes('gpt-oss-120b');
  if (!theirs) return [];
  const plan = resolved(
    'decodeplan: 1\nmodel: gpt-oss-120b\nworkloads: { one: { concurrency: 1, context: 8K } }\ngpus: { type: h100-sxm, count: 1 }\nserving: { kvCache: bf16 }\n',
  );
  const ours = (tokens: number) => kvBytesPerSequence(plan.model, plan.serving.kvCache, tokens);
  if (ours(65_536) !== theirs(65_536, 16)) throw new Error('the two disagree on the bytes');
  const many = (bytes: (tokens: number) => number) => () => {
    let sum = 0;
    for (let i = 1; i <= CALLS; i++) sum += bytes(64 * i);
    return sum;
  };
  const { own, other } = await timedInTurns({
    own: many(ours),
    other: many((tokens) => theirs(tokens, 16)),
  });
  return [
    {
      group: 'Against other tools',
      what: 'KV cache of one sequence of gpt-oss-120b (both give the same bytes), 1,000 lengths',
      unit: 'µs',
      value: 1000 * own.median,
      other: { name: `fitllm ${versions.fitllm}`, value: 1000 * other.median },
    },
  ];
}

async function validation({ yaml, yamlDocument, versions }: Peers): Promise<Measure[]> {
  const text = longPlan(1000);
  const service = yaml(readFileSync('dist/schemas/plan.schema.json', 'utf8'));
  const [mine, theirs] = [counter(), counter()];
  const { problems, diagnostics, validated } = await timedInTurns({
    problems: () => analyze(edited(text, mine())).problems,
    diagnostics: () => analyze(edited(text, mine())).diagnostics(),
    validated: () => {
      const i = theirs();
      return service.doValidation(yamlDocument(i, edited(text, i)), false);
    },
  });
  const name = `yaml-language-server ${versions['yaml-language-server']}`;
  const lines = text.split('\n');
  const document = yamlDocument(-1, text);
  const end = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  const speed = lines.findLastIndex((line) => line.includes('speed'));
  const analysis = analyze(text);
  analysis.result();
  const { completion, hovered, completed, shown } = await timedInTurns({
    completion: () => service.doComplete(document, end, false),
    hovered: () => service.doHover(document, { line: speed, character: 6 }),
    completed: () => complete(analysis, text.length),
    shown: () => hover(analysis, text.lastIndexOf('speed')),
  });
  const { formatted, shaped } = await timedInTurns({
    formatted: () => formatEdits(edited(text, mine())),
    shaped: () => {
      const i = theirs();
      return service.doFormat(yamlDocument(i, edited(text, i)), {});
    },
  });
  const row = (what: string, value: number, other: number): Measure => ({
    group: 'Against other tools',
    what: `a plan of ${lines.length.toLocaleString('en-US')} lines: ${what}`,
    unit: 'ms',
    value,
    other: { name, value: other },
  });
  return [
    {
      ...row('validation against the schema after an edit of a value', problems.median, validated.median),
      goal: { leastRatio: 5 },
    },
    {
      ...row(
        'the same, and what the numbers say of the plan (evaluated; the other tool only validates)',
        diagnostics.median,
        validated.median,
      ),
      goal: { leastRatio: 5 },
    },
    row(
      'formatting after an edit of a value, proven to keep meaning and comments',
      formatted.median,
      shaped.median,
    ),
    row('completion on its last line', completed.median, completion.median),
    row('hover over a key at its end', shown.median, hovered.median),
  ];
}
