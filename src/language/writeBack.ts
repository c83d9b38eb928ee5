import type { PlanDocument } from '../plan/document.js';
import { setValue, type TextEdit } from '../plan/edits.js';
import { formatQuantity, parseQuantity } from '../units/quantity.js';

/** Edits that put a concurrency into a plan. */
export function writeConcurrency(document: PlanDocument, workload: string, sequences: number): TextEdit[] {
  const edit = setValue(document, ['workloads', workload, 'concurrency'], String(sequences));
  return edit ? [edit] : [];
}

/** Edits that scale a context so that its median has so many tokens, each length in the unit it was written in. */
export function writeContext(document: PlanDocument, workload: string, p50: number): TextEdit[] {
  const path = ['workloads', workload, 'context'];
  const single = lengthAt(document, path);
  if (single) return editOf(document, path, p50, single.text);
  const median = lengthAt(document, [...path, 'p50']);
  if (!median) return [];
  return ['p50', 'p95', 'max'].flatMap((member) => {
    const length = lengthAt(document, [...path, member]);
    return length
      ? editOf(document, [...path, member], (length.tokens * p50) / median.tokens, length.text)
      : [];
  });
}

function editOf(document: PlanDocument, path: readonly string[], tokens: number, like: string): TextEdit[] {
  const edit = setValue(document, path, formatQuantity(Math.floor(tokens), 'tokens', like));
  return edit ? [edit] : [];
}

function lengthAt(
  document: PlanDocument,
  path: readonly string[],
): { readonly tokens: number; readonly text: string } | null {
  const node = document.nodeAt(path);
  if (node?.kind !== 'scalar' || (typeof node.value !== 'string' && typeof node.value !== 'number'))
    return null;
  const read = parseQuantity(node.value, 'tokens');
  return read.ok ? { tokens: read.quantity.likely, text: String(node.value) } : null;
}
