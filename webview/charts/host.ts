import type { ChartFormat } from '../../src/contract/vocabulary.js';

/** Lets the page keep which tables stand open. */
export interface OpenTables {
  readonly isOpen: (name: string) => boolean;
  readonly setOpen: (name: string, open: boolean) => void;
}

/** Part of an x axis that is looked at closely, in the axis' unit. */
export type Zoom = readonly [number, number];

/** A chart as the page knows it, for saving and copying. */
export interface Exportable {
  readonly title: () => string;
  /** Name of a file with it, without its ending. */
  readonly fileName: () => string;
  readonly formats: () => readonly ChartFormat[];
  /** The chart in a text format; for `png`, bytes in base 64. */
  readonly data: (format: ChartFormat) => string;
}

/** What a chart is of, as files of it say. */
interface About {
  readonly plan: string;
  readonly model: string;
}

/** What the page does for a chart. */
export interface ChartHost extends OpenTables {
  readonly isHidden: (series: string) => boolean;
  readonly setHidden: (series: string, hidden: boolean) => void;
  readonly reveal: (path: string) => void;
  /** What is drawn differs from the file: a value is being moved. */
  readonly isPreview: () => boolean;
  /** The workload or option that the cursor stands in. */
  readonly focused: () => string | null;
  readonly zoomOf: (chart: string) => Zoom | null;
  readonly setZoom: (chart: string, zoom: Zoom | null) => void;
  /** Makes a chart known to the commands that save charts. */
  readonly register: (name: string, chart: Exportable) => void;
  readonly about: () => About;
  readonly copy: (text: string) => void;
  readonly save: (name: string, format: ChartFormat, data: string) => void;
}
