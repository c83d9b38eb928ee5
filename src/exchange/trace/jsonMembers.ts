/** Members of JSON by their paths: what is looked for within one object, and under which number it is kept. */
export interface Wanted {
  /** Names within this object, by how many characters they have. */
  readonly named: readonly (readonly WantedMember[] | undefined)[];
}

interface WantedMember {
  readonly name: string;
  /** A bit of its own among those of its object. */
  readonly bit: number;
  /** Where its value is kept; `null` where only members of it are looked for. */
  readonly place: number | null;
  readonly inner: Wanted | null;
}

/** What to look for: values by paths, each kept at the place of its path in the list. */
export function wantedMembers(paths: readonly (readonly string[])[]): Wanted {
  const placed = paths.map((path, place) => ({ path, place }));
  return within(placed);
}

function within(placed: readonly { readonly path: readonly string[]; readonly place: number }[]): Wanted {
  const named: WantedMember[][] = [];
  for (const [i, name] of [...new Set(placed.flatMap(({ path }) => path.slice(0, 1)))].entries()) {
    const own = placed.filter(({ path }) => path[0] === name);
    const deeper = own.filter(({ path }) => path.length > 1);
    (named[name.length] ??= []).push({
      name,
      bit: 1 << i,
      place: own.find(({ path }) => path.length === 1)?.place ?? null,
      inner:
        deeper.length === 0
          ? null
          : within(deeper.map(({ path, place }) => ({ path: path.slice(1), place }))),
    });
  }
  return { named };
}

const [BLANK, QUOTE, COMMA, POINT, COLON, ESCAPE] = [32, 34, 44, 46, 58, 92];
const [OPEN, CLOSE, LIST, LIST_END, ZERO, NINE] = [123, 125, 91, 93, 48, 57];
/** A letter that stands as its number may be one of a name. */
const ESCAPED_NAME = /\\u00[2-7]/;
/** Digits that a number of JSON has without losing any. */
const MOST_DIGITS = 15;

/**
 * Reads the wanted members out of one JSON object without making the others: most of a request's log is texts that
 * nobody asks for. It gives up on all that is not plain (names with escapes, names that stand twice, words that JSON does
 * not have), and who calls it reads such a row as a whole.
 */
export class MemberReader {
  private text = '';
  private at = 0;
  private to = 0;
  /** The first letter behind the start of the row that stands as its number. */
  private escape = -1;
  private values: unknown[] = [];

  constructor(
    private readonly wanted: Wanted,
    private readonly places: number,
  ) {}

  /**
   * Values by place, `undefined` for what is not there; `null` where the text is not plain or not whole. A row is read
   * where it stands in a longer text: letters of a part that is cut out are twice as slow to get at.
   */
  read(text: string, from = 0, to = text.length): readonly unknown[] | null {
    if (text !== this.text) this.escape = -1;
    this.text = text;
    this.at = from;
    this.to = to;
    if (this.mayEscapeNames()) return null;
    this.values = new Array<unknown>(this.places).fill(undefined);
    if (this.next() !== OPEN || !this.object(this.wanted)) return null;
    return Number.isNaN(this.next()) ? this.values : null;
  }

  /** Whether a letter in the row stands as its number, which may be one of a name. */
  private mayEscapeNames(): boolean {
    const { text, at, to } = this;
    if (this.escape < at) {
      const next = text.indexOf('\\u00', at);
      this.escape = next < 0 ? Infinity : next;
    }
    return this.escape < to && ESCAPED_NAME.test(text.slice(at, to));
  }

  /** The next character that is no blank, which stays where it is; `NaN` at the end. */
  private next(): number {
    const { text, at, to } = this;
    const code = text.charCodeAt(at);
    return code > BLANK && at < to ? code : this.pastBlanks();
  }

  private pastBlanks(): number {
    const { text, to } = this;
    let code = text.charCodeAt(this.at);
    while ((code === 32 || code === 9 || code === 13 || code === 10) && this.at < to)
      code = text.charCodeAt(++this.at);
    return this.at < to ? code : NaN;
  }

  /** From the bracket that opens an object to behind the one that closes it. */
  private object(wanted: Wanted): boolean {
    const { text, to } = this;
    this.at++;
    if (this.next() === CLOSE) return this.passed();
    let seen = 0;
    for (;;) {
      if (this.next() !== QUOTE) return false;
      const start = this.at + 1;
      const end = text.indexOf('"', start);
      if (end < 0 || end >= to || text.charCodeAt(end - 1) === ESCAPE) return false;
      this.at = end + 1;
      if (this.next() !== COLON) return false;
      this.at++;
      const member = this.memberAt(wanted, start, end - start);
      if (member) {
        // Of a name that stands twice the last counts, with all that is in it.
        if ((seen & member.bit) !== 0) return false;
        seen |= member.bit;
      }
      if (!this.value(member)) return false;
      const code = this.next();
      this.at++;
      if (code === CLOSE) return true;
      if (code !== COMMA) return false;
    }
  }

  private passed(): true {
    this.at++;
    return true;
  }

