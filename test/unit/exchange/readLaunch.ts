import { launchIn } from '../../../src/exchange/launch/launchImport.js';
import type { LaunchImport } from '../../../src/exchange/launch/launchWriting.js';

/** What a text says of a server; `null` where there is none that can be read. */
export function readLaunch(text: string): LaunchImport | null {
  const reading = launchIn(text);
  return reading.ok ? reading.launch : null;
}
