import type { Answered } from '../../words/answered.js';
import { leadingOption, lookOfOption, pricedOptions } from '../../words/insight.js';
import { optionColumns, type OptionCell, type OptionColumn } from '../../words/optionColumns.js';
import { optionReasons } from '../../words/reasons.js';
import { mattering, MOST_ROWS } from '../drawn/fewerRows.js';

/** A column of the list of options. */
export interface OptionHeading extends Pick<OptionColumn, 'heading' | 'rank'> {
  /** Options can be put in its order. */
  readonly isOrdered: boolean;
}

/** An option in the list. */
export interface OptionRow {
  readonly name: string;
  /** Index of its colour, dash and shape. */
  readonly look: number;
  readonly works: boolean;
  /** The verdict is about it. */
  readonly leads: boolean;
  /** Among the few that are read where there are many. */
  readonly matters: boolean;
  /** The first reasons why it does not work; empty where it does. */
  readonly reasons: string;
  /** One a column. */
  readonly cells: readonly OptionCell[];
  /** What it is put in order by, one a column; `null` where it has none. */
  readonly values: readonly (number | null)[];
}

/** All options side by side, in the order of the file. */
export interface OptionsFigure {
  readonly columns: readonly OptionHeading[];
  readonly rows: readonly OptionRow[];
}

const MOST_REASONS = 2;

/** The list of a plan's options. */
export function optionsFigure({ plan, result }: Answered): OptionsFigure {
  const columns = optionColumns(plan, result.options);
  const lead = leadingOption(result);
  const first = firstOptions({ plan, result });
  return {
    columns: columns.map(({ heading, rank, value }) => ({ heading, rank, isOrdered: value !== undefined })),
    rows: Object.entries(result.options).map(([name, option]) => ({
      name,
      look: lookOfOption(plan, name),
      works: option.feasible,
      leads: name === lead,
      matters: first.has(name),
      reasons: option.feasible ? '' : optionReasons(option).slice(0, MOST_REASONS).join('; '),
      cells: columns.map(({ cell }) => cell(option, plan, name)),
      values: columns.map(({ value }) => value?.(option, plan, name) ?? null),
    })),
  };
}

/** A dozen options: the one of the verdict, the two that are compared, then the cheapest, those that work first. */
export function firstOptions(answered: Answered): Set<string> {
  const { options } = answered.result;
  const priced = pricedOptions(answered.result);
  const [working, others] = [true, false].map((works) =>
    priced.filter(({ feasible }) => feasible === works).map(({ option }) => option),
  );
  const all = [...mattering(answered), ...(working ?? []), ...(others ?? []), ...Object.keys(options)];
  return new Set([...new Set(all)].slice(0, MOST_ROWS));
}
