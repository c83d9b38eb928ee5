import { isFields, textOf, type Fields } from './values.js';

/** What a KServe runtime starts: its arguments but for the model, and its image. */
interface Runtime {
  readonly args: readonly string[];
  readonly image: string | null;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const nameOf = ({ metadata }: Fields): string | null =>
  isFields(metadata) ? textOf(metadata['name']) : null;

/**
 * Documents with KServe's services joined to the runtimes that they name in the same text: the runtime has the server
 * and most of its flags, the service has the model and more flags. Runtimes that a service names stand for themselves no
 * more: their model is a place that the service fills.
 */
export function withRuntimes(documents: readonly unknown[]): readonly unknown[] {
  const runtimes = new Map(
    documents.flatMap((document): [string, Runtime][] => {
      if (!isFields(document) || !/^(?:Cluster)?ServingRuntime$/.test(String(document['kind']))) return [];
      const name = nameOf(document);
      const spec = isFields(document['spec']) ? document['spec'] : {};
      const [container] = listOf(spec['containers']).filter(isFields);
      if (name === null || !container) return [];
      const args = [...listOf(container['command']), ...listOf(container['args'])].map(String);
      return [[name, { args: flagsOf(args), image: textOf(container['image']) }]];
    }),
  );
  if (runtimes.size === 0) return documents;
  const used = new Set<string>();
  const joined = documents.map((document) => {
    if (!isFields(document) || document['kind'] !== 'InferenceService') return document;
    const spec = isFields(document['spec']) ? document['spec'] : {};
    const predictor = isFields(spec['predictor']) ? spec['predictor'] : {};
    const model = isFields(predictor['model']) ? predictor['model'] : {};
    const name = textOf(model['runtime']);
    const runtime = name === null ? undefined : runtimes.get(name);
    if (name === null || !runtime) return document;
    used.add(name);
    const args = [...runtime.args, ...listOf(model['args']).map(String)];
    const image = textOf(model['image']) ?? runtime.image;
    return { spec: { predictor: { ...predictor, model: { ...model, args, image } } } };
  });
  return joined.filter((document) => !isFields(document) || !used.has(nameOf(document) ?? ''));
}

/** The flags of a runtime's words: from the first on, without the model's place. */
function flagsOf(words: readonly string[]): string[] {
  const start = words.findIndex((word) => word.startsWith('--'));
  return start < 0
    ? []
    : words.slice(start).filter((word, i, all) => !isModel(word) && !isModelsValue(all[i - 1]));
}

const isModel = (word: string): boolean => /^--(?:model|served[-_]model[-_]name)(?:=|$)/.test(word);
const isModelsValue = (before: string | undefined): boolean =>
  /^--(?:model|served[-_]model[-_]name)$/.test(before ?? '');
