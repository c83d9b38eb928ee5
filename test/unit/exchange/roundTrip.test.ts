import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { modelById } from '../../../src/catalog/entries/models.js';
import { deployment, DEPLOYMENTS } from '../../../src/exchange/launch/deployment.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { readLaunch } from './readLaunch.js';

/** Plans of the folder of examples. */
function examples(): string[] {
  const folder = path.resolve('examples');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.decodeplan'))
    .map((name) => path.join(folder, name));
}

/** What a text says of a server: all that a plan takes from it but the tag of its image. */
function said(text: string): {
  readonly members: Readonly<Record<string, string>>;
  readonly speculation: unknown;
} {
  const launch = readLaunch(text);
  assert.ok(launch, text);
  const members = Object.fromEntries(
    launch.members
      .filter(([place]) => place[1] !== 'engineVersion')
      .map(([place, value]) => [place.join('.'), value]),
  );
  return { members, speculation: launch.speculation };
}

for (const file of examples()) {
  test(`${path.basename(file)}: each option in each form comes back as it was written`, () => {
    const { plan, result } = analyze(readFileSync(file, 'utf8'));
    const answer = result();
    assert.ok(plan && answer);
    const { options, serving: shared, model } = plan;
    for (const [name, option] of Object.entries(answer.options)) {
      const command = deployment(plan, name, option, 'command');
      if (!command.ok) continue;
      const own = said(command.command);
      const { engine } = options[name]?.serving ?? shared;
      assert.equal(own.members['serving.engine'], engine);
      assert.equal(modelById(own.members['model'] ?? '')?.id ?? own.members['model'], model.id);
      const { tensor, attentionData, pipeline } = option.layout ?? {};
      const read = own.members['serving.layout'] ?? '';
      for (const [word, ranks] of Object.entries({ tensor, attentionData, pipeline }))
        assert.equal(Number(new RegExp(`${word}: (\\d+)`).exec(read)?.[1] ?? 1), ranks, `${name}: ${word}`);
      for (const form of DEPLOYMENTS) {
        const written = deployment(plan, name, option, form);
        if (!written.ok) continue;
        const again = said(written.command);
        assert.deepEqual(again.members, own.members, `${name} as ${form}\n${written.command}`);
        assert.deepEqual(again.speculation, own.speculation, `${name} as ${form}`);
      }
    }
  });
}
