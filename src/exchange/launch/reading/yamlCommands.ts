import { quote } from 'shlex';
import { readAsWritten } from '../../../plan/yaml.js';
import { mountsIn, SERVER_IMAGE, versionIn, type FoundCommand } from './found.js';
import { modelSpecCommands, textOf, type Fields, isFields } from './values.js';
import { operatorCommand, withNamedConfigs } from './operators.js';
import { slurmRecipe } from './slurmRecipes.js';
import { withRuntimes } from './servingRuntimes.js';
import { shellCommands } from './shellCommands.js';
import { withoutExpressions, type Variables } from './variables.js';

/** Commands in YAML, and the variables that it sets. */
export interface YamlCommands {
  readonly commands: readonly FoundCommand[];
  /** Whether the text is YAML at all. */
  readonly isYaml: boolean;
}

/** Members that hold a script or a command as text. */
const SCRIPTS = /^(?:command|args|run|script|cmd|entrypoint|exec|inline|commands|deploy)$/i;
/** Roles that compute prompts only: what decodes is what a plan is about. */
const PREFILL = /prefill/i;
/** What has both in its name holds both. */
const isPrefill = (name: string): boolean => PREFILL.test(name) && !/decode/i.test(name);

/**
 * Commands that start servers in YAML: containers of Kubernetes and of compose (image, command and args), scripts of
 * workflows, values of charts, services of Dynamo. Servers that decode come before those that compute prompts.
 */
export function yamlCommands(text: string, variables: Variables): YamlCommands {
  const documents = withNamedConfigs(withRuntimes(documentsIn(text)));
  const all = new Map(variables);
  documents.forEach((document) => {
    for (const [name, value] of environmentOf(document)) if (!all.has(name)) all.set(name, value);
  });
  const found = documents.flatMap((document) =>
    walk(document, { variables: all, prefill: false, replicas: null, key: '', within: 0 }),
  );
  const commands = [...found.filter(({ prefill }) => !prefill), ...found.filter(({ prefill }) => prefill)];
  return {
    commands: commands.map(({ command, prefill, replicas }) => ({
      ...command,
      prefill,
      ...(replicas === null ? {} : { replicas }),
    })),
    isYaml: documents.length > 0,
  };
}

/** Values of a text's documents, of those that are maps or lists. Templates of charts stand as unset variables. */
export function documentsIn(text: string): unknown[] {
  if (text.startsWith('#!')) return [];
  const plain = withoutExpressions(text)
    .replace(/^[ \t]*\{\{[^{}\n]*\}\}[ \t]*$/gm, '')
    .replace(/\$?\{\{[^{}\n]*\}\}/g, '$TEMPLATE')
    // A plan has no merge keys, so the reader of plans drops them.
    .replace(/^([ \t]*(?:- )?)<<:/gm, `$1${MERGED}:`);
  return plain.split(/^---[ \t]*(?:#.*)?$/m).flatMap((part) => {
    const { root, value } = readAsWritten(part);
    return root && root.kind !== 'scalar' && !isDeeper(value, DEEPEST) ? [value] : [];
  });
}

/** No manifest nests as deep; what does is not walked, as the stack has an end. */
const DEEPEST = 100;

function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((inner) => isDeeper(inner, most - 1));
}

/** Variables that containers set: lists of `name` and `value`, lists of `NAME=value`, and maps. */
function environmentOf(value: unknown): [string, string][] {
  if (Array.isArray(value)) return value.flatMap(environmentOf);
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([key, inner]): [string, string][] => {
    if (!/^(?:env|envs|environment)$/.test(key)) return environmentOf(inner);
    if (isFields(inner)) return Object.entries(inner).flatMap(([name, given]) => setting(name, given));
    const items: readonly unknown[] = Array.isArray(inner) ? inner : [];
    return items.flatMap((item): [string, string][] => {
      if (isFields(item)) return setting(String(item['name']), item['value']);
      const [, name = '', given = ''] = /^(\w+)=([^]*)$/.exec(String(item)) ?? [];
      return setting(name, given);
    });
  });
}

