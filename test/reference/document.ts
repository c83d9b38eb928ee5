import { catalogueChoices } from '../../src/language/reading/choices.js';
import { alternatives, planJsonSchema, type JsonSchema } from '../../src/plan/jsonSchema.js';
import { DIMENSIONS, unitsOf, type Dimension } from '../../src/units/dimensions.js';

/** The page about every member of a plan, out of the schema that reads plans. */
export function referencePage(): string {
  const root = planJsonSchema();
  return [
    '# What a plan can say',
    INTRODUCTION,
    '## Members',
    ...membersOf(root, []),
    '## Units',
    UNITS,
    unitTable(),
    '## Names of the catalogue',
    ...CATALOGUES.map(([id, title]) => `### ${title}\n\n${namesTable(id)}`),
  ].join('\n\n');
}

const INTRODUCTION = `A plan is YAML 1.2 (so JSON is a plan too), one in a file called \`*.decodeplan\`. Members that are
not marked as required may be left out. Quantities carry their unit and may be a range, \`low..high\` or
\`low..likely..high\`, where a spread makes sense. \`NAME\` stands for a name of your own, \`N\` for a place in a list, from 0. Problems are explained in [diagnostics.md](diagnostics.md).
This page is written by \`npm run reference\`.`;

const UNITS = `Token lengths read as vLLM reads them: lower case is decimal (\`32k\` is 32,000), upper case binary (\`32K\` is
32,768, \`1M\` is 1,048,576). Everything else is decimal unless its unit is binary (\`GiB\`).`;

const CATALOGUES = [
  ['models', 'Models'],
  ['accelerators', 'Accelerators and racks'],
  ['speculators', 'Drafters'],
  ['acceptance', 'Acceptance profiles'],
  ['hosted', 'Hosted services'],
  ['kvFormats', 'KV cache formats'],
  ['weightFormats', 'Weight formats'],
] as const;

/** Sections of a group's members, each followed by those of its own. */
function membersOf(schema: JsonSchema, path: readonly string[]): string[] {
  const groups = alternatives(schema);
  const own = groups.flatMap(({ properties, required = [] }) =>
    Object.entries(properties ?? {})
      .filter(([, member]) => member.title ?? member.properties)
      .flatMap(([key, member]) => section(member, [...path, key], required.includes(key))),
  );
  const named = groups.flatMap(({ additionalProperties: rest }) =>
    typeof rest === 'object' && rest.title ? section(rest, [...path, 'NAME'], false) : [],
  );
  const listed = groups.flatMap(({ items }) =>
    items && alternatives(items).some(({ properties }) => properties) ? membersOf(items, [...path, 'N']) : [],
  );
  return [...own, ...named, ...listed];
}

/** Groups that stand at several places are described once, where they stand first. */
const REPEATED: Readonly<Record<string, string>> = {
  'options.NAME.gpus': 'gpus',
  'options.NAME.serving': 'serving',
};

function section(schema: JsonSchema, path: readonly string[], required: boolean): string[] {
  const name = path.join('.');

  const same = REPEATED[name];
  const facts = [
    required ? '- **Required.**' : '',
    ...factsOf(schema),
    same ? `- Members: as those of [\`${same}\`](#${same}).` : '',
  ].filter((fact) => fact !== '');
  const text = [
    `### ${name}`,
    `**${schema.title ?? name}.** ${schema.description ?? ''}`.trim(),
    facts.join('\n'),
  ];
  return [text.filter((part) => part !== '').join('\n\n'), ...(same ? [] : membersOf(schema, path))];
}

function factsOf(schema: JsonSchema): string[] {
  const shapes = alternatives(schema);
  const dimensions = [...new Set([schema, ...shapes].flatMap(({ dimension }) => dimension ?? []))];
  const words = shapes.flatMap((one) => wordsOf(one.items ?? one));
  const codes = (list: readonly (string | number)[]) => list.map((one) => `\`${one}\``).join(', ');
  return [
    ...dimensions.map((dimension) => `- Unit: ${unitWords(dimension)}.`),
    words.length > 0
      ? `- ${shapes.some(({ items }) => items) ? 'A list of' : 'One of'} ${[...new Set(words)].join(', ')}${dimensions.length > 0 ? ', or a value' : ''}.`
      : '',
    schema.catalogue ? `- Names: [${titleOf(schema.catalogue)}](#${slug(titleOf(schema.catalogue))}).` : '',
    schema.refersTo ? `- The name of one of the \`${schema.refersTo}\`.` : '',
    schema.defaultText ? `- Default: ${schema.defaultText}.` : '',
    schema.informative ? '- Informs only: no number of a result follows from it.' : '',
    schema.examples?.length ? `- For example ${codes(schema.examples)}.` : '',
  ];
}

/** The words that a schema takes, with what they mean. */
function wordsOf({ enum: words, enumDescriptions = [], const: only, type }: JsonSchema): string[] {
  if (words)
    return words.map((word, i) => `\`${word}\`${enumDescriptions[i] ? ` (${enumDescriptions[i]})` : ''}`);
  if (only !== undefined) return [`\`${only}\``];
  return type === 'boolean' ? ['`true`', '`false`'] : [];
}

const titleOf = (catalogue: string) => CATALOGUES.find(([id]) => id === catalogue)?.[1] ?? catalogue;
const slug = (title: string) => title.toLowerCase().replace(/ /g, '-');

function unitWords(dimension: Dimension): string {
  const { usual, example } = DIMENSIONS[dimension];
  return usual === '' ? `a number, as in \`${example}\`` : `\`${usual}\`, as in \`${example}\``;
}

function unitTable(): string {
  const rows = Object.entries(DIMENSIONS).map(([dimension, { magnitudes, example, units }]) => {
    // The record's keys are the dimensions.
    const names = unitsOf(dimension as Dimension).map((unit) => `\`${unit}\``);
    const letters = Object.keys(magnitudes).map((letter) => `\`${letter}\``);
    const bare = Object.hasOwn(units, '') ? ['none'] : [];
    return `| ${dimension} | ${[...names, ...bare].join(', ')} | ${letters.join(' ')} | \`${example}\` |`;
  });
  return [
    '| Quantity | Units | Letters before the unit | Example |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function namesTable(catalogue: string): string {
  const rows = catalogueChoices(catalogue, null).map(({ value, detail }) => `| \`${value}\` | ${detail} |`);
  return ['| Name | What it is |', '| --- | --- |', ...rows].join('\n');
}
