import { isMainThread } from 'node:worker_threads';
import { CommanderError } from 'commander';
import { createProgram } from './program.js';

/** The call cannot be taken. */
const UNUSABLE = 2;
/** A fault of ours, as `sysexits.h` numbers it: never taken for a plan that does not fit. */
const INTERNAL = 70;

function failed(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : UNUSABLE;
    return;
  }
  process.stderr.write(
    `decodeplan failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = INTERNAL;
}

// Who reads only the first lines, as `head` does, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

// A sweep's workers run this very file.
if (isMainThread) createProgram().parseAsync().catch(failed);
else void import('./sweepWorkers.js').then(({ answerAsWorker }) => answerAsWorker());
