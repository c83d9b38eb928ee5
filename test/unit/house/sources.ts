import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A source file with what it imports from the project, types included. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly string[];
}

/** All sources that ship, by path. */
export function sources(): readonly SourceFile[] {
  return ['src', 'webview']
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
        path.posix.join(folder, ...file.split(path.sep)),
      ),
    )
    .filter((file) => file.endsWith('.ts'))
    .map(read);
}

const read = (file: string): SourceFile => parsed(file, readFileSync(file, 'utf8'));

/** A source file of this text. */
export function parsed(file: string, text: string): SourceFile {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const imports = tree.statements.flatMap((statement) => {
    const named = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    const specifier = named ? statement.moduleSpecifier : undefined;
    return specifier && ts.isStringLiteral(specifier) && specifier.text.startsWith('.')
      ? [path.posix.join(path.posix.dirname(file), specifier.text).replace(/\.js$/, '.ts')]
      : [];
  });
  return { file, text, tree, imports };
}

/** Groups of files that import one another round in a circle (Tarjan, 1972). */
export function circles(files: readonly SourceFile[]): string[][] {
  const known = new Map(files.map((source) => [source.file, source.imports]));
  const seen = new Map<string, { index: number; low: number; onStack: boolean }>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string) => {
    const state = { index: seen.size, low: seen.size, onStack: true };
    seen.set(file, state);
    stack.push(file);
    for (const next of known.get(file) ?? []) {
      if (!known.has(next)) continue;
      const other = seen.get(next) ?? visit(next);
      if (other.onStack) state.low = Math.min(state.low, other.low);
    }
    if (state.low === state.index) {
      const group = stack.splice(stack.indexOf(file));
      for (const member of group) seen.get(member)!.onStack = false;
      if (group.length > 1) found.push(group);
    }
    return state;
  };
  for (const { file } of files) if (!seen.has(file)) visit(file);
  return found;
}

/** Functions longer than so many lines, as `file:line name`. */
export function longFunctions(files: readonly SourceFile[], most: number): string[] {
  return files.flatMap(({ file, tree }) => {
    const found: string[] = [];
    const visit = (node: ts.Node) => {
      if (ts.isFunctionLike(node) && 'body' in node && node.body) {
        const [from, to] = [node.getStart(), node.getEnd()].map(
          (at) => tree.getLineAndCharacterOfPosition(at).line,
        );
        if (to! - from! + 1 > most) found.push(`${file}:${from! + 1} has ${to! - from! + 1} lines`);
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return found;
  });
}

/** Functions, values and classes that these files export, that no other file takes and their own does not use. */
export function unusedExports(exporting: readonly SourceFile[], all: readonly SourceFile[]): string[] {
  const taken = new Set(all.flatMap(takenNames));
  return exporting.flatMap(({ file, tree }) => {
    const names = identifiers(tree);
    if (taken.has(`${file}: *`)) return [];
    return exportedNames(tree)
      .filter((name) => !taken.has(`${file}: ${name}`) && (names.get(name) ?? 0) < 2)
      .map((name) => `${file}: ${name}`);
  });
}

/**
 * Exports of other files that a file takes, as `file: name`: all its own names where it imports the other later, and `*`
 * where it takes it whole.
 */
function takenNames({ file, tree }: SourceFile): string[] {
  const resolved = (specifier: ts.Expression | undefined) =>
    specifier && ts.isStringLiteral(specifier)
      ? path.posix.join(path.posix.dirname(file), specifier.text).replace(/\.js$/, '.ts')
      : '';
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      const named = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
      if (named && (ts.isNamedImports(named) || ts.isNamedExports(named)))
        for (const { name, propertyName } of named.elements)
          found.push(`${resolved(node.moduleSpecifier)}: ${(propertyName ?? name).text}`);
      else if (named || ts.isExportDeclaration(node)) found.push(`${resolved(node.moduleSpecifier)}: *`);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      found.push(...everyName(tree, resolved(node.arguments[0])));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

const everyName = (tree: ts.SourceFile, file: string) =>
  [...identifiers(tree).keys()].map((name) => `${file}: ${name}`);

/** How often each name stands in a file, comments and texts left out. */
function identifiers(tree: ts.SourceFile): Map<string, number> {
  const counts = new Map<string, number>();
  const visit = (node: ts.Node) => {
    if (ts.isIdentifier(node)) counts.set(node.text, (counts.get(node.text) ?? 0) + 1);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return counts;
}

/** Names that several of these files export, with the files. */
export function sharedNames(files: readonly SourceFile[]): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const { file, tree } of files)
    for (const name of [...exportedNames(tree), ...exportedTypes(tree)])
      owners.set(name, [...(owners.get(name) ?? []), file]);
  return new Map([...owners].filter(([, of]) => new Set(of).size > 1));
}

const exportedTypes = (tree: ts.SourceFile): string[] =>
  tree.statements.flatMap((statement) =>
    (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) &&
    statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
      ? [statement.name.text]
      : [],
  );

/** Names of the functions, values and classes that a file exports where it declares them. */
function exportedNames(tree: ts.SourceFile): string[] {
  return tree.statements.flatMap((statement) => {
    const exported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!exported) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name }) =>
        ts.isIdentifier(name) ? [name.text] : [],
      );
    const named = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
    return named && statement.name ? [statement.name.text] : [];
  });
}
