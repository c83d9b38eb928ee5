/** Fill that is not a plain colour, as the markup of an SVG `<pattern>` without its id. */
export type PatternMarkup = (fill: object) => ((id: string) => string) | null;

export interface SvgOptions {
  readonly width: number;
  readonly height: number;
  /** `null` paints nothing behind. */
  readonly background: string | null;
  readonly title: string;
  readonly measure: (text: string, font: string) => TextMetrics;
  readonly pattern: PatternMarkup;
}

/** Attributes of an element; those that are `null` are left out. */
export type Attributes = Readonly<Record<string, string | number | null>>;

/** What collects elements and what they refer to, until they are a document. */
export function createSheet(options: SvgOptions) {
  const body: string[] = [];
  const definitions: string[] = [];
  const patterns = new Map<object, string>();
  const define = (kind: string, markup: (id: string) => string): string => {
    const id = `${kind}${definitions.length + 1}`;
    definitions.push(markup(id));
    return id;
  };
  /** A fill as an attribute has it; each pattern is defined once. */
  const paint = (fill: string | object): string => {
    if (typeof fill === 'string') return escape(fill);
    const known = patterns.get(fill);
    if (known) return `url(#${known})`;
    const markup = options.pattern(fill);
    if (!markup) return 'none';
    const id = define('pattern', markup);
    patterns.set(fill, id);
    return `url(#${id})`;
  };
  const put = (tag: string, attributes: Attributes, clip: string | null, content: string) => {
    const text = Object.entries(attributes).flatMap(([name, value]) =>
      value === null ? [] : [` ${name}="${value}"`],
    );
    const made = `<${tag}${text.join('')}>${content}</${tag}>`;
    body.push(clip === null ? made : `<g clip-path="url(#${clip})">${made}</g>`);
  };
  return { define, paint, put, svg: () => document(options, definitions, body) };
}

function document(
  { width, height, background, title }: SvgOptions,
  definitions: readonly string[],
  body: readonly string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<defs>${definitions.join('')}</defs>`,
    ...(background === null ? [] : [`<rect width="100%" height="100%" fill="${escape(background)}"/>`]),
    ...body,
    '</svg>\n',
  ].join('\n');
}

/** Hundredths of a pixel are enough. */
export function short(value: number): number {
  return Number(value.toFixed(2));
}

/** Text as markup. */
export function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
