import { DECODE_KEPT, PREFILL_KEPT } from '../../../../src/engine/time/request/disaggregated.js';
import { given, type Answers, type PrefillCase } from './cases.js';

const DAY = 86_400;

/** The plain proportions of docs/method/request.md 4, which say what published services come to, and what pairing keeps. */
export function poolAnswers(one: PrefillCase): Answers {
  if ('inputTokensPerDay' in one.input) return nodesOfDay(one);
  if ('decodedTokensPerDay' in one.input) {
    const decoded = given(one, 'decodedTokensPerDay') / DAY;
    const input = decoded * given(one, 'inputPerOutput');
    const uncached = input * (1 - given(one, 'hit'));
    return {
      inputTokensPerSecond: input,
      prefillAccelerators: uncached / given(one, 'prefillRate'),
    };
  }
  if ('prefillWorkers' in one.input)
    return {
      requestsPerSecond: Math.min(
        PREFILL_KEPT * given(one, 'prefillWorkers') * given(one, 'prefillRequestsPerSecond'),
        DECODE_KEPT * given(one, 'decodeWorkers') * given(one, 'decodeRequestsPerSecond'),
      ),
    };
  const prefill = given(one, 'uncachedInput') / given(one, 'prefillRate');
  return { prefillPerDecode: prefill / (given(one, 'output') / given(one, 'decodeRate')) };
}

/** The ratio of two pools, and a count of one of them, of a service that publishes a day. */
function nodesOfDay(one: PrefillCase): Answers {
  const [input, output] = [given(one, 'inputTokensPerDay') / DAY, given(one, 'outputTokensPerDay') / DAY];
  const [prefillNodes, decodeNodes] = [
    input / given(one, 'inputPerNode'),
    output / given(one, 'outputPerNode'),
  ];
  const nodes = prefillNodes + decodeNodes;
  return { prefillNodes, decodeNodes, nodes, publishedNodes: nodes, prefillShare: prefillNodes / nodes };
}
