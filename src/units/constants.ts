/** Times in seconds, and counts: the one place that says how long a year is. */

export const SECONDS_PER_MINUTE = 60;
export const SECONDS_PER_HOUR = 3600;
export const HOURS_PER_DAY = 24;
export const SECONDS_PER_DAY = HOURS_PER_DAY * SECONDS_PER_HOUR;
/** 365 days, as contracts and price lists count. */
export const HOURS_PER_YEAR = 8760;
export const SECONDS_PER_YEAR = HOURS_PER_YEAR * SECONDS_PER_HOUR;
/** A twelfth of a year. */
export const SECONDS_PER_MONTH = SECONDS_PER_YEAR / 12;

export const MILLION = 1e6;
export const JOULES_PER_KWH = 3.6e6;
