// The extension's hosts and its page: built together, so that what both use is there once.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { APART, commonJs } from './chunks.mjs';
import { closure, partName, REGISTRY, scriptsOf, scriptText } from './pageScripts.mjs';

/** Outputs of esbuild where it begins. */
const ENTRIES = {
  main: 'dist/main.js',
  worker: 'dist/worker.js',
  next: 'webview/workings.ts',
  hosts: ['extension', 'mcp', 'apart-light', 'apart-heavy'].map((name) => `dist/${name}.js`),
  start: 'dist/apart-light.js',
};
/** Loads shared parts on first use: the editor waits for its start. */
const EXTENSION = 'dist/extension.js';
/** Files of the extension, for who cannot see by itself what it loads. */
const LIST = 'shared/host.json';

/** @typedef {import('esbuild').Metafile['outputs']} Outputs */

/**
 * The description of what was written, as esbuild gives one of what it built: each file with all that went into it.
 * @param {Outputs} outputs
 * @param {ReadonlyMap<string, { readonly bytes: number, readonly of: readonly string[] }>} written
 */
function described(outputs, written) {
  const entries = [...written].map(([file, { bytes, of }]) => {
    const entryPoint = of.map((one) => outputs[one]?.entryPoint).find((one) => one !== undefined);
    const inputs = Object.assign({}, ...of.map((one) => outputs[one]?.inputs));
    const about = { bytes, inputs, imports: [], exports: [] };
    return [`dist/${file}`, entryPoint === undefined ? about : { ...about, entryPoint }];
  });
  return Object.fromEntries(entries);
}

/**
 * Where each output goes, by its path in `dist`: into a script of the page, or into a file that only hosts have.
 * @param {Outputs} outputs
 */
function placesOf(outputs) {
  const script = scriptsOf(outputs, ENTRIES);
  const file = (/** @type {string} */ one) => path.posix.relative('dist', one).replace(/\.js$/, '.cjs');
  return { script, of: (/** @type {string} */ one) => script(one) ?? file(one) };
}

/**
 * Writes what esbuild built with `splitting`: files of hosts as CommonJS, those of the page as scripts, and what both use
 * as scripts that can be required.
 * @param {{ readonly minify: boolean, readonly clean: boolean }} options
 * @returns {import('esbuild').Plugin}
 */
export function asHostsAndPage({ minify, clean }) {
  return {
    name: 'as-hosts-and-page',
    setup({ onEnd, initialOptions }) {
      Object.assign(initialOptions, { write: false, metafile: true });
      onEnd(async ({ outputFiles = [], metafile }) => {
        if (!metafile) return;
        const { outputs } = metafile;
        const texts = new Map(outputFiles.map(({ path: full, text }) => [path.relative('.', full), text]));
        const places = placesOf(outputs);
        // Parts are named by what is in them: those of a build before would be packed; while watching, who runs has them.
        for (const folder of ['dist/shared', 'dist/webview']) {
          if (clean) rmSync(folder, { recursive: true, force: true });
          mkdirSync(folder, { recursive: true });
        }
        const written = new Map();
        const write = (/** @type {string} */ file, /** @type {string} */ code, of = [file]) => {
          writeFileSync(`dist/${file}`, code);
          written.set(file, { bytes: Buffer.byteLength(code), of });
        };
        write(`shared/${REGISTRY.name}`, REGISTRY.code, []);
        const options = { texts, outputs, fileOf: places.script, minify };
        for (const [script, of] of scripts(texts.keys(), places.script))
          write(
            script,
            await scriptText({ ...options, ...pageStart(outputs, places.script), script, of }),
            of,
          );
        for (const [one, text] of texts) {
          if (places.script(one) !== null || path.basename(one).startsWith(APART)) continue;
          const required = (/** @type {string} */ target) => requiring(one, target, places);
          write(places.of(one), await commonJs(text, { late: one === EXTENSION, minify, required }), [one]);
        }
        writeFileSync(`dist/${LIST}`, JSON.stringify(filesOf(outputs, places)));
        metafile.outputs = described(outputs, written);
      });
    },
  };
}

/** Scripts with the outputs that go into each. */
function scripts(all, scriptOf) {
  const found = new Map();
  for (const one of all) {
    const script = scriptOf(one);
    if (script !== null) found.set(script, [...(found.get(script) ?? []), one]);
  }
  return found;
}

/** What the page begins with. */
function pageStart(outputs, scriptOf) {
  const begun = new Set([...closure(outputs, [ENTRIES.main], 'at once')].map(scriptOf));
  return { begun, entries: [ENTRIES.main, ENTRIES.worker] };
}

/** How a file of a host has another come. */
function requiring(from, target, places) {
  const one = path.posix.join(path.posix.dirname(from), target);
  const file = path.posix.relative(path.posix.dirname(path.posix.relative('dist', from)), places.of(one));
  const call = `require(${JSON.stringify(file.startsWith('.') ? file : `./${file}`)})`;
  return places.script(one) === null ? call : `${call}(${JSON.stringify(partName(one))})`;
}

/** All files that the extension may load, it first. */
function filesOf(outputs, places) {
  const found = new Set([EXTENSION]);
  for (const one of found) {
    const script = places.script(one);
    const mates =
      script === null ? [] : Object.keys(outputs).filter((other) => places.script(other) === script);
    for (const other of [...closure(outputs, [one], 'ever'), ...mates]) found.add(other);
  }
  return [...new Set([...found].map(places.of)), `shared/${REGISTRY.name}`];
}
