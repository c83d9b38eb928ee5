import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { analyze } from '../../../src/report/answers/analysis.js';

const PAGE = readFileSync('docs/concepts.md', 'utf8').replace(/\s+/g, ' ');

/** An example's only workload under an option. */
function answered(example: string, option: string) {
  const { workloads } = analyze(readFileSync(`examples/${example}.decodeplan`, 'utf8')).result()!.options[
    option
  ]!;
  const [{ request, prefill, cost } = assert.fail(option)] = Object.values(workloads);
  assert.ok(request?.ttftSeconds && prefill && cost.usdPerRequest !== null);
  return {
    tpot: request.tpotSeconds * 1e3,
    ttft: request.ttftSeconds.p95,
    share: prefill.stepShare,
    prompt: prefill.secondsPerPrompt,
    usd: cost.usdPerRequest,
  };
}

const said = (text: string) => {
  assert.ok(PAGE.includes(text), `docs/concepts.md does not say: ${text}`);
};

void test('docs/concepts.md says what the retrieval example answers', () => {
  const { tpot, ttft, share } = answered('rag-llama-70b', 'together');
  assert.ok(share !== null);
  said(
    `take ${(share * 100).toFixed(0)} % of the time between tokens: ${tpot.toFixed(1)} ms, of which ${(tpot * share).toFixed(1)} ms`,
  );
  said(`TTFT is ${ttft.toFixed(1)} s at p95`);
});

void test('docs/concepts.md says what the long documents answer', () => {
  const [together, apart] = ['together', 'apart'].map((option) => answered('long-documents-apart', option));
  assert.ok(together && apart);
  said(`a prompt takes ${apart.prompt.toFixed(1)} s instead of ${together.prompt.toFixed(1)} s`);
  said(`TPOT falls from ${together.tpot.toFixed(0)} to ${apart.tpot.toFixed(0)} ms`);
  said(`a request costs $${apart.usd.toFixed(3)} instead of $${together.usd.toFixed(3)}`);
});
