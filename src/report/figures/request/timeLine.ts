import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type { RequestResult } from '../../../engine/shapes/requestResult.js';
import type { PlanResult } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import {
  noRequestReason,
  seconds,
  tooManyPrompts,
  ttftTarget,
  type TtftName,
  type TtftTarget,
} from '../../words/request/request.js';
import { mattering, withFewerRows } from '../drawn/fewerRows.js';
import { tableOf, type BarFigure, type BarPart } from '../figure.js';
import { answering, type Answering, type RequestChoice } from './choice.js';
import { TTFT_LOOKS } from './parts.js';

/** One request as a time line: to its first token, and to its last. */

type Given = { readonly plan: ResolvedPlan; readonly result: PlanResult };

/** An option whose requests are known. */
interface Timed extends Answering {
  readonly request: RequestResult;
}

const timed = (all: readonly Answering[]): Timed[] =>
  all.flatMap((one) => (one.found.request ? [{ ...one, request: one.found.request }] : []));

/** Why no option has a request to draw: of those that could have one, the title's first. */
export function noRequest({ plan, result }: Given, all: readonly Answering[], lead: string): string {
  // Nobody sees what a service does with a request, whatever else it lacks.
  const own = all.filter(({ option }) => !plan.options[option]?.hosted);
  const [first] = own
    .toSorted((a, b) => Number(b.option === lead) - Number(a.option === lead))
    .flatMap(({ option, found }) => {
      const reason = noRequestReason(found, result.options[option] ?? { reasons: [] });
      return reason === null ? [] : [{ option, reason }];
    });
  if (!first) return l10n.t('No option runs on accelerators of your own, so there is no request to follow.');
  return own.length === 1
    ? l10n.t('No option has a request to follow: {reason}.', first)
    : l10n.t('No option has a request to follow, as {option}: {reason}.', first);
}

const axis = () => ({
  title: l10n.t('time since the request arrives'),
  logarithmic: false,
  unit: 'duration' as const,
});

/** A target this many times beyond the longest bar is said rather than drawn: bars would vanish beside it. */
const FAR = 2.5;

/** From arrival to first token in each option, against the target. */
export function firstTokens(given: Given, choice: RequestChoice): BarFigure {
  const { plan, result } = given;
  const { workload } = choice;
  const all = timed(answering({ result }, workload));
  const target = ttftTarget(plan.workloads[workload]?.ttft);
  const late = target?.name ?? 'p95';
  const longest = Math.max(0, ...all.map(({ request }) => ttftAt(request, late) ?? 0));
  const limit = target && target.seconds <= longest * FAR ? target.seconds : null;
  const finding = firstFinding(all, choice, target);
  const parts = [...ttftBars(all), slowPart(all, late)].filter(({ values }) =>
    values.some((value) => (value ?? 0) > 0),
  );
  const figure: BarFigure = {
    id: 'request-first-token',
    kind: 'bars',
    finding,
    subtitle:
      limit === null
        ? l10n.t('Mean time to the first token of {workload} by what it goes into, and what {late} adds', {
            workload,
            late,
          })
        : l10n.t(
            'Mean time to the first token of {workload} by what it goes into, and what {late} adds; the upright line is the target of {target}',
            { workload, late, target: seconds(limit) },
          ),
    summary: `${finding}. ${all.map(({ option, request }) => `${option}: ${firstNote(request, target)}`).join('; ')}.`,
    missing:
      all.length === 0 ? noRequest({ plan, result }, answering({ result }, workload), choice.lead) : null,
    pending: false,
    axis: axis(),
    max: Math.max(1e-9, longest, limit ?? 0) * 1.02,
    rows: all.map(({ option, path, request }) => ({
      label: option,
      note: firstNote(request, target),
      limit,
      path,
    })),
    parts,
    table: tableOf(
      finding,
      [l10n.t('Option'), ...TTFT_LOOKS.map(({ look }) => look.label), l10n.t('Mean'), 'p50', 'p95', 'p99'],
      all.map(({ option, request }) => [
        option,
        ...TTFT_LOOKS.map(({ part }) => seconds(request.parts[part])),
        ...(['mean', 'p50', 'p95', 'p99'] as const).map((name) => {
          const value = ttftAt(request, name);
          return value === null ? l10n.t('not known') : seconds(value);
        }),
      ]),
    ),
  };
  return withFewerRows(figure, [choice.lead, ...mattering(given)]);
}

const ttftAt = ({ ttftSeconds }: RequestResult, name: TtftName) => ttftSeconds?.[name] ?? null;

function ttftBars(all: readonly Timed[]): BarPart[] {
  return TTFT_LOOKS.map(({ part, look: { label, colour, texture } }) => ({
    label,
    colour,
    texture,
    values: all.map(({ request }) => (request.ttftSeconds ? request.parts[part] : null)),
  }));
}

