import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { documentStyle } from '../../src/report/html/documentStyle.js';
import { referencePage } from './document.js';

/** Writes the reference page. */
const file = 'docs/reference.md';
const config = await resolveConfig(file);
writeFileSync(file, await format(referencePage(), { ...config, filepath: file }));

/** And the style sheet of plans within Markdown. */
const style = 'media/markdown.css';
writeFileSync(style, await format(documentStyle(), { ...config, filepath: style }));
