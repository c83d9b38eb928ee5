// Data in bundles: as text that is read where it is first needed, which starts sooner than the same as code.
import { readFileSync } from 'node:fs';

/** Bytes from which on the reader of data is quicker than that of code. */
const LARGE = 2000;

/** What stands for `null` in a list of measurements, where most were not made. */
const GAP = '~';
/** Characters; for fewer it is not worth the reading. */
const LEAST_SAVED = 1000;

/** @type {import('esbuild').Plugin} */
export const dataAsText = {
  name: 'data-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.json$/ }, ({ path: file }) => {
      const text = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
      if (text.length < LARGE) return null;
      const short = text.replaceAll(/(?<=[[,])null(?=[,\]])/g, GAP);
      const isShorter = !text.includes(GAP) && text.length - short.length > LEAST_SAVED;
      const read = isShorter
        ? `${JSON.stringify(short)}.replaceAll(${JSON.stringify(GAP)}, "null")`
        : JSON.stringify(text);
      return { contents: `export default /* @__PURE__ */ JSON.parse(${read});`, loader: 'js' };
    });
  },
};
