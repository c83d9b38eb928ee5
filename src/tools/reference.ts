import { alternatives, planJsonSchema, type JsonSchema } from '../plan/jsonSchema.js';
import { pathKey } from '../plan/path.js';
import { DIMENSIONS } from '../units/dimensions.js';

const HEAD = `# What a decode plan can say

A plan is YAML in a file called \`*.decodeplan\`. Quantities carry their unit and may be a range, \`low..high\` or
\`low..likely..high\`. NAME stands for a name of your own. Members without a default may be left out unless required.
`;

/** Every member of the file, in a line or two each: short enough for an agent to read whole. */
export function referenceMarkdown(): string {
  return `${HEAD}\n${[...new Set(lines(planJsonSchema(), []))].join('\n')}\n`;
}

function lines(schema: JsonSchema, path: readonly string[]): string[] {
  const own = path.length > 0 && schema.title !== undefined ? [line(schema, path)] : [];
  const inner = alternatives(schema).flatMap((shape) => [
    ...Object.entries(shape.properties ?? {}).flatMap(([member, one]) => lines(one, [...path, member])),
    ...(typeof shape.additionalProperties === 'object'
      ? lines(shape.additionalProperties, [...path, 'NAME'])
      : []),
  ]);
  return [...own, ...inner];
}

function line(schema: JsonSchema, path: readonly string[]): string {
  const { description = '', examples = [], defaultText } = schema;
  const dimension = [schema, ...alternatives(schema)].find((one) => one.dimension)?.dimension;
  const unit = dimension === undefined ? '' : DIMENSIONS[dimension].usual;
  const words = [schema, ...alternatives(schema)].flatMap((one) => one.enum ?? []).slice(0, 20);
  return [
    `- \`${pathKey(path)}\`: ${description}`,
    unit === '' ? '' : `In \`${unit}\`.`,
    words.length > 0 ? `One of ${words.map((word) => `\`${word}\``).join(', ')}.` : '',
    examples.length > 0 ? `For example ${examples.map((one) => `\`${one}\``).join(', ')}.` : '',
    defaultText === undefined ? '' : `Default: ${defaultText}.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
