import { writeFileSync } from 'node:fs';
import { answeredPlans, answerFile, answerTo } from './answers.js';

/** `npm run answers`: writes what the engine says now; what changed shows in the difference. */
for (const name of answeredPlans())
  writeFileSync(answerFile(name), `${JSON.stringify(answerTo(name), null, 1)}\n`);
