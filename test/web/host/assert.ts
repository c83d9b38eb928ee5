import { strict } from 'assert';

/** Node's assertions where there is no Node. */
export default strict;
