import {
  JOULES_PER_KWH,
  SECONDS_PER_DAY,
  SECONDS_PER_HOUR,
  SECONDS_PER_MINUTE,
  SECONDS_PER_MONTH,
  SECONDS_PER_YEAR,
} from './constants.js';

/** What a quantity measures. SI inside: tokens, bytes, seconds, watts, USD, and their quotients. */
export type Dimension =
  | 'tokens'
  | 'tokenRate'
  | 'tokenVolume'
  | 'requestRate'
  | 'bytes'
  | 'byteRate'
  | 'flopRate'
  | 'money'
  | 'tokenPrice'
  | 'energyPrice'
  | 'hourPrice'
  | 'hostingPrice'
  | 'bytePrice'
  | 'power'
  | 'fraction'
  | 'fractionPerYear'
  | 'duration'
  | 'count'
  | 'hardware'
  | 'acceptance';

/** How values of a dimension are written. */
export interface DimensionFacts {
  /** SI value of one of each unit; the empty text is a bare number. */
  readonly units: Readonly<Record<string, number>>;
  /** Units of the value's inverse: the SI value of `n` of one is this divided by `n`. */
  readonly inverse?: Readonly<Record<string, number>>;
  /** Letters that may stand between number and unit. */
  readonly magnitudes: Readonly<Record<string, number>>;
  /** Unit of values in plans and results: SI, but for money and tokens. Empty for plain numbers. */
  readonly si: string;
  /** Unit that a value is written in by default, and that examples show. */
  readonly usual: string;
  readonly example: string;
}

const DECIMAL = { k: 1e3, K: 1e3, M: 1e6, B: 1e9, G: 1e9, T: 1e12 } as const;
/** Lengths read as vLLM reads them: lower case decimal, upper case binary. */
const LENGTH = { k: 1e3, m: 1e6, g: 1e9, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 } as const;
const NO_MAGNITUDES = {} as const;

const perTime = (noun: readonly string[]): Record<string, number> => {
  const times: Record<string, number> = {
    s: 1,
    second: 1,
    h: 1 / SECONDS_PER_HOUR,
    hour: 1 / SECONDS_PER_HOUR,
    day: 1 / SECONDS_PER_DAY,
    month: 1 / SECONDS_PER_MONTH,
    year: 1 / SECONDS_PER_YEAR,
  };
  const units: Record<string, number> = {};
  for (const name of noun)
    for (const [time, factor] of Object.entries(times)) units[`${name}/${time}`] = factor;
  return units;
};

const TOKENS = ['tokens', 'tok', 'token'];

