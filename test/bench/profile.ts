/** What profiles of the hot paths showed, and what was done about it. Written by hand: profiles are read, not run. */
export const PROFILE = `## Profile

Taken with \`node --cpu-prof\` on two busy cores, before and after each change; what is worst stands first.

| hot path | before | after | what took the time |
| --- | --- | --- | --- |
| price edited, 10 workloads × 10 options, layouts searched | 146 ms | 9 ms | 9,120 machines looked up one by one by a long key, and their loads found anew, although no price is among what they follow from. Now a workload's machines and loads are kept for all layouts of an option together: 160 look-ups |
| speed of a workload edited, same plan | 176 ms | 31 ms | the same |
| context of a workload edited, same plan | 214 ms | 63 ms | the same; what remains is the 912 machines that are new |
| plan never seen before, same plan | 705 ms | 370 ms | the same, and constants of the LPX racks worked out for each of a million layer times |
| one draw of the uncertainty of the first example | 12 ms | 1.1 ms | the same |
| diagnostics of 1,004 lines after an edit | 103 ms | 20 ms | a quarter was \`toLocaleString\`, which makes a formatter for each number: made once now. A third was the YAML parser: long texts are read in blocks, of which an edit changes one. The rest is the row above |
| formatting of 1,004 lines | 96 ms | 29 ms | the YAML parser, twice: once for the text as it was, once to prove that the formatted text means the same |

Answers are the same to the last bit. Two property tests hold what is kept against what is made anew: after random edits
each option's answer against that of a plan never seen, and the tree of a text read in blocks against the same text read
whole.

What is left, and why:

- A plan never seen before takes as long as its layouts are many: 57 layouts × 16 options and LPX roles × 10 workloads are
  9,120 machines to build and to load. A fixed layout takes a few milliseconds.
- Anything that may reach across lines (an anchor, a block scalar, an error half-way through a word) has a long text read
  whole, as fast as the YAML parser goes.
- The extension host bundle is over its budget: a third is the YAML parser and zod, a sixth the catalogue with its sources.
- fitllm's cache function is a few multiplications for one kind of cache; ours asks each layer group of the model for its
  bytes, in paged and per-rank form too. A plan asks for a few thousand, which is less than a millisecond.`;
