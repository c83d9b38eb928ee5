import { kvBytesPerToken } from '../../catalog/shapes/cacheGroups.js';
import { kvCacheFormat } from '../../catalog/shapes/formats.js';
import { gpuTypeById, type GpuType } from '../../catalog/entries/hardware.js';
import { modelById } from '../../catalog/entries/models.js';
import { acceptanceProfiles } from '../../catalog/entries/speculators.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';
import { weightBytes } from '../../catalog/shapes/weights.js';
import * as l10n from '../../l10n/l10n.js';
import * as format from '../../report/words/format.js';
import { modelFactsOf } from '../reading/choices.js';

/** What a new plan starts from. */
export interface NewPlan {
  /** The model as the plan writes it: a catalogue id, or `{ config: ./config.json }`. */
  readonly model: string;
  readonly spec: ModelSpec;
  /** Id of a GPU type of the catalogue. */
  readonly accelerator: string;
  readonly question: Question;
}

export type Question = 'fit' | 'speed' | 'lpx' | 'mla';

/** The questions that a new plan can start with, and what it then compares. */
export const QUESTIONS: Readonly<Record<Question, { readonly title: string; readonly compares: string }>> = {
  fit: {
    get title() {
      return l10n.t('How many users fit in memory?');
    },
    get compares() {
      return l10n.t('the cache as the model ships it, and in 8 bits');
    },
  },
  speed: {
    get title() {
      return l10n.t('How fast is it, and what does speculative decoding bring?');
    },
    get compares() {
      return l10n.t('decoding alone, and with a drafter');
    },
  },
  lpx: {
    get title() {
      return l10n.t('When do Groq 3 LPX racks pay against free software?');
    },
    get compares() {
      return l10n.t('GPUs, GPUs with a drafter, and GPUs with LPX racks; asks for the break-even');
    },
  },
  mla: {
    get title() {
      return l10n.t('What does compressed attention save?');
    },
    get compares() {
      return l10n.t('tensor-parallel with data-parallel attention, rank by rank');
    },
  },
};

/** Text of a new plan with comments that say what each part is for. Valid for every model and accelerator. */
export function newPlanText({ model, spec, accelerator, question }: NewPlan): string {
  const lines = [
    `# ${QUESTIONS[question].title}`,
    `# ${l10n.t('Change the numbers to yours; the charts follow as you type.')}`,
    'decodeplan: 1',
    `title: ${JSON.stringify(l10n.t('{name} on {accelerator}', { name: spec.name, accelerator }))}`,
    '',
    `model: ${model}`,
    '',
    'workloads:',
    '  chat:',
    `    concurrency: 200 # ${l10n.t('sequences decoding at the same time, at peak')}`,
    `    context: ${contextOf(spec)} # ${l10n.t('tokens in the cache of one of them')}`,
    '    output: 800',
    ...(question === 'fit'
      ? []
      : [`    speed: 30 tok/s # ${l10n.t('per user: the slowest that is acceptable')}`]),
    ...(question === 'lpx' ? [`    demand: 5B tokens/day # ${l10n.t('sizes the fleet and the bill')}`] : []),
    '',
    `gpus: { type: ${accelerator}, ${amountOf(spec, accelerator)} } # ${l10n.t('enough for the weights; say what you have')}`,
    '',
    `options: # ${l10n.t('what could be done, compared side by side')}`,
    ...optionsOf(spec, question),
    ...(question === 'lpx' ? ['', 'breakEven: { baseline: software, challenger: lpx }'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** A small plan to start from where there is nothing yet. */
export function starterPlanText(): string {
  const spec = modelById(STARTER_MODEL);
  if (!spec) throw new Error(`the catalogue has no ${STARTER_MODEL}`);
  return newPlanText({ model: STARTER_MODEL, spec, accelerator: 'h200-sxm', question: 'fit' });
}

const STARTER_MODEL = 'deepseek-v3';

function optionsOf(spec: ModelSpec, question: Question): string[] {
  const software = `  software: { speculation: ${speculationOf(spec)}`;
  switch (question) {
    case 'fit':
      return ['  as-is: {}', `  fp8-cache: { serving: { kvCache: fp8 } } # ${l10n.t('half of 16 bits')}`];
    case 'speed':
      return ['  as-is: {}', software];
    case 'lpx':
      return [
        '  as-is: {}',
        software,
        `  lpx: { lpx: { racks: auto, role: ffn, price: 2.5M..4.5M USD } } # ${l10n.t('no list price: a range')}`,
      ];
    case 'mla':
      return [
        `  tensor-parallel: { serving: { layout: { tensor: 8 } } } # ${l10n.t('latent caches are copied to every rank')}`,
        `  data-parallel-attention: { serving: { layout: { attentionData: 8 } } } # ${l10n.t('every rank holds its own users')}`,
      ];
  }
}

/** Lengths of a chat, cut at what the model reads. */
function contextOf({ maxContextTokens }: ModelSpec): string {
  const longest = maxContextTokens ?? Number.POSITIVE_INFINITY;
  if (longest >= 65_536) return '{ p50: 8K, p95: 64K }';
  return longest >= 8192 ? '{ p50: 2K, p95: 8K }' : '{ p50: 512, p95: 1K }';
}

/** A measured way to draft for the model where the catalogue has one, else an assumed acceptance that says so. */
function speculationOf({ id, mtpLayers }: ModelSpec): string {
  const measured = acceptanceProfiles().find(
    (profile) => profile.model === id && profile.id.startsWith('golden-'),
  );
  if (measured)
    return `{ method: ${measured.method}, acceptance: golden } } # ${l10n.t('measured on coding prompts')}`;
  const method =
    mtpLayers > 0 ? 'mtp, draftTokens: 1, acceptance: 1.8' : 'eagle3, draftTokens: 3, acceptance: 2.4';
  return `{ method: ${method} } } # ${l10n.t('assumed: measure acceptance on your own traffic')}`;
}

/** Part of the memory that weights may take, so that there is room for the cache. */
const WEIGHTS_SHARE = 0.6;
const BOX = 8;

function amountOf(spec: ModelSpec, accelerator: string): string {
  const type = gpuTypeById(accelerator);
  const needed = type ? weightBytes(spec, 'native') / (type.accelerator.memoryBytes * WEIGHTS_SHARE) : 1;
  if (type?.rack) return `racks: ${Math.max(1, Math.ceil(needed / type.rack.perRack))}`;
  return `count: ${BOX * Math.max(1, Math.ceil(needed / BOX))}`;
}

/** A model in a line for who chooses one: size, attention, weights, and what a token costs in the cache. */
export function modelDetail(spec: ModelSpec): string {
  const tokens = Math.min(spec.maxContextTokens ?? 32_768, 32_768);
  const cache = kvBytesPerToken(spec, kvCacheFormat(spec, null), tokens);
  const kept = cache > 0 ? [l10n.t('KV {bytes} a token', { bytes: format.bytes(cache) })] : [];
  return [modelFactsOf(spec), ...kept].join(', ');
}

/** An accelerator's price in a few words. */
export function acceleratorPrice({ accelerator, rack }: GpuType): string {
  const { priceUsd, rentUsdPerSecond } = accelerator;
  if (priceUsd !== null)
    return rack
      ? l10n.t('{price} a rack', { price: format.quantity(priceUsd * rack.perRack, 'money') })
      : format.quantity(priceUsd, 'money');
  return rentUsdPerSecond === null
    ? l10n.t('price not known')
    : l10n.t('rents for {rent}', {
        rent: format.quantity(rentUsdPerSecond, 'hourPrice'),
      });
}
