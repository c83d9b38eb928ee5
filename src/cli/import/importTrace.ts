import { isAscii } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { rowText } from '../../exchange/trace/rowText.js';
import { Trace } from '../../exchange/trace/trace.js';
import { workloadOf, workloadText } from '../../exchange/trace/workload.js';
import { UnusableFile, why } from '../files.js';

/** Bytes that are read at once: logs of any size take no more memory than this. */
const CHUNK = 1 << 16;
/** What a file is shows in as much of it. */
const HEAD = 1 << 20;
/** Bytes between two signs of progress. */
const PROGRESS = 64 << 20;

/** The beginning of a file as text. */
export function headOf(file: string): string {
  return withFile(file, (descriptor) => {
    const bytes = new Uint8Array(HEAD);
    return new TextDecoder('utf-8').decode(bytes.subarray(0, readSync(descriptor, bytes)));
  });
}

function withFile<T>(file: string, use: (descriptor: number) => T): T {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    throw new UnusableFile(`${file}: ${why(error)}`);
  }
  try {
    return use(descriptor);
  } catch (error) {
    throw new UnusableFile(`${file}: ${why(error)}`);
  } finally {
    closeSync(descriptor);
  }
}

/** A log of requests as a workload of a plan, read piece by piece; `null` where no line is a request. */
export function importTrace(
  file: string,
): { readonly members: string; readonly notes: readonly string[] } | null {
  const trace = new Trace();
  withFile(file, (descriptor) => {
    const bytes = Buffer.alloc(CHUNK);
    const decoder = new TextDecoder('utf-8');
    // Most of a log is of one byte a character, which needs no decoding.
    const textOf = (part: Buffer): string =>
      part.length > 0 && isAscii(part)
        ? decoder.decode() + part.toString('latin1')
        : decoder.decode(part, { stream: part.length > 0 });
    const rows = rowText((row, from, to) => trace.add(row, from, to));
    let [read, told] = [0, 0];
    for (;;) {
      const length = readSync(descriptor, bytes);
      rows.add(textOf(bytes.subarray(0, length)));
      if (length === 0) break;
      read += length;
      if (process.stderr.isTTY && read - told >= PROGRESS) {
        told = read;
        process.stderr.write(`\r${file}: ${Math.round(read / 2 ** 20)} MiB read`);
      }
    }
    rows.end();
    if (told > 0) process.stderr.write('\r\u001B[K');
  });
  const statistics = trace.statistics();
  if (!statistics) return null;
  const workload = workloadOf(statistics);
  return { members: workloadText(workload), notes: workload.notes };
}
