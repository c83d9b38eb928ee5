import type { Gain } from '../../src/engine/questions/gains.js';
import * as l10n from '../../src/l10n/l10n.js';
import { gainNote, gainsFinding, gainsTable } from '../../src/report/words/claims.js';
import * as format from '../../src/report/words/format.js';
import { lookOfOption } from '../../src/report/words/insight.js';
import { pathKey } from '../../src/plan/path.js';
import type { SpanSpec } from '../charts/spans.js';
import { cellsOf } from '../charts/tableTwin.js';
import type { Scene } from '../view.js';

/** What vendors and papers claim, as marks beside what this plan comes to. */
export function claimsSpec({ plan, analyst }: Scene, workload: string): SpanSpec {
  const { value, pending } = analyst.ask('gains', { workload });
  const all = value ?? [];
  const known = all.flatMap((gain) => (gain.factor === null ? [] : [{ ...gain, factor: gain.factor }]));
  const finding =
    pending && known.length === 0 ? l10n.t('Published claims: working it out …') : gainsFinding(all);
  const table = gainsTable(all, plan.workloads[workload]?.speed ?? null);
  return {
    finding,
    subtitle: l10n.t(
      'Bar: what {workload} gains in this plan. Upright mark: what is published, for another model and load',
      { workload },
    ),
    summary: `${finding}. ${known.map((gain) => `${gain.option}: ${gainNote(gain)}`).join('; ')}.`,
    missing: known.length > 0 ? null : missingText(all, pending),
    pending,
    axis: l10n.t('with it ÷ without it'),
    rows: known.map((gain) => ({
      label: gain.option,
      note: gainNote(gain),
      mark: gain.claim.factor[1],
      path: pathKey(['options', gain.option]),
    })),
    parts: [
      {
        label: l10n.t('this plan'),
        colour: 0,
        texture: 'solid',
        values: known.map(({ factor }) => [Math.min(1, factor), Math.max(1, factor)] as const),
        rowColours: known.map(({ option }) => lookOfOption(plan, option)),
      },
    ],
    lines: [{ value: 1, label: l10n.t('no gain') }],
    format: format.times,
    table: cellsOf(table, finding),
  };
}

function missingText(all: readonly Gain[], pending: boolean): string {
  if (pending) return l10n.t('Working it out …');
  return all.length === 0
    ? l10n.t('Nothing is published about what the options of this plan do.')
    : l10n.t('No option reaches what is asked of it here, so there is no gain to compare.');
}
