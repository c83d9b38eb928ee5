import type * as z from 'zod';
import { attachMark, fastestUsers, gain, saving } from './schemas/claims.js';
import { coefficients } from './schemas/coefficients.js';
import { economics } from './schemas/economics.js';
import { accelerator, lpx, rack } from './schemas/hardware.js';
import { hosted } from './schemas/hosted.js';
import { model } from './schemas/models.js';
import { acceptance, drafter, speculator } from './schemas/speculation.js';
import { traffic } from './schemas/traffic.js';

/** A kind of entry: what it is made of and where the catalogue keeps it. */
interface Kind {
  readonly schema: z.ZodObject;
  /** The file, from the project's root. */
  readonly file: string;
  /** The member of the file that lists its entries: `null` where the file is the list or the entry itself. */
  readonly member: string | null;
  /** Members that name an entry together; none where the file is the only entry. */
  readonly key: readonly string[];
}

const DATA = 'src/catalog/data';

/** Every kind of entry, in the order in which they lean on each other. */
export const KINDS = {
  accelerator: { schema: accelerator, file: `${DATA}/accelerators.json`, member: null, key: ['id'] },
  rack: { schema: rack, file: `${DATA}/racks.json`, member: null, key: ['id'] },
  lpx: { schema: lpx, file: `${DATA}/lpx.json`, member: null, key: [] },
  model: { schema: model, file: `${DATA}/models.json`, member: null, key: ['id'] },
  speculator: { schema: speculator, file: `${DATA}/speculators.json`, member: null, key: ['id'] },
  drafter: { schema: drafter, file: `${DATA}/drafters.json`, member: null, key: ['model', 'method'] },
  acceptance: { schema: acceptance, file: `${DATA}/acceptance.json`, member: null, key: ['id'] },
  hosted: { schema: hosted, file: `${DATA}/hosted.json`, member: null, key: ['id'] },
  saving: { schema: saving, file: `${DATA}/claims.json`, member: 'savings', key: ['id'] },
  gain: { schema: gain, file: `${DATA}/claims.json`, member: 'performance', key: ['id'] },
  attach: { schema: attachMark, file: `${DATA}/claims.json`, member: 'attach', key: ['id'] },
  fastest: {
    schema: fastestUsers,
    file: `${DATA}/claims.json`,
    member: 'fastest',
    key: ['model', 'accelerator'],
  },
  traffic: { schema: traffic, file: `${DATA}/traffic.json`, member: null, key: ['id'] },
  economics: { schema: economics, file: `${DATA}/economics.json`, member: null, key: [] },
  coefficients: {
    schema: coefficients,
    file: 'src/engine/time/coefficients.json',
    member: 'rows',
    key: ['engine', 'generation', 'release'],
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type KindName = keyof typeof KINDS;

/** Names of the kinds, as `--kind` takes them. */
export const KIND_NAMES: readonly KindName[] = Object.keys(KINDS).filter((name) => isKindName(name));

function isKindName(name: string): name is KindName {
  return Object.hasOwn(KINDS, name);
}

/** The kind by its name, without the types of its own members. */
export function kindOf(name: KindName): Kind {
  return KINDS[name];
}

/** Files of the catalogue, each once. */
export const FILES: readonly string[] = [...new Set(KIND_NAMES.map((name) => KINDS[name].file))];
