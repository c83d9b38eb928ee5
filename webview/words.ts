import { readBundle, type Bundle } from '../src/l10n/l10n.js';

/** The reader's language, from `<meta name="decodeplan-l10n">`: there before anything is drawn. `null` for English. */
export function readWords(): Bundle | null {
  const text = document.querySelector('meta[name="decodeplan-l10n"]')?.getAttribute('content');
  if (!text) return null;
  try {
    return readBundle(JSON.parse(text));
  } catch {
    return null;
  }
}
