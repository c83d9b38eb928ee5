import * as l10n from '../../l10n/l10n.js';
import { tensorType, type TensorType } from './tensorTypes.js';

/** A tensor of a file, of so many weights. */
export interface Tensor {
  readonly name: string;
  readonly weights: number;
  readonly bytes: number;
  readonly type: TensorType;
  readonly dimensions: readonly number[];
}

/** A value of the metadata. Of lists only the length is kept, and what is in short ones of numbers. */
export type MetadataValue = number | string | boolean | ListValue;

export interface ListValue {
  readonly length: number;
  readonly numbers: readonly number[];
}

/** What stands at the beginning of a GGUF file: metadata and a table of its tensors. */
export interface GgufHead {
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: readonly Tensor[];
}

export type GgufResult =
  | { readonly ok: true; readonly head: GgufHead }
  | {
      readonly ok: false;
      readonly message: string;
      /** More of the file could be read. */
      readonly cut: boolean;
    };

/** Files that claim more than this were not made by a converter: nothing is allocated by what a file claims. */
const MOST_TENSORS = 200_000;
const MOST_VALUES = 20_000;
const MOST_TEXT = 16_000_000;
const MOST_DIMENSIONS = 8;
const LONGEST_NUMBERS = 4096;
const DEEPEST = 4;

/** The head ends within what was read of the file. */
class Cut extends Error {}
class Wrong extends Error {}

/** Whether a file begins as GGUF files do. */
export function isGguf(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 4 && bytes[0] === 0x47 && bytes[1] === 0x47 && bytes[2] === 0x55 && bytes[3] === 0x46
  );
}

/**
 * Reads the head of a GGUF file (specification of ggml-org/ggml, versions 2 and 3) from its first bytes. Never throws:
 * sizes that a file claims are held against limits and against what is there.
 */
export function readGgufHead(bytes: Uint8Array): GgufResult {
  if (!isGguf(bytes))
    return { ok: false, message: l10n.t('no GGUF file: it does not begin with `GGUF`'), cut: false };
  try {
    return { ok: true, head: headOf(new Reader(bytes)) };
  } catch (error) {
    if (error instanceof Cut)
      return { ok: false, message: l10n.t('the file ends within its table of tensors'), cut: true };
    if (error instanceof Wrong) return { ok: false, message: error.message, cut: false };
    throw error;
  }
}

function headOf(reader: Reader): GgufHead {
  reader.u32();
  const version = reader.u32();
  if (version !== 2 && version !== 3)
    throw new Wrong(l10n.t('version {version} of GGUF is not known', { version }));
  const tensorCount = reader.count(MOST_TENSORS);
  const valueCount = reader.count(MOST_VALUES);
  const metadata = new Map<string, MetadataValue>();
  for (let i = 0; i < valueCount; i++) metadata.set(reader.text(), reader.value(reader.u32(), 0));
  const tensors: Tensor[] = [];
  for (let i = 0; i < tensorCount; i++) tensors.push(tensorOf(reader));
  return { metadata, tensors };
}

function tensorOf(reader: Reader): Tensor {
  const name = reader.text();
  const rank = reader.u32();
  if (rank > MOST_DIMENSIONS) throw new Wrong(tooMany(rank));
  const dimensions = Array.from({ length: rank }, () => reader.u64());
  const weights = dimensions.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(weights)) throw new Wrong(tooMany(weights));
  const number = reader.u32();
  const type = tensorType(number);
  if (!type) throw new Wrong(l10n.t('tensors of type {number} are not known', { number }));
  reader.u64();
  return { name, weights, bytes: Math.ceil(weights / type.weights) * type.bytes, type, dimensions };
}

function tooMany(count: number): string {
  return l10n.t('the file claims a count of {count}, which no model has', { count });
}

/** Sizes of the plain types, by number. */
const SIZES: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};
const TEXT = 8;
const LIST = 9;

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Where the next `size` bytes begin. */
  #take(size: number): number {
    const at = this.#at;
    if (at + size > this.#bytes.length) throw new Cut();
    this.#at += size;
    return at;
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  u64(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true));
  }

  count(most: number): number {
    const count = this.u64();
    if (count > most) throw new Wrong(tooMany(count));
    return count;
  }

  text(): string {
    const length = this.count(MOST_TEXT);
    const at = this.#take(length);
    return new TextDecoder().decode(this.#bytes.subarray(at, at + length));
  }

  #skipText(): void {
    this.#take(this.count(MOST_TEXT));
  }

  value(type: number, depth: number): MetadataValue {
    if (type === TEXT) return this.text();
    if (type === LIST) return this.#list(depth);
    const size = SIZES[type];
    if (size === undefined) throw new Wrong(l10n.t('metadata of type {type} is not known', { type }));
    return this.#plain(type, this.#take(size));
  }

  #plain(type: number, at: number): number | boolean {
    const view = this.#view;
    switch (type) {
      case 0:
        return view.getUint8(at);
      case 1:
        return view.getInt8(at);
      case 2:
        return view.getUint16(at, true);
      case 3:
        return view.getInt16(at, true);
      case 4:
        return view.getUint32(at, true);
      case 5:
        return view.getInt32(at, true);
      case 6:
        return view.getFloat32(at, true);
      case 7:
        return view.getUint8(at) !== 0;
      case 10:
        return Number(view.getBigUint64(at, true));
      case 11:
        return Number(view.getBigInt64(at, true));
      default:
        return view.getFloat64(at, true);
    }
  }

  #list(depth: number): ListValue {
    if (depth >= DEEPEST) throw new Wrong(l10n.t('metadata is nested too deeply'));
    const type = this.u32();
    const length = this.u64();
    const size = SIZES[type];
    if (size !== undefined && length > LONGEST_NUMBERS) {
      this.#take(length * size);
      return { length, numbers: [] };
    }
    if (!Number.isSafeInteger(length)) throw new Wrong(tooMany(length));
    const numbers: number[] = [];
    // Each value takes bytes of the file, so that a claimed length ends with what was read.
    for (let i = 0; i < length; i++) {
      if (type === TEXT) this.#skipText();
      else {
        const value = this.value(type, depth + 1);
        if (typeof value === 'number') numbers.push(value);
      }
    }
    return { length, numbers };
  }
}
