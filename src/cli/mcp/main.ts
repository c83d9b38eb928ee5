/**
 * `decodeplan mcp`: plans for agents, over standard input and output. A file of its own: the command line loads it when
 * asked, and the editor runs it as a program.
 */
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { openFolder } from './folder.js';
import { createMcpServer } from './server.js';

/** A message holds at most two plans of the largest size, escaped. */
const MOST_MESSAGE_BYTES = 12_000_000;

const note = (text: string) => void process.stderr.write(`decodeplan mcp: ${text.slice(0, 2000)}\n`);

/** Serves until the client goes; standard output carries the protocol and nothing else. Ends with 2 where it cannot. */
export async function serveMcp(given: string): Promise<void> {
  let folder;
  try {
    folder = openFolder(given);
  } catch (error) {
    note(`${given}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 2;
    return;
  }
  const server = createMcpServer(folder, note);
  // A client that has gone is no error, and there is nobody left to answer.
  process.stdout.on('error', () => process.exit(0));
  await server.connect(
    new StdioServerTransport(process.stdin, process.stdout, { maxBufferSize: MOST_MESSAGE_BYTES }),
  );
}

// Run as a program, and not loaded by one.
if (typeof require === 'function' && require.main === module) void serveMcp(process.argv[2] ?? '.');
