// Data in bundles: as text that is read where it is first needed, which starts sooner than the same as code.
import { readFileSync } from 'node:fs';

/** Bytes from which on the reader of data is quicker than that of code. */
const LARGE = 2000;

/** @type {import('esbuild').Plugin} */
export const dataAsText = {
  name: 'data-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.json$/ }, ({ path: file }) => {
      const text = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
      if (text.length < LARGE) return null;
      return {
        contents: `export default /* @__PURE__ */ JSON.parse(${JSON.stringify(text)});`,
        loader: 'js',
      };
    });
  },
};
