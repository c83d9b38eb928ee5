import * as l10n from '../../../l10n/l10n.js';
import { DIMENSIONS, type Dimension } from '../../../units/dimensions.js';
import { moneyCode, shownAmount } from '../../../units/shownMoney.js';
import { shownUnit } from '../../../units/shownUnit.js';
import type { Axis, Unit } from '../axes.js';
import type {
  BarFigure,
  DataColumn,
  DataTable,
  Figure,
  LineFigure,
  LineSeries,
  SpanFigure,
} from '../figure.js';

/** A figure's data for other programs: plain numbers, each in the unit that its column names. */

/** Units of values that no dimension of the file has. */
const SPECIAL: Readonly<Record<Exclude<Unit, Dimension>, string>> = {
  context: 'tokens',
  usdPerMillion: 'USD/Mtok',
  usd: 'USD/Mtok',
  smallUsd: 'USD',
  signedUsd: 'USD/Mtok',
  factor: '',
  share: '',
  ranks: '',
  plain: '',
  whole: '',
};

const isSpecial = (unit: Unit): unit is keyof typeof SPECIAL => unit in SPECIAL;

/** How numbers of an axis are written: in the unit that one would say them in, without magnitudes. */
interface Scale {
  readonly unit: string;
  /** SI value of one. */
  readonly one: number;
}

/** Scale of a dimension. Bytes and shares stay as they are: no program has to undo a magnitude. */
function scaleOfUnit(unit: Unit): Scale {
  if (isSpecial(unit)) {
    const named = SPECIAL[unit];
    if (!named.startsWith('USD')) return { unit: named, one: 1 };
    return { unit: named.replace('USD', moneyCode()), one: 1 / shownAmount(1) };
  }
  const money = shownUnit(unit);
  if (money) return money;
  if (unit === 'bytes') return { unit: 'B', one: 1 };
  if (unit === 'fraction' || unit === 'fractionPerYear') return { unit: '', one: 1 };
  if (unit === 'duration') return { unit: 's', one: 1 };
  if (unit === 'tokens') return { unit: 'tokens', one: 1 };
  const { usual, units } = DIMENSIONS[unit];
  return { unit: usual, one: units[usual] ?? 1 };
}

/** A number without the noise of its last digits. */
function dataNumber(value: number | null, { one }: Scale): number | null {
  return value === null || !Number.isFinite(value) ? null : Number((value / one).toPrecision(7));
}

/** A figure, whatever stands in its table. */
type Drawn<F> = F extends unknown ? Omit<F, 'table'> : never;

/** A figure's data. */
export function figureData(figure: Drawn<Figure>): DataTable {
  switch (figure.kind) {
    case 'lines':
      return lineData(figure);
    case 'bars':
      return barData(figure);
    case 'spans':
      return spanData(figure);
    case 'map':
      return figure.data;
  }
}

const column = (name: string, { unit }: Scale): DataColumn => ({ name, unit });
const lowOf = (name: string) => l10n.t('{name}, low', { name });
const highOf = (name: string) => l10n.t('{name}, high', { name });
const PLAIN: Scale = { unit: '', one: 1 };

/** The title of an axis without the unit that its column has. */
function nameOf({ title }: Axis, { unit }: Scale): string {
  const [first = title, ...rest] = title.split(', ');
  return unit !== '' && rest.length > 0 ? first : title;
}

