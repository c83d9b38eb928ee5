// Where a failure must be about the change at hand: the same inputs in every run. People and `npm run fuzz` draw new ones.
import fc from 'fast-check';

if (process.env.CI) fc.configureGlobal({ seed: 20261124 });
