// Scripts of the panel's page and its worker, which find one another, since a page of an editor and its worker may load
// no modules. What a module imports on demand comes with a script of its own. Those that the host uses too can be
// required as well.
import { transform } from 'esbuild';
import path from 'node:path';

/** What scripts know of one another in a host, beside those of them that it requires. */
export const REGISTRY = { name: 'parts.cjs', code: 'module.exports={parts:{},asked:{},waiting:[]};' };

/**
 * Code in front of a script's parts. A part runs when it is first required; those that begin something run once all
 * scripts have come that they require, in whatever order they come. `__demand` asks for scripts that have not come: the
 * page asks again for one that fails, as for those that it was written with. Names that parts use are no names of theirs.
 */
const LOADER = `((page) => {
  const { parts, asked, waiting } = page;
  page.script ??= globalThis.document?.currentScript;
  const add = (name, wanted, run, begins) => {
    parts[name] = { wanted, run };
    if (begins) waiting.push([name, () => {}]);
  };
  const ready = (part) => part && (part.module || part.wanted.every((name) => ready(parts[name])));
  const __part = (name) => {
    const part = parts[name];
    if (!part.module) part.run((part.module = { exports: {} }));
    return part.module.exports;
  };
  const settle = () => {
    for (const one of waiting.splice(0)) {
      if (ready(parts[one[0]])) one[1](__part(one[0]));
      else waiting.push(one);
    }
  };
  const __demand = (name, files) =>
    new Promise((resolve) => {
      waiting.push([name, resolve]);
      for (const file of files) {
        if (asked[file]) continue;
        asked[file] = true;
        const script = document.createElement('script');
        script.nonce = page.script.nonce;
        // One that was written into the page says where it lies.
        script.src = new URL(file, page.script.dataset.src);
        document.head.append(script);
      }
      settle();
    });
`;
const IN_PAGE = `(globalThis.decodeplanPage ??= { parts: {}, asked: {}, waiting: [] })`;
const END = `
  settle();
})(${IN_PAGE});
`;

/** Required by a host, a script is what loads its parts; it has those come that they need. */
const endOfShared = (/** @type {readonly string[]} */ needs) => `
  if (typeof module === 'object') {
    ${needs.map((file) => `require(${JSON.stringify(`./${file}`)});`).join('\n    ')}
    module.exports = __part;
  } else settle();
})(typeof module === 'object' ? require('./${REGISTRY.name}') : ${IN_PAGE});
`;

/** @typedef {import('esbuild').Metafile['outputs']} Outputs */

/**
 * An output and all that it imports; `kinds` says whether also on demand.
 * @param {Outputs} outputs
 * @param {readonly string[]} first
 * @param {'at once' | 'ever'} when
 */
export function closure(outputs, first, when) {
  const found = new Set(first);
  for (const one of found)
    for (const { path: target, kind, external } of outputs[one]?.imports ?? [])
      if (!external && (when === 'ever' || kind === 'import-statement')) found.add(target);
  return found;
}

/** @typedef {{ readonly main: string, readonly worker: string, readonly next: string, readonly hosts: readonly string[], readonly start: string }} Entries */

/**
 * Which script each output of the page goes into, by its path in `dist`; `null` where only a host uses it. What page and
 * worker begin with is `start`, with what hosts start with; what only one of them does, goes with it. What the worker
 * has and the page asks for later is `engine`; what the page asks for first goes with that, what several other later
 * parts share into `charts`, and each of those into one of its own. What a host uses too lies apart from what it does not.
 * @param {Outputs} outputs
 * @param {Entries} entries
 */
export function scriptsOf(outputs, { main, worker, next, hosts, start }) {
  const inPage = closure(outputs, [main, worker], 'ever');
  const inHost = closure(outputs, hosts, 'ever');
  const atStart = closure(outputs, [start], 'at once');
  const [first, background] = [main, worker].map((one) => closure(outputs, [one], 'at once'));
  const later = [...inPage]
    .filter((one) => outputs[one]?.entryPoint && !first.has(one) && one !== worker)
    .map((one) => ({
      isNext: outputs[one]?.entryPoint === next,
      name: path.basename(outputs[one]?.entryPoint ?? '', '.ts'),
      parts: closure(outputs, [one], 'at once'),
    }));
  const group = (/** @type {string} */ one) => {
    if (first.has(one)) return background.has(one) ? 'start' : 'main';
    const wanting = later.filter(({ parts }) => parts.has(one));
    if (background.has(one)) return wanting.length > 0 ? 'engine' : 'worker';
    const [only, ...others] = wanting.some(({ isNext }) => isNext)
      ? wanting.filter(({ isNext }) => isNext)
      : wanting;
    return only && others.length === 0 ? only.name : 'charts';
  };
  return (/** @type {string} */ one) => {
    if (!inPage.has(one)) return null;
    if (!inHost.has(one)) return `webview/${group(one)}.js`;
    return atStart.has(one) ? 'shared/start.js' : `shared/${group(one)}.js`;
  };
}

/** The name that scripts know a part by. */
export const partName = (/** @type {string} */ output) => path.basename(output, '.js');

/**
 * One script: its parts, each an output of esbuild by its path.
 * @param {{ readonly script: string, readonly of: readonly string[], readonly texts: ReadonlyMap<string, string>, readonly outputs: Outputs, readonly fileOf: (output: string) => string | null, readonly begun: ReadonlySet<string | null>, readonly entries: readonly string[], readonly minify: boolean }} asked
 */
export async function scriptText({ script, of, texts, outputs, fileOf, begun, entries, minify }) {
  const isShared = script.startsWith('shared/');
  /** Scripts that a part needs and the page did not begin with. */
  const needed = (/** @type {string} */ one) =>
    [...new Set([...closure(outputs, [one], 'at once')].map(fileOf))]
      .filter((file) => !begun.has(file))
      .map((file) => `../${file}`);
  const part = async (/** @type {string} */ one) => {
    const { code } = await transform(texts.get(one) ?? '', { loader: 'js', target: 'es2022', format: 'cjs' });
    const wanted = new Set();
    const body = code
      .replace(/\brequire\("(\.\/[^"]+)"\)/g, (_, target) => {
        wanted.add(partName(target));
        // By a name of its own: what a package asks a host for is the host's to find.
        return `__part(${JSON.stringify(partName(target))})`;
      })
      .replace(/\bimport\("\.\/([^"]+)"\)/g, (_, target) => {
        if (isShared) throw new Error(`${one} is used by hosts too, which have no script on demand`);
        const output = path.posix.join(path.dirname(one), target);
        return `__demand(${JSON.stringify(partName(target))}, ${JSON.stringify(needed(output))})`;
      });
    return `add(${JSON.stringify(partName(one))}, ${JSON.stringify([...wanted])}, (module) => { ${body}\n}, ${entries.includes(one)});`;
  };
  const parts = await Promise.all(of.map(part));
  const others = new Set(of.flatMap((one) => [...closure(outputs, [one], 'at once')].map(fileOf)));
  const needs = [...others].filter((file) => file !== null && file !== script);
  const end = isShared ? endOfShared(needs.map((file) => path.posix.basename(file ?? ''))) : END;
  const { code } = await transform(LOADER + parts.join('\n') + end, {
    loader: 'js',
    target: 'es2022',
    minify,
  });
  return code;
}
