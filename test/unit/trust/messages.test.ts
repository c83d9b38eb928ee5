import assert from 'node:assert/strict';
import test from 'node:test';
import { exploreMessages } from '../../fuzz/messages.js';

void test('any message to the server of plans is answered in the protocol, and of its folder alone', async () => {
  const { inputs, kinds, failures } = await exploreMessages(20261129, (done) => done >= 1500);
  assert.deepEqual([...failures.keys()], [], [...failures.values()][0]);
  assert.ok(inputs >= 1500 && kinds > 20, `${inputs} ${kinds}`);
});
