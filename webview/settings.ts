import { readSettings, type Settings } from '../src/contract/settings.js';
import { DEFAULT_DRAWS } from '../src/engine/shapes/draws.js';

const USUAL: Settings = { samples: DEFAULT_DRAWS, exportTheme: 'shown', currency: '', whatIf: false };

/** What holds for all charts of the user, from `<meta name="decodeplan-settings">`. */
export const settings: Settings = read() ?? USUAL;

function read(): Settings | undefined {
  // Tests load views where there is no page.
  if (typeof document === 'undefined') return undefined;
  const text = document.querySelector('meta[name="decodeplan-settings"]')?.getAttribute('content');
  try {
    return readSettings(JSON.parse(text ?? 'null'));
  } catch {
    return undefined;
  }
}
