import type { Problem } from '../plan/document.js';
import type { TextEdit } from '../plan/edits.js';
import { findings } from '../engine/findings.js';
import type { Analysis } from '../report/analysis.js';
import * as format from '../report/format.js';
import { setValue } from '../plan/edits.js';

/** An edit that puts a problem right. */
export interface Fix {
  readonly title: string;
  readonly edit: TextEdit;
  readonly code: string;
  readonly range: Problem['range'];
  readonly preferred: boolean;
}

/** Fixes for all problems of a plan. */
export function fixes(analysis: Analysis): Fix[] {
  return [...suggestionFixes(analysis.problems), ...findingFixes(analysis)];
}

function suggestionFixes(problems: readonly Problem[]): Fix[] {
  return problems.flatMap(({ suggestion, range, code }) => {
    if (suggestion === undefined || range.end <= range.start) return [];
    return [
      {
        title: `Change to \`${suggestion}\``,
        edit: { ...range, newText: suggestion },
        code,
        range,
        preferred: true,
      },
    ];
  });
}

function findingFixes({ document, plan, result }: Analysis): Fix[] {
  const answer = result();
  if (!plan || !answer) return [];
  return findings(plan, answer).flatMap((finding): Fix[] => {
    const range = document.rangeOf(finding.path);
    const fix = (title: string, path: readonly string[], value: string): Fix[] => {
      const edit = setValue(document, path, value);
      return edit ? [{ title, edit, code: finding.code, range, preferred: false }] : [];
    };
    const at = finding.path.split('.');
    if (finding.code === 'kv-cache-over-memory') {
      const fewer = finding.value
        ? fix(`Lower concurrency to ${format.count(finding.value)}`, at, String(finding.value))
        : [];
      const smaller =
        plan.serving.kvCache.key === 'bf16'
          ? fix('Store the KV cache in fp8', ['serving', 'kvCache'], 'fp8')
          : [];
      return [...fewer, ...smaller];
    }
    if (finding.code === 'lpx-too-small' && finding.value)
      return fix(`Raise to ${finding.value} racks`, at, String(finding.value));
    return [];
  });
}
