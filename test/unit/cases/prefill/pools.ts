import {
  pairedRequestsPerSecond,
  prefillAccelerators,
  prefillPerDecode,
} from '../../../../src/engine/time/request/disaggregated.js';
import { given, type Answers, type PrefillCase } from './cases.js';

const DAY = 86_400;

export function poolAnswers(one: PrefillCase): Answers {
  if ('inputTokensPerDay' in one.input) return nodesOfDay(one);
  if ('decodedTokensPerDay' in one.input) {
    const decoded = given(one, 'decodedTokensPerDay') / DAY;
    const input = decoded * given(one, 'inputPerOutput');
    const uncached = input * (1 - given(one, 'hit'));
    return {
      inputTokensPerSecond: input,
      prefillAccelerators: prefillAccelerators(uncached, given(one, 'prefillRate')),
    };
  }
  if ('prefillWorkers' in one.input)
    return {
      requestsPerSecond: pairedRequestsPerSecond(
        given(one, 'prefillWorkers') * given(one, 'prefillRequestsPerSecond'),
        given(one, 'decodeWorkers') * given(one, 'decodeRequestsPerSecond'),
      ),
    };
  const request = { uncachedInput: given(one, 'uncachedInput'), output: given(one, 'output') };
  const rates = { prefill: given(one, 'prefillRate'), decode: given(one, 'decodeRate') };
  return { prefillPerDecode: prefillPerDecode(request, rates) };
}

/** The ratio of two pools, and a count of one of them, of a service that publishes a day. */
function nodesOfDay(one: PrefillCase): Answers {
  const [input, output] = [given(one, 'inputTokensPerDay') / DAY, given(one, 'outputTokensPerDay') / DAY];
  const rates = { prefill: given(one, 'inputPerNode'), decode: given(one, 'outputPerNode') };
  const prefillNodes = prefillAccelerators(input, rates.prefill);
  const decodeNodes = prefillNodes / prefillPerDecode({ uncachedInput: input, output }, rates);
  const nodes = prefillNodes + decodeNodes;
  return { prefillNodes, decodeNodes, nodes, publishedNodes: nodes, prefillShare: prefillNodes / nodes };
}
