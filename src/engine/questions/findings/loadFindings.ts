import type { ResolvedPlan, Workload } from '../../../catalog/shapes/resolvedPlan.js';
import { pathKey, type Path } from '../../../plan/path.js';
import { consistencyOf, FEWEST, MOST, volumeRatio } from '../../fleet/load.js';
import { meanTokens } from '../../memory/contextMix.js';
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

/** The member that says how much is in flight. */
export function loadMember(name: string, workload: Workload): Path {
  return workload.concurrency === null ? volumeMember(name, workload) : ['workloads', name, 'concurrency'];
}

function concurrencyFindings(name: string, workload: Workload, utilization: number): Finding[] {
  const found = consistencyOf(workload, utilization);
  if (!found || (found.ratio >= FEWEST && found.ratio <= MOST)) return [];
  const users = workload.concurrency ?? 0;
  const { speedEach, volume, ratio } = found;
  const common = {
    severity: 'warning',
    path: pathKey(['workloads', name, 'concurrency']),
    value: Math.max(1, Math.ceil(found.concurrency)),
    related: volumeMember(name, workload),
  } as const;
  const asked = workload.speed ?? 0;
  return ratio < FEWEST
    ? [{ ...common, code: 'concurrency-below-volume', data: { users, speedEach, asked } }]
    : [
        {
          ...common,
          code: 'concurrency-above-volume',
          data: { users, asked, made: volume, volume: volume / ratio },
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
      data: { requests: requests ?? 0, made: (demand ?? 0) * ratio, demand: demand ?? 0 },
      path: pathKey(['workloads', name, 'requests']),
      value: (requests ?? 0) / ratio,
      related: ['workloads', name, 'demand'],
    },
  ];
}
