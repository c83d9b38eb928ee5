import { colocatedBill, requestCost, type PhaseBill } from '../../../../src/engine/fleet/requestCost.js';
import { given, givenOr, type Answers, type PrefillCase } from './cases.js';

const HOUR = 3600;
const DAY = 86_400;
const MILLION = 1e6;

export function costAnswers(one: PrefillCase): Answers {
  if ('usdPerDay' in one.input) return dayOf(one);
  if ('stepSeconds' in one.input) return shared(one);
  const gpu = given(one, 'usdPerGpuHour') / HOUR;
  const bill = {
    prefill: gpu * given(one, 'prefillGpus'),
    decode: gpu * given(one, 'decodeGpus'),
    keeping: 0,
  };
  return costs(bill, given(one, 'inputPerSecond'), 0, given(one, 'outputPerSecond'));
}

/** A bill over tokens per second, as one request each second of that many tokens. */
function costs(bill: PhaseBill, input: number, cached: number, output: number) {
  const cost = requestCost(bill, 1, { input, cached, output });
  return {
    hit: cached / input,
    usdPerMillionInput: (cost.perPromptToken ?? 0) * MILLION,
    usdPerMillionUncachedInput: (cost.perInputToken ?? 0) * MILLION,
    usdPerMillionOutput: cost.perOutputToken * MILLION,
    usdPerMillionTotal: (cost.perRequest / (input + output)) * MILLION,
  };
}

function dayOf(one: PrefillCase): Answers {
  const bill = colocatedBill(given(one, 'usdPerDay') / DAY, given(one, 'prefillShare'));
  const [input, hit] = [given(one, 'inputPerDay') / DAY, given(one, 'hitPerDay') / DAY];
  return costs(bill, input, hit, given(one, 'outputPerDay') / DAY);
}

function shared(one: PrefillCase): Answers {
  const step = given(one, 'stepSeconds');
  const prefillShare = 1 - given(one, 'decodeOnlyStepSeconds') / step;
  const output = givenOr(one, 'decoding', 0) / step;
  const input = (output * given(one, 'input')) / given(one, 'output');
  const bill = colocatedBill(given(one, 'usdPerHourReplica') / HOUR, prefillShare);
  return { prefillShare, ...costs(bill, input, 0, output) };
}
