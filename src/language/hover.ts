import type { ResolvedPlan } from '../catalog/shapes/resolvedPlan.js';
import { heldAt } from '../engine/moves/held.js';
import * as l10n from '../l10n/l10n.js';
import { dimensionOf, schemasAt, type JsonSchema } from '../plan/jsonSchema.js';
import { pathKey } from '../plan/path.js';
import type { TextRange, TreeEntry, TreeNode } from '../plan/yaml.js';
import type { Analysis } from '../report/answers/analysis.js';
import { origin } from '../report/words/assumptions.js';
import { optionCost } from '../report/words/fleet/purchase.js';
import { evidenceLines } from '../report/figures/evidence/figure.js';
import { consequences } from '../report/words/explain.js';
import * as format from '../report/words/format.js';
import { displayQuantity } from '../units/display.js';
import { DIMENSIONS, type Dimension } from '../units/dimensions.js';
import { catalogueChoices, modelFacts } from './reading/choices.js';
import { placeAt } from './reading/places.js';
import { basisText, reasonText } from '../report/words/reasons.js';

export interface Hover {
  /** Markdown. */
  readonly text: string;
  readonly range: TextRange;
}

/** Meaning, unit, default, resolved value and source of the member at an offset. */
export function hover(analysis: Analysis, offset: number): Hover | null {
  const { root, text } = analysis.document;
  const place = placeAt(root, offset);
  if (!place || isBlankAt(text, offset) || !isOnText(text, place.entry, offset)) return null;
  const { path, entry } = place;
  const schema = schemasAt(path)[0];
  const parts = [
    headOf(schema, entry.key),
    l10n.marked(schema?.description ?? ''),
    wordLines(schema),
    unitLine(schema),
    schema?.informative ? l10n.t('Informs only: no number of a result follows from it.') : '',
    schema?.defaultText ? l10n.t('Default: {default}.', { default: l10n.marked(schema.defaultText) }) : '',
    resolvedLine(analysis.plan, path, schema),
    modelLine(analysis, path),
    catalogueLine(analysis, schema, entry.value),
    resultLines(analysis, path),
    consequenceLines(analysis, path),
    measuredLines(analysis, path),
    path[0] === 'breakEven' && analysis.plan
      ? l10n.t('[Where does that change?]({link})', { link: 'command:decodeplan.findBreakEven' })
      : '',
  ].filter((part) => part !== '');
  if (parts.length === 0) return null;
  const range = offset <= entry.keyRange.end ? entry.keyRange : entry.value;
  return { text: parts.join('\n\n'), range };
}

/** In the indentation of a line, or between words far apart, nothing is pointed at. */
function isBlankAt(text: string, offset: number): boolean {
  const blank = (at: number) => /^\s?$/.test(text.slice(at, at + 1));
  return blank(offset) && (offset === 0 || blank(offset - 1));
}

/** Whether an offset is on a member's name, or on a value that is written in one line. */
function isOnText(text: string, { keyRange, value }: TreeEntry, offset: number): boolean {
  const oneLine = ({ start, end }: TextRange) => !text.slice(start, end).trimEnd().includes('\n');
  const on = (range: TextRange) => offset >= range.start && offset <= range.end && oneLine(range);
  return (
    on(keyRange) || on(value) || (value.kind === 'scalar' && offset >= value.start && offset < value.end)
  );
}

function headOf(schema: JsonSchema | undefined, key: string): string {
  if (!schema?.title) return '';
  // Names are the user's: only plain ones are shown as code.
  const title = `**${l10n.marked(schema.title)}**`;
  return /^[\w-]{1,60}$/.test(key) ? `${title} \`${key}\`` : title;
}

/** What each word that a member takes means. */
function wordLines(schema: JsonSchema | undefined): string {
  const { enum: words = [], enumDescriptions = [] } = schema ?? {};
  return words
    .flatMap((word, i) => (enumDescriptions[i] ? [`- \`${word}\`: ${l10n.marked(enumDescriptions[i])}`] : []))
    .join('\n');
}

/** Facts of what a member names, where that is an entry of the catalogue; models have a line of their own. */
function catalogueLine({ plan, book }: Analysis, schema: JsonSchema | undefined, node: TreeNode): string {
  if (!schema?.catalogue || schema.catalogue === 'models' || node.kind !== 'scalar') return '';
  const named = catalogueChoices(schema.catalogue, plan, book).find(({ value }) => value === node.value);
  return named ? `\`${named.value}\`: ${format.escapeMarkdown(named.detail)}.` : '';
}

function unitLine(schema: JsonSchema | undefined): string {
  const dimension = dimensionOf(schema ? [schema] : []);
  if (!dimension) return '';
  const { usual, example: usually } = DIMENSIONS[dimension];
  const example = schema?.examples?.[0] ?? usually;
  return usual === ''
    ? l10n.t('Written as in `{example}`.', { example })
    : l10n.t('In `{usual}`, as in `{example}`.', { usual, example });
}

