import { modelById } from '../../catalog/entries/models.js';
import type { Layout } from '../../catalog/shapes/resolvedPlan.js';
import type { ServerName } from '../../catalog/shapes/servers/server.js';
import * as l10n from '../../l10n/l10n.js';
import { pathKey } from '../../plan/path.js';
import { notCounted } from '../../plan/otherWords.js';
import { readableFlags, type Flag, type LaunchDialect, type LaunchSettings } from './dialect.js';
import { besideMembers, besideNotes } from './besideFlags.js';
import { DIALECTS, dialects } from './dialects.js';
import { flow, servingEntry, type LaunchImport } from './launchWriting.js';
import { limitsOf } from './limits.js';
import { isSwitch } from './launchFlags.js';
import { optionsIn, readOptions, type FileOption } from './optionsFile.js';
import { looksLikeModel, modelMember } from './modelName.js';
import { takeEnvironment, tierMember, tierNotes } from './tierFlags.js';
import { otherServer, placeForModel } from './otherServers.js';
import { onHost, type FoundCommand } from './reading/found.js';
import { withDevices } from './reading/devices.js';
import { imageFlags } from './reading/imageFlags.js';
import { dockerfileCommands } from './reading/dockerfile.js';
import { pythonCommands } from './reading/pythonCommands.js';
import { pythonLists } from './reading/pythonLists.js';
import { withoutSecrets } from './reading/secrets.js';
import { shellCommands } from './reading/shellCommands.js';
import { variablesIn, type Variables } from './reading/variables.js';
import { documentsIn, yamlCommands } from './reading/yamlCommands.js';

/** What a text was found to say of a server, or why no plan follows from it, in words. */
export type LaunchReading =
  { readonly ok: true; readonly launch: LaunchImport } | { readonly ok: false; readonly why: string };

/** Texts longer than this are no launch commands; a log is read as far as this. */
const LONGEST = 2_000_000;

/** Reads a command that starts a server out of a script, a manifest, a chart's values or a Python program. */
export function launchIn(whole: string): LaunchReading {
  const text = whole.slice(0, LONGEST);
  let why: string | null = null;
  const found = commandsIn(text);
  // What decodes is the plan's server, in whatever order a script starts them.
  const commands = [...found.filter((one) => !computesPrompts(one)), ...found.filter(computesPrompts)];
  for (const command of commands) {
    const reading = taken(command, text);
    if (reading.ok)
      return {
        ok: true,
        launch: withOthers(withPrompts(reading.launch, command, commands, text), commands, text),
      };
    why ??= reading.why;
  }
  const alone = why === null ? readOptionsAlone(text) : null;
  if (alone) return { ok: true, launch: alone };
  return { ok: false, why: why ?? placeForModel(text) ?? otherServer(text) ?? lookedFor() };
}

const lookedFor = () =>
  l10n.t(
    'looked for `vllm serve`, `sglang.launch_server`, `trtllm-serve`, their images and Python calls, in scripts, compose files, manifests, charts and files of options',
  );

/** So many further commands of a text are looked at for the models that they start. */
const MOST_OTHERS = 20;

/** A launch that says of which other models the text has commands: the first counts. */
function withOthers(launch: LaunchImport, commands: readonly FoundCommand[], text: string): LaunchImport {
  const modelOf = ({ members }: LaunchImport) => members.find(([path]) => pathKey(path) === 'model')?.[1];
  const own = modelOf(launch);
  const others = commands.slice(0, MOST_OTHERS).flatMap((command) => {
    const reading = taken(command, text);
    const model = reading.ok ? modelOf(reading.launch) : undefined;
    return model === undefined || model === own ? [] : [model];
  });
  if (others.length === 0) return launch;
  const models = [...new Set(others)].join(', ');
  return {
    ...launch,
    ignored: [...launch.ignored, l10n.t('commands for {models}: the first counts', { models })],
  };
}

