/** Lengths of time, and other factors between units: the one place that says how long a year is. */

export const SECONDS_PER_MINUTE = 60;
export const SECONDS_PER_HOUR = 3600;
export const SECONDS_PER_DAY = 86_400;
/** 365 days, as contracts and price lists count. */
export const HOURS_PER_YEAR = 8760;
export const SECONDS_PER_YEAR = HOURS_PER_YEAR * SECONDS_PER_HOUR;
/** A twelfth of a year. */
export const SECONDS_PER_MONTH = SECONDS_PER_YEAR / 12;

/** Prices of tokens are told by the million. */
export const MILLION = 1e6;
export const JOULES_PER_KWH = 3.6e6;
