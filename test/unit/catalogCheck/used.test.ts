import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { KIND_NAMES, kindOf } from '../../../src/catalogCheck/kinds.js';
import { membersAt } from '../../../src/catalogCheck/members.js';

/** Members that no code reads by name, and why they are there. */
const INFORMATIVE: Readonly<Record<string, string>> = {
  'lpx.confidence': 'shown by `decodeplan catalog`; price and power say so in the plan itself',
  'drafter.confidence': 'for whoever weighs the figure',
  'saving.id': 'names the claim in tests and faults',
  'gain.id': 'names the claim in tests and faults',
  'coefficients.meanError': 'how well the fit holds, beside the bands of unseen steps that answers use',
  'coefficients.leftOutError': 'the mean beside those bands',
  'coefficients.basis': 'whether the row was fitted; validation and calibration tell',
  'economics.sources': 'behind the words of each assumption',
  'economics.confidence': 'behind the words of each assumption',
};

/** The code that reads data, without types: a member counts as read after a dot or in a destructuring. */
const code = ['src/catalog', 'src/engine', 'src/report', 'src/language']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
  )
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(name, 'utf8').replace(/^\s*readonly .*$/gm, ''))
  .join('\n');

const isRead = (member: string) =>
  new RegExp(String.raw`\.${member}\b|[{,]\s*${member}\s*[,:}]|'${member}'`).test(code);

void test('every member of an entry is read by code, or is there for a reason that is told', () => {
  const idle = KIND_NAMES.flatMap((kind) =>
    membersAt(kindOf(kind).schema, [])
      .filter((member) => !isRead(member))
      .map((member) => `${kind}.${member}`),
  );
  assert.deepEqual(
    idle.filter((name) => !(name in INFORMATIVE)),
    [],
  );
});

void test('a member that nothing reads would be found', () => {
  for (const dropped of ['memoryBandwidthRange', 'interconnect', 'hyperscalerUsdPerHour'])
    assert.ok(!isRead(dropped), dropped);
});