/** What the slow requests take beyond the mean. */
function slowPart(all: readonly Timed[], name: TtftName): BarPart {
  return {
    label: l10n.t('More at {name}', { name }),
    // What the target is missed by is said at the row: a slow request alone is no alarm.
    colour: null,
    texture: 'hatch',
    values: all.map(({ request: { ttftSeconds } }) =>
      ttftSeconds ? Math.max(0, ttftSeconds[name] - ttftSeconds.mean) : null,
    ),
  };
}

function firstNote(request: RequestResult, target: TtftTarget | null): string {
  const value = ttftAt(request, target?.name ?? 'p95');
  if (value === null) return tooManyPrompts();
  const values = {
    name: target?.name ?? 'p95',
    value: seconds(value),
    target: seconds(target?.seconds ?? 0),
  };
  return target === null
    ? l10n.t('{value} at {name}', values)
    : l10n.t('{value} of {target} at {name}', values);
}

function firstFinding(all: readonly Timed[], { workload, lead }: RequestChoice, target: TtftTarget | null) {
  const own = all.find(({ option }) => option === lead) ?? all[0];
  if (!own) return l10n.t('The first token of {workload} is not known', { workload });
  const name = target?.name ?? 'p95';
  const value = ttftAt(own.request, name);
  if (value === null)
    return l10n.t('On {option}, prompts of {workload} arrive faster than they are computed', {
      option: own.option,
      workload,
    });
  const values = { workload, option: own.option, value: seconds(value), name };
  if (target === null)
    return l10n.t('The first token of {workload} comes within {value} at {name} on {option}', values);
  const told = { ...values, target: seconds(target.seconds) };
  return value <= target.seconds
    ? l10n.t(
        'The first token of {workload} comes within {value} at {name} on {option}, {target} allowed',
        told,
      )
    : l10n.t(
        'The first token of {workload} takes {value} at {name} on {option}, more than the {target} allowed',
        told,
      );
}

/** From arrival to last token in each option. */
export function wholeRequests(given: Given, choice: RequestChoice): BarFigure {
  const { plan, result } = given;
  const { workload } = choice;
  const all = timed(answering({ result }, workload));
  const longest = Math.max(0, ...all.map(({ request }) => request.endToEndSeconds ?? 0));
  const finding = wholeFinding(all, choice);
  const decodeSeconds = ({ request: { endToEndSeconds, ttftSeconds } }: Timed) =>
    endToEndSeconds === null || ttftSeconds === null ? null : endToEndSeconds - ttftSeconds.mean;
  const figure: BarFigure = {
    id: 'request-time-line',
    kind: 'bars',
    finding,
    subtitle: l10n.t('Mean time of one request of {workload}, from its arrival to its last token', {
      workload,
    }),
    summary: `${finding}. ${all.map((one) => `${one.option}: ${wholeNote(one.request)}`).join('; ')}.`,
    missing:
      all.length === 0 ? noRequest({ plan, result }, answering({ result }, workload), choice.lead) : null,
    pending: false,
    axis: axis(),
    max: Math.max(1e-9, longest) * 1.02,
    rows: all.map(({ option, path, request }) => ({
      label: option,
      note: wholeNote(request),
      limit: null,
      path,
    })),
    parts: [
      ...ttftBars(all).filter(({ values }) => values.some((value) => (value ?? 0) > 0)),
      { label: l10n.t('Decode'), colour: 2, texture: 'solid', values: all.map(decodeSeconds) },
    ],
    table: tableOf(
      finding,
      [
        l10n.t('Option'),
        l10n.t('First token'),
        l10n.t('Between tokens'),
        l10n.t('Decode'),
        l10n.t('Last token'),
      ],
      all.map((one) => {
        const { ttftSeconds, tpotSeconds, endToEndSeconds } = one.request;
        return [
          one.option,
          orNot(ttftSeconds?.mean ?? null),
          seconds(tpotSeconds),
          orNot(decodeSeconds(one)),
          orNot(endToEndSeconds),
        ];
      }),
    ),
  };
  return withFewerRows(figure, [choice.lead, ...mattering(given)]);
}

const orNot = (value: number | null) => (value === null ? l10n.t('not known') : seconds(value));

function wholeNote({ ttftSeconds, endToEndSeconds }: RequestResult): string {
  if (!ttftSeconds || endToEndSeconds === null) return tooManyPrompts();
  return l10n.t('{last}; first token at {first}', {
    first: seconds(ttftSeconds.mean),
    last: seconds(endToEndSeconds),
  });
}

function wholeFinding(all: readonly Timed[], { workload, lead }: RequestChoice): string {
  const own = all.find(({ option }) => option === lead) ?? all[0];
  const { ttftSeconds = null, endToEndSeconds = null } = own?.request ?? {};
  if (!own || !ttftSeconds || endToEndSeconds === null)
    return l10n.t('How long a request of {workload} takes is not known', { workload });
  return l10n.t(
    'A request of {workload} takes {last} on {option}: {first} to its first token, then {tpot} a token',
    {
      workload,
      option: own.option,
      last: seconds(endToEndSeconds),
      first: seconds(ttftSeconds.mean),
      tpot: seconds(own.request.tpotSeconds),
    },
  );
}
