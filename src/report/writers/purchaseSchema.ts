import * as z from 'zod';
import { counted, flag, reason, text, value } from './resultMembers.js';

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
    parts: z
      .array(
        z.strictObject({
          kind: z.enum(['gpus', 'prefill', 'drafter', 'lpx']).meta({
            description:
              'Accelerators that decode, those of another type for prompts, those that draft, or LPX racks.',
          }),
          type: text('Catalogue id of the accelerator or of the LPX rack, or the name that the plan gives.'),
          pieces: counted('Accelerators, or LPX racks.'),
          racks: counted('Racks that the accelerators come in; 0 where they come in none.'),
          rented: flag('Whether they are rented, not bought.'),
        }),
      )
      .meta({ description: 'The same, kind by kind; empty where nothing is added.' }),
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

const financeYear = z.strictObject({
  year: z.int().meta({ description: 'Year, from 0: the purchase.' }),
  capitalUsd: value('USD of the purchase; in the last year what is left of it, negative.'),
  powerUsd: value('USD of power at the meter.'),
  operationsUsd: value('USD of operations, hosting and tiers for kept prefixes.'),
  rentUsd: value('USD of rent.'),
  hostedUsd: value('USD of a service.'),
  revenueUsd: value('USD of the workloads that have a sale price.'),
  reason,
});

/** What an option, or a mix, brings and leaves. */
export const earnings = {
  revenueUsdPerHour: value('USD an hour of the workloads that have a sale price.'),
  profitUsdPerHour: value(
    'The same after the whole bill, all-in; null where a workload has no sale price, with reason.',
  ),
  margin: value('That profit over the revenue: a fraction; null where either is not known.'),
  reason,
};

/** `finance` of an option. */
export const finance = z
  .strictObject({
    capitalUsd: value('USD of the purchase.'),
    residualUsd: value('USD that what is bought is worth at the end of amortization.'),
    runningUsdPerYear: value(
      'USD a year of power, operations, hosting, rent and services; owned hardware included.',
    ),
    revenueUsdPerYear: value('USD a year of the workloads that have a sale price; null without any.'),
    yearly: z
      .array(financeYear)
      .meta({ description: 'Its years over the amortization, nominal; empty where it is not served.' }),
    paybackMonths: value(
      'Months after which lower running costs have paid for what is bought more than by the baseline; null with paybackReason.',
    ),
    netPresentValueUsd: value(
      'USD of all years, discounted at the cost of capital; without a sale price the present cost, negative; null with valueReason.',
    ),
    internalRateOfReturn: value(
      'Rate per year at which that is nothing, a fraction; null with returnReason.',
    ),
    earnings: z
      .strictObject({
        ...earnings,
        revenueUsdPerMegawattHour: value('Revenue for an hour of a megawatt at the meter.'),
        profitUsdPerMegawattHour: value('Profit for an hour of a megawatt at the meter.'),
        profitUsdPerRackHour: value(
          'Profit for an hour of a rack, of accelerators and of LPX alike; null where accelerators come in none.',
        ),
      })
      .meta({ description: 'What it brings and leaves an hour, of each megawatt and of each rack.' }),
    reason,
    paybackReason: reason,
    returnReason: reason,
    valueReason: reason,
    revenueReason: reason,
  })
  .meta({ description: 'What it takes and brings over the time of amortization.' });

export const onBasis = (description: string) =>
  z
    .strictObject({
      usdPerHour: value('USD per hour.'),
      usdPerMillionTokens: value('USD per million decoded tokens.'),
      reason,
    })
    .meta({ description });

const bothBases = (whole: string) =>
  z
    .strictObject({
      priced: onBasis('All-in: whole units of all that it uses, owned or bought.'),
      sunk: onBasis(
        'Still to spend: what is bought costs all, what is owned only power, hosting and operations.',
      ),
    })
    .meta({ description: whole });

/** `basis` of an option. */
export const bases = bothBases('What it costs on each basis; priced is the same as total.');

/** `cost.basis` of a workload. */
export const workloadBasis = bothBases('Its part of what the option costs on each basis.');

/** `mostServed` of an answer. */
export const mostServed = z
  .array(
    z.strictObject({
      option: text('The option.'),
      times: value('Of what the plan asks for: 2 is twice the volume of each workload.'),
      tokensPerSecond: value('Decoded tokens per second on average, of all workloads together.'),
      profitUsdPerHour: value(
        'What is left of the revenue after the whole bill, all-in; null where something is not known or not sold.',
      ),
      reason,
    }),
  )
  .meta({
    description:
      'The most of the plan’s traffic that each option serves within the power that the plan limits, all volumes in proportion, the most first; empty where it limits none.',
  });
