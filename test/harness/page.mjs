// The extension's page: the readme as a gallery and an editor show it, where nothing lies beside it.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What only somebody with a clone can use. */
const CLONE = /<!-- clone: [^>]*-->[\s\S]*?<!-- \/clone -->\n*/g;
const PICTURE = /!\[([^\]]*)\]\((?!https:)([^)]+\.(png|webp))\)/g;
const LINK = /(?<!!)\[([^\]]*)\]\((?!https:|#)[^)]+\)/g;

/** Pictures of a readme that its page holds, by their paths. */
export function picturesOf(readme) {
  return [...readme.matchAll(PICTURE)].map(([, , file]) => path.posix.normalize(file));
}

/** A readme with its pictures in it and without links to files: they lead nowhere outside the project. */
export function extensionPage(readme, root) {
  return readme
    .replace(CLONE, '')
    .replace(PICTURE, (_, alt, file, type) => {
      const data = readFileSync(path.join(root, file)).toString('base64');
      return `![${alt}](data:image/${type};base64,${data})`;
    })
    .replace(LINK, '$1');
}
