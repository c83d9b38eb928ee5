import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkFiles } from '../../../src/cli/commands.js';

interface Result {
  readonly ruleId: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: Readonly<Record<'startLine' | 'startColumn' | 'endLine' | 'endColumn', number>>;
    };
  }[];
}

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { id: string }[] } };
    readonly results: readonly Result[];
  }[];
}

const folder = mkdtempSync(path.join(tmpdir(), 'sarif-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function plan(name: string, change: (text: string) => string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, change(readFileSync('examples/small-team-llama-70b.decodeplan', 'utf8')));
  return file;
}

void test('SARIF 2.1.0: one run, a rule for each result, places counted from 1, paths as URIs', () => {
  const wrong = plan('wrong.decodeplan', (text) => text.replace('h100-sxm', 'h100-sxmm'));
  const spaced = plan('a b/50% über.decodeplan', (text) =>
    text.replace('concurrency: 48', 'concurrency: 4800'),
  );
  const { exitCode, out } = checkFiles([wrong, spaced, path.relative('.', spaced)], 'sarif');
  assert.equal(exitCode, 1);
  const { version, runs } = JSON.parse(out) as Sarif;
  assert.deepEqual([version, runs.length], ['2.1.0', 1]);
  const [run] = runs;
  assert.ok(run);
  const rules = run.tool.driver.rules.map(({ id }) => id);
  assert.equal(run.tool.driver.name, 'decodeplan');
  assert.equal(new Set(rules).size, rules.length);
  for (const { ruleId, level, message, locations } of run.results) {
    assert.ok(rules.includes(ruleId) && ['error', 'warning', 'note'].includes(level) && message.text !== '');
    const [{ physicalLocation: { artifactLocation, region } } = assert.fail('no place')] = locations;
    assert.match(artifactLocation.uri, /^[\w:/.%-]+$/);
    assert.ok(region.startLine >= 1 && region.startColumn >= 1 && region.endLine >= region.startLine);
  }
  const uris = run.results.map((result) => result.locations[0]?.physicalLocation.artifactLocation.uri ?? '');
  const absolute = uris.filter((uri) => uri.startsWith('file:')).map((uri) => fileURLToPath(uri));
  assert.deepEqual([...new Set(absolute)], [wrong, spaced]);
  assert.ok(uris.some((uri) => uri.endsWith('a%20b/50%25%20%C3%BCber.decodeplan') && uri.startsWith('..')));
});
