/** What profiles of the hot paths showed, and what was done about it. Written by hand: profiles are read, not run. */
export const PROFILE = `## Profile

Taken with \`node --cpu-prof\` on two busy cores, before and after each change, turn by turn; what is worst stands
first in each round. From the second on, times are the fastest tenth of the calls: others slowed the rest down.

| hot path | before | after | what took the time |
| --- | --- | --- | --- |
| price edited, 10 workloads × 10 options, layouts searched | 146 ms | 9 ms | 9,120 machines looked up one by one by a long key, and their loads found anew, although no price is among what they follow from. Now a workload's machines and loads are kept for all layouts of an option together: 160 look-ups |
| speed of a workload edited, same plan | 176 ms | 31 ms | the same |
| context of a workload edited, same plan | 214 ms | 63 ms | the same; what remains is the 912 machines that are new |
| plan never seen before, same plan | 705 ms | 370 ms | the same, and constants of the LPX racks worked out for each of a million layer times |
| one draw of the uncertainty of the first example | 12 ms | 1.1 ms | the same |
| diagnostics of 1,004 lines after an edit | 103 ms | 20 ms | a quarter was \`toLocaleString\`, which makes a formatter for each number: made once now. A third was the YAML parser: long texts are read in blocks, of which an edit changes one. The rest is the row above |
| formatting of 1,004 lines | 96 ms | 29 ms | the YAML parser, twice: once for the text as it was, once to prove that the formatted text means the same |
| plan never seen before, 10 workloads × 10 options, layouts searched | 369 ms | 192 ms | a third was the search for the largest load of each machine, by doubling and halving: two dozen times of a step. A step's time is nearly a straight line in its load, so secants find the same load in a third of them; and the choice of drafts had each best time worked out twice |
| context of a workload edited, same plan | 49 ms | 23 ms | the same |
| diagnostics of 1,004 lines after an edit | 29 ms | 8.6 ms | members found one after the other for each finding's place, \`toLocaleString\` once more, texts filled by a regular expression, and the loads of all workloads found anew because they share one context and only eight answers were kept |
| validation of 1,004 lines after an edit | 6 ms | 2.2 ms | two fifths were zod, over all workloads, of which one had changed: blocks that are not read again now keep their values as the same objects, and a valid object is not validated twice |
| price edited, 10 workloads × 10 options in one layout | 0.84 ms | 0.35 ms | memory and speed of all options, which no price changes, and long keys of what is looked up |
| context of a workload edited, same plan, later | 27 ms | 15 ms | weights, communication, fixed times and memory of each layout made anew for each context, although none depends on it: a replica keeps them now, and a machine holds only what follows from its context. Garbage collection fell from 30% to 8% |
| diagnostics of 1,004 lines after an edit, later | 5.6 ms | 4.8 ms | a formatter for the zeros among counts, each line of the text cut by an expression, long keys made anew for each workload and option |
| a key that limits of a plan forbid racks for (first example, ten times the concurrency) | 172 ms | 31 ms | every number of racks was tried in all three roles; now each role says what it takes, and only beside racks that run the experts are more of them tried |
| what a key takes of the page's thread until it is painted, the editor's own part with it, same keys | 151 ms | 70 ms | the row above; a table that was laid out at five widths each time, now at one; the theme, read from styles for each option; and plans that were worked out when they came, not when they were drawn |
| one point: a decode step with drafts of adaptive length | 0.74 µs | 0.38 µs | seven steps worked out for each: one of drafting, six of what could be verified. A depth that would lose even if its step took no longer than a shallower one is not looked at, and the step that drafting is a fraction of is not worked out twice: about four are left. In each, a dozen kernels whose products begin to outlast their bytes were asked one by one; they are joined to one bent line when a layout is prepared. An object that was spread into another took 0.06 µs |
| the same with a spread of acceptance between requests, 96 choices | 2.4 µs | 1.3 µs | the same: 19 looks on average, where there were 28 |
| first token of a closed loop whose prompts are computed apart, a plan of five workloads never seen before | 31 s | 17 s | queues of up to 65,536 servers counted to the last one, though beyond some hundreds nobody is blocked; and a loop's users halved anew beside each number of replicas that is tried, mostly at the same places |
| break-evens of the first example along speed, racks and context | 4.4 s | 3.9 s | half of all memory went to looking for the last layouts: the bound was doubled to infinity, a thousand times over 70 layouts, where no number of racks served. Racks' layers, problems and hosts made anew for each number of racks and replicas, and six maps for each though one layout is asked for. What a cache serves beside one load found three times |

Answers are the same to the last bit, and to twelve digits since sums of kernels are joined. Property tests hold what is kept
against what is made anew: after random edits each option's answer against that of a plan never seen, the tree of a text read in blocks against the same text read
whole, and everything that a long text comes to, edit by edit, against the text read whole; another holds the loads that
secants find against those of doubling and halving.

What is left, and why:

- A plan never seen before takes as long as its layouts are many: 70 layouts × 16 options and LPX roles × 10 workloads are
  11,200 machines. While there were 57 layouts, of 8,930 machines that were asked whether they could do 7,168 could not; one
  machine a layout, with the lightest sequences that there are, told that of 5,351, so that these need not be built. The 13
  layouts that split experts within a box took a tenth to a fifth more time. A fixed layout takes a few milliseconds. A new context
  makes a tenth of them new.
- Where one workload's need changes, each other's part of the fleet does, and with it what all of them are told.
- Anything that may reach across lines (an anchor, a block scalar, an error half-way through a word) has a long text read
  whole, as fast as the YAML parser goes.
- \`check\` takes three times the processor time of a bare Node.js, not two: of what it takes more, a third is reading code,
  a third making schemas and tables, and a third the plan itself, each part once and not yet compiled. A program that only
  reads the smallest example and checks it against the schema, without catalogue, engine and sentences, takes 2.0 times
  (eight runs of each in turn): with this YAML parser and these schemas nothing is left for an answer. Node.js 22 and newer
  can keep compiled code in a folder for temporary files: that saved 6 %, and nothing here writes what nobody asked for.
  Quantities of the schema that are made once, not twice, took a quarter of its making. A larger young generation took 13 % more.
- A sweep of 20,000 points does not take one second on two cores. On one thread, other programs running, it takes 4.2 to 5.1 s
  of processor time, and 2.2 to 3.1 s are left where nothing is read, resolved or written and only fleets are chosen (three
  runs of each in turn): for those alone a second of two cores is too short. A third of the time goes into the first 2,000
  points, whose code is not yet compiled, and each thread compiles its own: so a second core does not make up for its start
  unless there are more points.
- A frame of a slider is mostly the choice of fleets: three quarters of the evaluation, by a processor profile, where a context
  of the first example moves, as its four options with layouts searched are all new at each length.
- Break-evens take about twenty looks along each input, and most of their time at the ends of its range, where a fleet has
  hundreds of racks: each number of racks that is tried has its replicas found anew in every layout.
- A better start for each number of racks, the layout that was best beside the last, was tried: with a tighter limit some fleets
  settle elsewhere, and answers of three in 172 random plans moved.
  So did one of 193 where a workload was asked whether the rest is enough after the others were. Both are left out.
- A panel restored with its window waited for its first files, one after the other through a service worker of VS Code, and for
  an engine that was not yet compiled: the first evaluation of the first example takes the better part of a second of processor
  time. Its first scripts and style now come within the page, and what the plan came to from the editor's memory. What is left
  is the editor's own frame, one question and its answer, and the drawing.
- fitllm's cache function is a few multiplications for one kind of cache; ours asks each layer group of the model for its
  bytes, in paged and per-rank form too. A plan asks for a few thousand, which is less than a millisecond.`;
