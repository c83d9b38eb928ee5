import * as l10n from '../../l10n/l10n.js';
import type { PlanDocument } from '../../plan/document.js';
import type { TextEdit } from '../../plan/edits.js';
import type { Path } from '../../plan/path.js';
import type { TextRange, TreeNode } from '../../plan/yaml.js';

/** An option or workload that is named at a place. */
export interface NamedThing {
  readonly group: 'options' | 'workloads';
  readonly name: string;
  /** The name where it was found. */
  readonly range: TextRange;
}

/** Where names of options are used beside their definition. */
const USES: readonly Path[] = [
  ['breakEven', 'baseline'],
  ['breakEven', 'challenger'],
];

interface Occurrence extends NamedThing {
  readonly defines: boolean;
}

/** Every place in the text that defines or uses the name of an option or workload. */
function allOccurrences(document: PlanDocument): Occurrence[] {
  const defined = (['options', 'workloads'] as const).flatMap((group) => {
    const node = document.nodeAt([group]);
    return node?.kind === 'map'
      ? node.entries.map(({ key, keyRange }): Occurrence => ({
          group,
          name: key,
          range: keyRange,
          defines: true,
        }))
      : [];
  });
  const steps = document.nodeAt(['calibration', 'steps']);
  const measured =
    steps?.kind === 'list' ? steps.items.map((_, i): Path => ['calibration', 'steps', i, 'option']) : [];
  const used = [...USES, ...measured].flatMap((path) => usedAt(document.nodeAt(path)));
  return [...defined, ...used];
}

function usedAt(node: TreeNode | null): Occurrence[] {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return [];
  return [
    { group: 'options', name: node.value, range: { start: node.start, end: node.end }, defines: false },
  ];
}

/** The option or workload whose name stands at an offset. */
export function nameAt(document: PlanDocument, offset: number): NamedThing | null {
  return allOccurrences(document).find(({ range }) => offset >= range.start && offset <= range.end) ?? null;
}

/** Where a name is defined. */
export function definitionOf(document: PlanDocument, { group, name }: NamedThing): TextRange | null {
  return (
    allOccurrences(document).find((one) => one.defines && one.group === group && one.name === name)?.range ??
    null
  );
}

/** All places that hold a name, its definition first. */
export function occurrencesOf(document: PlanDocument, { group, name }: NamedThing): TextRange[] {
  return allOccurrences(document)
    .filter((one) => one.group === group && one.name === name)
    .map(({ range }) => range);
}

export type Renaming =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly message: string };

/** Edits that give an option or workload another name everywhere. */
export function rename(document: PlanDocument, thing: NamedThing, newName: string): Renaming {
  const name = newName.trim();
  if (name === '' || name.length > 60) return { ok: false, message: l10n.t('A name is 1 to 60 characters.') };
  const taken = allOccurrences(document).some(
    (one) => one.defines && one.group === thing.group && one.name === name,
  );
  if (taken && name !== thing.name)
    return { ok: false, message: l10n.t('There is one called {name} already.', { name }) };
  const written =
    /^[A-Za-z][\w -]*$/.test(name) && !/^(true|false|null|yes|no|on|off)$/i.test(name)
      ? name
      : JSON.stringify(name);
  return { ok: true, edits: occurrencesOf(document, thing).map((range) => ({ ...range, newText: written })) };
}

/** The name of the workload or option in whose entry an offset stands, its key and comments included. */
export function entryAt(document: PlanDocument, offset: number): string | null {
  for (const group of ['workloads', 'options'] as const) {
    const node = document.nodeAt([group]);
    if (node?.kind !== 'map') continue;
    const found = node.entries.find(({ keyRange, value }) => {
      const end = document.text.slice(keyRange.end, Math.max(value.end, keyRange.end)).trimEnd().length;
      return offset >= keyRange.start && offset <= lineEnd(document.text, keyRange.end + end, node.flow);
    });
    if (found) return found.key;
  }
  return null;
}

function lineEnd(text: string, from: number, flow: boolean): number {
  const at = text.indexOf('\n', from);
  return flow ? from : at < 0 ? text.length : at;
}
