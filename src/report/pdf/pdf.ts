import * as l10n from '../../l10n/l10n.js';
import type { Analysis } from '../answers/analysis.js';
import type { ReportOrigin } from '../answers/reported.js';
import { reportBody } from '../html/html.js';
import { drawnAlone } from './drawing.js';
import { standardLetters } from './letters.js';
import { isElement, readableText, treeOf, type Element, type Node } from './tree.js';

/** A page's content as `pdfmake` takes it: plain data. */
type Content = Readonly<Record<string, unknown>>;

/** A document as `pdfmake` takes it, but for its fonts. */
export interface PdfDocument {
  readonly info: Readonly<Record<string, string>>;
  readonly pageSize: 'A4';
  readonly pageOrientation: 'landscape';
  readonly pageMargins: readonly number[];
  readonly defaultStyle: Content;
  readonly styles: Readonly<Record<string, Content>>;
  readonly content: readonly Content[];
  /** Stands at the foot of every page, before the page's number. */
  readonly foot: string;
}

/** Of an A4 page that lies on its side, in points. */
const MARGIN = 40;
const WIDTH = 842 - 2 * MARGIN;
const CHART_WIDTH = 560;

const SOFT = '#59636e';
const TONES: Readonly<Record<string, string>> = { good: '#1a7f37', caution: '#bc4c00', bad: '#b3261e' };

/** The HTML report set for print: the same words, tables and figures, with all that is folded there open. */
export function reportPdf(analysis: Analysis, origin: ReportOrigin = {}): PdfDocument {
  const tree = treeOf(reportBody(analysis, origin));
  const title = standardLetters(analysis.plan?.title ?? analysis.plan?.model.name ?? l10n.t('Decode plan'));
  return {
    info: { title, creator: 'Decode Plan', producer: 'Decode Plan' },
    pageSize: 'A4',
    pageOrientation: 'landscape',
    pageMargins: [MARGIN, MARGIN, MARGIN, MARGIN],
    defaultStyle: { font: 'Helvetica', fontSize: 9.5, lineHeight: 1.2 },
    styles: {
      h1: { fontSize: 20, bold: true, margin: [0, 0, 0, 4] },
      h2: { fontSize: 14, bold: true, margin: [0, 16, 0, 6] },
      h3: { fontSize: 10.5, bold: true, margin: [0, 6, 0, 1] },
      soft: { color: SOFT, fontSize: 8.5 },
      cell: { fontSize: 7.5 },
      head: { fontSize: 7.5, bold: true, color: SOFT },
      code: { font: 'Courier', fontSize: 7.5, lineHeight: 1.15 },
    },
    content: blocks(tree),
    foot: title,
  };
}

const blocks = (nodes: readonly Node[]): Content[] => nodes.flatMap(block);

function block(node: Node): Content[] {
  if (!isElement(node)) return node.trim() === '' ? [] : [{ text: standardLetters(node) }];
  const { name, attributes, children } = node;
  switch (name) {
    case 'h1':
    case 'h2':
    case 'h3':
      return [{ text: words(children), style: name, headlineLevel: Number(name.slice(1)) }];
    case 'p':
      return [paragraph(node)];
    case 'ul':
      return attributes['class'] === 'tiles'
        ? [tiles(node)]
        : attributes['class'] === 'legend'
          ? [legend(node)]
          : [list(node)];
    case 'table':
      return [table(node)];
    case 'summary':
      return [{ text: words(children), style: 'h3', headlineLevel: 3 }];
    case 'pre':
      return [{ text: words(children), style: 'code', preserveLeadingSpaces: true, margin: [0, 4, 0, 4] }];
    case 'svg':
      return [{ svg: drawnAlone(node, CHART_WIDTH).svg, width: CHART_WIDTH, margin: [0, 4, 0, 4] }];
    case 'figure':
      // A picture stays with the sentence that it shows.
      return [{ stack: blocks(children), unbreakable: !hasTable(node), margin: [0, 4, 0, 8] }];
    case 'figcaption':
      return blocks(children).map((one) => (one['style'] === undefined ? { ...one, style: 'soft' } : one));
    case 'section':
    case 'details':
      return withHeading(children);
    case 'footer':
      return [{ text: words(children), style: 'soft', margin: [0, 12, 0, 0] }];
    default:
      return blocks(children);
  }
}

