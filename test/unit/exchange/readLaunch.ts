import assert from 'node:assert/strict';
import { launchIn } from '../../../src/exchange/launch/launchImport.js';
import type { LaunchImport } from '../../../src/exchange/launch/launchWriting.js';

/** What a text says of a server; `null` where there is none that can be read. */
export function readLaunch(text: string): LaunchImport | null {
  const reading = launchIn(text);
  return reading.ok ? reading.launch : null;
}

/** Members that a text says, by their paths; a text without a server that can be read fails. */
export function membersOf(text: string): Readonly<Record<string, string>> {
  const read = launchIn(text);
  assert.ok(read.ok, `${read.ok ? '' : read.why}\n${text}`);
  return Object.fromEntries(read.launch.members.map(([path, value]) => [path.join('.'), value]));
}

/** These members, whatever else a text says. */
export function expects(text: string, expected: Readonly<Record<string, string>>): void {
  const read = membersOf(text);
  assert.deepEqual(
    Object.fromEntries(Object.keys(expected).map((name) => [name, read[name]])),
    expected,
    text,
  );
}
