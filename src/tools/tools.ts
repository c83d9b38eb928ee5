import * as z from 'zod';
import { analyze } from './analyze.js';
import { breakEven } from './breakEven.js';
import { catalogue } from './catalogue.js';
import { compare } from './compare.js';
import { explain } from './explain.js';
import { moneyNote } from '../report/words/money.js';
import { solve } from './solve.js';
import { Cancelled, ToolError, type Control, type Host, type Tool, type ToolAnswer } from './tool.js';
import { validate } from './validate.js';

/** What agents may ask, in the editor and outside: all of it only reads. */
export const TOOLS: readonly Tool[] = [validate, analyze, explain, compare, catalogue, solve, breakEven];

/** A schema of a tool as other programs read it. */
export interface WrittenSchema {
  readonly type: 'object';
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: string[];
  readonly [more: string]: unknown;
}

/** What a tool takes or gives, as JSON Schema. */
export function toolSchema(schema: z.ZodType, io: 'input' | 'output'): WrittenSchema {
  const { $schema: _draft, ...written } = z.toJSONSchema(schema, {
    io,
    target: 'draft-7',
    // Members may be added to results: whoever checks them must let those pass.
    override: ({ jsonSchema }) => {
      if (io === 'output' && jsonSchema.additionalProperties === false)
        delete jsonSchema.additionalProperties;
    },
  });
  // Every tool takes and gives an object.
  return written as unknown as WrittenSchema;
}

/** Runs a tool by its name. Throws a `ToolError` where the call cannot be answered, `Cancelled` where it was given up. */
export async function callTool(
  name: string,
  input: unknown,
  host: Host,
  control: Control,
): Promise<ToolAnswer> {
  const tool = TOOLS.find((one) => one.name === name);
  if (!tool) throw new ToolError(`There is no tool ${name.slice(0, 80)}.`);
  const read = tool.input.safeParse(input ?? {});
  if (!read.success) throw new ToolError(inputFaults(read.error));
  if (control.cancelled()) throw new Cancelled('cancelled');
  const answer = await tool.run(read.data, host, control);
  return { ...answer, text: [answer.text, ...moneyLine(answer.text)].join('\n\n') };
}

/** Sentences are in the currency that the reader sees, data in dollars: whoever reads both has to know the rate. JSON is data. */
function moneyLine(text: string): string[] {
  return text.startsWith('{') ? [] : moneyNote({ rates: {} });
}

/** More faults of a call than these are not told. */
const MOST_FAULTS = 8;

function inputFaults({ issues }: z.ZodError): string {
  const lines = issues
    .slice(0, MOST_FAULTS)
    .map(({ path, message }) => `${path.length > 0 ? `${path.map(String).join('/')}: ` : ''}${message}`);
  return ['The call cannot be taken:', ...lines].join('\n').slice(0, 4000);
}
