import { modelById } from '../../catalog/entries/models.js';
import type { Layout } from '../../catalog/shapes/resolvedPlan.js';
import type { ServerName } from '../../catalog/shapes/servers/server.js';
import * as l10n from '../../l10n/l10n.js';
import type { TextEdit } from '../../plan/edits.js';
import { setValue, minimalEdit } from '../../plan/edits.js';
import { parsePlan } from '../../plan/document.js';
import { pathKey } from '../../plan/path.js';
import { readableFlags, type Flag, type LaunchDialect, type LaunchSettings } from './dialect.js';
import { DIALECTS, dialects } from './dialects.js';
import { limitsOf } from './limits.js';
import { isSwitch } from './launchFlags.js';
import { optionsIn, readOptions, type FileOption } from './optionsFile.js';
import { shellCommand } from './shellWords.js';

/** What a plan takes from a launch command. */
export interface LaunchImport {
  readonly engine: ServerName;
  /** Values as a plan writes them, by path: `model`, `serving.kvCache`, `serving.layout` … */
  readonly members: readonly (readonly [path: readonly string[], value: string])[];
  /** Members of an option's speculation; `null` where nothing is drafted. */
  readonly speculation: Readonly<Record<string, string>> | null;
  /** Sequences that one replica runs together at most; `null` where the command does not say. */
  readonly sequences: number | null;
  /** Accelerators of one replica. */
  readonly accelerators: number;
  /** What the command says and the plan does not take, in words. */
  readonly ignored: readonly string[];
}

/** Option that an imported way to draft goes to. */
const OPTION = 'as-launched';

/** Reads a command that starts a server out of a text; `null` where there is none that can be read. */
export function readLaunch(text: string): LaunchImport | null {
  for (const [engine, dialect] of dialects()) {
    const command = shellCommand(text, dialect);
    if (!command) continue;
    const settings = newSettings();
    const flags = readableFlags(dialect);
    const ignored = [
      ...command.environment,
      ...takeWords(command.words, flags, settings),
      ...takeFile(text, flags, settings),
    ];
    return imported(engine, dialect, settings, ignored);
  }
  return readOptionsAlone(text);
}

/** Members that only TensorRT-LLM's file of options has at its top level. */
const OWN_OPTIONS = /^(?:kv_cache_config|cache_transceiver_config|enable_attention_dp):/m;

/** A file of options without the command that names it. */
function readOptionsAlone(text: string): LaunchImport | null {
  const dialect = DIALECTS.trtllm;
  const options = dialect && OWN_OPTIONS.test(text) ? readOptions(text) : null;
  if (!dialect || !options) return null;
  const settings = newSettings();
  return imported('trtllm', dialect, settings, takeOptions(options, readableFlags(dialect), settings));
}

/** Takes what the file says that the command names. It stands over the command, so it is taken after it. */
function takeFile(text: string, flags: ReadonlyMap<string, Flag>, settings: LaunchSettings): string[] {
  const file = settings.optionsFile;
  if (file === null) return [];
  const options = optionsIn(text, file);
  if (options) return takeOptions(options, flags, settings);
  return [
    l10n.t('{file} (not in the text: put it before the command, as in `cat > {file} <<EOF`)', { file }),
  ];
}

function takeOptions(
  options: readonly FileOption[],
  flags: ReadonlyMap<string, Flag>,
  settings: LaunchSettings,
): string[] {
  return options.flatMap(([path, value]) => {
    const written = pathKey(path);
    const why = flags.get(flagName(written))?.take(value, settings);
    return why === null ? [] : [`${written}: ${value}${reason(why)}`];
  });
}

const flagName = (written: string): string => written.toLowerCase().replace(/_/g, '-');
const reason = (why: string | undefined): string => (why === undefined ? '' : ` (${why})`);

function newSettings(): LaunchSettings {
  return {
    model: null,
    serving: {},
    ranks: { tensor: 1, data: 1, pipeline: 1, context: 1, expert: 1 },
    dataAttention: false,
    method: null,
    draftTokens: null,
    ownDrafter: false,
    sequences: null,
    optionsFile: null,
  };
}

/** Takes what the words say into the settings; returns what is not taken. */
function takeWords(
  words: readonly string[],
  flags: ReadonlyMap<string, Flag>,
  settings: LaunchSettings,
): string[] {
  const ignored: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (!word.startsWith('-')) {
      if (settings.model === null) settings.model = word;
      else ignored.push(word);
      continue;
    }
    const [, written = '', attached] = /^--?([^=]*)(?:=([^]*))?$/.exec(word) ?? [];
    const name = flagName(written);
    const flag = flags.get(name);
    const next = words[i + 1];
    const hasNext = next !== undefined && !/^-[^\d]/.test(next) && attached === undefined;
    const takesNext = hasNext && (flag ? flag.kind === 'value' : !isSwitch(name));
    if (takesNext) i++;
    const given = takesNext ? next : (attached ?? '');
    const why = flag?.take(given, settings);
    if (why === null) continue;
    ignored.push(`${word}${takesNext ? ` ${given}` : ''}${reason(why)}`);
  }
  return ignored;
}

