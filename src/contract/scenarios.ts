import { listOf, number, object, text, type Read } from './readers.js';

/** A value at a place of the file: as the file would say it, and what that comes to in SI units. */
export const change = object({ path: text, text, value: number });

/** A what-if that is kept beside the plan, under a name. Its first change is the one that was made last. */
export const scenario = object({ name: text, changes: listOf(change) });

/** All that are kept beside a plan. */
export const scenarios = listOf(scenario);

export type Change = Read<typeof change>;
export type Scenario = Read<typeof scenario>;