export const DIMENSIONS: Readonly<Record<Dimension, DimensionFacts>> = {
  tokens: {
    units: { '': 1, tokens: 1, tok: 1, token: 1 },
    magnitudes: LENGTH,
    si: 'tokens',
    usual: '',
    example: '96K',
  },
  tokenRate: {
    units: {
      'tok/s': 1,
      'tokens/s': 1,
      'token/s': 1,
      'tokens/second': 1,
      'token/second': 1,
      'tokens/sec': 1,
      'tok/sec': 1,
      tps: 1,
      '': 1,
    },
    // The time of a token, as benchmarks give it.
    inverse: { 'ms/token': 1e3, 'ms/tok': 1e3, 's/token': 1, 's/tok': 1 },
    magnitudes: DECIMAL,
    si: 'tok/s',
    usual: 'tok/s',
    example: '100 tok/s',
  },
  tokenVolume: {
    units: perTime(TOKENS),
    magnitudes: DECIMAL,
    si: 'tok/s',
    usual: 'tokens/day',
    example: '40B tokens/day',
  },
  requestRate: {
    units: { ...perTime(['req', 'request', 'requests']), rps: 1, 'req/min': 1 / SECONDS_PER_MINUTE },
    magnitudes: DECIMAL,
    usual: 'req/s',
    si: 'req/s',
    example: '12 req/s',
  },
  bytes: {
    units: {
      B: 1,
      KB: 1e3,
      MB: 1e6,
      GB: 1e9,
      TB: 1e12,
      PB: 1e15,
      KiB: 2 ** 10,
      MiB: 2 ** 20,
      GiB: 2 ** 30,
      TiB: 2 ** 40,
    },
    magnitudes: NO_MAGNITUDES,
    si: 'B',
    usual: 'GB',
    example: '288 GB',
  },
  byteRate: {
    units: {
      'B/s': 1,
      'MB/s': 1e6,
      'GB/s': 1e9,
      'TB/s': 1e12,
      'PB/s': 1e15,
      'GiB/s': 2 ** 30,
      'TiB/s': 2 ** 40,
      'Gb/s': 1e9 / 8,
      'Tb/s': 1e12 / 8,
    },
    magnitudes: NO_MAGNITUDES,
    si: 'B/s',
    usual: 'TB/s',
    example: '22 TB/s',
  },
  flopRate: {
    units: { GFLOPS: 1e9, TFLOPS: 1e12, PFLOPS: 1e15, EFLOPS: 1e18, 'TFLOP/s': 1e12, 'PFLOP/s': 1e15 },
    magnitudes: NO_MAGNITUDES,
    si: 'FLOP/s',
    usual: 'PFLOPS',
    example: '4.5 PFLOPS',
  },
  money: { units: { USD: 1, '': 1 }, magnitudes: DECIMAL, si: 'USD', usual: 'USD', example: '3M USD' },
  tokenPrice: {
    units: {
      'USD/Mtok': 1e-6,
      'USD/M tokens': 1e-6,
      'USD/Mtokens': 1e-6,
      'USD/1M tokens': 1e-6,
      'USD/ktok': 1e-3,
      'USD/tok': 1,
    },
    magnitudes: NO_MAGNITUDES,
    si: 'USD/tok',
    usual: 'USD/Mtok',
    example: '0.87 USD/Mtok',
  },
  energyPrice: {
    units: { 'USD/kWh': 1 / JOULES_PER_KWH, 'USD/MWh': 1e-3 / JOULES_PER_KWH },
    magnitudes: NO_MAGNITUDES,
    si: 'USD/J',
    usual: 'USD/kWh',
    example: '0.08 USD/kWh',
  },
  hourPrice: {
    units: { ...perTime(['USD']), 'USD/hr': 1 / SECONDS_PER_HOUR },
    magnitudes: DECIMAL,
    si: 'USD/s',
    usual: 'USD/h',
    example: '2.35 USD/h',
  },
  hostingPrice: {
    units: {
      'USD/kW-month': 1 / 1e3 / SECONDS_PER_MONTH,
      'USD/kW/month': 1 / 1e3 / SECONDS_PER_MONTH,
      'USD/MW-month': 1 / 1e6 / SECONDS_PER_MONTH,
    },
    magnitudes: NO_MAGNITUDES,
    si: 'USD/(W s)',
    usual: 'USD/kW-month',
    example: '150 USD/kW-month',
  },
  bytePrice: {
    units: { 'USD/GB': 1e-9, 'USD/GiB': 2 ** -30, 'USD/TB': 1e-12, 'USD/TiB': 2 ** -40 },
    magnitudes: NO_MAGNITUDES,
    usual: 'USD/GB',
    si: 'USD/B',
    example: '11 USD/GB',
  },
  power: {
    units: { W: 1, kW: 1e3, MW: 1e6, GW: 1e9 },
    magnitudes: NO_MAGNITUDES,
    si: 'W',
    usual: 'kW',
    example: '130 kW',
  },
  fraction: {
    units: { '%': 0.01, '': 1 },
    magnitudes: NO_MAGNITUDES,
    si: 'fraction',
    usual: '%',
    example: '60%',
  },
  fractionPerYear: {
    units: { '%/year': 0.01, '%/yr': 0.01, '% a year': 0.01, '%': 0.01, '': 1 },
    magnitudes: NO_MAGNITUDES,
    si: 'fraction/year',
    usual: '%/year',
    example: '9%/year',
  },
  duration: {
    units: {
      s: 1,
      ms: 1e-3,
      us: 1e-6,
      µs: 1e-6,
      ns: 1e-9,
      min: SECONDS_PER_MINUTE,
      h: SECONDS_PER_HOUR,
      hour: SECONDS_PER_HOUR,
      hours: SECONDS_PER_HOUR,
      day: SECONDS_PER_DAY,
      days: SECONDS_PER_DAY,
      month: SECONDS_PER_MONTH,
      months: SECONDS_PER_MONTH,
      year: SECONDS_PER_YEAR,
      years: SECONDS_PER_YEAR,
    },
    magnitudes: NO_MAGNITUDES,
    si: 's',
    usual: 'years',
    example: '4 years',
  },
  count: { units: { '': 1 }, magnitudes: { k: 1e3, K: 1e3, M: 1e6 }, si: '', usual: '', example: '1800' },
  hardware: {
    units: { '': 1, racks: 1, rack: 1 },
    magnitudes: NO_MAGNITUDES,
    si: '',
    usual: 'racks',
    example: '2 racks',
  },
  acceptance: {
    units: { '': 1, tokens: 1 },
    magnitudes: NO_MAGNITUDES,
    si: 'tokens per step',
    usual: '',
    example: '3.5',
  },
};

/** Units to offer after a number, usual one first. */
export function unitsOf(dimension: Dimension): string[] {
  const { units, usual, inverse = {} } = DIMENSIONS[dimension];
  const others = [...Object.keys(units), ...Object.keys(inverse)];
  return [usual, ...others.filter((unit) => unit !== usual)].filter((unit) => unit !== '');
}

/** Whether a unit is one of a dimension's; the empty text is where numbers may stand alone. */
export function isUnit(unit: string, dimension: Dimension): boolean {
  const { units, inverse = {} } = DIMENSIONS[dimension];
  return Object.hasOwn(units, unit) || Object.hasOwn(inverse, unit);
}

/** SI value of a number of a unit; `undefined` where the dimension has no such unit. */
export function inSi(number: number, unit: string, dimension: Dimension): number | undefined {
  const { units, inverse = {} } = DIMENSIONS[dimension];
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (factor !== undefined) return number * factor;
  const divided = Object.hasOwn(inverse, unit) ? inverse[unit] : undefined;
  return divided === undefined ? undefined : divided / number;
}

/** How many of a unit an SI value is; the opposite of `inSi`. */
export function inUnit(si: number, unit: string, dimension: Dimension): number {
  const { units, inverse = {} } = DIMENSIONS[dimension];
  const divided = Object.hasOwn(inverse, unit) ? inverse[unit] : undefined;
  return divided === undefined ? si / (units[unit] ?? 1) : divided / si;
}
