import assert from 'node:assert/strict';
import test from 'node:test';
import { catalogueFaults } from '../../../src/catalogCheck/checkCatalogue.js';
import { CATALOGUE_FILES } from '../../../src/catalogCheck/data.js';
import { FILES } from '../../../src/catalogCheck/kinds.js';

void test('the catalogue is as its schemas say', () => {
  assert.deepEqual(Object.keys(CATALOGUE_FILES).sort(), [...FILES].sort());
  assert.deepEqual(catalogueFaults(CATALOGUE_FILES), []);
});

type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

/** The catalogue with a change in one file: the value at `path`, or what makes it of what is there. */
function changed(file: string, path: readonly (string | number)[], to: Json | undefined) {
  const files = structuredClone(CATALOGUE_FILES) as unknown as Record<string, Json>;
  let at = files[file] as Record<string | number, Json>;
  for (const part of path.slice(0, -1)) at = at[part] as Record<string | number, Json>;
  const last = path.at(-1) ?? '';
  if (to === undefined) {
    assert.ok(last in at, `${file} ${path.join('.')}`);
    Reflect.deleteProperty(at, last);
  } else at[last] = to;
  return catalogueFaults(files).map((fault) => ({
    place: `${fault.file.replace(/^.*\//, '')} ${fault.path.join('.')}`,
    message: fault.message,
  }));
}

/** A change, and the fault that it must be refused for, at its path: that of the change unless another is named. */
type Mutation = readonly [
  name: string,
  path: readonly (string | number)[],
  to: Json | undefined,
  message: RegExp,
  at?: string,
];