  private memberAt({ named }: Wanted, start: number, length: number): WantedMember | null {
    const ofLength = named[length];
    if (ofLength === undefined) return null;
    for (const member of ofLength) if (this.text.startsWith(member.name, start)) return member;
    return null;
  }

  private value(member: WantedMember | null): boolean {
    const code = this.next();
    const start = this.at;
    if (code === OPEN && member?.inner && member.place === null) return this.object(member.inner);
    if (code === LIST && member !== null && member.place !== null && this.numbers(member.place)) return true;
    const isWhole =
      code === QUOTE ? this.string() : code === OPEN || code === LIST ? this.nested() : this.plain(member);
    if (!isWhole || member === null || member.place === null) return isWhole;
    if (code === QUOTE || code === OPEN || code === LIST) return this.keep(member.place, start);
    return true;
  }

  private keep(place: number, start: number): boolean {
    try {
      const inner = this.text.charCodeAt(start) === QUOTE ? this.text.slice(start + 1, this.at - 1) : null;
      this.values[place] =
        inner !== null && !inner.includes('\\') ? inner : JSON.parse(this.text.slice(start, this.at));
      return true;
    } catch {
      return false;
    }
  }

  /** From the quote that opens a string to behind the one that closes it. */
  private string(): boolean {
    const { text } = this;
    let end = text.indexOf('"', this.at + 1);
    while (end >= 0 && text.charCodeAt(end - 1) === ESCAPE) {
      let first = end - 1;
      while (text.charCodeAt(first - 1) === ESCAPE) first--;
      // An even number of them escape one another.
      if ((end - first) % 2 === 0) break;
      end = text.indexOf('"', end + 1);
    }
    this.at = end + 1;
    return end >= 0 && end < this.to;
  }

  /** From a bracket to behind the one that closes it, whatever stands within. */
  private nested(): boolean {
    const { text, to } = this;
    let depth = 0;
    while (this.at < to) {
      const code = text.charCodeAt(this.at);
      if (code === QUOTE) {
        if (!this.string()) return false;
        continue;
      }
      this.at++;
      if (code === OPEN || code === LIST) depth++;
      else if ((code === CLOSE || code === LIST_END) && --depth === 0) return true;
    }
    return false;
  }

  /** A list of whole numbers, as blocks of prompts are; what is another list stays for who reads it otherwise. */
  private numbers(place: number): boolean {
    const { text } = this;
    const list: number[] = [];
    let at = this.at + 1;
    for (;;) {
      let code = text.charCodeAt(at);
      while (code === BLANK) code = text.charCodeAt(++at);
      const start = at;
      let number = 0;
      while (code >= ZERO && code <= NINE) {
        number = number * 10 + code - ZERO;
        code = text.charCodeAt(++at);
      }
      const digits = at - start;
      if (digits === 0 || digits > MOST_DIGITS || (digits > 1 && text.charCodeAt(start) === ZERO))
        return false;
      list.push(number);
      while (code === BLANK) code = text.charCodeAt(++at);
      at++;
      if (code === LIST_END) break;
      if (code !== COMMA) return false;
    }
    this.at = at;
    this.values[place] = list;
    return true;
  }

  /** The digits behind a point, which nobody asks for; what is no plain fraction stays for who reads it otherwise. */
  private fraction(point: number): boolean {
    const { text, at: start } = this;
    if (point !== POINT) return false;
    let at = start + 1;
    let code = text.charCodeAt(at);
    while (code >= ZERO && code <= NINE) code = text.charCodeAt(++at);
    if (at === start + 1 || !isEnding(code)) return false;
    this.at = at;
    return true;
  }

  /** A number, `true`, `false` or `null`. */
  private plain(member: WantedMember | null): boolean {
    const { text } = this;
    const start = this.at;
    let code = text.charCodeAt(start);
    let number = 0;
    while (code >= ZERO && code <= NINE) {
      number = number * 10 + code - ZERO;
      code = text.charCodeAt(++this.at);
    }
    const digits = this.at - start;
    const isWhole = digits > 0 && (digits === 1 || text.charCodeAt(start) !== ZERO);
    const place = member?.place ?? null;
    if (isWhole && digits <= MOST_DIGITS && isEnding(code)) {
      if (place !== null) this.values[place] = number;
      return true;
    }
    if (isWhole && place === null && this.fraction(code)) return true;
    // Most members that nobody asks for say nothing.
    if (digits === 0 && text.startsWith('null', start)) code = text.charCodeAt((this.at = start + 4));
    if (this.at === start + 4 && digits === 0 && isEnding(code)) {
      if (place !== null) this.values[place] = null;
      return true;
    }
    while (!isEnding(code) && this.at < this.to) code = text.charCodeAt(++this.at);
    const written = text.slice(start, this.at);
    if (!PLAIN.test(written)) return false;
    if (place !== null) this.values[place] = JSON.parse(written);
    return true;
  }
}

const isEnding = (code: number): boolean =>
  code === COMMA || code === CLOSE || code === LIST_END || code <= BLANK;
const PLAIN = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;
