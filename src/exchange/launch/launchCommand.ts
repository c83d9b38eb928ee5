import { publishedName } from './modelName.js';
import type { ResolvedPlan, Serving } from '../../catalog/shapes/resolvedPlan.js';
import type { OptionResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import { besideUnsaid } from './besideFlags.js';
import { writtenFlags, type Launched } from './dialect.js';
import { DIALECTS } from './dialects.js';
import { unsaidNotes } from './unsaid.js';
import { OPTIONS_FILE, writeOptions } from './optionsFile.js';
import { requestNotes } from './requestFlags.js';

export type Launch =
  | {
      readonly ok: true;
      readonly command: string;
      /** What the command cannot say. */ readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

/** The command that starts one replica as an option of the plan means it (vLLM, SGLang or TensorRT-LLM). */
export function launchCommand(plan: ResolvedPlan, name: string, result: OptionResult): Launch {
  const option = plan.options[name];
  if (!option || option.hosted || !result.layout)
    return { ok: false, message: l10n.t('{name} is not served on accelerators of your own.', { name }) };
  const serving = option.serving ?? plan.serving;
  const dialect = DIALECTS[serving.engine];
  if (!dialect) {
    return {
      ok: false,
      message: l10n.t(
        'Launch commands are written for vLLM, SGLang and TensorRT-LLM; {name} uses {engine}.',
        {
          name,
          engine: serving.engine,
        },
      ),
    };
  }
  const launched: Launched = {
    layout: result.layout,
    serving,
    longestTokens: longest(plan, serving),
    sequences: batchOf(result),
    speculation: option.speculation,
    disaggregated: Object.values(result.workloads).some(({ prefill }) => prefill?.mode === 'disaggregated'),
  };
  const refused = dialect.refuses(launched);
  if (refused !== null) return { ok: false, message: `${name}: ${refused}` };
  const notes = [
    ...(option.lpx ? [l10n.t('the LPX racks are not part of this command')] : []),
    ...dialect.notes(launched),
    ...unsaidNotes(dialect, launched, plan.model.nativeKvFormat),
    ...besideUnsaid(dialect, serving),
    ...requestNotes(serving, launched.disaggregated),
  ];
  const { flags, members } = writtenFlags(dialect, launched);
  const file = members.length === 0 ? [] : [`--${dialect.optionsFlag ?? ''} ${OPTIONS_FILE}`];
  const words = [dialect.start(modelName(plan)), ...flags, ...file];
  return { ok: true, command: `${writeOptions(members)}${words.join(' \\\n  ')}`, notes };
}

/** The model's name on Hugging Face where the catalogue knows one. */
function modelName({ model }: ResolvedPlan): string {
  return quoted(model.repository ?? publishedName(model.id));
}

function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}

function longest(plan: ResolvedPlan, serving: Serving): number {
  return (
    serving.maxModelLength ?? Math.max(...Object.values(plan.workloads).map(({ context }) => context.max))
  );
}

/** Sequences that a replica decodes together at most. */
function batchOf(result: OptionResult): number | null {
  const batches = Object.values(result.workloads).flatMap(({ decode }) => decode?.batch ?? []);
  return batches.length > 0 ? Math.max(...batches) : null;
}
