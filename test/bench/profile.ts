/** What a profile of the hot paths showed, and what was done about it. Written by hand: profiles are read, not run. */
export const PROFILE = `## Profile

To be written.`;