const MUTATIONS: Readonly<Record<string, readonly Mutation[]>> = {
  'src/catalog/data/accelerators.json': [
    ['misspelt', [13, 'scaleUpDoman'], 8, /^no member `scaleUpDoman`; did you mean `scaleUpDomain`\?$/],
    ['missing', [13, 'linkBytesPerSecond'], undefined, /^`linkBytesPerSecond` is missing$/],
    ['quoted', [13, 'memoryBandwidthBytesPerSecond'], '8e12', /must be a number/],
    ['in GB/s', [13, 'memoryBandwidthBytesPerSecond'], 8000, /^must be 10000000000 to/],
    ['without sources', [0, 'sources'], [], /^needs at least one source$/],
    ['without a date', [0, 'sources', 0, 'date'], undefined, /^`date` is missing$/],
    ['dated in words', [0, 'sources', 0, 'date'], 'last May', /^must be a date/],
    ['range without the value', [0, 'rentRangeUsdPerHour'], [3, 5], /^does not hold the likely value 2$/],
    ['money without a date', [0, 'rentDate'], null, /^says when the figures were found$/],
    ['range upside down', [0, 'rentRangeUsdPerHour'], [5, 1.3], /^goes from the lowest/],
    [
      'generation unheard of',
      [0, 'generation'],
      'hoper',
      /no generation .* `hoper`; did you mean `hopper`\?/,
    ],
    ['id twice', [1, 'id'], 'h100-sxm', /^there is another `h100-sxm`$/],
    ['alias of another', [1, 'aliases', 0], 'h100', /^`h100` already names `h100-sxm`$/],
    ['alias that is a rack', [1, 'aliases', 0], 'helios', /^`helios` already names `helios`$/],
    ['alias that no plan finds', [1, 'aliases', 0], 'H200', /^must be of lower-case letters/],
  ],
  'src/catalog/data/racks.json': [
    ['misspelt', [0, 'perRacks'], 72, /^no member `perRacks`; did you mean `perRack`\?$/],
    ['half a chip', [0, 'perRack'], 0.5, /^must be/],
    ['without sources', [0, 'sources'], undefined, /^`sources` is missing$/],
    ['of no accelerator', [0, 'accelerator'], 'gb20', /^no accelerator `gb20`; did you mean `gb200`\?$/],
  ],
  'src/catalog/data/lpx.json': [
    ['misspelt', ['lpu'], 256, /^no member `lpu`; did you mean `lpus`\?$/],
    ['wrong type', ['priceUsd'], '3M', /must be a number/],
    ['latency that falls', ['reachLatency', 1], [1e8, 1e-7], /^goes up/, 'reachLatency'],
    ['without sources', ['sources'], [], /^needs at least one source$/],
  ],
  'src/catalog/data/models.json': [
    ['misspelt', [0, 'alias'], [], /^no member `alias`; did you mean `aliases`\?$/],
    ['wrong type', [0, 'family'], 7, /must be text/],
    ['more active than all', [0, 'publishedActiveParameters'], 1e12, /^is more than all parameters$/],
    ['config of no model', [0, 'config', 'model_type'], 'abacus', /abacus/, '0.config'],
    ['format unheard of', [0, 'nativeKvFormat'], 'fp7', /^no format `fp7`$/],
    ['without sources', [0, 'sources'], [], /^needs at least one source$/],
    ['alias of another', [0, 'aliases', 0], 'DeepSeek-V3', /^`deepseek-v3` already names `deepseek-v3`$/],
  ],
  'src/catalog/data/speculators.json': [
    ['misspelt', [1, 'draftLayer'], 1, /^no member `draftLayer`; did you mean `draftLayers`\?$/],
    ['wrong type', [1, 'parallelDraft'], 'no', /must be `true` or `false`/],
    ['without sources', [1, 'sources'], [], /^needs at least one source$/],
    ['of no known method', [1, 'id'], 'medusa', /^must be one of/],
  ],
  'src/catalog/data/drafters.json': [
    ['misspelt', [0, 'weightBytes'], 1, /^no member `weightBytes`; did you mean `weightsBytes`\?$/],
    ['in percent', [0, 'draftCostFraction'], 15, /^must be 0 to 1/],
    ['without sources', [0, 'sources'], [], /^needs at least one source$/],
    [
      'of no model',
      [0, 'model'],
      'deepseek-v4-flush',
      /^no model `deepseek-v4-flush`; did you mean `deepseek-v4-flash`\?$/,
    ],
    ['twice', [0, 'model'], 'deepseek-v4-pro', /^there is another `deepseek-v4-pro on dspark`$/, '1.model'],
  ],
  'src/catalog/data/acceptance.json': [
    ['misspelt', [0, 'condition'], 'x', /^no member `condition`; did you mean `conditions`\?$/],
    ['more than drafted', [0, 'acceptedLength', 0], 2.5, /^with 1 drafts must be 1 to 2$/],
    ['without sources', [0, 'sources'], [], /^needs at least one source$/],
    ['of no model', [0, 'model'], 'deepseek-v9', /^no model `deepseek-v9`/],
    ['by no method', [0, 'method'], 'none', /^must be a method that drafts$/],
  ],
  'src/catalog/data/hosted.json': [
    ['misspelt', [1, 'outputUsdPerMilion'], 1, /^no member `outputUsdPerMilion`/],
    ['for nothing', [1, 'outputUsdPerMillion'], 0, /^must be 0.0001 to/],
    ['confidence unheard of', [1, 'confidence'], 'sure', /^must be one of `vendor`/],
    ['without sources', [1, 'sources'], [], /^needs at least one source$/],
  ],
  'src/catalog/data/claims.json': [
    ['misspelt', ['savings', 0, 'frames', 0, 'token'], 1, /^no member `token`; did you mean `tokens`\?$/],
    ['in percent', ['savings', 0, 'published'], 93.3, /^must be 0 to 1/],
    ['of no model', ['savings', 0, 'frames', 0, 'kept', 'model'], 'deepseek-v0', /^no model `deepseek-v0`/],
    ['in no format', ['savings', 0, 'frames', 0, 'kept', 'kvCache'], 'int5', /^no format `int5`$/],
    ['measure unheard of', ['performance', 0, 'measure'], 'joy', /^must be one of `speed`/],
    ['loss', ['performance', 0, 'factor'], [0.5, 2], /^must be at least 1$/, 'performance.0.factor.0'],
    ['without sources', ['performance', 0, 'sources'], [], /^needs at least one source$/],
    ['list gone', ['performance'], undefined, /^must be a list of entries$/],
    ['mark misspelt', ['attach', 0, 'measur'], 'racks', /^no member `measur`; did you mean `measure`\?$/],
    ['mark upside down', ['attach', 0, 'value'], [2, 1], /^goes from the lowest to the highest$/],
    ['fastest of no model', ['fastest', 0, 'model'], 'deepseek-v0', /^no model `deepseek-v0`/],
    ['fastest on nothing', ['fastest', 0, 'accelerator'], 'h101', /^no accelerator or rack `h101`/],
    ['fastest at rest', ['fastest', 0, 'tokensPerSecond'], 0, /^must be 1 to 100000 tok/],
  ],
  'src/catalog/data/traffic.json': [
    ['misspelt', [0, 'inputToken'], {}, /^no member `inputToken`; did you mean `inputTokens`\?$/],
    ['in percent', [0, 'cachedInput'], 37.4, /^must be 0 to 1/],
    ['upside down', [0, 'inputTokens', 'p50'], 50_000, /^goes from the median/, '0.inputTokens'],
    ['twice', [1, 'id'], 'chat', /^there is another `chat`$/],
    ['without sources', [0, 'sources'], undefined, /^`sources` is missing$/],
  ],
  'src/catalog/data/economics.json': [
    ['misspelt', ['electricty'], {}, /^no member `electricty`; did you mean `electricity`\?$/],
    ['unit unheard of', ['pue', 'unit'], 'percent', /^must be one of/],
    ['in percent', ['utilization', 'high'], 80, /^is more than the whole$/],
    ['upside down', ['pue', 'low'], 1.2, /^goes from low over likely to high$/, 'pue'],
    ['without sources', ['sources'], [], /^needs at least one source$/],
  ],
  'src/engine/time/coefficients.json': [
    ['misspelt', ['rows', 0, 'releas'], 'x', /^no member `releas`; did you mean `release`\?$/],
    ['below nothing', ['rows', 0, 'values', 0], -1, /^must be 0 to/],
    ['engine unheard of', ['rows', 0, 'engine'], 'vlm', /^must be one of/],
    ['of no model', ['rows', 0, 'models', 0], 'llama-9', /^no model `llama-9`/],
    ['twice', ['rows', 1, 'engine'], 'sglang', /^there is another `sglang on ampere/, 'rows.1.engine'],
  ],
};

for (const [file, mutations] of Object.entries(MUTATIONS)) {
  for (const [name, path, to, message, at] of mutations) {
    void test(`${file.replace(/^.*\//, '')} ${name} is refused at its place`, () => {
      const faults = changed(file, path, to);
      const place = `${file.replace(/^.*\//, '')} ${at ?? path.join('.')}`;
      const found = faults.filter((fault) => fault.place === place);
      assert.ok(
        found.some((fault) => message.test(fault.message)),
        JSON.stringify(faults),
      );
    });
  }
}

void test('every file has mutations that are refused', () => {
  assert.deepEqual(Object.keys(MUTATIONS).sort(), [...FILES].sort());
});
