/** Words that both sides use: tabs of the panel and forms of a saved chart. */

/** Tabs of the panel, in their order. */
export const TABS = [
  'overview',
  'request',
  'memory',
  'mla',
  'breakEven',
  'attachRate',
  'sensitivity',
  'uncertainty',
  'evidence',
  'claims',
] as const;
export type Tab = (typeof TABS)[number];

/** How a picture that is taken away looks: as on the page, or in the colours of a usual light or dark theme. */
export const PICTURE_LOOKS = ['shown', 'light', 'dark'] as const;
export type Look = (typeof PICTURE_LOOKS)[number];

/** Forms in which a chart can be saved. */
export const CHART_FORMATS = ['png', 'svg', 'csv', 'md', 'json'] as const;
export type ChartFormat = (typeof CHART_FORMATS)[number];
