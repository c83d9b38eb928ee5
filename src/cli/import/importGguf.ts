import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { modelFromConfig } from '../../catalog/config/modelFromConfig.js';
import { weightBytes } from '../../catalog/shapes/weights.js';
import { isGguf, readGgufHead, type GgufResult } from '../../exchange/gguf/head.js';
import { modelOfGguf } from '../../exchange/gguf/model.js';

/** What a GGUF file gives to a plan, or why it gives nothing. */
type Imported =
  | { readonly ok: true; readonly members: string; readonly notes: readonly string[] }
  | { readonly ok: false; readonly message: string; readonly unusable: boolean };

/** Vocabularies of 256K words with their merges take some 20 MB before the table of tensors begins. */
const FIRST_BYTES = 8_000_000;
const MOST_BYTES = 256_000_000;
/** Models are not split into more files than this. */
const MOST_PARTS = 512;

/** Reads a GGUF file's head, and those of its other parts; never the weights. `null` where it is no GGUF file. */
export function importGguf(file: string): Imported | null {
  if (!existsSync(file) || !statSync(file).isFile() || !isGguf(firstBytes(file, 4))) return null;
  const heads = partsOf(file).map((part) => headOf(part));
  const wrong = heads.find((head) => !head.ok);
  if (wrong) return { ok: false, message: wrong.message, unusable: true };
  const made = modelOfGguf(heads.flatMap((head) => (head.ok ? [head.head] : [])));
  if (!made.ok) return { ok: false, message: made.message, unusable: false };
  const result = modelFromConfig(made.config, { id: file, name: made.name });
  if (!result.ok) return { ok: false, message: result.message, unusable: false };
  const { model } = result;
  const members = `model: ${JSON.stringify({ name: made.name, ...made.config })}\n`;
  const bytes = (weightBytes(model, 'native') / 1e9).toFixed(2);
  const what = `${model.attention}, ${model.layers} layers, ${bytes} GB of weights by the table of tensors`;
  return {
    ok: true,
    members,
    notes: [what, ...made.notes, ...model.unknown.map((one) => `not known: ${one}`)],
  };
}

/** A file and its neighbours: `…-00001-of-00003.gguf`. */
function partsOf(file: string): string[] {
  const [, stem, , count] = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/i.exec(file) ?? [];
  if (stem === undefined || Number(count) > MOST_PARTS) return [file];
  const all = Array.from(
    { length: Number(count) },
    (_, i) => `${stem}-${String(i + 1).padStart(5, '0')}-of-${count ?? ''}.gguf`,
  );
  const there = all.filter((part) => existsSync(part));
  return there.length > 0 ? there : [file];
}

/** Reads as much of a file as its head takes, and no more than that. */
function headOf(file: string): GgufResult {
  const { size } = statSync(file);
  for (let length = FIRST_BYTES; ; length *= 4) {
    const read = readGgufHead(firstBytes(file, Math.min(length, size)));
    if (read.ok || !read.cut || length >= size || length >= MOST_BYTES) return read;
  }
}

/**
 * Whether a file is a checkpoint of safetensors: the length of its head, then the head, which is JSON. Of dimensions it
 * says too little for a model, and it may be larger than what fits into memory.
 */
export function isSafetensors(file: string): boolean {
  if (!existsSync(file) || !statSync(file).isFile()) return false;
  const start = firstBytes(file, HEAD_START);
  if (start.length < HEAD_START || start[HEAD_START - 1] !== BRACE) return false;
  const length = new DataView(start.buffer).getBigUint64(0, true);
  return length > 0n && length < BigInt(MOST_BYTES) && Number(length) + HEAD_START <= statSync(file).size + 1;
}

/** Eight bytes of a length, and the first of the head: `{`. */
const HEAD_START = 9;
const BRACE = 123;

function firstBytes(file: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const handle = openSync(file, 'r');
  try {
    return bytes.subarray(0, readSync(handle, bytes, 0, length, 0));
  } finally {
    closeSync(handle);
  }
}
