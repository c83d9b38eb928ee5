import assert from 'node:assert/strict';
import test from 'node:test';
import { gpuTypeById } from '../../../src/catalog/entries/hardware.js';
import { acceptanceProfiles } from '../../../src/catalog/entries/speculators.js';
import { readCases, within, type Tolerance } from './caseFiles.js';

interface CostCase {
  readonly id: string;
  readonly input: { readonly gpu: string };
  readonly expected: {
    readonly all_in_kw_per_gpu: number;
    readonly usd_per_gpu_hour_hyperscaler: number;
    readonly usd_per_gpu_hour_neocloud: number;
    readonly usd_per_gpu_hour_retail: number;
  };
}

for (const { id, input, expected: e } of readCases<CostCase>('cost')) {
  void test(id, () => {
    const entry = gpuTypeById(input.gpu)?.entry;
    assert.ok(entry, input.gpu);
    assert.equal((entry.allInPowerWatts ?? 0) / 1e3, e.all_in_kw_per_gpu);
    assert.equal(entry.ownUsdPerHour, e.usd_per_gpu_hour_hyperscaler);
    assert.equal(entry.rentUsdPerHour, e.usd_per_gpu_hour_retail);
    // What neoclouds pay is told in words: answers use the rents and how far they spread.
    const [owner, neocloud, retail] = [
      e.usd_per_gpu_hour_hyperscaler,
      e.usd_per_gpu_hour_neocloud,
      e.usd_per_gpu_hour_retail,
    ];
    const note = `InferenceX: $${owner}/h owned by a hyperscaler, $${neocloud}/h owned by a neocloud (July 2026), $${retail}/h in retail.`;
    assert.ok(entry.notes.includes(note), note);
  });
}

interface AcceptanceCase {
  readonly id: string;
  readonly kind: string;
  readonly expected: { readonly acceptance_length?: readonly number[] };
  readonly tolerance: Tolerance;
}

for (const c of readCases<AcceptanceCase>('speculation-peers').filter(
  ({ kind }) => kind === 'spec_acceptance_length_measured',
)) {
  void test(c.id, () => {
    const lengths = c.expected.acceptance_length ?? [];
    const known = acceptanceProfiles().some(({ acceptedLength }) =>
      lengths.every((length, i) => within(acceptedLength[i] ?? 0, length, c.tolerance)),
    );
    assert.ok(known, lengths.join(', '));
  });
}
