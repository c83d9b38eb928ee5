import * as z from 'zod';
import { fraction, HUNDRED_PERCENT, quantity, word } from './quantitySchema.js';

/** `economics` of a plan. */
export const economics = z
  .strictObject({
    electricity: quantity(
      'energyPrice',
      {
        title: 'Electricity price',
        inText: 'electricity price',
        description: 'Price of energy.',
        examples: ['0.08 USD/kWh'],
        defaultText: '0.08 USD/kWh',
      },
      { zero: 'allowed' },
    ).optional(),
    pue: quantity(
      'count',
      {
        title: 'PUE',
        description: 'Facility power over equipment power.',
        examples: ['1.2'],
        defaultText: '1.15',
      },
      { least: [1, '1'] },
    ).optional(),
    amortization: quantity('duration', {
      title: 'Amortization',
      description: 'Time over which hardware pays itself back.',
      examples: ['4 years'],
      defaultText: '4 years',
    }).optional(),
    capitalCost: quantity(
      'fractionPerYear',
      {
        title: 'Cost of capital',
        description: 'Interest on what the hardware costs.',
        examples: ['9%/year'],
        defaultText: '10 %/year',
      },
      { zero: 'allowed', most: HUNDRED_PERCENT },
    ).optional(),
    utilization: fraction({
      title: 'Utilization',
      inText: 'utilization',
      description: 'Average over peak decode rate of the fleet.',
      examples: ['60%'],
      defaultText: '60 %',
    }).optional(),
    operations: quantity(
      'fractionPerYear',
      {
        title: 'Operations',
        description: 'Yearly cost of operation over the hardware price.',
        examples: ['3%/year'],
        defaultText: '3 %/year',
      },
      { zero: 'allowed', most: HUNDRED_PERCENT },
    ).optional(),
    owned: word(
      {
        priced: { description: 'owned hardware is charged like bought hardware' },
        sunk: { description: 'owned hardware costs only what running it costs' },
      },
      {
        title: 'Owned hardware',
        description: 'How hardware that is there already counts where options are compared.',
        defaultText: 'sunk where something is owned, else priced',
      },
    ).optional(),
    basis: word(
      {
        own: { description: 'price of the hardware' },
        contract: { description: 'rent under a contract' },
        market: { description: 'rent on the market' },
      },
      {
        title: 'Price basis',
        description: 'Which prices of the catalogue hold for hardware that the plan gives none for.',
        defaultText: 'what the plan writes, else own; the only one known where there is one',
      },
    ).optional(),
    residual: fraction(
      {
        title: 'Residual value',
        description: 'Part of the price that hardware is still worth at the end of amortization.',
        examples: ['10%'],
        defaultText: '0 %',
      },
      { zero: 'allowed' },
    ).optional(),
    hosting: quantity(
      'hostingPrice',
      {
        title: 'Hosting',
        description: 'Colocation, by critical power.',
        examples: ['150 USD/kW-month'],
        defaultText: 'none: owned',
      },
      { zero: 'allowed' },
    ).optional(),
  })
  .meta({ title: 'Economics', description: 'What power, capital and operation cost.' });

/** `budget` of a plan. */
export const budget = z
  .strictObject({
    total: quantity('hourPrice', {
      title: 'Spend',
      description: 'What serving all workloads may cost at most, hardware, power and operation together.',
      examples: ['900K USD/month', '10M USD/year'],
    }).optional(),
    perToken: quantity('tokenPrice', {
      title: 'Cost per token',
      description: 'What a decoded token may cost at most, over all workloads.',
      examples: ['0.60 USD/Mtok'],
    }).optional(),
    power: quantity('power', {
      title: 'Fleet power',
      description: 'What all hardware of an option may draw at the meter at most, cooling included.',
      examples: ['3 MW'],
    }).optional(),
  })
  .meta({
    title: 'Budget',
    description:
      'What it may cost at most: an option that costs more, or whose cost is not known, does not work.',
    defaultText: 'none',
    snippet: '{ total: ${1:900K USD/month} }',
  });
