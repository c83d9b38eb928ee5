import * as l10n from '../../l10n/l10n.js';
import { parsePlan } from '../../plan/document.js';
import { minimalEdit, setValue, type TextEdit } from '../../plan/edits.js';
import { pathKey, type Path } from '../../plan/path.js';
import type { ServerName } from '../../catalog/shapes/servers/server.js';

/** What a plan takes from a launch command. */
export interface LaunchImport {
  readonly engine: ServerName;
  /** Values as a plan writes them, by path: `model`, `serving.kvCache`, `serving.layout` … */
  readonly members: readonly (readonly [path: readonly string[], value: string])[];
  /** Members of an option's speculation; `null` where nothing is drafted. */
  readonly speculation: Readonly<Record<string, string>> | null;
  /** Members of an option's prefill; `null` where the text starts no servers of their own for prompts. */
  readonly prefill: Readonly<Record<string, string>> | null;
  /** Sequences that one replica runs together at most; `null` where the command does not say. */
  readonly sequences: number | null;
  /** Accelerators of one replica; `null` where the text does not say how many. */
  readonly accelerators: number | null;
  /** What the command says and the plan does not take, in words. */
  readonly ignored: readonly string[];
}

/** Option that an imported way to draft goes to. */
const OPTION = 'as-launched';

/** Members in one line, as a plan may have them. */
export function flow(fields: Readonly<Record<string, string>>): string {
  return `{ ${Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} }`;
}

/** A member of `serving` by its name: one within a group with the group around it. */
export function servingEntry([[, name = '', inner], value]: LaunchImport['members'][number]): [
  string,
  string,
] {
  return [name, inner === undefined ? value : flow({ [inner]: value })];
}

/** Members for a plan, as text. */
export function launchText({ members, speculation, prefill, sequences, accelerators }: LaunchImport): string {
  const option = {
    ...(speculation === null ? {} : { speculation: flow(speculation) }),
    ...(prefill === null ? {} : { prefill: flow(prefill) }),
  };
  const serving = members.filter(([[group]]) => group === 'serving');
  const others = members.filter(([[group]]) => group !== 'serving');
  const lines = [
    ...others.map(([path, value]) => `${pathKey(path)}: ${value}`),
    `serving:${replicaComment(accelerators, sequences)}`,
    ...serving.map((member) => `  ${servingEntry(member).join(': ')}`),
    ...(Object.keys(option).length === 0 ? [] : ['options:', `  ${OPTION}: ${flow(option)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function replicaComment(accelerators: number | null, sequences: number | null): string {
  if (accelerators === null) return '';
  const takes =
    accelerators === 1
      ? l10n.t('one replica takes 1 accelerator')
      : l10n.t('one replica takes {accelerators} accelerators', { accelerators });
  return sequences === null
    ? ` # ${takes}`
    : ` # ${l10n.t('{takes} and runs up to {sequences} sequences', { takes, sequences })}`;
}

/** The one edit that puts a launch command into a plan; other members and comments stay as they are. */
export function launchEdit(text: string, { members, speculation, prefill }: LaunchImport): TextEdit {
  const all = [
    ...members,
    ...Object.entries(speculation ?? {}).map(
      ([name, value]) => [['options', OPTION, 'speculation', name], value] as const,
    ),
    ...Object.entries(prefill ?? {}).map(
      ([name, value]) => [['options', OPTION, 'prefill', name], value] as const,
    ),
  ];
  const written = all.reduce((plan, [path, value]) => {
    const document = parsePlan(plan);
    const edit = setValue(document, inList(document, path), value);
    return edit ? plan.slice(0, edit.start) + edit.newText + plan.slice(edit.end) : plan;
  }, text);
  return minimalEdit(text, written);
}

/** A member of what the plan has several of belongs to the first: the nearest tier. */
function inList(document: ReturnType<typeof parsePlan>, path: readonly string[]): Path {
  const parent = path.slice(0, -1);
  return document.nodeAt(parent)?.kind === 'list' ? [...parent, 0, ...path.slice(-1)] : path;
}