function setting(name: string, value: unknown): [string, string][] {
  return name !== '' && (typeof value === 'string' || typeof value === 'number')
    ? [[name, String(value)]]
    : [];
}

interface Place {
  readonly variables: Variables;
  readonly prefill: boolean;
  /** Of what holds this place. */
  readonly replicas: number | null;
  readonly key: string;
  /** How many texts that are YAML themselves hold this place. */
  readonly within: number;
}

/** A text that is YAML may hold one that is, as ConfigMaps hold the files of operators; deeper there is none. */
const MOST_WITHIN = 2;

interface Placed {
  readonly command: FoundCommand;
  readonly prefill: boolean;
  readonly replicas: number | null;
}

function walk(value: unknown, place: Place): Placed[] {
  if (Array.isArray(value)) return value.flatMap((item) => walk(item, place));
  if (typeof value === 'string') return scripted(value, place);
  if (!isFields(value)) return [];
  const fields = merged(value);
  const prefill = place.prefill || isPrefill(place.key) || isPrefill(roleOf(fields));
  const written = fields['replicas'] ?? fields['replicaCount'];
  const replicas = typeof written === 'number' ? written : place.replicas;
  const own = containerCommands(fields, place.variables);
  const operated = operatorCommand(fields);
  const placed = [
    ...own,
    ...modelSpecCommands(fields),
    ...(operated ? [operated] : []),
    ...slurmRecipe(fields),
  ].map((command) => ({
    command,
    prefill: command.prefill ?? prefill,
    replicas: command.replicas ?? replicas,
  }));
  const taken = own.length > 0 ? new Set(['command', 'args', 'entrypoint', 'image']) : new Set<string>();
  return [
    ...placed,
    ...Object.entries(fields).flatMap(([key, inner]) =>
      taken.has(key) ? [] : walk(inner, { ...place, prefill, replicas, key }),
    ),
  ];
}

const MERGED = 'x-merged-here';

/** What services of a compose file share by YAML's merge key. */
function merged(fields: Fields): Fields {
  const { [MERGED]: shared, ...own } = fields;
  const all: readonly unknown[] = Array.isArray(shared) ? shared : [shared];
  return Object.assign({}, ...all.filter(isFields), own) as Fields;
}

const roleOf = (fields: Fields): string =>
  [fields['subComponentType'], fields['name'], fields['role']]
    .filter((part) => typeof part === 'string')
    .join(' ');

function scripted(text: string, place: Place): Placed[] {
  const { key, prefill, replicas, variables, within } = place;
  if (!SCRIPTS.test(key) && !text.includes('\n')) return [];
  const found = shellCommands(text, variables);
  if (found.length > 0 || within >= MOST_WITHIN || !INNER_YAML.test(text))
    return found.map((command) => ({ command, prefill, replicas }));
  return documentsIn(text).flatMap((document) => walk(document, { ...place, within: within + 1 }));
}

