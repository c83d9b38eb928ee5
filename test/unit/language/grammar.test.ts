import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

interface Contributed {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo?: readonly string[];
}

const { contributes } = json('package.json') as { contributes: { grammars: Contributed[] } };

function contributed(scope: string): Contributed {
  const found = contributes.grammars.find(({ scopeName }) => scopeName === scope);
  assert.ok(found, scope);
  return found;
}

interface Quantities {
  readonly injectionSelector: string;
  readonly patterns: readonly { readonly match: string }[];
}

/** The quantity that the grammar finds in a line, in its parts: number, unit, number, unit. */
function quantityIn(line: string): (string | undefined)[] | null {
  const [pattern] = (json(contributed('decodeplan.quantities').path) as Quantities).patterns;
  const match = new RegExp(pattern?.match ?? '').exec(line);
  return match ? [match[1], match[2], match[4], match[5]].map((part) => part?.trim()) : null;
}

void test('a value is coloured as number and unit, a name is not', () => {
  const cases: readonly (readonly [string, (string | undefined)[] | null])[] = [
    ['  context: 96K', ['96', 'K', undefined, undefined]],
    ['  speed: 30 tok/s # at least', ['30', 'tok/s', undefined, undefined]],
    ['    lpx: { racks: auto, price: 2.5M..4.5M USD }', ['2.5', 'M', '4.5', 'M USD']],
    ['  demand: 40B tokens/day', ['40', 'B tokens/day', undefined, undefined]],
    ['  capitalCost: 9%/year', ['9', '%/year', undefined, undefined]],
    ['model: deepseek-v4-pro', null],
    ['gpus: { type: h200-sxm, racks: auto }', null],
  ];
  for (const [line, parts] of cases) assert.deepEqual(quantityIn(line), parts, line);
});

void test('quantities are coloured in plans and in fences of Markdown, where comments and quotes stay what they are', () => {
  const { injectTo, path } = contributed('decodeplan.quantities');
  const { injectionSelector } = json(path) as Quantities;
  assert.deepEqual(injectTo, ['source.decodeplan', 'text.html.markdown']);
  assert.match(injectionSelector, /L:source\.decodeplan -comment/);
  assert.match(injectionSelector, /L:meta\.embedded\.block\.decodeplan -comment/);
  interface Fence {
    readonly repository: { readonly fenced: { readonly begin: string } };
  }
  const { begin } = (json(contributed('markdown.decodeplan.codeblock').path) as Fence).repository.fenced;
  // The form that only switches case is Oniguruma's.
  const fence = new RegExp(begin.replace(/\(\?i:/, '(?:').replace('|\\G', ''));
  assert.ok(fence.test('```decodeplan') && fence.test('~~~ decodeplan title') && !fence.test('```yaml'));
});
