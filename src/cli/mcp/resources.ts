import type { Book } from '../../catalog/entries/book.js';
import { planJsonSchema } from '../../plan/jsonSchema.js';
import { catalogueItem, catalogueItems, CATALOGUES, type Catalogue } from '../../report/writers/catalogue.js';
import { resultJsonSchema } from '../../report/writers/resultSchema.js';
import { referenceMarkdown } from '../../tools/reference.js';
import { ToolError } from '../../tools/tool.js';
import type { Folder } from './folder.js';

/** What agents may read, by address. */
interface Listed {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
}

interface Read {
  readonly uri: string;
  readonly mimeType: string;
  readonly text: string;
}

const JSON_TYPE = 'application/json';
const PLAN_TYPE = 'application/yaml';
const PLANS = 'decodeplan://plans/';
const CATALOGUE = 'decodeplan://catalogue/';

/** Documents that are the same everywhere. */
const FIXED: readonly (Listed & { readonly make: () => string })[] = [
  {
    uri: 'decodeplan://reference',
    name: 'reference',
    title: 'What a plan can say',
    description: 'Every member of a .decodeplan file with unit, example and default, in short.',
    mimeType: 'text/markdown',
    make: referenceMarkdown,
  },
  {
    uri: 'decodeplan://schema/plan.json',
    name: 'plan schema',
    title: 'JSON Schema of plans',
    description: 'The JSON Schema of a .decodeplan file.',
    mimeType: 'application/schema+json',
    make: () => JSON.stringify(planJsonSchema()),
  },
  {
    uri: 'decodeplan://schema/result.json',
    name: 'result schema',
    title: 'JSON Schema of results',
    description: 'The JSON Schema of what analyze gives with format json.',
    mimeType: 'application/schema+json',
    make: () => JSON.stringify(resultJsonSchema()),
  },
];

/** Addresses that are made of names. */
export const RESOURCE_TEMPLATES = [
  {
    uriTemplate: `${PLANS}{+path}`,
    name: 'plan',
    title: 'A plan of the folder',
    description: 'The text of a .decodeplan file, by its path from the served folder.',
    mimeType: PLAN_TYPE,
  },
  {
    uriTemplate: `${CATALOGUE}{catalogue}/{id}`,
    name: 'catalogue entry',
    title: 'A catalogue entry',
    description: `All facts of an entry with sources. Catalogues: ${CATALOGUES.join(', ')}.`,
    mimeType: JSON_TYPE,
  },
] as const;

export function listedResources(folder: Folder): Listed[] {
  return [
    ...FIXED.map(({ make: _make, ...listed }) => listed),
    ...CATALOGUES.map((catalogue) => ({
      uri: `${CATALOGUE}${catalogue}`,
      name: `catalogue of ${catalogue}`,
      title: `Catalogue: ${catalogue}`,
      description: 'Ids and names of its entries.',
      mimeType: JSON_TYPE,
    })),
    ...folder.plans().map((file) => ({
      uri: `${PLANS}${file.split('/').map(encodeURIComponent).join('/')}`,
      name: file,
      title: file,
      description: 'A decode plan of the served folder.',
      mimeType: PLAN_TYPE,
    })),
  ];
}

/** What stands at an address. Throws a `ToolError` where nothing does. */
export function readResource(folder: Folder, uri: string): Read {
  const fixed = FIXED.find((one) => one.uri === uri);
  if (fixed) return { uri, mimeType: fixed.mimeType, text: fixed.make() };
  if (uri.startsWith(PLANS)) {
    const file = decoded(uri.slice(PLANS.length));
    return { uri, mimeType: PLAN_TYPE, text: folder.text(file) };
  }
  const [name, id, ...more] = uri.startsWith(CATALOGUE) ? uri.slice(CATALOGUE.length).split('/') : [];
  const catalogue = CATALOGUES.find((one) => one === name);
  const found = catalogue && more.length === 0 ? entries(catalogue, id, folder.book()) : null;
  if (found === null) throw new ToolError(`There is no resource ${uri.slice(0, 200)}.`);
  return { uri, mimeType: JSON_TYPE, text: JSON.stringify(found, null, 1) };
}

function entries(catalogue: Catalogue, id: string | undefined, book: Book): unknown {
  if (id === undefined)
    return catalogueItems(catalogue, book).map((item) => ({ id: item.id, name: item.name }));
  return catalogueItem(decoded(id), [catalogue], book);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ToolError(`${text.slice(0, 200)} is not an address.`);
  }
}

/** More than these are not offered while a name is typed. */
const MOST_OFFERED = 100;

/** Names that an argument of a template or prompt may take, by how they begin. */
export function offered(folder: Folder, argument: string, begun: string, catalogue: string | undefined) {
  const of = CATALOGUES.filter((one) => catalogue === undefined || one === catalogue);
  const names = {
    path: () => folder.plans(),
    catalogue: () => [...CATALOGUES],
    id: () => of.flatMap((one) => catalogueItems(one, folder.book()).map(({ id }) => id)),
    model: () => catalogueItems('models', folder.book()).map(({ id }) => id),
  };
  const all = Object.hasOwn(names, argument) ? names[argument as keyof typeof names]() : [];
  const found = all.filter((one) => one.toLowerCase().startsWith(begun.toLowerCase()));
  return { values: found.slice(0, MOST_OFFERED), total: found.length, hasMore: found.length > MOST_OFFERED };
}