/** Rows of a table that still go on one page with the heading above them. */
const FEW_ROWS = 12;

/** A heading stays with what it is over, where that is not long. */
function withHeading(nodes: readonly Node[]): Content[] {
  const [heading, first, ...rest] = blocks(nodes);
  if (!heading || !first) return heading ? [heading] : [];
  const isLong = rowsOf(first) > FEW_ROWS || first['style'] === 'code';
  const together = isLong ? [heading, first] : [{ stack: [heading, first], unbreakable: true }];
  return [...together, ...rest];
}

function rowsOf({ table }: Content): number {
  return typeof table === 'object' && table !== null && 'body' in table && Array.isArray(table.body)
    ? table.body.length
    : 0;
}

const hasTable = ({ children }: Element): boolean =>
  children.some((child) => isElement(child) && (child.name === 'table' || hasTable(child)));

function paragraph({ attributes, children }: Element): Content {
  const classes = (attributes['class'] ?? '').split(' ');
  if (classes[0] === 'verdict') return verdict(classes[1] ?? '', children);
  const soft = classes[0] === 'of' || classes[0] === 'soft';
  return { text: inline(children), ...(soft ? { style: 'soft' } : {}), margin: [0, 0, 0, 4] };
}

/** The one sentence, with its tone as a bar at its side. */
function verdict(tone: string, children: readonly Node[]): Content {
  const [headline, ...rest] = children;
  const body = [
    { text: words(headline === undefined ? [] : [headline]), bold: true, fontSize: 13 },
    ...(rest.length > 0 ? [{ text: words(rest), margin: [0, 3, 0, 0] }] : []),
  ];
  return {
    table: {
      widths: [4, '*'],
      body: [
        [
          { text: '', fillColor: TONES[tone] ?? SOFT },
          { stack: body, fillColor: '#f6f8fa' },
        ],
      ],
    },
    layout: 'bare',
    margin: [0, 4, 0, 10],
  };
}

const TILES_A_ROW = 4;

/** The first numbers side by side. */
function tiles({ children }: Element): Content {
  const all = children.filter(isElement).map(({ children: parts }): Content => {
    const [label, value, note] = parts.map((part) => words([part]));
    return {
      stack: [
        { text: label ?? '', style: 'soft' },
        { text: value ?? '', bold: true, fontSize: 14 },
        { text: note ?? '', style: 'soft' },
      ],
    };
  });
  const rows: Content[][] = [];
  for (let at = 0; at < all.length; at += TILES_A_ROW) {
    const row = all.slice(at, at + TILES_A_ROW);
    rows.push([...row, ...Array.from({ length: TILES_A_ROW - row.length }, () => ({ text: '' }))]);
  }
  if (rows.length === 0) return { text: '' };
  return {
    table: { widths: Array.from({ length: TILES_A_ROW }, () => '*'), body: rows },
    layout: 'bare',
    margin: [0, 0, 0, 8],
  };
}

/** What the parts of a chart are, in one line. */
function legend({ children }: Element): Content {
  const items = children.filter(isElement).map(({ children: parts }): Content => {
    const swatch = parts.find((part) => isElement(part) && part.name === 'svg');
    const text = { text: words(parts), style: 'soft', margin: [4, 0, 14, 0], width: 'auto' };
    if (!swatch || !isElement(swatch)) return text;
    return { columns: [{ svg: drawnAlone(swatch, 9).svg, width: 9 }, text], width: 'auto' };
  });
  const rows: Content[] = [];
  for (let at = 0; at < items.length; at += 5) rows.push({ columns: items.slice(at, at + 5), columnGap: 2 });
  return { stack: rows, margin: [0, 0, 0, 4] };
}

