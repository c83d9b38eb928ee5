import type { Blob } from 'node:buffer';
import type Stream from 'node:stream';
import writeExcelFile, {
  type CellObject,
  type Feature,
  type Sheet as WrittenSheet,
} from 'write-excel-file/node';
import { calculated, type Cells } from '../../report/workbook/formula.js';
import {
  addressOf,
  FORMATS,
  type Cell,
  type CellLook,
  type Sheet,
  type Workbook,
} from '../../report/workbook/workbook.js';

/** What the library takes as a file's content. */
type Content = Stream | Buffer | Blob;

/** A workbook as the bytes of an XLSX file. */
export async function xlsxBytes(workbook: Workbook): Promise<Uint8Array> {
  const values = calculated(workbook);
  const sheets: WrittenSheet<Content>[] = workbook.sheets.map(
    ({ name, rows, widths, frozen }): WrittenSheet<Content> => ({
      sheet: name,
      data: rows.map((row) => row.map(writtenCell)),
      columns: widths.map((width) => ({ width })),
      orientation: 'landscape',
      ...(frozen.rows > 0 ? { stickyRowsCount: frozen.rows } : {}),
      ...(frozen.columns > 0 ? { stickyColumnsCount: frozen.columns } : {}),
    }),
  );
  return writeExcelFile(sheets, {
    fontFamily: 'Calibri',
    fontSize: 11,
    features: [withValues(workbook.sheets, values)],
  }).toBuffer();
}

const LOOKS: Readonly<Record<CellLook, Partial<CellObject>>> = {
  title: { fontWeight: 'bold', fontSize: 16 },
  head: { fontWeight: 'bold', backgroundColor: '#e8edf3', wrap: true, alignVertical: 'top' },
  section: { fontWeight: 'bold', fontSize: 13 },
  input: { backgroundColor: '#fff4cc', textColor: '#0b3d91' },
  note: { textColor: '#59636e', fontStyle: 'italic' },
  strong: { fontWeight: 'bold' },
};

function writtenCell(cell: Cell): CellObject | null {
  if (cell === null) return null;
  const look = cell.look ? LOOKS[cell.look] : {};
  if ('text' in cell) return { ...look, type: String, value: plainText(cell.text) };
  const { format } = cell;
  const shown = format === 'plain' ? {} : { format: FORMATS[format] };
  if ('number' in cell) return { ...look, ...shown, type: Number, value: cell.number };
  return { ...look, ...shown, type: 'Formula', value: cell.formula };
}

/** What files of spreadsheets may hold at most, and no control characters. */
const LONGEST = 32_000;
const plainText = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').slice(0, LONGEST);

/** Puts what each formula comes to beside it, for readers that show a file without calculating it. */
function withValues(sheets: readonly Sheet[], values: Cells): Feature<Content> {
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (xml, _, { sheetIndex }) => {
            const sheet = sheets[sheetIndex];
            return sheet ? valued(xml, sheet, values) : xml;
          },
        },
      },
    },
  };
}

function valued(xml: string, sheet: Sheet, values: Cells): string {
  const texts = new Map<string, string>();
  sheet.rows.forEach((row, r) => {
    row.forEach((cell, c) => {
      if (cell && 'formula' in cell) {
        const address = addressOf(r, c);
        const value = values(sheet.name, address);
        texts.set(address, typeof value === 'number' ? numberXml(value) : textXml(String(value)));
      }
    });
  });
  return xml.replace(
    /<c r="([A-Z]+\d+)"([^<>]*)>(<f>[^<]*<\/f>)<\/c>/g,
    (whole, address: string, rest: string, of: string) => {
      const text = texts.get(address);
      if (text === undefined || text === '') return whole;
      const kind = text.startsWith('"') ? ' t="str"' : '';
      return `<c r="${address}"${rest}${kind}>${of}<v>${kind === '' ? text : text.slice(1)}</v></c>`;
    },
  );
}

const numberXml = (value: number): string => (Number.isFinite(value) ? String(value) : '');

/** Marked with a quotation mark in front, which no number begins with. */
const textXml = (value: string): string =>
  `"${value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')}`;
