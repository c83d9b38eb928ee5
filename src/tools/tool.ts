import type * as z from 'zod';
import type { Book } from '../catalog/entries/book.js';
import type { Analysis } from '../report/answers/analysis.js';
import type { ToolName } from './names.js';

/** Where a plan comes from: its path in what is served, or its text. */
export interface PlanSource {
  readonly path?: string | undefined;
  readonly text?: string | undefined;
}

/** What whoever runs a tool has to give. */
export interface Host {
  /** A plan with the files that it names read. Throws a `ToolError` where it cannot be had. */
  readonly plan: (source: PlanSource) => Promise<Analysis>;
  /** The price book of what is served as a whole, which a plan given as a text counts with. */
  readonly book: () => Promise<Book>;
}

/** How a call is going, and whether its answer is still wanted. */
export interface Control {
  readonly cancelled: () => boolean;
  readonly progress: (done: number, total: number, what: string) => void;
}

/** Data as JSON holds it, in SI units, and the same in few words. */
export interface ToolAnswer {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A call that cannot be answered. Its message is read by a language model, and says what to give instead. */
export class ToolError extends Error {}

/** The call is not wanted any more. */
export class Cancelled extends Error {}

type Input = Readonly<Record<string, unknown>>;

/** A tool that only reads. What models read of it is English; answers are in the reader's language. */
export interface Tool {
  readonly name: ToolName;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodType<Input>;
  readonly output: z.ZodType;
  /** May take seconds, and then tells how far it is. */
  readonly slow: boolean;
  readonly run: (input: Input, host: Host, control: Control) => Promise<ToolAnswer>;
}

/** A tool whose `run` takes what its schema reads. */
export function tool<T extends Input>({
  run,
  ...rest
}: Omit<Tool, 'input' | 'run'> & {
  readonly input: z.ZodType<T>;
  readonly run: (input: T, host: Host, control: Control) => Promise<ToolAnswer>;
}): Tool {
  // Called with what `input` read only: see `callTool`.
  return { ...rest, run: (input, host, control) => run(input as T, host, control) };
}

/** Lets whoever waits be heard: signals and messages come between turns of the loop. */
export async function turn(control: Control): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  if (control.cancelled()) throw new Cancelled('cancelled');
}