/** A launch with the servers that compute its prompts, where the same text starts some for the same model. */
function withPrompts(
  launch: LaunchImport,
  own: FoundCommand,
  commands: readonly FoundCommand[],
  text: string,
): LaunchImport {
  if (computesPrompts(own)) return launch;
  const valueOf = ({ members }: LaunchImport, key: string) =>
    members.find(([path]) => pathKey(path) === key)?.[1];
  for (const command of commands.filter(computesPrompts)) {
    const reading = taken(command, text);
    if (!reading.ok || valueOf(reading.launch, 'model') !== valueOf(launch, 'model')) continue;
    const { accelerators, members } = reading.launch;
    const others = members.filter(
      ([path, value]) => path[0] === 'serving' && value !== valueOf(launch, pathKey(path)),
    );
    return {
      ...launch,
      prefill: {
        ...(accelerators === null ? {} : { count: String(accelerators * (command.replicas ?? 1)) }),
        ...(others.length === 0 ? {} : { serving: flow(Object.fromEntries(others.map(servingEntry))) }),
      },
    };
  }
  return launch;
}

const PREFILL_FLAGS =
  /--is-prefill-worker|--disaggregation-mode[= ]prefill|"?kv_role"?\s*:\s*"?kv_producer|--kv-transfer-config\.kv_role[= ]kv_producer/;

const DECODE_FLAGS = /--is-decode-worker|--disaggregation-mode[= ]decode/;

/** Whether a command starts what computes prompts for others: by its place, or by its own flags. */
function computesPrompts({ prefill, words }: FoundCommand): boolean {
  const line = words.join(' ');
  return (prefill === true && !DECODE_FLAGS.test(line)) || PREFILL_FLAGS.test(line);
}

function commandsIn(text: string): readonly FoundCommand[] {
  const variables = variablesIn(text);
  const yaml = MARKDOWN.test(text) ? [] : yamlCommands(text, variables).commands;
  if (yaml.length > 0) return yaml;
  const lists = pythonLists(text, variables);
  if (lists.length > 0) return lists;
  const shell = withYamlBlocks(text, variables);
  if (shell.length > 0) return shell;
  const image = [...dockerfileCommands(text, variables), ...imageFlags(text, variables)];
  return image.length > 0 ? image : pythonCommands(text);
}

