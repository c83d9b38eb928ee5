import { pathKey } from '../../plan/path.js';
import type { Gain } from '../../engine/questions/gains.js';
import * as l10n from '../../l10n/l10n.js';
import { gainName, gainNote, gainsFinding, gainsTable } from '../words/claims.js';
import { lookOfOption } from '../words/insight.js';
import { mattering, withFewerRows } from './drawn/fewerRows.js';
import { tableOf, type SpanFigure } from './figure.js';
import type { Subject } from './questions.js';
import { factorAxis } from './spans.js';

/** What vendors and papers claim, as marks beside what this plan comes to. */
export function publishedGains(subject: Subject, workload: string): SpanFigure {
  const { plan, ask } = subject;
  const { value, pending } = ask('gains', { workload });
  const all = value ?? [];
  const known = all.flatMap((gain) => (gain.factor === null ? [] : [{ ...gain, factor: gain.factor }]));
  const finding =
    pending && known.length === 0 ? l10n.t('Published claims: working it out …') : gainsFinding(all);
  const table = gainsTable(all, plan.workloads[workload]?.speed ?? null);
  const drawn = {
    rows: known.map((gain) => ({
      label: gainName(gain),
      note: gainNote(gain),
      mark: gain.claim.factor[1],
      path: pathKey(['options', gain.option]),
    })),
    parts: [
      {
        label: l10n.t('this plan'),
        colour: 0,
        texture: 'solid' as const,
        values: known.map(({ factor }) => [Math.min(1, factor), Math.max(1, factor)] as const),
        rowColours: known.map(({ option }) => lookOfOption(plan, option)),
      },
    ],
    lines: [{ value: 1, label: l10n.t('no gain') }],
  };
  const figure: SpanFigure = {
    id: 'claims',
    kind: 'spans',
    finding,
    subtitle: l10n.t(
      'Bar: what {workload} gains in this plan. Upright mark: what is published, for another model and load',
      { workload },
    ),
    summary: `${finding}. ${known.map((gain) => `${gainName(gain)}: ${gainNote(gain)}`).join('; ')}.`,
    missing: known.length > 0 ? null : missingText(all, pending),
    pending,
    axis: factorAxis(l10n.t('with it ÷ without it'), drawn),
    ...drawn,
    table: tableOf(finding, table.columns, table.rows),
  };
  const always = new Set(mattering(subject));
  const names = known.filter(({ option }) => always.has(option)).map(gainName);
  return withFewerRows(figure, names);
}

function missingText(all: readonly Gain[], pending: boolean): string {
  if (pending) return l10n.t('Working it out …');
  return all.length === 0
    ? l10n.t('Nothing is published about what the options of this plan do.')
    : l10n.t('No option reaches what is asked of it here, so there is no gain to compare.');
}
