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

function read(file: string): SourceFile {
  const text = readFileSync(file, 'utf8');
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
