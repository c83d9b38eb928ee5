import * as z from 'zod';
import { hardware, quantity, word, type About } from './quantitySchema.js';
import { gpus } from './servingSchema.js';

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
