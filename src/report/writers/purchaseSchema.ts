import * as z from 'zod';
import { reason, value } from './resultMembers.js';

/** `works` of an option. */
export const works = z.enum(['owned', 'purchase', 'no']).meta({
  description: 'Whether it works on what is there, with what it has to buy, or not at all.',
});

/** `purchase` of an option. */
export const purchase = z
  .strictObject({
    accelerators: value(
      'Accelerators bought, in whole units, or rented beyond those that are; 0 where none are.',
    ),
    gpuRacks: value('Racks that they come in; 0 where they come in none.'),
    lpxRacks: value('LPX racks bought.'),
    usd: value('Capital of what is bought, in USD.'),
    kilowatts: value('What it draws at the meter, in kilowatts.'),
    reason,
  })
  .meta({ description: 'What it adds to what is there.' });

/** `power` of an option. */
export const power = z
  .strictObject({
    itWatts: value('Watts of the hardware, cooling left out.'),
    meterWatts: value('Watts at the meter, cooling included.'),
    tokensPerSecondPerMegawatt: value(
      'Decoded tokens per second on average per megawatt at the meter; null for a service.',
    ),
    reason,
  })
  .meta({ description: 'What its hardware draws.' });

export const onBasis = (description: string) =>
  z
    .strictObject({
      usdPerHour: value('USD per hour, over all workloads.'),
      usdPerMillionTokens: value('USD per million decoded tokens, over all workloads.'),
      reason,
    })
    .meta({ description });

/** `basis` of an option. */
export const bases = z
  .strictObject({
    priced: onBasis('All-in: whole units of all that it uses, owned or bought. The same as total.'),
    sunk: onBasis(
      'Still to spend: what is bought costs all, what is owned only power, hosting and operations.',
    ),
  })
  .meta({ description: 'What it costs on each basis.' });
