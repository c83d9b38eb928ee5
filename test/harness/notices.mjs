// What the bundles contain of others: read from esbuild's own account, so that nothing is listed by hand.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Builds and tests run in the project's folder. */
const root = process.cwd();
const ALLOWED = new Set([
  'MIT',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  '0BSD',
  'BlueOak-1.0.0',
]);

/** Folders of the packages whose code is in a bundle, from esbuild's metafiles, with the bytes they add. */
export function packagesIn(metafiles) {
  const bytes = new Map();
  for (const { outputs } of metafiles)
    for (const { inputs } of Object.values(outputs))
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
        if (match && bytesInOutput > 0) bytes.set(match[1], (bytes.get(match[1]) ?? 0) + bytesInOutput);
      }
  return bytes;
}

/** The notices of those packages; throws where a licence may not be shipped or its text is missing. */
export function notices(metafiles) {
  const parts = [...packagesIn(metafiles).keys()].map(notice).sort();
  return `Decode Plan contains code of these packages.\n\n${[...new Set(parts)].join('\n')}`;
}

function notice(folder) {
  const dir = path.resolve(root, folder);
  const { name, version, license, author } = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'));
  if (!ALLOWED.has(license))
    throw new Error(`${name} is under ${license}, which is not among ${[...ALLOWED].join(', ')}`);
  const file = readdirSync(dir).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(path.join(dir, file), 'utf8').trim() : standardText(license, author);
  if (!text) throw new Error(`${name} has no licence file`);
  return `${'='.repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`;
}

/** The text of the MIT licence, for packages that name it and their author but do not bring it. */
function standardText(license, author) {
  const holder = typeof author === 'string' ? author : author?.name;
  if (license !== 'MIT' || !holder) return null;
  const own = readFileSync(path.join(root, 'LICENSE'), 'utf8').trim();
  return own.replace(/^Copyright .*$/m, `Copyright (c) ${holder}`);
}

/** Metafiles that a build left behind. */
export function metafiles() {
  const dir = path.join(root, 'dist/meta');
  if (!existsSync(dir)) throw new Error('build first: npm run build');
  return readdirSync(dir).map((file) => JSON.parse(readFileSync(path.join(dir, file), 'utf8')));
}
