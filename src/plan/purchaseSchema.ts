import * as z from 'zod';
import { count, hardware, quantity, word, type About } from './quantitySchema.js';

/** Members that say which accelerators, and what they cost. */
export const gpuMembers = {
  type: z
    .union([
      z.string(),
      z.strictObject({
        name: z
          .string()
          .meta({ title: 'Name', description: 'What to call it.', examples: ['My accelerator'] })
          .optional(),
        generation: z
          .string()
          .meta({
            title: 'Generation',
            description: 'Hardware generation whose step-time measurements apply.',
            examples: ['hopper', 'blackwell'],
            defaultText: 'own: carried over from the nearest',
          })
          .optional(),
        memory: quantity(
          'bytes',
          { title: 'Memory', description: 'Memory of one accelerator.', examples: ['288 GB', '80 GiB'] },
          { single: true },
        ),
        bandwidth: quantity(
          'byteRate',
          {
            title: 'Memory bandwidth',
            description: 'Of one accelerator, at its data sheet.',
            examples: ['22 TB/s'],
          },
          { single: true },
        ),
        bf16: quantity(
          'flopRate',
          { title: 'BF16 rate', description: 'Dense 16-bit rate.', examples: ['2.5 PFLOPS'] },
          { single: true },
        ).optional(),
        fp8: quantity(
          'flopRate',
          { title: 'FP8 rate', description: 'Dense 8-bit rate.', examples: ['5 PFLOPS'] },
          { single: true },
        ).optional(),
        fp4: quantity(
          'flopRate',
          { title: 'FP4 rate', description: 'Dense 4-bit rate.', examples: ['15 PFLOPS'] },
          { single: true },
        ).optional(),
        power: quantity(
          'power',
          {
            title: 'Power',
            description: 'Of one accelerator with its share of the host, at the meter.',
            examples: ['1.8 kW'],
          },
          { single: true },
        ).optional(),
        link: quantity(
          'byteRate',
          { title: 'Link', description: 'To its neighbours, one direction.', examples: ['900 GB/s'] },
          { single: true },
        ).optional(),
        domain: count({
          title: 'Scale-up domain',
          description: 'Accelerators reachable over those links.',
          examples: ['8', '72'],
          defaultText: '8',
        }).optional(),
      }),
    ])
    .meta({
      title: 'Accelerator type',
      description: 'Accelerator or rack: a catalogue id, or its numbers.',
      catalogue: 'accelerators',
      examples: ['vera-rubin-nvl72', 'h100-sxm'],
    }),
  price: quantity(
    'money',
    {
      title: 'Accelerator price',
      inText: 'accelerator price',
      description: 'Of one accelerator, or of one rack where racks are counted.',
      examples: ['35K USD', '4M USD'],
      defaultText: 'the catalogue’s',
    },
    { zero: 'allowed' },
  ).optional(),
  rent: quantity(
    'hourPrice',
    {
      title: 'Accelerator rent',
      inText: 'accelerator rent',
      description: 'Of one accelerator; replaces price, power and hosting.',
      examples: ['2.35 USD/h'],
      defaultText: 'bought, not rented',
    },
    { zero: 'allowed' },
  ).optional(),
  power: quantity('power', {
    title: 'Accelerator power',
    description: 'Of one accelerator with its share of the host, at the meter.',
    examples: ['1.8 kW'],
    defaultText: 'the catalogue’s',
  }).optional(),
};

/** `gpus` of a plan: what is owned; zero, or no count, where nothing is. */
export const gpus = z
  .strictObject({
    type: gpuMembers.type,
    count: quantity(
      'count',
      {
        title: 'Accelerators',
        description: 'Accelerators in all.',
        examples: ['8', '64'],
        defaultText: '0: everything is bought',
      },
      { whole: true, single: true, zero: 'allowed' },
    ).optional(),
    racks: quantity(
      'count',
      {
        title: 'Accelerator racks',
        description: 'Racks in all, where the type comes in racks.',
        examples: ['4'],
        defaultText: '0: everything is bought',
      },
      { whole: true, single: true, zero: 'allowed' },
    ).optional(),
    price: gpuMembers.price,
    rent: gpuMembers.rent,
    power: gpuMembers.power,
  })
  .meta({
    title: 'GPUs',
    description: 'The accelerators that are there already, and what more of them cost.',
    examples: ['{ type: vera-rubin-nvl72, racks: 4 }'],
    snippet: '{ type: ${1:h200-sxm}, count: ${2:8} }',
  });

