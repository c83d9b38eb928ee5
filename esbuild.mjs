// Builds everything that ships, and the schemas, into dist/.
//   node esbuild.mjs [--watch] [--production]
import { build, context } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { catalogueFaultLines } from './test/harness/catalogue.mjs';
import { apart, asCommonJs, importedFrom } from './test/harness/chunks.mjs';
import { asHostsAndPage } from './test/harness/hostsAndPage.mjs';
import { dataAsText } from './test/harness/data.mjs';
import { metafiles, notices } from './test/harness/notices.mjs';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': JSON.stringify(production ? 'production' : 'development') },
};

/** The YAML reader's build for any host, so that desktop, web and servers share one. */
const yamlAnywhere = {
  name: 'yaml-anywhere',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^yaml$/ }, () => ({
      path: path.resolve('node_modules/yaml/browser/index.js'),
      sideEffects: false,
    })),
};

/** What the command line loads only to serve agents, and the editor runs as a program: a bundle of its own. */
const mcpApart = {
  name: 'mcp-apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/mcp\/main\.js$/ }, () => ({ path: './mcp.cjs', external: true })),
};

/** The SDK's compiler of schemas makes code at run time, and serves a part of the protocol that is not used. */
const noCompiler = {
  name: 'no-compiler',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/ajv-provider\.js$/ }, () => ({
      path: path.resolve('src/cli/mcp/noValidator.ts'),
    })),
};
/** Metrics of the standard fonts of PDF that reports are set in: what reads them from files beside it has none here. */
const STANDARD_FONTS = /^(Helvetica(-Bold|-Oblique|-BoldOblique)?|Courier)\.afm$/;

/** In the place of what would fetch pictures and fonts from addresses. */
const NO_ADDRESSES =
  'exports.__esModule = true; exports.default = class { setUrlAccessPolicy() {} resolve() {} async resolved() {} };';

