import * as l10n from '../../l10n/l10n.js';
import type { Path } from '../../plan/path.js';
import { closest } from '../../units/closest.js';
import type { Ledger } from './ledger.js';

/** Notes that a name is not known, with the nearest that is. */
export function unknownName(
  what: string,
  text: string,
  known: readonly string[],
  path: Path,
  ledger: Ledger,
): void {
  const near = closest(text, known);
  ledger.problem({
    code: 'unknown-name',
    message: near
      ? l10n.t('no {what} `{text}`; did you mean `{near}`?', { what, text, near })
      : l10n.t('no {what} `{text}`', { what, text }),
    path,
    ...(near ? { suggestion: near } : {}),
  });
}