/** `gpus` of an option: what it runs on. Of the owned type the owned part is owned; the rest is bought. */
export const optionGpus = z
  .strictObject({
    type: gpuMembers.type,
    count: count({
      title: 'Accelerators',
      description: 'The most accelerators that the option uses.',
      examples: ['8', '64'],
      defaultText: 'as many as it needs',
    }).optional(),
    racks: count({
      title: 'Accelerator racks',
      description: 'The most racks that the option uses, where the type comes in racks.',
      examples: ['4'],
      defaultText: 'as many as it needs',
    }).optional(),
    price: gpuMembers.price,
    rent: gpuMembers.rent,
    power: gpuMembers.power,
  })
  .meta({
    title: 'GPUs',
    description: 'What the option runs on: of the owned type, or of another that is bought.',
    examples: ['{ type: vera-rubin-nvl72, racks: 4 }'],
    snippet: '{ type: ${1:h200-sxm}, count: ${2:8} }',
  });

/** `owned`: what is there already, whatever an option uses of it. */
export const owned = z
  .strictObject({
    gpus: gpus.optional(),
    lpx: hardware({
      title: 'Owned LPX racks',
      description: 'LPX racks that are there already.',
      examples: ['14 racks'],
      defaultText: 'none',
    }).optional(),
    prefill: gpus
      .meta({
        title: 'Owned prefill accelerators',
        description: 'Accelerators for prompts that are there already.',
        examples: ['{ type: h100-sxm, count: 16 }'],
        defaultText: 'none',
        snippet: '{ type: ${1:h100-sxm}, count: ${2:16} }',
      })
      .optional(),
  })
  .meta({
    title: 'Owned',
    description:
      'What is there already. Top-level `gpus` is the same as `owned.gpus`; without a count nothing is owned and everything is bought.',
    examples: ['{ gpus: { type: vera-rubin-nvl72, racks: 4 }, lpx: 14 racks }'],
    defaultText: 'top-level `gpus`',
    snippet: '\n  gpus: { type: ${1:vera-rubin-nvl72}, racks: ${2:4} }\n  lpx: ${3:14 racks}',
  });

const bought = (about: Omit<About, 'defaultText'>) =>
  hardware({ ...about, defaultText: 'none, where another kind is named' }).optional();

/** `buy`: what may be added beyond what is owned. */
export const buy = z
  .union([
    word(
      {
        any: { description: 'whatever the option needs' },
        none: { description: 'nothing: options run on what is owned' },
      },
      { title: 'Anything, or nothing', description: '' },
    ),
    z.strictObject({
      gpus: bought({
        title: 'Accelerators to buy',
        description: 'The most that may be added: `2 racks`, or accelerators.',
        examples: ['2 racks', '16'],
      }),
      lpx: bought({
        title: 'LPX racks to buy',
        description: 'The most that may be added.',
        examples: ['4 racks'],
      }),
      prefill: bought({
        title: 'Prefill accelerators to buy',
        description: 'The most that may be added for prompts: accelerators, or `1 racks`.',
        examples: ['16'],
      }),
      capital: quantity(
        'money',
        {
          title: 'Capital',
          description: 'What the purchase may cost at most.',
          examples: ['20M USD'],
          defaultText: 'no limit',
        },
        { zero: 'allowed' },
      ).optional(),
      power: quantity('power', {
        title: 'Added power',
        description: 'What the purchase may draw at the meter at most.',
        examples: ['3 MW'],
        defaultText: 'no limit',
      }).optional(),
    }),
  ])
  .meta({
    title: 'Buy',
    description:
      'Limits what is added to what is owned. A kind of hardware that a group does not name may not be bought, unless it names only `capital` or `power`.',
    examples: ['none', 'any', '{ gpus: 2 racks, lpx: 4 racks }', '{ capital: 20M USD }'],
    defaultText: 'any',
    snippet: '{ gpus: ${1:2 racks}, lpx: ${2:4 racks} }',
  });
