import { writeFileSync } from 'node:fs';
import { conceptFigures } from './figures.js';

/** `npm run figures`: draws the figures of docs/concepts.md again. */
for (const [file, svg] of Object.entries(conceptFigures())) writeFileSync(file, svg);