/** A column a line where all lines have their points at the same places; else a row a point. */
function lineData({ x, y, series }: Drawn<LineFigure>): DataTable {
  const [across, up] = [scaleOfUnit(x.unit), scaleOfUnit(y.unit)];
  const first = series.find(({ points }) => points.length > 0)?.points ?? [];
  const shared = series.every(
    ({ points }) =>
      points.length === 0 || (points.length === first.length && points.every((p, i) => p.x === first[i]?.x)),
  );
  const banded = ({ points }: LineSeries) => points.some(({ band }) => band);
  if (!shared) {
    const all = series.flatMap(({ label, points }) => points.map((point) => ({ label, point })));
    return {
      columns: [
        { name: l10n.t('Line'), unit: '' },
        column(nameOf(x, across), across),
        ...[nameOf(y, up), lowOf(nameOf(y, up)), highOf(nameOf(y, up))].map((name) => column(name, up)),
      ],
      rows: all.map(({ label, point }) => [
        label,
        dataNumber(point.x, across),
        ...[point.y, point.band?.low ?? null, point.band?.high ?? null].map((value) => dataNumber(value, up)),
      ]),
    };
  }
  return {
    columns: [
      column(nameOf(x, across), across),
      ...series.flatMap((one) =>
        (banded(one) ? [one.label, lowOf(one.label), highOf(one.label)] : [one.label]).map((name) =>
          column(name, up),
        ),
      ),
    ],
    rows: first.map((place, i) => [
      dataNumber(place.x, across),
      ...series.flatMap((one) => {
        const { y: value = null, band = null } = one.points[i] ?? {};
        const told = banded(one) ? [value, band?.low ?? null, band?.high ?? null] : [value];
        return told.map((number) => dataNumber(number, up));
      }),
    ]),
  };
}

function barData({ axis, rows, parts }: Drawn<BarFigure>): DataTable {
  const scale = scaleOfUnit(axis.unit);
  const limited = rows.some(({ limit }) => limit !== null);
  const banded = rows.some(({ band }) => band);
  const told = nameOf(axis, scale);
  return {
    columns: [
      { name: l10n.t('Row'), unit: '' },
      ...parts.map(({ label }) => column(label, scale)),
      ...(limited ? [column(l10n.t('Limit'), scale)] : []),
      ...(banded ? [column(lowOf(told), scale), column(highOf(told), scale)] : []),
    ],
    rows: rows.map(({ label, limit, band }, i) => [
      label,
      ...parts.map(({ values }) => dataNumber(values[i] ?? null, scale)),
      ...(limited ? [dataNumber(limit, scale)] : []),
      ...(banded ? [dataNumber(band?.[0] ?? null, scale), dataNumber(band?.[1] ?? null, scale)] : []),
    ]),
  };
}

function spanData({ axis, rows, parts }: Drawn<SpanFigure>): DataTable {
  const scale = scaleOfUnit(axis.unit);
  const marked = rows.some(({ mark }) => mark !== null);
  return {
    columns: [
      { name: l10n.t('Row'), unit: '' },
      ...(marked ? [column(nameOf(axis, scale), scale)] : []),
      ...parts.flatMap(({ label }) => [column(lowOf(label), scale), column(highOf(label), scale)]),
    ],
    rows: rows.map(({ label, mark }, i) => [
      label,
      ...(marked ? [dataNumber(mark, scale)] : []),
      ...parts.flatMap(({ values }) => {
        const span = values[i];
        return [dataNumber(span?.[0] ?? null, scale), dataNumber(span?.[1] ?? null, scale)];
      }),
    ]),
  };
}

/** Data of a map: a row a cell. `value` is what stands in it. */
export function mapData(
  x: { readonly name: string; readonly unit: Unit; readonly values: readonly number[] },
  y: { readonly name: string; readonly unit: Unit; readonly values: readonly number[] },
  value: { readonly name: string; readonly at: (row: number, column: number) => string | number | null },
): DataTable {
  const [across, down] = [scaleOfUnit(x.unit), scaleOfUnit(y.unit)];
  return {
    columns: [column(x.name, across), column(y.name, down), column(value.name, PLAIN)],
    rows: y.values.flatMap((yValue, row) =>
      x.values.map((xValue, i) => {
        const found = value.at(row, i);
        const told = typeof found === 'number' ? dataNumber(found, PLAIN) : found;
        return [dataNumber(xValue, across), dataNumber(yValue, down), told];
      }),
    ),
  };
}
