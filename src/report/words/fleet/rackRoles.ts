import type { LpxResult } from '../../../engine/shapes/result.js';

/** What racks do, the role of most first: `ffn`, or `ffn + drafter`. */
export function rolesOfRacks({ byRole }: Pick<LpxResult, 'byRole'>): string {
  return byRole.map(({ role }) => role).join(' + ');
}
