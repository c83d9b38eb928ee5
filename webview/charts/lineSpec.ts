import type { LineFigure } from '../../src/report/figures/figure.js';
import type { Shown } from './figure.js';

/** Lines as the page shows them. */
export type LineSpec = Shown<LineFigure>;
