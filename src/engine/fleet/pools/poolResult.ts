import type { OptionResult, PoolResult } from '../../shapes/result.js';
import type { Fleet } from '../fleet.js';
import { isApart } from '../prefillPool.js';
import type { Pool } from './pool.js';

/** What is said of the pools of a fleet: those that decode, then that of prompts. */
export function poolResults({ pools, operations, separate, prefill }: Fleet): readonly PoolResult[] {
  const decoding = pools.map((pool, number): PoolResult => {
    const own = operations.filter((operation) => operation.pool === number);
    const prompts = own.some(({ load, colocated }) => colocated && load.request !== null);
    return {
      workloads: own.map(({ workload }) => workload),
      role: prompts ? 'both' : 'decode',
      layout: layoutIn(pool),
      replicas: pool.replicas,
      accelerators: pool.replicas * pool.devicesPerReplica,
      lpxRole: pool.lpxRole,
    };
  });
  if (!separate || !prefill) return decoding;
  const computed: PoolResult = {
    workloads: operations.filter(({ point }) => isApart(point)).map(({ workload }) => workload),
    role: 'prefill',
    layout: separate.system.layout,
    replicas: prefill.replicas,
    accelerators: prefill.devices,
    lpxRole: null,
  };
  return [...decoding, computed];
}

function layoutIn({ parts, devicesPerReplica }: Pool): PoolResult['layout'] {
  const [part] = parts;
  return part && devicesPerReplica > 0 ? part.point.machine.replica.layout : null;
}

/** The layout of the largest pool. */
export function layoutOf({ pools }: Fleet): OptionResult['layout'] {
  const size = ({ replicas, devicesPerReplica }: Pool) => replicas * devicesPerReplica;
  const [first, ...rest] = pools;
  if (!first) return null;
  const largest = rest.reduce((most, pool) => (size(pool) > size(most) ? pool : most), first);
  const layout = layoutIn(largest);
  return layout && { ...layout, replicas: largest.replicas };
}
