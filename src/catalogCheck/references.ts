import { perObject } from '../units/memo.js';
import { isObject } from '../catalog/config/configFields.js';
import { modelFromConfig } from '../catalog/config/modelFromConfig.js';
import { kvFormatName } from '../catalog/shapes/formats.js';
import type { Path } from '../plan/path.js';
import { closest } from '../units/closest.js';
import type { Fault } from './faults.js';
import { KIND_NAMES, kindOf, type KindName } from './kinds.js';

/** An entry and where it stands in its file. */
export interface PlacedEntry {
  readonly entry: Readonly<Record<string, unknown>>;
  readonly path: Path;
}

/** Entries of every kind that are objects at all: what refers to them is checked even if they are at fault. */
export type Entries = Readonly<Record<KindName, readonly PlacedEntry[]>>;

/** A fault with the kind of entry that it is of. */
export interface KindFault extends Fault {
  readonly kind: KindName;
}

/** Ids given twice, names that mean two things, and references to what is not there. */
export function referenceFaults(entries: Entries, generations: readonly string[]): KindFault[] {
  const idsOf = (kind: KindName) => entries[kind].map(({ entry }) => String(entry['id']));
  const [models, accelerators, methods] = [idsOf('model'), idsOf('accelerator'), idsOf('speculator')];
  return [
    ...KIND_NAMES.flatMap((kind) => duplicates(kind, entries[kind])),
    ...collisions(entries, ['rack', 'accelerator']),
    ...collisions(entries, ['model']),
    ...dangling(
      entries,
      'accelerator',
      ['generation'],
      generations,
      'generation with coefficients or a neighbour',
      '; name its neighbours in src/catalog/shapes/generations.ts',
    ),
    ...dangling(entries, 'rack', ['accelerator'], accelerators, 'accelerator'),
    ...(['drafter', 'acceptance'] as const).flatMap((kind) => [
      ...dangling(entries, kind, ['model'], models, 'model'),
      ...dangling(entries, kind, ['method'], methods, 'method'),
    ]),
    ...dangling(entries, 'saving', ['frames', '*', 'kept', 'model'], models, 'model'),
    ...dangling(entries, 'saving', ['frames', '*', 'against', 'model'], models, 'model'),
    ...dangling(entries, 'fastest', ['model'], models, 'model'),
    ...dangling(
      entries,
      'fastest',
      ['accelerator'],
      [...accelerators, ...idsOf('rack')],
      'accelerator or rack',
    ),
    ...dangling(entries, 'coefficients', ['models', '*'], models, 'model'),
    ...formats(entries),
    ...entries.model.flatMap(configFault),
  ];
}

/** Entries whose key another has before them. */
function duplicates(kind: KindName, placed: readonly PlacedEntry[]): KindFault[] {
  const { key } = kindOf(kind);
  const seen = new Set<string>();
  return placed.flatMap(({ entry, path }) => {
    const name = key.map((member) => String(entry[member])).join(' on ');
    if (key.length === 0 || !seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [{ kind, path: [...path, key[0] ?? ''], message: `there is another \`${name}\`` }];
  });
}

/** Aliases that are another entry's id or alias, whatever the case, and those given twice. */
function collisions(entries: Entries, kinds: readonly KindName[]): KindFault[] {
  const owners = new Map<string, string>();
  const named = kinds.flatMap((kind) => entries[kind].map((placed) => ({ kind, ...placed })));
  for (const { entry } of named) owners.set(String(entry['id']).toLowerCase(), String(entry['id']));
  return named.flatMap(({ kind, entry, path }) =>
    listOf(entry['aliases']).flatMap((alias, i) => {
      const name = String(alias).toLowerCase();
      const owner = owners.get(name);
      owners.set(name, owner ?? String(entry['id']));
      return owner === undefined
        ? []
        : [{ kind, path: [...path, 'aliases', i], message: `\`${name}\` already names \`${owner}\`` }];
    }),
  );
}

/** Texts at a member path (`*` for each of a list) that are not among those known. */
function dangling(
  entries: Entries,
  kind: KindName,
  member: Path,
  known: readonly string[],
  what: string,
  more = '',
): KindFault[] {
  return entries[kind].flatMap(({ entry, path }) =>
    valuesAt(entry, member, path).flatMap(({ value, path: at }) => {
      if (typeof value !== 'string' || known.includes(value)) return [];
      const near = closest(value, known);
      const message = `no ${what} \`${value}\`${near ? `; did you mean \`${near}\`?` : more}`;
      return [{ kind, path: at, message }];
    }),
  );
}

/** Cache formats that are not known. */
function formats(entries: Entries): KindFault[] {
  const places: readonly (readonly [KindName, Path])[] = [
    ['model', ['nativeKvFormat']],
    ['model', ['nativeIndexFormat']],
    ...['kept', 'against'].flatMap((side) =>
      ['kvCache', 'index'].map((member) => ['saving', ['frames', '*', side, member]] as const),
    ),
  ];
  return places.flatMap(([kind, member]) =>
    entries[kind].flatMap(({ entry, path }) =>
      valuesAt(entry, member, path).flatMap(({ value, path: at }) =>
        typeof value !== 'string' || kvFormatName(value) !== null
          ? []
          : [{ kind, path: at, message: `no format \`${value}\`` }],
      ),
    ),
  );
}

/** What is wrong with an entry's config: the catalogue's own stay as they are while a book is typed. */
const wrongConfig = perObject('faults of configs', (entry: PlacedEntry['entry']): string | null => {
  const unknown = listOf(entry['unknown']).map(String);
  const hints = { id: String(entry['id']), name: String(entry['name']), unknown };
  const made = modelFromConfig(entry['config'], hints);
  return made.ok ? null : made.message;
});

/** A config that no model can be made of. */
function configFault({ entry, path }: PlacedEntry): KindFault[] {
  const message = isObject(entry['config']) ? wrongConfig(entry) : null;
  return message === null ? [] : [{ kind: 'model', path: [...path, 'config'], message }];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Values at a member path below a value, with their own paths. */
function valuesAt(value: unknown, member: Path, path: Path): readonly { value: unknown; path: Path }[] {
  const [first, ...rest] = member;
  if (first === undefined) return value === undefined ? [] : [{ value, path }];
  if (first === '*') return listOf(value).flatMap((item, i) => valuesAt(item, rest, [...path, i]));
  return isObject(value) ? valuesAt(value[first], rest, [...path, first]) : [];
}
