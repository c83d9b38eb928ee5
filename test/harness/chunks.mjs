// Bundles that share code: built as modules whose common parts are files of their own, then written as CommonJS.
// VS Code for the Web loads nothing else, and Node.js loads a CommonJS file when a call needs it.
import { transform } from 'esbuild';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Entry points that only tell parts apart; nothing loads them. */
export const APART = 'apart-';

/** A shared part or one of Node.js, as esbuild imports it once the file is CommonJS. */
const SHARED =
  /^var (\w+) = (require\("(?:\.|node:)[^"]+"\)(?:\("[^"]+"\))?|__toESM\(require\("node:[^"]+"\)\));$/gm;

/**
 * Each shared part is required by the first call that uses it, and not where the file starts.
 * @param {string} code
 */
function onFirstUse(code) {
  const names = [];
  const late = code.replace(SHARED, (_, name, part) => {
    names.push(name);
    return `var ${name}_part, ${name} = () => ${name}_part ??= ${part};`;
  });
  // In brackets, or `new` would take the function for the class that it brings.
  return names.reduce((text, name) => text.replaceAll(`${name}.`, `(${name}()).`), late);
}

/**
 * A module as CommonJS. `late`: shared parts are loaded on first use; `required` writes what stands for a part.
 * @param {string} code
 * @param {{ readonly late: boolean, readonly minify: boolean, readonly required?: (target: string) => string }} options
 */
export async function commonJs(code, { late, minify, required }) {
  // Imports on demand become calls of `require`, or Node.js would start its loader of modules for them.
  const supported = { 'dynamic-import': false };
  // With the platform come notes for modules that import the file.
  const form = /** @type {const} */ ({
    loader: 'js',
    target: 'es2022',
    format: 'cjs',
    platform: 'node',
    supported,
  });
  if (!late && !required) return (await transform(code, { ...form, minify })).code;
  const written = (await transform(code, form)).code;
  const placed = required
    ? written.replace(/\brequire\("(\.[^"]+)"\)/g, (_, target) => required(target))
    : written;
  const wanted = late ? onFirstUse(placed) : placed;
  return (await transform(wanted, { loader: 'js', target: 'es2022', minify })).code;
}

/**
 * Writes what esbuild built with `splitting` as CommonJS that loads shared parts on first use.
 * `banner` is a line for each output, by its path in `dist`.
 * @param {{ readonly folder: string, readonly banner?: (file: string, code: string) => string, readonly minify: boolean, readonly clean: boolean }} options
 * @returns {import('esbuild').Plugin}
 */
export function asCommonJs({ folder, banner = () => '', minify, clean }) {
  return {
    name: 'as-common-js',
    setup({ onEnd, initialOptions }) {
      Object.assign(initialOptions, { write: false, metafile: true });
      onEnd(async ({ outputFiles = [] }) => {
        const dist = path.resolve('dist');
        // Parts are named by what is in them: those of a build before would be packed; while watching, who runs has them.
        if (clean) rmSync(path.join(dist, folder), { recursive: true, force: true });
        mkdirSync(path.join(dist, folder), { recursive: true });
        for (const output of outputFiles) {
          const file = path.relative(dist, output.path);
          if (file.startsWith(APART)) continue;
          const text = banner(file, output.text) + (await commonJs(output.text, { late: true, minify }));
          writeFileSync(output.path, text);
        }
      });
    },
  };
}

/**
 * Modules of other rooms that a room imports: an entry point of them puts each into a part that the room loads apart
 * from its own code.
 * @param {string} room
 */
export function importedFrom(room) {
  const found = new Set();
  for (const file of readdirSync(room, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const from = path.dirname(path.join(room, file));
    for (const [, target = ''] of readFileSync(path.join(room, file), 'utf8').matchAll(
      / from '(\.[^']+)';/g,
    )) {
      const module = path.join(from, target).replace(/\.js$/, '.ts');
      if (!module.startsWith(`${room}/`)) found.add(path.resolve(module));
    }
  }
  return [...found].sort();
}

/**
 * Our own modules keep only what others use of them. Packages that say they have no side effects would be left out.
 * @param {string} module
 */
function importing(module) {
  const own = /^(src)?\//.test(module);
  return own ? `import ${JSON.stringify(path.resolve(module))};` : `export * from ${JSON.stringify(module)};`;
}

/**
 * Entry points that only tell apart what is loaded together: `parts` maps their names to modules.
 * @param {Readonly<Record<string, readonly string[]>>} parts
 * @returns {import('esbuild').Plugin}
 */
export function apart(parts) {
  return {
    name: 'apart',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^apart:/ }, ({ path: name }) => ({
        path: name.slice('apart:'.length),
        namespace: 'apart',
      }));
      onLoad({ filter: /.*/, namespace: 'apart' }, ({ path: name }) => ({
        contents: (parts[name] ?? []).map(importing).join('\n'),
        resolveDir: process.cwd(),
      }));
    },
  };
}