function resolvedLine(
  plan: ResolvedPlan | null,
  path: readonly string[],
  schema: JsonSchema | undefined,
): string {
  if (!plan) return '';
  const name = pathKey(path);
  const provenance = own(plan.provenance, name);
  const range = own(plan.ranges, name);
  const value = oneNumber(heldAt(plan, path));
  const dimension = dimensionOf(schema ? [schema] : []);
  const written = typeof value === 'number' && dimension ? exactly(value, dimension) : '';
  const spread =
    range && dimension
      ? `, ${format.between(range.low, range.high, (end) => displayQuantity(end, dimension))}`
      : '';
  const source =
    provenance && provenance.from !== 'plan'
      ? // Sources have brackets of their own.
        `; ${origin(provenance.from)}: ${linked(format.escapeMarkdown(provenance.detail), provenance.url)}`
      : '';
  return written || source ? `→ ${written || l10n.t('resolved')}${spread}${source}` : '';
}

/** A key of the plan may be called `toString`, which every object has. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** A context given as one length is resolved to three that are equal. */
function oneNumber(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('p50' in value) || !('max' in value)) return value;
  return value.p50 === value.max ? value.p50 : value;
}

/** A length in full where its short form hides digits. */
function exactly(value: number, dimension: Dimension): string {
  return dimension === 'tokens'
    ? l10n.t('{count} tokens', { count: value.toLocaleString('en-US') })
    : displayQuantity(value, dimension);
}

function linked(text: string, url: string | undefined): string {
  return url?.startsWith('https://') ? `[${text}](${url})` : text;
}

function modelLine({ plan, book }: Analysis, path: readonly string[]): string {
  if (!plan || pathKey(path) !== 'model') return '';
  const { model } = plan;
  const line = l10n.t('{name}: {facts}, {layers} layers.', {
    name: format.escapeMarkdown(model.name),
    facts: modelFacts(model.id, book) || format.escapeMarkdown(model.attention),
    layers: model.layers,
  });
  if (model.unknown.length === 0) return line;
  const unknown = format.escapeMarkdown(model.unknown.join('; '));
  return `${line}\n\n${l10n.t('Not known: {unknown}.', { unknown })}`;
}

/** Behind everything that a result depends on: what it leads to here, with the numbers put in. */
function consequenceLines(analysis: Analysis, path: readonly string[]): string {
  const result = analysis.result();
  if (!result || !analysis.plan) return '';
  const lines = consequences({ plan: analysis.plan, result }, path).slice(0, MOST_LINES);
  return lines.map((line) => `- ${format.escapeMarkdown(line)}`).join('\n');
}

/** Members that name what was measured. */
const MEASURED = ['model', 'gpus', 'serving'];

/** Behind what names a server: measured runs of its class, and the nearest. */
function measuredLines(analysis: Analysis, path: readonly string[]): string {
  const result = analysis.result();
  if (!result || !analysis.plan || path.length !== 1 || !MEASURED.includes(path[0] ?? '')) return '';
  const lines = evidenceLines(analysis.plan, result).slice(0, MOST_LINES / 2);
  return lines.map((line) => `- ${format.escapeMarkdown(line)}`).join('\n');
}

/** More than a pointer should be made to read. */
const MOST_LINES = 6;

/** On a workload or option: what it leads to. */
function resultLines(analysis: Analysis, path: readonly string[]): string {
  const result = analysis.result();
  const { plan } = analysis;
  if (!result || !plan || path.length !== 2) return '';
  const [group, name = ''] = path;
  if (group === 'workloads') {
    const cache = result.workloads[name]?.kvCache;
    const context = plan.workloads[name]?.context;
    if (!cache || !context) return '';
    return l10n.t(
      'KV cache of one sequence: {bytesPerToken} B a token; {p50Bytes} at {p50}, {p95Bytes} at {p95}.',
      {
        bytesPerToken: cache.bytesPerToken.toLocaleString('en-US', { maximumFractionDigits: 1 }),
        p50Bytes: format.bytes(cache.bytesPerSequence.p50),
        p50: format.tokens(context.p50),
        p95Bytes: format.bytes(cache.bytesPerSequence.p95),
        p95: format.tokens(context.p95),
      },
    );
  }
  const option = group === 'options' ? result.options[name] : undefined;
  if (!option) return '';
  const basis = Object.values(option.workloads).find(({ decode }) => decode)?.decode?.band.basis;
  const cost = optionCost(option, result.basis);
  return [
    cost === null ? l10n.t('Its cost is not known.') : `${l10n.t('Costs {cost}', { cost })}.`,
    ...option.reasons.slice(0, 3).map((reason) => `- ${format.escapeMarkdown(reasonText(reason))}`),
    ...(basis
      ? [
          '',
          l10n.t('Step times: {basis}. [How well do they match measurements?]({link})', {
            basis: basisText(basis),
            link: 'command:decodeplan.showValidation',
          }),
        ]
      : []),
  ].join('\n');
}
