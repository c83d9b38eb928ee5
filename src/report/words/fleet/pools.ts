import type { Layout } from '../../../catalog/shapes/resolvedPlan.js';
import type { OptionResult, PoolResult } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import * as format from '../format.js';

/** The pools of an option in short: `chat: 12 × TP8; agents: 3 × EP16`. Empty where it has none. */
export function poolsInShort({ pools }: Pick<OptionResult, 'pools'>): string {
  return pools.map(poolInShort).join('; ');
}

function poolInShort({ workloads, role, layout, replicas }: PoolResult): string {
  const names = role === 'prefill' ? l10n.t('prompts') : workloads.join(' + ');
  if (!layout) return l10n.t('{names}: LPX alone', { names });
  const count = format.count(replicas);
  return l10n.t('{names}: {count} × {layout}', { names, count, layout: layoutInShort(layout) });
}

/** A layout as engines call its parts: tensor, data-parallel, expert, pipeline and context ranks. */
function layoutInShort({ tensor, attentionData, expert, pipeline, context }: Layout): string {
  const parts = [
    tensor > 1 ? `TP${tensor}` : '',
    attentionData > 1 ? `DP${attentionData}` : '',
    expert > 1 && expert !== tensor * attentionData ? `EP${expert}` : '',
    pipeline > 1 ? `PP${pipeline}` : '',
    context > 1 ? `CP${context}` : '',
  ].filter((part) => part !== '');
  // Experts over all ranks of attention are what wide expert parallelism is called after.
  if (expert > 1 && expert === tensor * attentionData)
    return tensor === 1 ? `EP${expert}` : `TP${tensor} EP${expert}`;
  return parts.length > 0 ? parts.join(' ') : l10n.t('one accelerator');
}
