import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/** Rooms of the house, lowest first: a room may import those before it, never those after it. */
const ROOMS = [
  'l10n',
  'units',
  'plan',
  'catalog',
  'engine',
  'exchange',
  'report',
  'language',
  'tools',
  'contract',
  'catalogCheck',
];
/** Rooms within rooms, lowest first, by the same rule. */
const SUB_ROOMS = {
  catalog: ['shapes', 'config', 'entries', 'resolve'],
  engine: ['shapes', 'moves', 'memory', 'time', 'fleet', 'questions'],
  report: ['words', 'figures', 'answers', 'writers', 'html', 'pdf', 'workbook'],
  language: ['reading', 'starters', 'format', 'completion', 'fixes'],
};
/** Rooms of the editor's side, lowest first, by the same rule. */
const EDITOR_ROOMS = ['documents', 'panel', 'features', 'commands'];

/** Rooms that must run anywhere: in the editor, a worker, a page and the command line alike. */
const PLATFORM = {
  regex: '^(vscode|node:|fs$|path$|commander$)',
  message: 'this room runs everywhere: no vscode, no Node, no DOM',
};

/** What a room, or a room within it, must not import: all that is above it. */
const below = (here, higher) =>
  higher.map((name) => ({ regex: `^\\.\\./(\\.\\./)*${name}/`, message: `${here} is below ${name}` }));

/** What stands at a room's root is above the rooms within it. */
const belowRoot = (room, sub, up) => ({
  regex: `^${'\\.\\./'.repeat(up)}[^/]+\\.js$`,
  message: `${room}/${sub} is below the files of ${room} itself`,
});

const wall = (room, i, files, above = []) => ({
  files,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          PLATFORM,
          ...below(room, [...ROOMS.slice(i + 1), 'cli', 'vscode']),
          ...above,
          ...(room === 'plan' ? [] : [{ regex: '^yaml$', message: 'YAML is read in src/plan/yaml.ts only' }]),
          ...(['plan', 'report', 'tools', 'catalogCheck'].includes(room)
            ? []
            : [
                {
                  regex: '^zod$',
                  message: 'schemas live in src/plan, src/report, src/tools and src/catalogCheck',
                },
              ]),
        ],
      },
    ],
    'no-restricted-globals': ['error', 'document', 'window', 'process', 'Buffer', 'require'],
  },
});

/** What extension and page say to each other is neither's own: it knows the plan's shape, and no more of the house. */
const CONTRACT_WALL = [
  { regex: '^\\.\\./(?!catalog/shapes/|units/)', message: 'the contract knows shapes and units only' },
];

/**
 * Results are remembered, compared, sent to workers and read by programs, whatever the reader's language: the engine
 * returns codes with data, and sentences are made where they are shown.
 */
const ENGINE_WALL = [
  { regex: '/l10n/', message: 'say a code with data; its sentence is in src/report/words' },
  { regex: '/units/display', message: 'give the SI value; src/report/words writes it' },
];

/** What a room may not import of the rooms below it. */
const OWN_WALLS = { contract: CONTRACT_WALL, engine: ENGINE_WALL };

const walls = ROOMS.flatMap((room, i) => [
  wall(room, i, [`src/${room}/**/*.ts`], OWN_WALLS[room]),
  ...(SUB_ROOMS[room] ?? []).flatMap((sub, k, all) =>
    [`src/${room}/${sub}/*.ts`, `src/${room}/${sub}/*/*.ts`].map((files, depth) =>
      wall(
        room,
        i,
        [files],
        [
          ...below(`${room}/${sub}`, all.slice(k + 1)),
          belowRoot(room, sub, depth + 1),
          ...(OWN_WALLS[room] ?? []),
        ],
      ),
    ),
  ),
]);