const list = ({ children }: Element): Content => ({
  ul: children.filter(isElement).map(({ children: parts }) => ({ text: inline(parts) })),
  margin: [0, 0, 0, 4],
});

/** A table whose columns are as wide as what stands in them asks for. */
function table({ attributes, children }: Element): Content {
  const rows = children
    .filter(isElement)
    .flatMap((part) =>
      part.children.filter(isElement).map((row) => ({ row, isHead: part.name === 'thead' })),
    );
  const body = rows.map(({ row, isHead }) =>
    row.children.filter(isElement).map((cell): Content => {
      const isGrid = attributes['class'] === 'grid';
      const fill = tintOf(cell);
      return {
        text: inline(cell.children),
        style: isHead || cell.name === 'th' ? 'head' : 'cell',
        ...(isGrid ? { alignment: 'center' } : {}),
        ...(fill === null ? {} : { fillColor: fill, color: '#ffffff', bold: true }),
      };
    }),
  );
  const heads = rows.filter(({ isHead }) => isHead).length;
  return {
    table: { headerRows: heads, dontBreakRows: true, widths: widthsOf(rows.map(({ row }) => row)), body },
    layout: 'lines',
    margin: [0, 2, 0, 6],
  };
}

const COLOURS = ['#1f6fc9', '#bc4c00', '#1a7f37', '#8250df', '#b3261e', '#8a6100'];

/** The tint of a map's cell. */
function tintOf({ attributes }: Element): string | null {
  const classes = (attributes['class'] ?? '').split(' ');
  if (!classes.includes('cell')) return null;
  if (classes.includes('error')) return TONES['bad'] ?? null;
  const look = classes.find((one) => one.startsWith('look'));
  return look === undefined ? null : (COLOURS[Number(look.slice(4))] ?? null);
}

/** Lines between cells, and room around them, in points. */
const PADDING = 6;
const [FEWEST, MOST] = [7, 60];

/** Points that a letter takes, with some room. */
const LETTER = 5;
/** Letters of a word that may be cut: longer ones are names and addresses. */
const LONGEST_WORD = 16;

/** Room by the length of what columns hold, but none so narrow that a word of it is cut. */
function widthsOf(rows: readonly Element[]): number[] {
  const columns: { longest: number; word: number }[] = [];
  for (const row of rows)
    row.children.filter(isElement).forEach(({ children }, i) => {
      const text = readableText(children);
      const word = Math.max(...text.split(/[\s-]/).map(({ length }) => length));
      const column = columns[i] ?? { longest: FEWEST, word: 0 };
      columns[i] = {
        longest: Math.max(column.longest, Math.min(MOST, text.length)),
        word: Math.max(column.word, Math.min(LONGEST_WORD, word)),
      };
    });
  const sum = (of: (column: (typeof columns)[number]) => number) =>
    columns.reduce((total, column) => total + of(column), 0);
  const padding = columns.length * PADDING;
  const room = Math.min(WIDTH, sum(({ longest }) => longest) * LETTER + padding) - padding;
  const least = sum(({ word }) => word) * LETTER;
  if (least >= room) return columns.map(({ word }) => (room * word * LETTER) / least);
  const more = ({ longest, word }: (typeof columns)[number]) => Math.max(0, longest - word);
  const wanted = sum(more);
  return columns.map(
    (column) => column.word * LETTER + (wanted > 0 ? ((room - least) * more(column)) / wanted : 0),
  );
}

const words = (nodes: readonly Node[]): string => standardLetters(readableText(nodes));

/** Text with its links. */
function inline(nodes: readonly Node[]): Content[] {
  return nodes.map((node): Content => {
    if (!isElement(node)) return { text: standardLetters(node) };
    const link = node.attributes['href'];
    const text = words(node.children);
    if (link?.startsWith('https://')) return { text, link, color: COLOURS[0] };
    return node.name === 'strong' || node.name === 'b' ? { text, bold: true } : { text };
  });
}
