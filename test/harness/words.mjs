// The texts that a translation is made of, read from the sources with TypeScript's own parser.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';
import ts from 'typescript';

export const BUNDLE = 'media/l10n/bundle.l10n.json';
/** The schema's own words: hovers and completion translate them where they are shown. */
const SCHEMAS = /^src\/plan\/\w*[sS]chema\.ts$/;
const SCHEMA_WORDS = new Set(['title', 'inText', 'description', 'defaultText']);
/** Limits of quantities: a number, and what to say beyond it. */
const LIMITS = new Set(['least', 'most']);

/** Every text of the sources, in order; throws where one cannot be collected. */
export function texts() {
  const files = ['src', 'webview'].flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.posix.join(folder, file.split(path.sep).join('/'))),
  );
  return [...new Set(files.flatMap(textsOf))].sort();
}

function textsOf(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    const text =
      ts.isCallExpression(node) && isTranslation(node) ? node.arguments[0] : schemaWord(file, node);
    if (text) found.push(literal(file, source, text));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.filter((text) => /\p{L}{2}/u.test(text));
}

function isTranslation({ expression }) {
  return ts.isPropertyAccessExpression(expression) && expression.getText() === 'l10n.t';
}

function schemaWord(file, node) {
  if (!SCHEMAS.test(file) || !ts.isPropertyAssignment(node)) return null;
  const [name, value] = [node.name.getText(), node.initializer];
  if (LIMITS.has(name) && ts.isArrayLiteralExpression(value)) return value.elements[1];
  // A member of the schema may have such a name, too.
  return SCHEMA_WORDS.has(name) && !ts.isCallExpression(value) ? value : null;
}

function literal(file, source, node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  throw new Error(`${file}:${line + 1}: a text must be written in place, without parts`);
}

/** The file of all texts, as it is stored. */
export async function bundleText() {
  const bundle = Object.fromEntries(texts().map((text) => [text, text]));
  return prettier.format(JSON.stringify(bundle), { parser: 'json', printWidth: 110 });
}