/** @type {import('esbuild').Plugin} */
const fontsInside = {
  name: 'fonts-inside',
  setup({ onLoad, onResolve }) {
    // Reports embed neither fonts nor pictures.
    onResolve({ filter: /^(fontkit|png-js)$/ }, ({ path: name }) => ({ path: name, namespace: 'unused' }));
    // Nor do they fetch anything: nothing that ships has a way to a network.
    onResolve({ filter: /\/URLResolver$/ }, () => ({ path: 'nothing to fetch', namespace: 'unused' }));
    onLoad({ filter: /.*/, namespace: 'unused' }, ({ path: name }) => ({
      contents: name === 'nothing to fetch' ? NO_ADDRESSES : 'module.exports = {};',
      loader: 'js',
    }));
    onLoad({ filter: /node_modules\/pdfkit\/js\/pdfkit(\.es)?\.js$/ }, ({ path: file }) => {
      const data = path.join(path.dirname(file), 'data');
      const inside = (name) =>
        STANDARD_FONTS.test(name) ? JSON.stringify(readFileSync(path.join(data, name), 'utf8')) : '""';
      const contents = readFileSync(file, 'utf8').replace(
        /fs\.readFileSync\(__dirname \+ ['"]\/data\/([\w-]+\.afm)['"], ['"]utf8['"]\)/g,
        (_, name) => inside(name),
      );
      return { contents, loader: 'js' };
    });
  },
};

/** What writes documents, loaded only when one is asked for: each a file of its own beside the command line. */
const document = (name) => ({
  entryPoints: [`src/cli/documents/${name}.ts`],
  outfile: `dist/documents/${name}.cjs`,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // What a library does for files, the network and pictures is not asked of it; `development` brings its warnings.
  minify: true,
  sourcemap: false,
  plugins: [fontsInside],
});

/** What the extension uses of other rooms when it starts; all else is loaded when it is first used. */
const ACTIVATION = /\/src\/(l10n\/|contract\/|language\/tokenKinds\.|tools\/names\.)/;

/** What few commands need of what many import, by what it is for: each loaded when it is first used. */
const PROGRAM_PARTS = {
  schemas: [
    'src/report/writers/resultSchema.ts',
    'src/plan/jsonSchema.ts',
    'src/catalogCheck/schemas/book.ts',
  ],
  books: ['src/catalogCheck/book.ts'],
  globs: ['tinyglobby'],
  writers: [
    'src/report/writers/markdown.ts',
    'src/report/writers/text.ts',
    'src/report/writers/resultJson.ts',
    'src/report/writers/comparisonText.ts',
    'src/report/writers/catalogue.ts',
    'src/cli/formats/checkMarkdown.ts',
  ],
};

/** Modules have an address, which CommonJS has not; all of the command line is one program. */
const program = (file, code) => {
  const address = `const ownUrl = require('node:url').pathToFileURL(require('node:path').resolve(__dirname, ${JSON.stringify(path.relative(path.dirname(file), 'cli.cjs'))})).href;\n`;
  return (file === 'cli.cjs' ? '#!/usr/bin/env node\n' : '') + (code.includes('ownUrl') ? address : '');
};

/** @type {import('esbuild').Plugin} */
const ownManifest = {
  name: 'own-manifest',
  setup({ onLoad }) {
    // Of the project's manifest programs tell their name and version.
    onLoad({ filter: /\/package\.json$/ }, ({ path: file }) => {
      if (path.dirname(file) !== process.cwd()) return null;
      const { name, version } = JSON.parse(readFileSync(file, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};

/** @type {Record<string, import('esbuild').BuildOptions>} */
const targets = {
  // The editor's host, the server for agents, the page and its worker: each its own files, and what they share once.
  app: {
    entryPoints: {
      extension: 'src/vscode/extension.ts',
      mcp: 'src/cli/mcp/main.ts',
      'apart-light': 'apart:light',
      'apart-heavy': 'apart:heavy',
      main: 'webview/main.ts',
      worker: 'webview/background/worker.ts',
    },
    outdir: 'dist',
    chunkNames: 'shared/[name]-[hash]',
    // Hosts may ask whether they were started or loaded; packages are taken as a page needs them.
    platform: 'node',
    mainFields: ['browser', 'module', 'main'],
    target: 'es2022',
    format: 'esm',
    splitting: true,
    // Source maps follow the code into its other form.
    sourcemap: production ? false : 'inline',
    external: ['vscode'],
    plugins: [
      yamlAnywhere,
      noCompiler,
      apart({
        light: importedFrom('src/vscode').filter((file) => ACTIVATION.test(file)),
        heavy: importedFrom('src/vscode').filter((file) => !ACTIVATION.test(file)),
      }),
      asHostsAndPage({ minify: production, clean: !watch }),
    ],
  },
  web: {
    entryPoints: ['src/vscode/web.ts'],
    outfile: 'dist/web/extension.js',
    platform: 'browser',
    target: 'es2022',
    format: 'cjs',
    external: ['vscode'],
  },
  // What a command needs is loaded when it runs.
  cli: {
    outdir: 'dist',
    outbase: '.',
    chunkNames: 'program/[hash]',
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'node20',
    format: 'esm',
    splitting: true,
    sourcemap: production ? false : 'inline',
    plugins: [
      yamlAnywhere,
      apart(PROGRAM_PARTS),
      mcpApart,
      asCommonJs({ folder: 'program', banner: program, minify: production, clean: !watch }),
    ],
    entryPoints: {
      cli: 'src/cli/main.ts',
      ...Object.fromEntries(Object.keys(PROGRAM_PARTS).map((part) => [`apart-${part}`, `apart:${part}`])),
    },
    define: { ...common.define, 'import.meta.url': 'ownUrl' },
  },
  pdf: document('pdf'),
  xlsx: document('xlsx'),
  // The npm package's library, for both module systems.
  ...Object.fromEntries(
    ['esm', 'cjs'].map((format) => [
      `engine-${format}`,
      {
        entryPoints: ['src/npm/engine.ts'],
        outfile: `dist/engine/${format}/index.js`,
        platform: 'neutral',
        mainFields: ['module', 'main'],
        target: 'es2022',
        format,
      },
    ]),
  ),
};

const withData = (options) => ({
  ...options,
  plugins: [ownManifest, dataAsText, ...(options.plugins ?? [])],
});

const faults = watch ? [] : await catalogueFaultLines();
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}

if (!watch) rmSync('dist/meta', { recursive: true, force: true });
mkdirSync('dist/meta', { recursive: true });
for (const [name, options] of Object.entries(targets)) {
  if (watch) {
    await (await context({ ...common, ...withData(options) })).watch();
    continue;
  }
  const { metafile } = await build({ ...common, ...withData(options), metafile: true });
  writeFileSync(`dist/meta/${name}.json`, JSON.stringify(metafile));
}

if (!watch) {
  writeFileSync('dist/THIRD-PARTY-NOTICES.txt', notices(metafiles()));
  // The schemas come out of the command that prints them, so that both are the same.
  mkdirSync('dist/schemas', { recursive: true });
  for (const [file, args] of [
    ['plan', []],
    ['result', ['--result']],
    ['catalog', ['--catalog']],
  ]) {
    const { status, stdout } = spawnSync(process.execPath, ['dist/cli.cjs', 'schema', ...args], {
      encoding: 'utf8',
    });
    if (status !== 0) process.exit(1);
    writeFileSync(`dist/schemas/${file}.schema.json`, stdout);
  }
}
