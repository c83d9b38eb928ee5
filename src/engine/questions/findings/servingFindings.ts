import type { Option, ResolvedPlan, Serving } from '../../../catalog/shapes/resolvedPlan.js';
import { pathKey, type PathKey } from '../../../plan/path.js';
import { servingOf } from '../../fleet/optionCase.js';
import { layerBytes } from '../../memory/server/hostWeights.js';
import type { OptionResult, PlanResult } from '../../shapes/result.js';
import type { Finding } from './finding.js';

/** What servings say of adapters and of weights in host memory: each where it is written. */
export function servingFindings(plan: ResolvedPlan, { options }: PlanResult): Finding[] {
  const found = new Map<string, Finding>();
  for (const [name, result] of Object.entries(options)) {
    const option = plan.options[name];
    if (!option || option.hosted) continue;
    const serving = servingOf(plan, option);
    const all = [
      ...adapterFindings(serving, option, name),
      ...offloadFindings(plan, { name, option, result }),
    ];
    for (const finding of all) {
      const key = `${finding.code} ${finding.path}`;
      if (!found.has(key)) found.set(key, finding);
    }
  }
  return [...found.values()];
}

/** Where a member of an option's serving stands. */
const placeOf = ({ serving }: Option, name: string, ...members: readonly string[]): PathKey =>
  pathKey([...(serving ? ['options', name] : []), 'serving', ...members]);

function adapterFindings({ lora, maxSequences }: Serving, option: Option, name: string): Finding[] {
  if (!lora) return [];
  const { maxLoras, maxRank } = lora;
  const at = (member: string) => placeOf(option, name, 'lora', member);
  const beyond: Finding[] =
    maxSequences === null || maxLoras <= maxSequences
      ? []
      : [
          {
            severity: 'information',
            code: 'adapters-beyond-sequences',
            data: { maxLoras, maxSequences },
            path: at('maxLoras'),
            value: maxSequences,
          },
        ];
  return [
    {
      severity: 'information',
      code: 'adapters-time-unknown',
      data: { maxLoras, maxRank },
      path: at('maxRank'),
    },
    ...beyond,
  ];
}

/** Reading from the host that takes this much of a step is worth saying. */
const MUCH = 0.5;

interface Answered {
  readonly name: string;
  readonly option: Option;
  readonly result: OptionResult;
}

function offloadFindings(plan: ResolvedPlan, { name, option, result }: Answered): Finding[] {
  const serving = servingOf(plan, option);
  const { weightOffload } = serving;
  const { layout } = result;
  if (!weightOffload || !layout) return [];
  const path = placeOf(option, name, 'weightOffload', 'capacity');
  const layersBytes = layerBytes(plan.model, serving.weights, layout);
  const askedBytes = weightOffload.capacity;
  const over: Finding[] =
    layersBytes > 0 && askedBytes > layersBytes
      ? [{ severity: 'warning', code: 'offload-over-weights', data: { askedBytes, layersBytes }, path }]
      : [];
  const slow = Object.values(result.workloads).flatMap(({ decode }): Finding[] =>
    decode && decode.parts.host > MUCH * decode.stepSeconds
      ? [
          {
            severity: 'information',
            code: 'weight-offload-slows',
            data: { option: name, stepSeconds: decode.stepSeconds, hostSeconds: decode.parts.host },
            path,
          },
        ]
      : [],
  );
  return [...over, ...slow.slice(0, 1)];
}
