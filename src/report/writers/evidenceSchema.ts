import * as z from 'zod';
import { byName, counted, flag, reason, text, textOrNull, value } from './resultMembers.js';

const mode = z
  .enum(['colocated', 'disaggregated'])
  .meta({ description: 'Whether prompts were computed in the steps of decoding, or apart.' });

const record = z
  .strictObject({
    engine: text('Engine of the measured servers.'),
    generation: text('Hardware generation that they ran on.'),
    mode,
    own: flag('Whether it is the class itself; else the nearest that was measured.'),
    runs: counted('Measured runs.'),
    medianError: value('Error of the time per output token that half of them stay within: a fraction.'),
    bandHolds: value('Part of them that the stated spread holds: a fraction.'),
    reason,
  })
  .nullable()
  .meta({ description: 'How servers of its class were predicted; null where none was measured.' });

const run = z.strictObject({
  source: text('Who measured it.'),
  date: text('When.'),
  engine: text('Its engine.'),
  engineVersion: textOrNull('The release; null where it is not known.'),
  users: value('Users of one replica at a time.'),
  input: value('Prompt tokens of a mean request.'),
  output: value('Answered tokens of a mean request.'),
  measured: value('Tokens per second that each user saw.'),
  predicted: value('Tokens per second that are predicted of that very run.'),
  close: flag('Whether it is the plan’s server, with lengths and load within a factor of two.'),
  differs: z.array(z.string()).meta({ description: 'What of it is not the plan’s, by name.' }),
  reason,
});

/** What measured servers say of every option and workload. */
export const evidence = byName(
  byName(
    z.strictObject({
      record,
      nearest: z
        .array(run)
        .meta({ description: 'Measured runs of the model on the accelerator, the nearest first.' }),
      reason,
    }),
    'By workload.',
  ),
  'What measured servers say of every option, by name.',
);
