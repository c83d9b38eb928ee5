import * as l10n from '../../l10n/l10n.js';
import type { Analysis } from '../answers/analysis.js';
import { isDecodeOnly, markedDecodeOnly } from '../words/decodeOnly.js';
import { worksText } from '../words/fleet/purchase.js';
import * as format from '../words/format.js';

/** Cells of the longest bar. */
const WIDTH = 24;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/**
 * What each option costs as bars of characters, on the basis that decides: a chart for where no picture is shown. With
 * what it cost `before`, where that is another. Empty where no cost is known.
 */
export function costBars(analysis: Analysis, before?: Analysis): string {
  const [now, old] = [costsOf(analysis), before ? costsOf(before) : new Map<string, Cost>()];
  const names = [...new Set([...now.keys(), ...old.keys()])];
  const most = Math.max(0, ...[...now.values(), ...old.values()].map(({ usd }) => usd));
  if (most === 0) return '';
  const longest = Math.max(...names.map((name) => name.length));
  return names
    .flatMap((name) => {
      const [cost, was] = [now.get(name), old.get(name)];
      const row = (label: string, { usd, shown }: Cost) =>
        `${label.padEnd(longest)}  ${bar(usd / most).padEnd(WIDTH)}  ${shown}`;
      const moved = was && was.shown !== cost?.shown;
      return [
        ...(cost ? [row(name, cost)] : [`${name.padEnd(longest)}  ${l10n.t('not there')}`]),
        ...(moved ? [row('', { ...was, shown: l10n.t('{cost} before', { cost: was.shown }) })] : []),
      ];
    })
    .join('\n');
}

interface Cost {
  readonly usd: number;
  readonly shown: string;
}

function costsOf({ result }: Analysis): Map<string, Cost> {
  const answer = result();
  return new Map(
    Object.entries(answer?.options ?? {}).flatMap(([name, option]) => {
      const usd = answer ? option.basis[answer.basis].usdPerMillionTokens : null;
      if (usd === null) return [];
      const cost = markedDecodeOnly(format.usdPerMillion(usd), isDecodeOnly(option));
      const shown = option.works === 'owned' ? cost : `${cost}, ${l10n.t('works')}: ${worksText(option)}`;
      return [[name, { usd, shown }] as const];
    }),
  );
}

function bar(share: number): string {
  const eighths = Math.max(1, Math.round(share * WIDTH * 8));
  return `${'█'.repeat(Math.floor(eighths / 8))}${EIGHTHS[eighths % 8] ?? ''}`;
}
