import { writeFileSync } from 'node:fs';
import { validationFiles } from './document.js';

/** Writes the validation page and its plots. */
for (const [file, text] of Object.entries(validationFiles())) writeFileSync(file, text);
