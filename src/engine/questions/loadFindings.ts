import type { ResolvedPlan, Workload } from '../../catalog/shapes/resolvedPlan.js';
import * as l10n from '../../l10n/l10n.js';
import { pathKey, type Path } from '../../plan/path.js';
import { displayQuantity } from '../../units/display.js';
import { consistencyOf, FEWEST, MOST, volumeRatio } from '../fleet/load.js';
import { meanTokens } from '../fleet/prompts.js';
import type { Finding } from './finding.js';

/** Users, speed and volumes of a workload that contradict each other. */
export function loadFindings({ workloads, economics }: ResolvedPlan): Finding[] {
  return Object.entries(workloads).flatMap(([name, workload]) => [
    ...concurrencyFindings(name, workload, economics.utilization),
    ...volumeFindings(name, workload),
  ]);
}

/** The member that says the volume; the larger counts where both are there. */
export function volumeMember(name: string, { demand, requests, output }: Workload): Path {
  const byRequests = requests !== null && output && requests * meanTokens(output) > (demand ?? 0);
  return ['workloads', name, byRequests ? 'requests' : 'demand'];
}

function concurrencyFindings(name: string, workload: Workload, utilization: number): Finding[] {
  const found = consistencyOf(workload, utilization);
  if (!found || (found.ratio >= FEWEST && found.ratio <= MOST)) return [];
  const { concurrency, speed } = workload;
  const users = displayQuantity(concurrency, 'count');
  const asked = displayQuantity(speed ?? 0, 'tokenRate');
  const few = found.ratio < FEWEST;
  return [
    {
      severity: 'warning',
      code: few ? 'concurrency-below-volume' : 'concurrency-above-volume',
      message: few
        ? l10n.t('{users} users make this volume only at {each} each, {asked} asked', {
            users,
            each: displayQuantity(found.speedEach, 'tokenRate'),
            asked,
          })
        : l10n.t('{users} users at {asked} each make {made}, more than the volume of {volume}', {
            users,
            asked,
            made: displayQuantity(found.volume, 'tokenVolume'),
            volume: displayQuantity(found.volume / found.ratio, 'tokenVolume'),
          }),
      path: pathKey(['workloads', name, 'concurrency']),
      value: Math.max(1, Math.ceil(found.concurrency)),
      related: [{ path: volumeMember(name, workload), message: l10n.t('the volume') }],
    },
  ];
}

function volumeFindings(name: string, workload: Workload): Finding[] {
  const ratio = volumeRatio(workload);
  if (ratio === null || (ratio >= FEWEST && ratio <= MOST)) return [];
  const { demand, requests } = workload;
  return [
    {
      severity: 'warning',
      code: 'requests-against-demand',
      message: l10n.t('{requests} make {made}, `demand` says {demand}; the larger counts', {
        requests: displayQuantity(requests ?? 0, 'requestRate'),
        made: displayQuantity((demand ?? 0) * ratio, 'tokenVolume'),
        demand: displayQuantity(demand ?? 0, 'tokenVolume'),
      }),
      path: pathKey(['workloads', name, 'requests']),
      value: (requests ?? 0) / ratio,
      related: [{ path: ['workloads', name, 'demand'], message: l10n.t('the demand') }],
    },
  ];
}
