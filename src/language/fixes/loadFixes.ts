import type { Finding } from '../../engine/questions/findings/finding.js';
import { volumeMember } from '../../engine/questions/findings/loadFindings.js';
import { consistencyOf, volumeRatio } from '../../engine/fleet/load.js';
import { meanTokens } from '../../engine/memory/contextMix.js';
import * as l10n from '../../l10n/l10n.js';
import { memberOf } from '../../plan/members.js';
import { pathKey, type Path } from '../../plan/path.js';
import type { Analysis } from '../../report/answers/analysis.js';
import * as format from '../../report/words/format.js';
import { formatQuantity } from '../../units/quantity.js';
import type { MakeRepair, Repair } from './repair.js';

/** As many users as make the volume, or the volume that these users make. */
export function loadRepairs(
  { plan }: Analysis,
  { value }: Finding,
  path: Path,
  repair: MakeRepair,
): Repair[] {
  const name = String(path[1]);
  const workload = plan?.workloads[name];
  const found = plan && workload ? consistencyOf(workload, plan.economics.utilization) : null;
  if (!workload || !found || value === undefined) return [];
  const at = volumeMember(name, workload);
  const volume =
    at.at(-1) === 'requests' && workload.output ? found.volume / meanTokens(workload.output) : found.volume;
  return [
    repair(l10n.t('Set `concurrency` to {users}', { users: format.exact(value) }), [path, String(value)]),
    ...written({ plan }, at, volume, repair),
  ];
}

/** Requests that make the demand, or the demand that the requests make. */
export function volumeRepairs(
  { plan }: Analysis,
  { value }: Finding,
  path: Path,
  repair: MakeRepair,
): Repair[] {
  const workload = plan?.workloads[String(path[1])];
  const ratio = workload ? volumeRatio(workload) : null;
  if (!workload || ratio === null || value === undefined) return [];
  const demand = (workload.demand ?? 0) * ratio;
  return [
    ...written({ plan }, path, value, repair),
    ...written({ plan }, [...path.slice(0, -1), 'demand'], demand, repair),
  ];
}

/** Another number at a member, in the unit that it is written in. */
function written({ plan }: Pick<Analysis, 'plan'>, path: Path, value: number, repair: MakeRepair): Repair[] {
  const before = plan?.provenance[pathKey(path)]?.detail;
  const dimension = memberOf(path)?.dimension;
  if (before === undefined || dimension === undefined) return [];
  const text = formatQuantity(value, dimension, before);
  return [repair(l10n.t('Set `{member}` to {text}', { member: String(path.at(-1)), text }), [path, text])];
}
