// Opens every plan that New Plan can make, and tells how many work.
//   npm run starters -- [part/parts]
import { nameOf, opened, combinations, overlooked } from './product.js';

const [part = 1, parts = 1] = (process.argv[2] ?? '1/1').split('/').map(Number);
/** A number of accelerators that many have, beside plans that are sized. */
const GIVEN = 8;

const tally = new Map<string, number>();
const add = (key: string) => tally.set(key, (tally.get(key) ?? 0) + 1);
let faults = 0;
let at = 0;
for (const count of [null, GIVEN])
  for (const plan of combinations(count)) {
    if (at++ % parts !== part - 1) continue;
    const one = opened(plan);
    const { made, verdict, analysis } = one;
    const how = count === null ? 'sized' : 'given';
    add(`${how} ${plan.question}: ${verdict.tone}, ${made.works}`);
    add(`${how}: ${verdict.tone}, ${made.works}`);
    const fault =
      analysis.problems.length > 0
        ? analysis.problems.map(({ message }) => message).join('; ')
        : (verdict.tone === 'bad') !== (made.works === 'no')
          ? `${verdict.headline} ${verdict.detail}`
          : made.works === 'no' && !/# It works on \d+ x /.test(made.text)
            ? 'says nothing of what would work'
            : made.works === 'no' && count === null
              ? overlooked(one)
              : null;
    if (fault !== null) {
      faults++;
      console.log(`${nameOf(plan)}: ${fault}`);
    }
  }
for (const [key, number] of [...tally].sort(([a], [b]) => a.localeCompare(b)))
  console.log(`${number}\t${key}`);
console.log(`${faults} faults`);
process.exit(faults > 0 ? 1 : 0);
