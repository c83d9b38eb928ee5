import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { analyze } from '../../../src/report/answers/analysis.js';

const WHOLE = ['rag-llama-70b', 'long-documents-apart', 'split-trainium3-gb300'];

for (const name of WHOLE) {
  void test(`the example ${name} raises nothing and answers whole requests, colocated and apart`, () => {
    const analysis = analyze(readFileSync(`examples/${name}.decodeplan`, 'utf8'));
    const warned = analysis.diagnostics().filter(({ severity }) => severity !== 'information');
    assert.deepEqual(warned, []);
    const own = Object.values(analysis.result()?.options ?? {}).filter(({ layout }) => layout !== null);
    assert.ok(own.some(({ feasible }) => feasible));
    const modes = own.flatMap(({ workloads }) =>
      Object.values(workloads).map(({ prefill }) => prefill?.mode),
    );
    assert.deepEqual(modes.toSorted(), ['colocated', 'disaggregated']);
    for (const { workloads } of own)
      for (const { request, cost } of Object.values(workloads))
        assert.ok(request?.ttftSeconds && !cost.decodeOnly);
  });
}
