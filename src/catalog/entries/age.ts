import * as l10n from '../../l10n/l10n.js';

/** The day on which this catalogue was put together: ages count up to it, so that answers do not change with the clock. */
export const EDITION = '2026-11-29';

/** Prices move by a third within a season: what is older than this says so. */
export const OLD_DAYS = 120;

const DAY_MILLISECONDS = 86_400_000;

/** Days from a date, which may be a month or a year, to a day. A month or a year counts from its first day. */
export function daysSince(date: string, day = EDITION): number {
  return Math.floor((Date.parse(day) - Date.parse(date)) / DAY_MILLISECONDS);
}

/** What is said of a figure with its date, and that this is long ago where it is. */
export function orOld(detail: string, date: string | undefined): string {
  return date !== undefined && daysSince(date) > OLD_DAYS
    ? l10n.t('{what}, older than {days} days', { what: detail, days: OLD_DAYS })
    : detail;
}

/** What a figure is, with when it was found, and that this is long ago. */
export function withAge(what: string, date: string | null): string {
  if (date === null) return what;
  return orOld(l10n.t('{what}; of {date}', { what, date }), date);
}

/** Whether what is said of a figure holds that it is old. */
export const isToldOld = (detail: string): boolean =>
  detail.endsWith(l10n.t('{what}, older than {days} days', { what: '', days: OLD_DAYS }));
