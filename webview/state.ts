/** What the user chose in the panel: kept apart from the plan, saved by VS Code, restored with the window. */

import { TABS, type Tab } from '../src/contract/vocabulary.js';
import type { Zoom } from './charts/host.js';

export interface ViewState {
  /** The plan that was shown, and whether the panel was pinned to it, for restoring the window. */
  readonly source: string;
  readonly locked: boolean;
  readonly tab: Tab;
  /** Scroll offset of each tab, in pixels. */
  readonly scroll: Readonly<Partial<Record<Tab, number>>>;
  readonly workload: string | null;
  readonly option: string | null;
  readonly variable: string | null;
  readonly mapX: string | null;
  readonly mapY: string | null;
  /** Option whose values can be moved. */
  readonly leverOption: string | null;
  /** The sliders stand open; `null`: as the user left the last panel. */
  readonly whatIf: boolean | null;
  /** Height of what stands above the tabs' contents, in pixels; `null` where it was never seen. */
  readonly strip: number | null;
  /** What is moved is only tried: letting go writes nothing. */
  readonly trying: boolean;
  /** Part of each chart's x axis that is looked at, by chart. */
  readonly zoom: Readonly<Record<string, Zoom>>;
  /** Series taken off the charts, by name. */
  readonly hidden: readonly string[];
  /** Tables that stand open, by the chart they belong to. */
  readonly open: readonly string[];
}

export const INITIAL_STATE: ViewState = {
  source: '',
  locked: false,
  tab: 'overview',
  scroll: {},
  workload: null,
  option: null,
  variable: null,
  mapX: null,
  mapY: null,
  leverOption: null,
  whatIf: null,
  strip: null,
  trying: false,
  zoom: {},
  hidden: [],
  open: [],
};

/** The state in what VS Code kept, which may be from another version of the extension. */
export function readState(saved: unknown): ViewState {
  if (typeof saved !== 'object' || saved === null) return INITIAL_STATE;
  const from = saved as Readonly<Record<string, unknown>>;
  const text = (name: string) => (typeof from[name] === 'string' ? from[name] : null);
  const texts = (name: string) =>
    Array.isArray(from[name]) ? from[name].filter((x) => typeof x === 'string') : [];
  return {
    source: text('source') ?? '',
    locked: from['locked'] === true,
    tab: TABS.find((tab) => tab === from['tab']) ?? INITIAL_STATE.tab,
    scroll: readScroll(from['scroll']),
    workload: text('workload'),
    option: text('option'),
    variable: text('variable'),
    mapX: text('mapX'),
    mapY: text('mapY'),
    leverOption: text('leverOption'),
    whatIf: typeof from['whatIf'] === 'boolean' ? from['whatIf'] : null,
    strip: typeof from['strip'] === 'number' ? from['strip'] : null,
    trying: from['trying'] === true,
    zoom: readZoom(from['zoom']),
    hidden: texts('hidden'),
    open: texts('open'),
  };
}

function readScroll(saved: unknown): ViewState['scroll'] {
  if (typeof saved !== 'object' || saved === null) return {};
  const from = saved as Readonly<Record<string, unknown>>;
  const known = TABS.flatMap((tab) => (typeof from[tab] === 'number' ? [[tab, from[tab]] as const] : []));
  return Object.fromEntries(known);
}

function readZoom(saved: unknown): ViewState['zoom'] {
  if (typeof saved !== 'object' || saved === null) return {};
  const known = Object.entries(saved as Readonly<Record<string, unknown>>).flatMap(([name, range]) =>
    Array.isArray(range) && range.length === 2 && range.every((end) => Number.isFinite(end))
      ? [[name, [Number(range[0]), Number(range[1])] as const] as const]
      : [],
  );
  return Object.fromEntries(known);
}

/** `names` with `name` put in or taken out. */
export function toggled(names: readonly string[], name: string, present: boolean): readonly string[] {
  const others = names.filter((other) => other !== name);
  return present ? [...others, name] : others;
}
