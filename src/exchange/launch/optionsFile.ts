import { readAsWritten, type TreeNode } from '../../plan/yaml.js';
import type { Path } from '../../plan/path.js';
import type { WrittenFlags } from './dialect.js';
import { isFields } from './reading/values.js';
import { documentsIn } from './reading/yamlCommands.js';

/** Files of options that stand beside a launch command, as YAML. */

/** One value of such a file, as text. */
export type FileOption = readonly [path: Path, value: string];

/** Name of the file that is written. */
export const OPTIONS_FILE = 'launch-options.yaml';

/** A shell command that writes the members into a file, so that one text holds all; empty without members. */
export function writeOptions(members: WrittenFlags['members']): string {
  if (members.length === 0) return '';
  return `cat > ${OPTIONS_FILE} <<'EOF'\n${optionsText(members)}EOF\n`;
}

/** Members one below the other, those of one map together. Names and values are the dialects' own: plain words. */
function optionsText(members: WrittenFlags['members']): string {
  const groups = new Set(members.map(([[first = '']]) => first));
  return [...groups]
    .map((group) => {
      const own = members.filter(([[first]]) => first === group);
      return own.map(([path, value], i) => member(path, value, i === 0)).join('');
    })
    .join('');
}

function member([group = '', name]: Path, value: unknown, first: boolean): string {
  if (name === undefined) return `${group}: ${String(value)}\n`;
  return `${first ? `${group}:\n` : ''}  ${name}: ${String(value)}\n`;
}

/**
 * Values of the file of that name, where the text holds it: as a here-document, as a fenced block below its name, or as a
 * member of a ConfigMap. `null` where it does not.
 */
export function optionsIn(text: string, file: string): readonly FileOption[] | null {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const found = [...hereDocuments(text), ...fencedBlocks(text)].find(({ opening }) => opening.includes(name));
  const body = found?.body ?? documentsIn(text).flatMap((document) => textsNamed(name, document))[0];
  return body === undefined ? null : readOptions(body);
}

/** Blocks of a Markdown text, with the line above each. */
function fencedBlocks(text: string): readonly HereDocument[] {
  return [...text.matchAll(/^(.*)\n(?:[ \t]*\n)?[ \t]*```[ \t]*\w*\n([^]*?)\n[ \t]*```/gm)].map(
    ([, opening = '', body = '']) => ({ opening, body }),
  );
}

/** Texts of several lines that members of that name hold. */
function textsNamed(name: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((inner) => textsNamed(name, inner));
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === name && typeof inner === 'string' && inner.includes('\n') ? [inner] : textsNamed(name, inner),
  );
}

/** Values of a file's text; `null` where it is not a map of YAML. */
export function readOptions(text: string): readonly FileOption[] | null {
  const { root } = readAsWritten(text);
  return root?.kind === 'map' ? leaves(root, []) : null;
}

interface HereDocument {
  readonly opening: string;
  readonly body: string;
}

function hereDocuments(text: string): readonly HereDocument[] {
  const lines = text.split(/\r?\n/);
  return lines.flatMap((opening, i) => {
    const mark = /<<-?[ \t]*["']?(\w+)/.exec(opening)?.[1];
    const end = mark === undefined ? -1 : lines.findIndex((line, j) => j > i && line.trim() === mark);
    return end < 0 ? [] : [{ opening, body: lines.slice(i + 1, end).join('\n') }];
  });
}

/** What is said, value by value. An empty value says nothing: the server's default stands. */
function leaves(node: TreeNode, path: Path): readonly FileOption[] {
  if (node.kind === 'map') return node.entries.flatMap(({ key, value }) => leaves(value, [...path, key]));
  const value = written(node);
  return value === null ? [] : [[path, value]];
}

function written(node: TreeNode): string | null {
  if (node.kind === 'scalar') return node.value === null ? null : String(node.value);
  return node.kind === 'list' ? `[${node.items.map((item) => written(item) ?? 'null').join(', ')}]` : '{…}';
}
