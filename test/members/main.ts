// `npm run members`: writes the table of members that page and engine read, from the plan's schema.
import { writeFileSync } from 'node:fs';
import { MEMBERS_FILE, membersText } from './table.js';

writeFileSync(MEMBERS_FILE, await membersText());