/** Blocks begin a line in Markdown, and never one of YAML's. */
const MARKDOWN = /^```/m;
/** A block of YAML in a Markdown text. */
const YAML_BLOCK = /^([ \t]*)```[ \t]*ya?ml\b[^\n]*\n([^]*?)\n[ \t]*```/gm;

/** Commands of a text, with those of its blocks of YAML where they stand. */
function withYamlBlocks(text: string, variables: Variables): FoundCommand[] {
  const found: FoundCommand[] = [];
  let from = 0;
  for (const { index, 0: whole, 2: body = '' } of text.matchAll(YAML_BLOCK)) {
    const own = yamlCommands(body, variables).commands;
    if (own.length === 0) continue;
    found.push(...shellCommands(text.slice(from, index), variables), ...own);
    from = index + whole.length;
  }
  return [...found, ...shellCommands(text.slice(from), variables)];
}

function taken(command: FoundCommand, text: string): LaunchReading {
  const { engine, environment, version, mounts } = command;
  const words = withDevices(command.words, text);
  const dialect = DIALECTS[engine];
  if (!dialect) return { ok: false, why: lookedFor() };
  const flags = readableFlags(dialect);
  const { settings, ignored: notTaken } = takeBoth(words, text, flags, dialect);
  const ignored = [...environment, ...notTaken];
  takeEnvironment(text, settings);
  if (settings.model === null)
    return { ok: false, why: l10n.t('a command of {engine} names no model', { engine }) };
  if (!isCommand(words, settings.model)) return { ok: false, why: lookedFor() };
  settings.model = onHost(settings.model, mounts);
  const member = modelMember(settings.model);
  if (member.value === null) return { ok: false, why: member.why };
  if (version !== null) settings.serving['engineVersion'] = asText(version);
  return { ok: true, launch: imported(engine, dialect, settings, ignored) };
}

/** YAML would read `0.21` as a number. */
const asText = (version: string): string =>
  Number.isNaN(Number(version)) ? version : JSON.stringify(version);

/** Prose that names a program goes on in words: a command goes on in flags behind its model. */
function isCommand(words: readonly string[], model: string): boolean {
  if (!looksLikeModel(model)) return false;
  const at = words.indexOf(model);
  const next = words[at + 1];
  if (at < 0 || words.slice(0, at).some((word) => word.startsWith('-'))) return true;
  // A name alone is a word of a sentence as well, unless it is written as models are.
  if (next === undefined) return /[/\d$.~-]/.test(model) || modelById(model) !== null;
  return /^[-$]/.test(next);
}

/** Members that only TensorRT-LLM's file of options has at its top level. */
const OWN_OPTIONS = /^(?:kv_cache_config|cache_transceiver_config|enable_attention_dp):/m;

/** A file of options without the command that names it: TensorRT-LLM's, or `--config` of vLLM and SGLang. */
function readOptionsAlone(text: string): LaunchImport | null {
  if (documentsIn(text).length !== 1) return null;
  const options = readOptions(text);
  const engine = options && (OWN_OPTIONS.test(text) ? 'trtllm' : engineOf(options));
  const dialect = engine ? DIALECTS[engine] : null;
  if (!options || !engine || !dialect) return null;
  const settings = newSettings();
  return imported(engine, dialect, settings, takeOptions(options, readableFlags(dialect), settings));
}

/** Fewer options than this that a server knows are no file of options. */
const FEWEST_OPTIONS = 2;

/** The server whose flags the options of a file are; `null` where too few of them are any server's. */
function engineOf(options: readonly FileOption[]): ServerName | null {
  const counted = dialects().map(([engine, dialect]) => {
    const flags = readableFlags(dialect);
    return { engine, known: options.filter(([path]) => flags.has(flagName(pathKey(path)))).length };
  });
  const [best] = [...counted].sort((a, b) => b.known - a.known);
  return best && best.known >= FEWEST_OPTIONS && best.known * 2 >= options.length ? best.engine : null;
}

/** Takes what the command and the file that it names say: what stands over the other is taken after it. */
function takeBoth(
  words: readonly string[],
  text: string,
  flags: ReadonlyMap<string, Flag>,
  { fileOverCommand }: LaunchDialect,
): { readonly settings: LaunchSettings; readonly ignored: readonly string[] } {
  const settings = newSettings();
  const ignored = takeWords(words, flags, settings);
  if (settings.optionsFile === null || fileOverCommand)
    return { settings, ignored: [...ignored, ...takeFile(text, flags, settings)] };
  const under = { ...newSettings(), optionsFile: settings.optionsFile };
  const inFile = takeFile(text, flags, under);
  const { model } = under;
  under.model = null;
  const over = takeWords(words, flags, under);
  under.model ??= model;
  return { settings: under, ignored: [...over, ...inFile] };
}

/** Takes what the file says that the command names. */
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
    ranksUnknown: false,
    dataAttention: false,
    method: null,
    draftTokens: null,
    ownDrafter: false,
    draftModel: null,
    sequences: null,
    tier: null,
    tierAsked: false,
    lora: { asked: false, maxLoras: null, maxRank: null, modules: null, fullySharded: false },
    hostWeights: null,
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
      else ignored.push(withoutSecrets(word));
      continue;
    }
    const [, written = '', attached] = /^--?([^=]*)(?:=([^]*))?$/.exec(word) ?? [];
    const name = flagName(written);
    const flag = flags.get(name) ?? abbreviated(name, flags);
    const next = words[i + 1];
    const hasNext = next !== undefined && !/^-[^\d]/.test(next) && attached === undefined;
    const takesNext = hasNext && (flag ? flag.kind !== 'switch' : !isSwitch(name));
    if (takesNext) i++;
    const all = flag?.kind === 'list' && takesNext ? wordsAfter(words, i) : [];
    i += Math.max(0, all.length - 1);
    const given = all.length > 0 ? all.join(' ') : takesNext ? next : (attached ?? '');
    // Flags that a plan has no word for may take a list, as `--cuda-graph-bs 1 2 4` does.
    const more = takesNext && !flag && NUMBER.test(next) ? numbersAfter(words, i) : [];
    i += more.length;
    const why = flag ? flag.take(given, settings) : (notCounted(name) ?? undefined);
    if (why === null) continue;
    const told = takesNext ? [word, given, ...more] : [word];
    ignored.push(withoutSecrets(`${told.join(' ')}${reason(why)}`));
  }
  return ignored;
}

/** All words from a place up to the next flag. */
function wordsAfter(words: readonly string[], at: number): readonly string[] {
  const end = words.findIndex((word, i) => i >= at && word.startsWith('-'));
  return words.slice(at, end < 0 ? words.length : end);
}

const NUMBER = /^\d+(?:\.\d+)?$/;

function numbersAfter(words: readonly string[], at: number): readonly string[] {
  const end = words.findIndex((word, i) => i > at && !NUMBER.test(word));
  return words.slice(at + 1, end < 0 ? words.length : end);
}

/** Shorter beginnings of a flag than this are flags of their own. */
const SHORTEST = 5;

/** The one flag that a name is the beginning of: argparse takes those, too. */
function abbreviated(name: string, flags: ReadonlyMap<string, Flag>): Flag | undefined {
  if (name.length < SHORTEST) return undefined;
  const own = new Set([...flags].filter(([full]) => full.startsWith(name)).map(([, flag]) => flag));
  return own.size === 1 ? [...own][0] : undefined;
}

function imported(
  engine: ServerName,
  dialect: LaunchDialect,
  settings: LaunchSettings,
  ignored: readonly string[],
): LaunchImport {
  const { layout, copies } = dialect.ranks(settings);
  const { serving, sequences } = limitsOf(dialect, settings, { layout, copies });
  const model = settings.model === null ? null : modelMember(settings.model);
  const named = model !== null && model.value !== null ? model : null;
  const weights = serving['weights'] ?? named?.weights ?? null;
  const method = methodOf(dialect, settings);
  const capacity = tierMember(settings, layout);
  const ranks = layout.tensor * layout.attentionData * layout.pipeline;
  return {
    engine,
    members: [
      ...(named === null ? [] : [[['model'], named.value] as const]),
      [['serving', 'engine'], engine],
      ...Object.entries({ ...serving, ...(weights === null ? {} : { weights }) }).map(
        ([name, value]) => [['serving', name], value] as const,
      ),
      ...(capacity === null ? [] : [[['serving', 'kvOffload', 'capacity'], capacity] as const]),
      ...besideMembers(dialect, settings),
      ...(settings.ranksUnknown ? [] : [[['serving', 'layout'], layoutText(layout)] as const]),
    ],
    speculation: method === null ? null : speculation(method, settings),
    prefill: null,
    sequences,
    accelerators: settings.ranksUnknown ? null : ranks,
    ignored: [
      ...ignored,
      ...tierNotes(settings),
      ...besideNotes(dialect, settings),
      ...(copies > 1
        ? [l10n.t("{copies} replicas (the plan's gpus decide how many there are)", { copies })]
        : []),
      ...(settings.method !== null && method === null
        ? [l10n.t('{method} is not a way to draft that the plan knows', { method: settings.method })]
        : []),
      ...(named === null ? [l10n.t('the command names no model')] : named.notes),
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

function speculation(
  method: string,
  { draftTokens, draftModel }: LaunchSettings,
): LaunchImport['speculation'] {
  const named = method === 'draft-model' && draftModel !== null ? modelMember(draftModel).value : null;
  return {
    method,
    ...(named === null ? {} : { model: named }),
    ...(draftTokens === null ? {} : { draftTokens: String(draftTokens) }),
  };
}
