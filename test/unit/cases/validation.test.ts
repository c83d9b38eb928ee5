import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { validationFiles } from '../../validation/document.js';

void test('the validation page is what the engine says now (npm run validate writes it)', () => {
  for (const [file, text] of Object.entries(validationFiles()))
    assert.equal(readFileSync(file, 'utf8'), text, file);
});
