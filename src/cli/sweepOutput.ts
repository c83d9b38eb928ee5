import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { UnusableFile, why } from './files.js';

/** Where a sweep's lines go. */
export interface Output {
  /** Writes whole lines; resolves when more may be written. */
  readonly write: (lines: string | Uint8Array) => Promise<void>;
  readonly close: () => void;
}

/** Standard output, which waits for a slow reader. */
export function standardOutput(): Output {
  return {
    write: (lines) =>
      process.stdout.write(lines)
        ? Promise.resolve()
        : new Promise((resolve) => {
            process.stdout.once('drain', resolve);
          }),
    close: () => undefined,
  };
}

/** A file opened for a sweep, and the point at which to go on. */
export interface Opened {
  readonly output: Output;
  /** Index of the first point to write; `null` where the file is new and starts with the heading. */
  readonly from: number | null;
}

/** Lines of one point, as the sweep would write them. */
export type AnswerText = (index: number) => string;

/** No point has more lines than fit in here. */
const TAIL_BYTES = 4 * 2 ** 20;

/**
 * Opens a sweep's output. With `answered`, an interrupted output is continued: its last line, which may be cut off,
 * and all lines of its last point are written again, so that the file becomes what an uninterrupted sweep writes.
 * Throws `UnusableFile` if the file holds something else.
 */
export function openOutput(file: string, answered: AnswerText | null): Opened {
  const fd = open(file, answered !== null);
  try {
    // A pipe or device has no place to go on from and nothing to cut off.
    if (!fstatSync(fd).isFile()) return { output: fileOutput(fd, null), from: null };
    const end = answered ? resumePoint(fd, file, answered) : null;
    ftruncateSync(fd, end?.bytes ?? 0);
    return { output: fileOutput(fd, end?.bytes ?? 0), from: end?.index ?? null };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function open(file: string, resume: boolean): number {
  try {
    return resume ? openExisting(file) : openSync(file, 'w');
  } catch (error) {
    throw new UnusableFile(`${file}: ${why(error)}`);
  }
}

/** Opens without emptying; a file that is not there yet is made. */
function openExisting(file: string): number {
  try {
    return openSync(file, 'r+');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return openSync(file, 'w+');
    throw error;
  }
}

/** Writes from `start` on, or wherever a pipe or device is. */
function fileOutput(fd: number, start: number | null): Output {
  let position = start;
  return {
    write: (lines) => {
      const bytes = typeof lines === 'string' ? Buffer.from(lines) : lines;
      for (let done = 0; done < bytes.length;) {
        const written = writeSync(fd, bytes, done, bytes.length - done, position);
        done += written;
        if (position !== null) position += written;
      }
      return Promise.resolve();
    },
    close: () => {
      closeSync(fd);
    },
  };
}

/** How much of the file stands, and the point that comes next; `null` to start anew. */
function resumePoint(
  fd: number,
  file: string,
  answered: AnswerText,
): { bytes: number; index: number } | null {
  const { size } = fstatSync(fd);
  const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
  readSync(fd, tail, 0, tail.length, size - tail.length);
  const whole = tail.subarray(0, tail.lastIndexOf(0x0a) + 1);
  const lines = whole.toString('utf8').split(/(?<=\n)/);
  const index = indexOf(lines.at(-1) ?? '');
  if (index === null) {
    if (size <= tail.length && lines.length <= 1) return null;
    throw new UnusableFile(`${file}: is not the output of a sweep`);
  }
  const first = lines.findIndex((line) => indexOf(line) === index);
  const last = lines.slice(first).join('');
  if (!answered(index).startsWith(last))
    throw new UnusableFile(`${file}: was written by another sweep, or from another plan`);
  return { bytes: size - tail.length + whole.length - Buffer.byteLength(last), index };
}

/** The point that a line belongs to, in either format; `null` for a heading. */
function indexOf(line: string): number | null {
  const match = /^(?:\{"index":)?([0-9]{1,15}),/.exec(line);
  return match ? Number(match[1]) : null;
}
