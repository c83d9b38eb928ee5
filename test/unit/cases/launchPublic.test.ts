import assert from 'node:assert/strict';
import test from 'node:test';
import { launchIn } from '../../../src/exchange/launch/launchImport.js';
import cases from '../../cases/launch-public.json' with { type: 'json' };

/** Commands and manifests that people published, with what they say read off by hand. */
for (const { name, source, text, expected } of cases) {
  test(`${name} (${source}) says what its author wrote`, () => {
    const read = launchIn(text);
    assert.ok(read.ok, read.ok ? '' : read.why);
    const { members, speculation, sequences } = read.launch;
    const said: Record<string, string> = Object.fromEntries([
      ...members.map(([path, value]) => [path.join('.'), value] as const),
      ['speculation', Object.values(speculation ?? {}).join(' ')] as const,
      ['sequences', String(sequences)] as const,
    ]);
    for (const [member, value] of Object.entries(expected)) assert.equal(said[member], value, member);
  });
}