function imported(
  engine: ServerName,
  dialect: LaunchDialect,
  settings: LaunchSettings,
  ignored: readonly string[],
): LaunchImport {
  const { layout, copies } = dialect.ranks(settings);
  const { serving, sequences } = limitsOf(dialect, settings, { layout, copies });
  const model = modelMember(settings.model);
  const method = methodOf(dialect, settings);
  const ranks = layout.tensor * layout.attentionData * layout.pipeline;
  return {
    engine,
    members: [
      ...(model.value === null ? [] : [[['model'], model.value] as const]),
      [['serving', 'engine'], engine],
      ...Object.entries(serving).map(([name, value]) => [['serving', name], value] as const),
      [['serving', 'layout'], layoutText(layout)],
    ],
    speculation: method === null ? null : speculation(method, settings.draftTokens),
    sequences,
    accelerators: ranks,
    ignored: [
      ...ignored,
      ...(copies > 1
        ? [l10n.t("{copies} replicas (the plan's gpus decide how many there are)", { copies })]
        : []),
      ...(settings.method !== null && method === null
        ? [l10n.t('{method} is not a way to draft that the plan knows', { method: settings.method })]
        : []),
      ...model.notes,
    ],
  };
}

/** The way to draft, by the plan's name; `null` where nothing is drafted or the plan has no such way. */
function methodOf(
  { eagleInside }: LaunchDialect,
  { method, model, ownDrafter }: LaunchSettings,
): string | null {
  if (method !== 'eagle') return method;
  const inside = model === null || !eagleInside ? 0 : (modelById(model)?.mtpLayers ?? 0);
  return inside > 0 && !ownDrafter ? 'mtp' : null;
}

function layoutText(layout: Layout): string {
  const split = Object.entries(layout).filter(([, ranks]) => ranks > 1);
  return split.length === 0
    ? '{ tensor: 1 }'
    : flow(Object.fromEntries(split.map(([name, ranks]) => [name, String(ranks)])));
}

function flow(fields: Readonly<Record<string, string>>): string {
  return `{ ${Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} }`;
}

function speculation(method: string, draftTokens: number | null): LaunchImport['speculation'] {
  return { method, ...(draftTokens === null ? {} : { draftTokens: String(draftTokens) }) };
}

/** The model as a plan names it: a catalogue id, the config.json of a folder, or the name as it is. */
function modelMember(name: string | null): {
  readonly value: string | null;
  readonly notes: readonly string[];
} {
  if (name === null) return { value: null, notes: [l10n.t('the command names no model')] };
  const known = modelById(name);
  // A name that says another format than the entry's is kept, so that the plan keeps the format.
  if (known) return { value: modelById(known.id) === known ? known.id : JSON.stringify(name), notes: [] };
  if (/^[./~]/.test(name)) {
    const file = `${name.replace(/\/$/, '')}/config.json`;
    return { value: `{ config: ${JSON.stringify(file)} }`, notes: [] };
  }
  return {
    value: JSON.stringify(name),
    notes: [l10n.t('{name} is not in the catalogue: name its config.json in the plan', { name })],
  };
}

/** Members for a plan, as text. */
export function launchText({ members, speculation, sequences, accelerators }: LaunchImport): string {
  const serving = members.filter(([[group]]) => group === 'serving');
  const others = members.filter(([[group]]) => group !== 'serving');
  const lines = [
    ...others.map(([path, value]) => `${pathKey(path)}: ${value}`),
    `serving: # ${replicaComment(accelerators, sequences)}`,
    ...serving.map(([path, value]) => `  ${path[1] ?? ''}: ${value}`),
    ...(speculation === null ? [] : ['options:', `  ${OPTION}: { speculation: ${flow(speculation)} }`]),
  ];
  return `${lines.join('\n')}\n`;
}

function replicaComment(accelerators: number, sequences: number | null): string {
  const takes =
    accelerators === 1
      ? l10n.t('one replica takes 1 accelerator')
      : l10n.t('one replica takes {accelerators} accelerators', { accelerators });
  return sequences === null
    ? takes
    : l10n.t('{takes} and runs up to {sequences} sequences', { takes, sequences });
}

/** The one edit that puts a launch command into a plan; other members and comments stay as they are. */
export function launchEdit(text: string, { members, speculation }: LaunchImport): TextEdit {
  const all = [
    ...members,
    ...Object.entries(speculation ?? {}).map(
      ([name, value]) => [['options', OPTION, 'speculation', name], value] as const,
    ),
  ];
  const written = all.reduce((plan, [path, value]) => {
    const edit = setValue(parsePlan(plan), path, value);
    return edit ? plan.slice(0, edit.start) + edit.newText + plan.slice(edit.end) : plan;
  }, text);
  return minimalEdit(text, written);
}
