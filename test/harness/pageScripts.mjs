// The panel's page and its worker: built as modules that share code, then written as plain scripts that find one
// another, since a page of an editor and its worker may load no modules. What a module imports on demand comes with
// a script of its own.
import { transform } from 'esbuild';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Code in front of a script's parts. A part runs when it is first required; those that begin something run once all
 * scripts have come that they require, in whatever order they come. `demand` asks for scripts that have not come: the
 * page asks again for one that fails, as for those that it was written with.
 */
const LOADER = `((page) => {
  const { parts, asked, waiting } = page;
  page.script ??= self.document?.currentScript;
  const add = (name, wanted, run, begins) => {
    parts[name] = { wanted, run };
    if (begins) waiting.push([name, () => {}]);
  };
  const ready = (part) => part && (part.module || part.wanted.every((name) => ready(parts[name])));
  const load = (name) => {
    const part = parts[name];
    if (!part.module) part.run((part.module = { exports: {} }), load);
    return part.module.exports;
  };
  const settle = () => {
    for (const one of waiting.splice(0)) {
      if (ready(parts[one[0]])) one[1](load(one[0]));
      else waiting.push(one);
    }
  };
  const demand = (name, files) =>
    new Promise((resolve) => {
      waiting.push([name, resolve]);
      for (const file of files) {
        if (asked[file]) continue;
        asked[file] = true;
        const script = document.createElement('script');
        script.nonce = page.script.nonce;
        script.src = new URL(file, page.script.src);
        document.head.append(script);
      }
      settle();
    });
`;
const END = `
  settle();
})((self.decodeplanPage ??= { parts: {}, asked: {}, waiting: [] }));
`;

const isCode = (/** @type {string} */ name) => name.endsWith('.js');

/**
 * An output and all that it imports at once.
 * @param {import('esbuild').Metafile['outputs']} outputs
 * @param {string} first
 */
function closure(outputs, first) {
  const found = new Set([first]);
  for (const one of found)
    for (const { path: target, kind } of outputs[one]?.imports ?? [])
      if (kind === 'import-statement') found.add(target);
  return found;
}

/**
 * Which script each output goes into: what page and worker begin with is `engine`; what only one of them does, goes
 * with it; what the worker has and the page asks for later, into `answers`; what several later parts share, into
 * `charts`; and each other later part into one of its own.
 * @param {import('esbuild').Metafile['outputs']} outputs
 * @param {string} folder
 */
function scriptOf(outputs, folder) {
  const entry = (/** @type {string} */ name) => closure(outputs, `${folder}/${name}.js`);
  const [page, worker] = [entry('main'), entry('worker')];
  const later = Object.keys(outputs)
    .filter((one) => outputs[one]?.entryPoint && !page.has(one) && one !== `${folder}/worker.js`)
    .map((one) => ({
      name: path.basename(outputs[one]?.entryPoint ?? '', '.ts'),
      parts: closure(outputs, one),
    }));
  return (/** @type {string} */ one) => {
    if (page.has(one)) return worker.has(one) ? 'engine' : 'main';
    const wanting = later.filter(({ parts }) => parts.has(one));
    if (worker.has(one)) return wanting.length > 0 ? 'answers' : 'worker';
    const [only, ...others] = wanting;
    return only && others.length === 0 ? only.name : 'charts';
  };
}

/**
 * The description of what was written, as esbuild gives one of what it built: each script with all that went into it.
 * @param {import('esbuild').Metafile['outputs']} outputs
 * @param {ReadonlyMap<string, { readonly bytes: number, readonly of: readonly string[] }>} scripts
 */
function described(outputs, scripts) {
  const entries = [...scripts].map(([file, { bytes, of }]) => {
    const entryPoint = of.map((one) => outputs[one]?.entryPoint).find((one) => one !== undefined);
    const inputs = Object.assign({}, ...of.map((one) => outputs[one]?.inputs));
    return [
      file,
      { bytes, inputs, imports: [], exports: [], ...(entryPoint === undefined ? {} : { entryPoint }) },
    ];
  });
  return Object.fromEntries(entries);
}

/**
 * Writes what esbuild built with `splitting` as plain scripts.
 * @param {{ readonly folder: string, readonly minify: boolean, readonly clean: boolean }} options
 * @returns {import('esbuild').Plugin}
 */
export function asScripts({ folder, minify, clean }) {
  return {
    name: 'as-scripts',
    setup({ onEnd, initialOptions }) {
      Object.assign(initialOptions, { write: false, metafile: true });
      onEnd(async ({ outputFiles = [], metafile }) => {
        if (!metafile) return;
        const { outputs } = metafile;
        const file = scriptOf(outputs, folder);
        /** @type {Map<string, string[]>} */
        const scripts = new Map();
        const texts = new Map();
        for (const { path: full, text } of outputFiles) {
          const one = path.relative('.', full);
          if (!isCode(one)) continue;
          texts.set(one, text);
          scripts.set(file(one), [...(scripts.get(file(one)) ?? []), one]);
        }
        /** Scripts that a part needs and the page did not begin with. */
        const needed = (/** @type {string} */ one) =>
          [...new Set([...closure(outputs, one)].map(file))]
            .filter((name) => name !== 'engine' && name !== 'main')
            .map((name) => `${name}.js`);
        const part = async (/** @type {string} */ one) => {
          const name = (/** @type {string} */ target) => JSON.stringify(`./${path.basename(target)}`);
          const { code } = await transform(texts.get(one) ?? '', {
            loader: 'js',
            target: 'es2022',
            format: 'cjs',
          });
          const onDemand = code.replace(/\bimport\("\.\/([^"]+)"\)/g, (_, target) => {
            const files = JSON.stringify(needed(`${folder}/${target}`));
            return `demand(${name(target)}, ${files})`;
          });
          const wanted = [
            ...new Set([...code.matchAll(/\brequire\("(\.\/[^"]+)"\)/g)].map(([, target]) => target)),
          ];
          const begins = /^(main|worker)\.js$/.test(path.basename(one));
          return `add(${name(one)}, ${JSON.stringify(wanted)}, (module, require) => { ${onDemand}\n}, ${begins});`;
        };
        if (clean) rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
        const written = new Map();
        for (const [name, of] of scripts) {
          const parts = await Promise.all(of.map(part));
          const whole = LOADER + parts.join('\n') + END;
          const { code } = await transform(whole, { loader: 'js', target: 'es2022', minify });
          writeFileSync(`${folder}/${name}.js`, code);
          written.set(`${folder}/${name}.js`, { bytes: Buffer.byteLength(code), of });
        }
        metafile.outputs = described(outputs, written);
      });
    },
  };
}
