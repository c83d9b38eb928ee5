import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  type CallToolResult,
  type ServerNotification,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js';
import packageJson from '../../../package.json' with { type: 'json' };
import { PROMPTS } from '../../tools/prompts.js';
import { Cancelled, ToolError, type Control, type Host } from '../../tools/tool.js';
import { callTool, TOOLS, toolSchema } from '../../tools/tools.js';
import type { Folder } from './folder.js';
import { listedResources, offered, readResource, RESOURCE_TEMPLATES } from './resources.js';

const INSTRUCTIONS =
  'Decode Plan answers how to serve a large language model: memory, speed, cost, fleets and break-evens of a plan in a .decodeplan file (YAML). Numbers come from its engine: do not estimate what a tool can answer. Write a plan (decodeplan://reference says what it can hold), validate it, analyze it; pass edits as text to try them. Nothing here writes files or reaches a network.';

/** An MCP server over a folder of plans, not connected yet. `note` gets what went wrong inside, for people. */
// The SDK's other class reads arguments itself; here they are read where the editor's tools read them, too.
// eslint-disable-next-line @typescript-eslint/no-deprecated
export function createMcpServer(folder: Folder, note: (text: string) => void): Server {
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const server = new Server(
    { name: packageJson.name, title: 'Decode Plan', version: packageJson.version },
    { capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} }, instructions: INSTRUCTIONS },
  );
  server.onerror = (error) => note(error.message);
  const host: Host = {
    plan: (source) => Promise.resolve(folder.analysis(source)),
    book: () => Promise.resolve(folder.book()),
  };
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: listedTools() }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }, extra) =>
    answered(
      () => callTool(params.name, params.arguments, host, controlOf(extra, params._meta?.progressToken)),
      note,
    ),
  );
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: listedResources(folder) }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: RESOURCE_TEMPLATES.map((one) => ({ ...one })),
  }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }) => ({
    contents: [refusing(() => ({ ...readResource(folder, params.uri) }))],
  }));
  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: PROMPTS.map(({ text: _text, arguments: given, ...listed }) => ({
      ...listed,
      arguments: given.map((one) => ({ ...one })),
    })),
  }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) =>
    refusing(() => prompted(params.name, params.arguments ?? {})),
  );
  server.setRequestHandler(CompleteRequestSchema, ({ params: { argument, context } }) => ({
    completion: offered(folder, argument.name, argument.value, context?.arguments?.['catalogue']),
  }));
  return server;
}

function listedTools() {
  return TOOLS.map(({ name, title, description, input, output }) => ({
    name,
    title,
    description,
    inputSchema: toolSchema(input, 'input'),
    outputSchema: toolSchema(output, 'output'),
    annotations: {
      title,
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: false,
    },
  }));
}

/** What a tool answers; what it cannot is told to the model, which can then call it better. */
async function answered(
  call: () => ReturnType<typeof callTool>,
  note: (text: string) => void,
): Promise<CallToolResult> {
  try {
    const { text, data } = await call();
    return { content: [{ type: 'text', text }], structuredContent: { ...data } };
  } catch (error) {
    if (error instanceof Cancelled) throw new McpError(ErrorCode.InvalidRequest, 'cancelled');
    if (!(error instanceof ToolError)) note(error instanceof Error ? (error.stack ?? '') : String(error));
    const text = error instanceof ToolError ? error.message : 'Decode Plan failed at this call.';
    return { content: [{ type: 'text', text }], isError: true };
  }
}

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

function controlOf(extra: Extra, progressToken: string | number | undefined): Control {
  return {
    cancelled: () => extra.signal.aborted,
    progress: (progress, total, message) => {
      if (progressToken === undefined) return;
      const params = { progressToken, progress, total, message };
      // Whoever has gone needs no progress.
      extra.sendNotification({ method: 'notifications/progress', params }).catch(() => undefined);
    },
  };
}

/** The same for what is no tool: errors of the protocol, with the reason in words. */
function refusing<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    throw new McpError(ErrorCode.InvalidParams, error.message);
  }
}

/** More than this of an argument is not a name, a path or a number. */
const LONGEST_ARGUMENT = 1000;

function prompted(name: string, given: Readonly<Record<string, string>>) {
  const prompt = PROMPTS.find((one) => one.name === name);
  if (!prompt) throw new ToolError(`There is no prompt ${name.slice(0, 80)}.`);
  for (const argument of prompt.arguments) {
    const value = Object.hasOwn(given, argument.name) ? given[argument.name] : undefined;
    if (argument.required && (value === undefined || value.trim() === ''))
      throw new ToolError(`${name} needs ${argument.name}: ${argument.description}`);
    if (value !== undefined && value.length > LONGEST_ARGUMENT)
      throw new ToolError(`${argument.name} is longer than ${LONGEST_ARGUMENT} characters.`);
  }
  const text = prompt.text(given);
  return {
    description: prompt.description,
    messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }],
  };
}
