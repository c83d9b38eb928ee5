// Bundles that share code: built as modules whose common parts are files of their own, then written as CommonJS.
// VS Code for the Web loads nothing else, and Node.js loads a CommonJS file when a call needs it.
import { transform } from 'esbuild';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Entry points that only tell parts apart; nothing loads them. */
const APART = 'apart-';

/** A shared part or one of Node.js, as esbuild imports it once the file is CommonJS. */
const SHARED = /^var (\w+) = (require\("(?:\.|node:)[^"]+"\)|__toESM\(require\("node:[^"]+"\)\));$/gm;

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
 * @param {string} code
 * @param {boolean} late
 * @param {boolean} minify
 */
async function commonJs(code, late, minify) {
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
  if (!late) return (await transform(code, { ...form, minify })).code;
  const written = await transform(code, form);
  return (await transform(onFirstUse(written.code), { loader: 'js', target: 'es2022', minify })).code;
}

/**
 * An output and all that it imports, by their paths in `dist`, it first.
 * @param {import('esbuild').Metafile | undefined} metafile
 * @param {string} file
 */
function closure(metafile, file) {
  const found = new Set([`dist/${file}`]);
  for (const one of found)
    for (const { path: target, external } of metafile?.outputs[one]?.imports ?? [])
      if (!external) found.add(target);
  return [...found].map((one) => path.relative('dist', one));
}

/**
 * Writes what esbuild built with `splitting` as CommonJS. `late` tells the outputs that load shared parts on first use;
 * `listed` says where the files are listed that an output loads, for who cannot see that by itself;
 * `banner` is a line for each output, by its path in `dist`.
 * @param {{ readonly folder: string, readonly late?: (file: string) => boolean, readonly listed?: Readonly<Record<string, string>>, readonly banner?: (file: string, code: string) => string, readonly minify: boolean, readonly clean: boolean }} options
 * @returns {import('esbuild').Plugin}
 */
export function asCommonJs({ folder, late = () => false, listed = {}, banner = () => '', minify, clean }) {
  return {
    name: 'as-common-js',
    setup({ onEnd, initialOptions }) {
      Object.assign(initialOptions, { write: false, metafile: true });
      onEnd(async ({ outputFiles = [], metafile }) => {
        const dist = path.resolve('dist');
        // Parts are named by what is in them: those of a build before would be packed; while watching, who runs has them.
        if (clean) rmSync(path.join(dist, folder), { recursive: true, force: true });
        mkdirSync(path.join(dist, folder), { recursive: true });
        for (const output of outputFiles) {
          const file = path.relative(dist, output.path);
          if (file.startsWith(APART)) continue;
          const text = banner(file, output.text) + (await commonJs(output.text, late(file), minify));
          writeFileSync(output.path, text);
        }
        for (const [name, file] of Object.entries(listed)) {
          const list = JSON.stringify(closure(metafile, file));
          writeFileSync(path.join(dist, folder, name), list);
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
