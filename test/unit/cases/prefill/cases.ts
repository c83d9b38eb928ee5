import assert from 'node:assert/strict';
import { modelById } from '../../../../src/catalog/entries/models.js';
import type { ModelSpec } from '../../../../src/catalog/shapes/types.js';
import { readCases } from '../caseFiles.js';

/** A case of `prefill.json`: inputs by name, and what must come out, to a relative tolerance for each member. */
export interface PrefillCase {
  readonly id: string;
  readonly group: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, number | boolean>>;
  readonly tolerance: number | Readonly<Record<string, number>>;
}

/** What the engine says to a case, by the names that the case expects. */
export type Answers = Readonly<Record<string, number | boolean>>;

export const PREFILL_CASES = readCases<PrefillCase>('prefill');

/** A number of a case's input that must be there. */
export function given({ id, input }: PrefillCase, name: string): number {
  const value = input[name];
  assert.ok(typeof value === 'number', `${id} has no ${name}`);
  return value;
}

/** A number of a case's input, or what holds where it says nothing. */
export function givenOr(one: PrefillCase, name: string, otherwise: number): number {
  return typeof one.input[name] === 'number' ? one.input[name] : otherwise;
}

/** What was measured, which a case holds among what it expects. */
export function measured({ id, expected }: PrefillCase, name: string): number {
  const value = expected[name];
  assert.ok(typeof value === 'number', `${id} expects no ${name}`);
  return value;
}

export function modelOf({ id, input }: PrefillCase): ModelSpec {
  const model = typeof input['model'] === 'string' ? modelById(input['model']) : null;
  assert.ok(model, `${id} names no model of the catalogue`);
  return model;
}

/** How far an answer is from what a case expects, over what it allows: up to 1 is right. */
export function offBy(one: PrefillCase, name: string, answer: number | boolean | undefined): number {
  const expected = one.expected[name];
  if (typeof expected !== 'number' || typeof answer !== 'number')
    return expected === answer ? 0 : Number.POSITIVE_INFINITY;
  const error = expected === 0 ? Math.abs(answer) : Math.abs(answer / expected - 1);
  // Exact means to the last digit that a double holds.
  return error / Math.max(toleranceOf(one, name), 4 * Number.EPSILON);
}

function toleranceOf({ tolerance }: PrefillCase, name: string): number {
  if (typeof tolerance === 'number') return tolerance;
  return tolerance[name] ?? tolerance['default'] ?? 0;
}
