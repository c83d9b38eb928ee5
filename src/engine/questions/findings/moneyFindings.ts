import { OWN_SERVICE } from '../../../catalog/entries/hosted.js';
import type { ResolvedPlan, Workload } from '../../../catalog/shapes/resolvedPlan.js';
import { pathKey } from '../../../plan/path.js';
import { MILLION, SECONDS_PER_YEAR } from '../../../units/constants.js';
import { revenuePerToken } from '../../fleet/costs.js';
import type { PlanResult } from '../../shapes/result.js';
import { variablesOf } from '../variables.js';
import type { Finding } from './finding.js';
import { priceFindings } from './priceFindings.js';

/** Prices, terms of money and questions of it that say less than they seem to. */
export function moneyFindings(plan: ResolvedPlan, result: PlanResult): Finding[] {
  return [
    ...baselineFindings(plan, result),
    ...itselfFindings(plan),
    ...serviceFindings(plan),
    ...variableFindings(plan),
    ...promptPriceFindings(plan),
    ...unmeasuredFindings(plan),
    ...unsoldFindings(plan),
    ...priceFindings(plan),
    ...termFindings(plan),
  ];
}

/** A baseline that does not work, where others do: nothing is paid back against it. */
function baselineFindings({ breakEven, economics }: ResolvedPlan, { options }: PlanResult): Finding[] {
  if (!breakEven) return [];
  const { baseline, challenger } = breakEven;
  const own = options[baseline];
  if (!own || own.feasible) return [];
  const usd = (name: string) => options[name]?.basis[economics.owned].usdPerHour ?? Number.POSITIVE_INFINITY;
  const working = Object.keys(options).filter(
    (name) => options[name]?.feasible === true && name !== challenger,
  );
  const [other = null] = working.toSorted((a, b) => usd(a) - usd(b));
  if (other === null && options[challenger]?.feasible !== true) return [];
  return [
    {
      severity: 'warning',
      code: 'baseline-not-working',
      data: { baseline, reason: own.reasons[0] ?? null, other },
      path: pathKey(['breakEven', 'baseline']),
    },
  ];
}

/** A question that holds an option against itself. */
function itselfFindings({ breakEven }: ResolvedPlan): Finding[] {
  if (!breakEven || breakEven.baseline !== breakEven.challenger) return [];
  return [
    {
      severity: 'warning',
      code: 'compares-with-itself',
      data: { option: breakEven.challenger },
      path: pathKey(['breakEven', 'challenger']),
    },
  ];
}

/** Services of the plan's own that leave out a number which their bill or their judgement needs. */
function serviceFindings({ options, workloads }: ResolvedPlan): Finding[] {
  const all = Object.values(workloads);
  const prompts = all.some(({ input, output }) => input !== null && output !== null);
  const fast = all.some(({ speed }) => speed !== null);
  return Object.entries(options).flatMap(([option, { hosted }]): Finding[] => {
    // What a catalogue does not know is no fault of the plan.
    if (hosted?.id !== OWN_SERVICE) return [];
    const member =
      hosted.outputUsdPerToken === null
        ? 'output'
        : hosted.inputUsdPerToken === null && prompts
          ? 'input'
          : hosted.speedTokensPerSecond === null && fast
            ? 'speed'
            : null;
    if (member === null) return [];
    return [
      {
        severity: 'warning',
        code: 'hosted-without-number',
        data: { option, member },
        path: pathKey(['options', option, 'hosted']),
      },
    ];
  });
}

/** Variables that are asked for and that the plan does not have. */
function variableFindings(plan: ResolvedPlan): Finding[] {
  const possible = new Set<string>(variablesOf(plan).map(({ id }) => id));
  return (plan.breakEven?.variables ?? []).flatMap((variable, i): Finding[] =>
    possible.has(variable)
      ? []
      : [
          {
            severity: 'warning',
            code: 'variable-not-in-plan',
            data: { variable },
            path: pathKey(['breakEven', 'variables', i]),
          },
        ],
  );
}

/** Workloads that sell answers alone, while a service of the plan bills their prompts too. */
function promptPriceFindings({ workloads, options }: ResolvedPlan): Finding[] {
  const billing = Object.entries(options).find(([, { hosted }]) => (hosted?.inputUsdPerToken ?? 0) > 0);
  const usd = billing?.[1].hosted?.inputUsdPerToken ?? null;
  if (!billing || usd === null) return [];
  return Object.entries(workloads).flatMap(([name, workload]): Finding[] =>
    sellsAnswersAlone(workload)
      ? [
          {
            severity: 'information',
            code: 'sale-price-without-prompts',
            data: { option: billing[0], usdPerMillionInput: usd * MILLION },
            path: pathKey(['workloads', name, 'price']),
          },
        ]
      : [],
  );
}

function sellsAnswersAlone({ price, input, output }: Workload): boolean {
  // A price alone is of a decoded token and covers the whole request; one of outputs names nothing for prompts.
  return Boolean(input && output) && price !== null && typeof price !== 'number' && price.input === null;
}

/** Workloads whose price names prompts, while nothing says how long their requests are: what they bring is not known. */
function unmeasuredFindings({ workloads }: ResolvedPlan): Finding[] {
  return Object.entries(workloads).flatMap(([name, workload]): Finding[] =>
    workload.price !== null && revenuePerToken(workload) === null
      ? [
          {
            severity: 'information',
            code: 'sale-price-without-request',
            data: { workload: name },
            path: pathKey(['workloads', name, 'price']),
          },
        ]
      : [],
  );
}

/** Workloads without a sale price beside some that have one: revenue, margins and returns leave them out. */
function unsoldFindings({ workloads }: ResolvedPlan): Finding[] {
  const all = Object.entries(workloads);
  if (all.every(([, { price }]) => price === null)) return [];
  return all.flatMap(([name, { price }]): Finding[] =>
    price === null
      ? [
          {
            severity: 'information',
            code: 'workload-without-price',
            data: { workload: name },
            path: pathKey(['workloads', name]),
          },
        ]
      : [],
  );
}

/** Money that costs nothing, and hardware that is written off within a year. */
function termFindings({ economics, provenance }: ResolvedPlan): Finding[] {
  const [cost, time] = ['capitalCost', 'amortization'].map((member) => pathKey(['economics', member]));
  const written = (path = '') => provenance[path]?.from === 'plan';
  const free: Finding[] =
    economics.capitalCost === 0 && written(cost)
      ? [{ severity: 'information', code: 'capital-costs-nothing', data: {}, path: cost ?? '' }]
      : [];
  const short: Finding[] =
    economics.amortization < SECONDS_PER_YEAR && written(time)
      ? [
          {
            severity: 'information',
            code: 'amortization-under-a-year',
            data: { seconds: economics.amortization },
            path: time ?? '',
          },
        ]
      : [];
  return [...free, ...short];
}
