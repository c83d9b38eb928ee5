import assert from 'node:assert/strict';
import test from 'node:test';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { parsePlan } from '../../../../src/plan/document.js';
import { analyze } from '../../../../src/report/answers/analysis.js';
import { reportMarkdown } from '../../../../src/report/writers/markdown.js';
import { reportText } from '../../../../src/report/writers/text.js';

const textOf = (workload: string, options = '{ plain: {} }') => `decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { ${workload}, context: 8K }
gpus: { type: h100-sxm, price: 30K USD }
economics: { utilization: 50% }
options: ${options}
`;
const answerTo = (workload: string, options?: string) => {
  const analysis = analyze(textOf(workload, options));
  assert.deepEqual(analysis.problems, [], workload);
  assert.ok(analysis.plan);
  return { analysis, result: evaluate(analysis.plan, { breakEven: false }) };
};

void test('without `concurrency`, what is in flight follows from the volume', () => {
  for (const volume of ['demand: 2B tokens/day', 'requests: 8 req/s, input: 4K, output: 500']) {
    const left = answerTo(`${volume}, speed: 20 tok/s`);
    // One user at the least changes nothing where the volume takes thousands.
    const least = answerTo(`${volume}, speed: 20 tok/s, concurrency: 1`);
    assert.deepEqual(left.result.options, least.result.options, volume);
    const { memory } = left.result.options['plain']?.workloads['chat'] ?? {};
    const inFlight = left.result.load['chat']?.inFlight;
    assert.ok(memory?.askedConcurrency && inFlight);
    // A step is that of whole sequences, so times are of a fraction of one more on each replica.
    assert.ok(Math.abs(memory.askedConcurrency / inFlight - 1) < 0.02, `${memory.askedConcurrency}`);
    assert.ok(memory.askedConcurrency > 50);
    const codes = left.analysis.diagnostics().map(({ code }) => code);
    assert.ok(!codes.some((code) => code.startsWith('concurrency-')), codes.join());
  }
});

void test('every report counts the users that the volume takes, none counts zero', () => {
  const { analysis, result } = answerTo('demand: 2B tokens/day, speed: 20 tok/s');
  const { memory } = result.options['plain']?.workloads['chat'] ?? {};
  assert.ok(memory?.askedConcurrency);
  for (const report of [reportMarkdown(analysis), reportText(analysis)]) {
    assert.doesNotMatch(report, /\bNaN\b|Infinity|undefined|of 0\b/);
  }
  const asked = new RegExp(`\\(${memory.askedConcurrency.toLocaleString('en-US')} asked\\)`);
  assert.match(reportMarkdown(analysis).replace(/\u202f|\u00a0/g, ','), asked);
});

void test('where no speed is reached the users that a volume takes are not known, and no report says none', () => {
  const { analysis, result } = answerTo('demand: 2B tokens/day, speed: 9000 tok/s');
  const { memory } = result.options['plain']?.workloads['chat'] ?? {};
  assert.equal(memory?.askedConcurrency, null);
  for (const report of [reportMarkdown(analysis), reportText(analysis)])
    assert.doesNotMatch(report, /\bof 0\b|\(0 asked\)|\b0 asked for\b/);
});

void test('a workload that says neither users nor volume is told what it needs, at its name', () => {
  for (const workload of ['speed: 20 tok/s', 'requests: 8 req/s, speed: 20 tok/s']) {
    const { problems } = parsePlan(textOf(workload));
    assert.deepEqual(
      problems.map(({ code, message }) => [code, message]),
      [['missing-key', '`chat` needs `concurrency` or `demand`, or `requests` with `output`']],
    );
  }
});

void test('a hosted bill is of the average volume, however the plan says it', () => {
  const hosted = '{ api: { hosted: { output: 1 USD/Mtok, input: 0 USD/Mtok, speed: 50 tok/s } } }';
  const usd = (workload: string) => answerTo(workload, hosted).result.options['api']?.total.usdPerHour;
  const near = (actual: number | null | undefined, expected: number) => {
    assert.ok(actual && Math.abs(actual / expected - 1) < 1e-6, `${actual} is not ${expected}`);
  };
  near(usd('demand: 1K tokens/s'), 3.6);
  near(usd('requests: 2 req/s, input: 1K, output: 500'), 3.6);
  // Forty users make 2,000 a second at peak, half of it on average.
  near(usd('concurrency: 40'), 3.6);
});
