import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { dimensionOf, schemasAt } from '../../../src/plan/jsonSchema.js';
import { memberOf, titleInText, titleOf } from '../../../src/plan/members.js';
import { MEMBERS_FILE, memberTable, membersText } from '../../members/table.js';

void test('the table of members is what the schema says now (npm run members writes it)', async () => {
  assert.equal(readFileSync(MEMBERS_FILE, 'utf8'), await membersText());
});

void test('members are found by their paths, whatever the plan calls their owners', () => {
  for (const name of ['chat', 'gpt-4.1', '7', '*', 'options', '__proto__']) {
    assert.equal(titleOf(['workloads', name, 'context', 'p50']), 'Median context');
    assert.equal(memberOf(['options', name, 'lpx', 'price'])?.unit, 'USD');
  }
  assert.equal(titleOf(['calibration', 'steps', 3, 'batch']), 'Batch');
  assert.equal(memberOf(['gpus', 'price'])?.dimension, 'money');
  for (const path of [['nothing'], ['workloads', 'chat', 'nothing'], ['constructor'], []])
    assert.equal(memberOf(path), null);
  assert.equal(titleOf(['workloads', 'chat', 'nothing']), 'nothing');
});

void test('each member has the title and dimension that hovers take from the schema', () => {
  for (const [pattern, { title, dimension }] of Object.entries(memberTable())) {
    // A place in a list.
    const path = pattern.split('/').map((part, i) => (part === '*' && i > 1 ? '0' : part));
    const schemas = schemasAt(path);
    assert.ok(
      schemas.some((schema) => schema.title === title),
      pattern,
    );
    assert.equal(dimension ?? null, dimensionOf(schemas), pattern);
  }
});

void test('one member has one name: within a sentence the same, but for its first letter', () => {
  for (const [pattern, { title, inText }] of Object.entries(memberTable()))
    if (inText !== undefined) assert.equal(inText.slice(1), title.slice(1), pattern);
  assert.equal(titleInText(['workloads', 'chat', 'speed']), 'speed per user');
  assert.equal(titleInText(['gpus', 'rent']), 'accelerator rent');
  assert.equal(titleInText(['gpus', 'power']), 'Accelerator power');
});
