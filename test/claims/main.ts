import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { claimsPage } from './document.js';

/** Writes the page of claims. */
const file = 'docs/claims.md';
const config = await resolveConfig(file);
writeFileSync(file, await format(claimsPage(), { ...config, filepath: file }));
