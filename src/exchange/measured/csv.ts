/** One line of CSV as its fields; quotes may hold commas and doubled quotes. */
export function csvFields(line: string, separator = ','): string[] {
  if (!line.includes('"')) return line.split(separator);
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const letter = line[i] ?? '';
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (line[i + 1] === '"') {
        field += '"';
        i++;
      } else quoted = false;
    } else if (letter === '"' && field === '') quoted = true;
    else if (letter === separator) {
      fields.push(field);
      field = '';
    } else field += letter;
  }
  return [...fields, field];
}

/** The separator of a heading; `null` where the line is no heading of a table. */
export function separatorOf(heading: string): string | null {
  const counted = [',', '\t', ';'].map((mark) => [mark, heading.split(mark).length] as const);
  const [best] = [...counted].sort((a, b) => b[1] - a[1]);
  return best && best[1] > 1 ? best[0] : null;
}

/** A name of a column without case, units in brackets and marks: `Output Tokens (mean)` is `outputtokensmean`. */
export const columnName = (written: string): string => written.toLowerCase().replace(/[^a-z0-9%]/g, '');
