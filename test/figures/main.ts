import { writeFileSync } from 'node:fs';
import { conceptFigures, robustnessFigures } from './figures.js';

/** `npm run figures`: draws the figures of docs/concepts.md and docs/robustness.md again. */
for (const [file, svg] of Object.entries({ ...conceptFigures(), ...robustnessFigures() }))
  writeFileSync(file, svg);
