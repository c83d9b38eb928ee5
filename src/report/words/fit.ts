import type { FitKind, FitReason } from '../../engine/questions/fit/fit.js';
import * as l10n from '../../l10n/l10n.js';

/** What makes a plan fit, in words. */

/** What a kind of fit is called, on a button. */
export function fitLabel(kind: FitKind): string {
  switch (kind) {
    case 'fleet':
      return l10n.t('Smallest fleet');
    case 'price':
      return l10n.t('LPX price that pays');
    case 'salePrice':
      return l10n.t('Sale price that pays');
    case 'load':
      return l10n.t('Largest load');
  }
}

/** Whom a fit is found for. */
interface About {
  readonly option: string;
  readonly workload: string | null;
}

/** What a kind of fit looks for. */
export function fitNote(kind: FitKind, { option, workload }: About): string {
  switch (kind) {
    case 'fleet':
      return l10n.t('The fewest accelerators with which {option} serves everything', { option });
    case 'price':
      return l10n.t('The highest price of an LPX rack at which racks are the cheaper choice');
    case 'salePrice':
      return l10n.t('The lowest price of {workload} that covers its cost in {option}', {
        option,
        workload: workload ?? '',
      });
    case 'load':
      return l10n.t('The most of {workload} that {option} serves', { option, workload: workload ?? '' });
  }
}

/** What was found; `value` as the file would say it. */
export function fitFound(kind: FitKind, { option, workload }: About, value: string): string {
  switch (kind) {
    case 'fleet':
      return l10n.t('{option} serves everything with {value} and with no fewer.', { option, value });
    case 'price':
      return l10n.t('{option} is the cheaper choice up to {value} a rack.', { option, value });
    case 'salePrice':
      return l10n.t('{workload} covers its cost in {option} from {value}.', {
        option,
        workload: workload ?? '',
        value,
      });
    case 'load':
      return l10n.t('{option} serves {workload} up to {value}.', { option, workload: workload ?? '', value });
  }
}

/** Why there is no value with which a plan just fits. */
export function fitReason(reason: FitReason, { option, workload }: About): string {
  switch (reason.code) {
    case 'hosted':
      return l10n.t('{option} is a service: it has no fleet to size.', { option });
    case 'no-count':
      return l10n.t('The plan does not say how many accelerators there are: add a count or racks.');
    case 'no-fleet':
      return l10n.t('{option} does not serve everything with any number of accelerators.', { option });
    case 'no-load':
      return l10n.t('The plan gives {workload} neither requests nor a concurrency to search along.', {
        workload: workload ?? '',
      });
    case 'no-number':
      return l10n.t('{option} does not serve {workload} at any load, with everything else as planned.', {
        option,
        workload: workload ?? '',
      });
    case 'no-lpx-price':
      return l10n.t('The challenger of the comparison has no LPX racks that are bought.');
    case 'no-comparison':
      return l10n.t('A price that pays needs two options to compare: the plan has fewer.');
    case 'no-sale-price':
      return l10n.t('The plan does not say what {workload} sells for: give it a price.', {
        workload: workload ?? '',
      });
    case 'no-cost':
      return l10n.t('{option} has no cost for {workload} that a price could cover.', {
        option,
        workload: workload ?? '',
      });
    case 'always':
      return l10n.t('{challenger} is cheaper than {baseline} at every price that was searched.', reason);
    case 'never':
      return l10n.t('{challenger} is not cheaper than {baseline} at any price of its racks.', reason);
  }
}
