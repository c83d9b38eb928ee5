/** What is written in the place of signs that the standard fonts of PDF do not have. */
const INSTEAD: Readonly<Record<string, string>> = {
  '−': '-',
  '→': '->',
  '←': '<-',
  '↑': '^',
  '↓': 'v',
  '↔': '<->',
  '≤': '<=',
  '≥': '>=',
  '≈': '~',
  '∞': 'unlimited',
  '√': 'root of ',
  '✓': 'yes',
  '✗': 'no',
  Σ: 'sum of ',
  π: 'pi',
  σ: 'sigma',
  Δ: 'delta',
  '\u202f': ' ',
  '\u2009': ' ',
};

/** Signs beyond Latin-1 that Windows' code page 1252 has, which is what those fonts are addressed by. */
const OWN = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ');

/** A text in letters that the standard fonts have; what they have nothing like is a question mark. */
export function standardLetters(text: string): string {
  return Array.from(text, letter).join('');
}

function letter(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  if (code === 10 || (code >= 32 && code < 127) || (code >= 160 && code < 256) || OWN.has(sign)) return sign;
  const instead = INSTEAD[sign];
  if (instead !== undefined) return instead;
  if (code < 32) return '';
  const base = sign.normalize('NFKD').replace(/\p{M}/gu, '');
  return /^[\u0020-\u007e\u00a0-\u00ff]+$/.test(base) ? base : '?';
}
