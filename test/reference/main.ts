import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { referencePage } from './document.js';

/** Writes the reference page. */
const file = 'docs/reference.md';
const config = await resolveConfig(file);
writeFileSync(file, await format(referencePage(), { ...config, filepath: file }));
