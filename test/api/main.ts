import { writeFileSync } from 'node:fs';
import { apiReport, REPORT } from './report.js';

/** Writes the report of the library's public types. */
writeFileSync(REPORT, apiReport());
