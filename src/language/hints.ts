import * as l10n from '../l10n/l10n.js';
import { dimensionOf, schemasAt } from '../plan/jsonSchema.js';
import { ratesOf } from '../plan/currency.js';
import { priceIn, type Rates } from '../units/currency.js';
import { plainValue, type TreeNode } from '../plan/yaml.js';
import type { Analysis } from '../report/answers/analysis.js';
import { isDecodeOnly, markedDecodeOnly } from '../report/words/decodeOnly.js';
import * as format from '../report/words/format.js';
import { leadingOption } from '../report/words/insight.js';
import { DIMENSIONS } from '../units/dimensions.js';
import { parseQuantity } from '../units/quantity.js';

/** A small text behind a value. */
export interface Hint {
  readonly offset: number;
  readonly text: string;
  /** Markdown. */
  readonly tooltip: string;
}

/**
 * What short forms stand for, what a workload's KV cache and prompts come to and, where no code lens above it says so, what an
 * option costs.
 */
export function hints(
  analysis: Analysis,
  from: number,
  to: number,
  { lensesShown = true, before = null }: { lensesShown?: boolean; before?: Analysis | null } = {},
): Hint[] {
  const found: Hint[] = [];
  const given = analysis.document.nodeAt(['currency']);
  const rates = ratesOf({ currency: given && plainValue(given) });
  const visit = (node: TreeNode, path: readonly (string | number)[]) => {
    if (node.end < from || node.start > to) return;
    if (node.kind === 'map') for (const { key, value } of node.entries) visit(value, [...path, key]);
    else if (node.kind === 'list')
      node.items.forEach((item, i) => {
        visit(item, [...path, i]);
      });
    else found.push(...quantityHint(node, path), ...priceHint(node, path, rates));
  };
  if (analysis.document.root) visit(analysis.document.root, []);
  // While the text cannot be read, what it came to before stays behind what is still there.
  const answered = analysis.plan || !before ? analysis : { ...before, document: analysis.document };
  const ofAnswer = [
    ...cacheHints(answered),
    ...promptHints(answered),
    ...(lensesShown ? [] : costHints(answered)),
  ];
  const stale = answered !== analysis;
  return [...found, ...(stale ? ofAnswer.map(asBefore) : ofAnswer)]
    .filter(({ offset }) => offset >= from && offset <= to)
    .sort((a, b) => a.offset - b.offset);
}

function asBefore({ offset, text, tooltip }: Hint): Hint {
  return {
    offset,
    text: `${text} ↺`,
    tooltip: l10n.t('Before the error in the text: {tooltip}', { tooltip }),
  };
}

/** `96K` is 98,304 tokens; other units say what they mean themselves. */
function quantityHint(
  node: TreeNode & { readonly kind: 'scalar' },
  path: readonly (string | number)[],
): Hint[] {
  if (typeof node.value !== 'string') return [];
  const dimension = dimensionOf(schemasAt(path));
  if (dimension !== 'tokens') return [];
  const result = parseQuantity(node.value, dimension);
  if (!result.ok || result.quantity.isRange || !/[kKmMgG]/.test(node.value)) return [];
  // There are no parts of tokens: 7.6K is 7,782.
  const text = format.count(result.quantity.likely);
  return [
    {
      offset: node.end,
      text: `= ${text}`,
      tooltip: l10n.t(
        'Upper case is binary (32K = 32,768), lower case decimal (32k = 32,000). {example} is an example.',
        { example: DIMENSIONS.tokens.example },
      ),
    },
  ];
}

/** Behind a price in another currency: what it counts as. */
function priceHint(
  { value, end }: TreeNode & { readonly kind: 'scalar' },
  path: readonly (string | number)[],
  rates: Rates,
): Hint[] {
  if (rates.size === 0 || typeof value !== 'string') return [];
  const dollars = priceIn(value, dimensionOf(schemasAt(path)), rates);
  if (dollars === null) return [];
  return [
    { offset: end, text: `= ${dollars}`, tooltip: l10n.t('At the rate that the plan gives in `currency`.') },
  ];
}

/** Behind a context: what one sequence takes. */
function cacheHints(analysis: Analysis): Hint[] {
  const { plan, document } = analysis;
  const result = analysis.result();
  if (!plan || !result) return [];
  return Object.entries(plan.workloads).flatMap(([name, { context }]): Hint[] => {
    const cache = result.workloads[name]?.kvCache;
    const node = document.nodeAt(['workloads', name, 'context']);
    if (!cache || !node) return [];
    const { p50, p95 } = cache.bytesPerSequence;
    const text = p50 === p95 ? format.bytes(p50) : `${format.bytes(p50)} … ${format.bytes(p95)}`;
    return [
      {
        offset: endOf(document, node),
        text: `KV ${text}`,
        tooltip: l10n.t('KV cache of one sequence at {p50} and {p95} tokens, unsharded.', {
          p50: format.tokens(context.p50),
          p95: format.tokens(context.p95),
        }),
      },
    ];
  });
}

/** Behind an input length: how many prompts there are at peak, and what they take of the leading option. */
function promptHints({ plan, document, result }: Analysis): Hint[] {
  const answer = result();
  const lead = answer && leadingOption(answer);
  if (!plan || !answer || lead === null) return [];
  return Object.keys(plan.workloads).flatMap((name): Hint[] => {
    const { request, prefill } = answer.options[lead]?.workloads[name] ?? {};
    const node = document.nodeAt(['workloads', name, 'input']);
    if (!request || !prefill || !node) return [];
    const rate = format.quantity(request.requestsPerSecond, 'requestRate');
    const needed = format.plain(prefill.acceleratorsNeeded ?? 0);
    const takes =
      prefill.mode === 'colocated'
        ? l10n.t('{share} of steps', { share: format.percent(prefill.stepShare ?? 0) })
        : l10n.t('{needed} accelerators', { needed });
    return [
      {
        offset: endOf(document, node),
        text: `${rate} · ${takes}`,
        tooltip: l10n.t('Prompts a second at peak, and what computing them takes on {option}.', {
          option: format.escapeMarkdown(lead),
        }),
      },
    ];
  });
}

/** A map written in lines may end in the next line's indentation. */
function endOf({ text }: Analysis['document'], { start, end }: TreeNode): number {
  return start + text.slice(start, end).trimEnd().length;
}

/** Behind an option's name: what a million of its tokens cost, all workloads together. */
function costHints({ document, result }: Analysis): Hint[] {
  const options = document.nodeAt(['options']);
  const answer = result();
  if (!answer || options?.kind !== 'map') return [];
  return options.entries.flatMap(({ key, keyRange }): Hint[] => {
    const option = answer.options[key];
    const cost = option?.basis[answer.basis].usdPerMillionTokens ?? null;
    if (!option || cost === null) return [];
    const [colon = ''] = /^\s*:/.exec(document.text.slice(keyRange.end)) ?? [];
    const text = markedDecodeOnly(`${format.usdPerMillion(cost)}/Mtok`, isDecodeOnly(option));
    const allIn = option.total.usdPerMillionTokens;
    const about =
      answer.basis === 'sunk' && allIn !== null
        ? l10n.t(
            'Still to spend for a million tokens with this option, all workloads together; all-in {allIn}.',
            {
              allIn: format.usdPerMillion(allIn),
            },
          )
        : l10n.t('Cost of a million tokens with this option, all workloads together.');
    return [
      { offset: keyRange.end + colon.length, text, tooltip: markedDecodeOnly(about, isDecodeOnly(option)) },
    ];
  });
}