/** A text that begins as YAML does: a name with members below it. */
const INNER_YAML = /^(?:[ \t]*(?:#.*)?\r?\n)*[ \t]*(?:- )?[\w.-]{1,80}:[ \t]*(?:#.*)?\r?\n[ \t]*\S/;

/** A container, or a service of compose: what its image starts, its command, and the words behind it. */
function containerCommands(fields: Fields, variables: Variables): FoundCommand[] {
  const image = imageOf(fields['image']);
  const command = wordsOf(fields['entrypoint']) ?? wordsOf(fields['command']);
  const args = wordsOf(
    fields['entrypoint'] === undefined ? fields['args'] : (fields['args'] ?? fields['command']),
  );
  if (command === null && args === null) return [];
  const line = shellLine([...(command ?? []), ...(args ?? [])], command === null);
  const volumes = Array.isArray(fields['volumes']) ? fields['volumes'].map(String) : [];
  const started = starter(image, fields) ?? (command === null ? startedByFlags(line) : null);
  const found = [
    ...shellCommands(line, variables),
    // Entry points of images that are servers themselves.
    ...(started === null || isOtherProgram(fields) ? [] : shellCommands(`${started} ${line}`, variables)),
  ];
  const version = versionIn(image);
  return found
    .slice(0, 1)
    .map((each) => ({ ...each, version: each.version ?? version, mounts: mountsIn(volumes) }));
}

/** Whether a program of its own stands in the place of the one that the image starts, with flags behind it. */
function isOtherProgram(fields: Fields): boolean {
  const isProgram = (word = '') => /^\/\S+$/.test(word) || SHELLS.test(word.split(/\s/)[0] ?? '');
  const [first] =
    wordsOf(fields['entrypoint'] ?? (fields['args'] === undefined ? null : fields['command'])) ?? [];
  // Kubernetes' own container: its `command` takes the place of what the image starts, and compose's does not.
  const own =
    fields['env'] !== undefined || fields['livenessProbe'] !== undefined || fields['ports'] !== undefined;
  const [alone] = fields['name'] !== undefined && own ? (wordsOf(fields['command']) ?? []) : [];
  return isProgram(first) || isProgram(alone);
}

/** Compose and Kubernetes write an image as one text, charts as repository and tag. */
function imageOf(image: unknown): string {
  if (typeof image === 'string') return image;
  if (!isFields(image)) return '';
  return `${textOf(image['repository']) ?? textOf(image['name']) ?? ''}:${textOf(image['tag']) ?? ''}`;
}

/** What an image starts where no command is given, or llm-d's name for it; `null` where it says no server. */
function starter(image: string, fields: Fields): string | null {
  if (fields['modelCommand'] === 'vllmServe') return 'vllm serve';
  return SERVER_IMAGE.test(image) ? 'vllm serve' : null;
}

/**
 * What flags alone are of, where neither a command nor a known image says it: patches of manifests have no image, and
 * companies keep servers in images of their own.
 */
function startedByFlags(line: string): string | null {
  if (/(?:^|\s)--model[ =]/.test(line) && VLLM_FLAGS.test(line)) return 'vllm serve';
  return /(?:^|\s)--model-path[ =]/.test(line) && SGLANG_FLAGS.test(line) ? 'sglang serve' : null;
}

const VLLM_FLAGS = /\s--(?:tensor-parallel-size|max-model-len|gpu-memory-utilization|max-num-seqs)\b/;
const SGLANG_FLAGS = /\s--(?:tp|tp-size|mem-fraction-static|context-length|chunked-prefill-size)\b/;

/** The words of a `command` or `args`: a list, or a text that a shell would split. */
function wordsOf(value: unknown): readonly string[] | null {
  if (typeof value === 'string') return value.trim() === '' ? null : [value];
  if (!Array.isArray(value) || value.length === 0) return null;
  return value.map((word) => (typeof word === 'object' ? '' : String(word)));
}

const SHELLS = /^(?:\/(?:usr\/)?bin\/)?(?:ba|z|da)?sh$/;

/** The words as one line of a shell. A script behind `sh -c`, and a whole command in one word, stand as they are. */
function shellLine(words: readonly string[], onlyArgs: boolean): string {
  const script = words.findIndex((word, i) => /^-\w*c$/.test(word) && SHELLS.test(words[i - 1] ?? ''));
  if (script >= 0) return words.slice(script + 1).join('\n');
  const isWhole = (word: string) => /\s-\S/.test(word) && !/^[{[]/.test(word);
  if (words.length === 1 || (onlyArgs && words.some(isWhole))) return words.map(flagsInOneLine).join(' ');
  return words
    .map((word) => {
      if (isWhole(word)) return flagsInOneLine(word);
      return /^[\w./:=@,$(][\w./:=@,$(){}-]*$|^-/.test(word) &&
        !/[\s"'{]/.test(word.replace(/\$\{\w+\}/g, ''))
        ? word
        : quote(word);
    })
    .join(' ');
}

/** Flags that stand one below the other without a mark at the end of their lines. */
const flagsInOneLine = (word: string): string => word.replace(/\n(?=[ \t]*-)/g, ' ');
