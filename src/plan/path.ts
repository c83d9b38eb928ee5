/** Members of the path to a value: names, and places in lists. */
export type Path = readonly (string | number)[];

/**
 * A path as one text: key of maps by path, and how problems, results and messages name a place. As in
 * `options.lpx.lpx.price`; a name that holds a dot stands in quotes, as in `options."gpt-4.1".lpx.price`.
 * Made by `pathKey` and taken apart by `keyPath` only.
 */
export type PathKey = string;

/** The key of a path. */
export function pathKey(path: Path): PathKey {
  return path.map((part) => written(String(part))).join('.');
}

function written(part: string): string {
  return part === '' || part.includes('.') || part.startsWith('"') ? JSON.stringify(part) : part;
}

/** The path of a key. Reads any text, also one that somebody typed: what is not rightly quoted is taken as it stands. */
export function keyPath(key: PathKey): readonly string[] {
  if (key === '') return [];
  const parts: string[] = [];
  for (let start = 0; start <= key.length;) {
    const quoted = key[start] === '"' ? quotedAt(key, start) : null;
    const dot = key.indexOf('.', start);
    const end = quoted?.end ?? (dot === -1 ? key.length : dot);
    parts.push(quoted?.part ?? key.slice(start, end));
    start = end + 1;
  }
  return parts;
}

/** The quoted part that begins at a place; `null` where it has no end, or more stands behind it. */
function quotedAt(key: string, start: number): { readonly part: string; readonly end: number } | null {
  let end = start + 1;
  while (end < key.length && key[end] !== '"') end += key[end] === '\\' ? 2 : 1;
  end++;
  if (end > key.length || (end < key.length && key[end] !== '.')) return null;
  const part = unquoted(key.slice(start, end));
  return part === null ? null : { part, end };
}

function unquoted(text: string): string | null {
  try {
    const part: unknown = JSON.parse(text);
    return typeof part === 'string' ? part : null;
  } catch {
    return null;
  }
}
