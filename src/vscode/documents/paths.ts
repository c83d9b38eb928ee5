/** A path from a folder to a file, as in `../models/config.json` or `./config.json`. */
export function relativePath(folder: string, file: string): string {
  const [from, to] = [folder.replace(/\/$/, '').split('/'), file.split('/')];
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  const up = from.slice(shared).map(() => '..');
  return [...(up.length > 0 ? up : ['.']), ...to.slice(shared)].join('/');
}

/**
 * The address of a file in a report that VS Code shows. A report lies in no folder; its links that start with `/`
 * start at the first folder of the workspace, so files of further folders are reached by going up from there.
 */
export function reportLink(firstFolder: string, file: string): string {
  return `/${relativePath(firstFolder, file).replace(/^\.\//, '')}`;
}

/** Whether a relative path climbs above the root of the file system, where joining it would stay in silence. */
export function climbsOut(folder: string, path: string): boolean {
  let depth = folder.split('/').filter(Boolean).length;
  for (const part of path.split('/')) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}