const editorWalls = EDITOR_ROOMS.map((sub, k) => ({
  files: [`src/vscode/${sub}/**/*.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { patterns: below(`vscode/${sub}`, EDITOR_ROOMS.slice(k + 1)) },
    ],
  },
}));

/** Text of plans becomes markup nowhere: pages are built of nodes. */
const MARKUP = [
  {
    selector: 'AssignmentExpression > MemberExpression.left[property.name=/^(innerHTML|outerHTML|srcdoc)$/]',
    message: 'set textContent, or build nodes',
  },
  {
    selector:
      'CallExpression > MemberExpression.callee[property.name=/^(insertAdjacentHTML|createContextualFragment|parseFromString|setHTMLUnsafe)$/]',
    message: 'build nodes',
  },
  {
    selector: "CallExpression > MemberExpression.callee[object.name='document'][property.name=/^write/]",
    message: 'build nodes',
  },
];
/** Names may hold dots: paths are written and taken apart in src/plan/path.ts only. */
const DOTTED_PATHS = [
  {
    selector: "CallExpression[callee.property.name='split'] > Literal[value='.']",
    message: 'take a path apart with keyPath',
  },
  {
    selector: "CallExpression[callee.property.name='join'] > Literal[value='.']",
    message: 'write a path with pathKey',
  },
  {
    selector: 'TemplateLiteral > TemplateElement:first-child[value.raw=/^(workloads|options)\\.$/]',
    message: 'write a path with pathKey',
  },
];
/** What is written while a file is loaded is written before the reader's language is known. */
const EARLY_WORDS = [
  {
    selector: "CallExpression[callee.object.name='l10n'][callee.property.name='t']:not(:function *)",
    message: 'translate where the text is used: a function, or a getter',
  },
];
/** `z.core` and `z.locales` as values bring all that zod has, its messages in every language, into each bundle. */
const WHOLE_ZOD = [
  {
    selector: "MemberExpression > MemberExpression.object[object.name='z'][property.name=/^(core|locales)$/]",
    message: 'take it from z itself, so that the bundles hold no more of zod than is used',
  },
];
/** What is remembered is remembered by all of the argument that it was made from, and can be forgotten. */
const OWN_CACHES = [
  {
    selector: "NewExpression[callee.name='WeakMap']",
    message: 'remember with memo or perObject of units/memo',
  },
];
/** Words, but for the name of an icon as in `$(error)`. */
const WORDS = String.raw`/(?<![(\w-])[A-Za-z]{2}/`;
const TEXT = `:matches(Literal[value=${WORDS}], TemplateLiteral:has(TemplateElement[value.raw=${WORDS}]))`;
/** Text that the editor shows, written without a translation. */
const BARE_WORDS = [
  `CallExpression[callee.property.name=/^show(Information|Warning|Error)Message$/] > ${TEXT}`,
  `Property[key.name=/^(title|label|detail|description|place[hH]older|prompt|tooltip|message|saveLabel|openLabel)$/] > ${TEXT}.value`,
  `AssignmentExpression[left.property.name=/^(text|title|tooltip|placeholder|detail)$/] > ${TEXT}.right`,
  `NewExpression[callee.property.name='CodeAction'] > ${TEXT}`,
].map((selector) => ({ selector, message: 'put what the user reads through l10n.t' }));

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      '.vscode-harness/**',
      '.vscode-test/**',
      'test/out/**',
      'docs/**',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  },
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      eqeqeq: ['error', 'smart'],
      'no-duplicate-case': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // A script runs from its first line to its last: what it uses on the way stands above.
    files: ['**/*.mjs'],
    rules: {
      'no-use-before-define': ['error', { functions: false, classes: true, variables: true }],
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  ...walls,
  ...editorWalls,
  {
    files: ['src/{cli,npm}/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: '/contract/', message: 'the contract is between extension and page' }] },
      ],
    },
  },
  {
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    plugins: { regexp },
    rules: {
      // Texts of plans can be long and hostile: no pattern may take more than linear time on them.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
      'no-restricted-syntax': ['error', ...MARKUP, ...EARLY_WORDS, ...DOTTED_PATHS],
      'no-eval': 'error',
      'no-new-func': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/units/weakStore.ts', 'src/vscode/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...MARKUP,
        ...EARLY_WORDS,
        ...DOTTED_PATHS,
        ...OWN_CACHES,
        ...WHOLE_ZOD,
      ],
    },
  },
  {
    files: ['src/plan/path.ts'],
    rules: { 'no-restricted-syntax': ['error', ...MARKUP, ...EARLY_WORDS, ...OWN_CACHES] },
  },
  {
    // What only those who change the catalogue need is not for the editor and the library: they read price books.
    files: ['src/vscode/**/*.ts', 'src/npm/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '/catalogCheck/(?!book(?:File)?\\.js)',
              message:
                'the catalogue is checked in tests, build and command line; price books are everywhere',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src/vscode/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...MARKUP, ...EARLY_WORDS, ...DOTTED_PATHS, ...BARE_WORDS] },
  },
  {
    files: ['webview/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(vscode|node:|zod$|yaml$)',
              message: 'the page has neither the editor, nor Node, nor zod',
            },
            { regex: '/src/vscode/', message: 'page and extension share the contract only' },
            {
              regex: '/src/(cli|tools|catalogCheck)/',
              message: 'the page has no command line and no agents',
            },
            {
              regex: '/src/plan/(?!(path|members)\\.js$)',
              message: 'the page gets resolved plans; of their file it knows paths and names of members',
            },
          ],
        },
      ],
    },
  },
  {
    // Plain data in, plain data out: what the session wants done is told as effects.
    files: ['webview/session/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', 'document', 'window', 'setTimeout', 'performance', 'Date'] },
  },
  {
    files: ['webview/**/*.ts'],
    ignores: ['webview/controls.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@vscode/webview-ui-toolkit',
              message: 'controls.ts is the only file that knows the toolkit',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-floating-promises': 'off',
      'max-lines': 'off',
    },
  },
  {
    // There are no enums here, and the types of large data files take this rule half a minute and gigabytes.
    files: ['src/catalog/entries/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-enum-assignment': 'off' },
  },
);
