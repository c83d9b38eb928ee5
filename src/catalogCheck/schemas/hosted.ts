import * as z from 'zod';
import { confidence, id, measure, notes, sources, text } from './common.js';

const usdPerMillion = measure('USD per million tokens', 1e-4, 1e4).nullable();

/** An entry of hosted.json. */
export const hosted = z.strictObject({
  id,
  name: text,
  inputUsdPerMillion: usdPerMillion,
  cachedInputUsdPerMillion: usdPerMillion,
  outputUsdPerMillion: usdPerMillion,
  speedTokensPerSecond: measure('tokens per second', 1, 1e5).nullable(),
  confidence,
  notes,
  sources,
});
