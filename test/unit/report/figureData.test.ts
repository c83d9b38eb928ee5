import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { analyze } from '../../../src/report/answers/analysis.js';
import { figureData } from '../../../src/report/figures/data/data.js';
import { costOverSpeed } from '../../../src/report/figures/costs.js';
import type { LineFigure } from '../../../src/report/figures/figure.js';
import { askNow } from '../../../src/report/figures/asking/askNow.js';
import { dataCsv, dataJson, dataName, originLine } from '../../../src/report/writers/figureData.js';
import { figuresOf } from './titles/figures.js';

/** What charts are saved as: numbers that spreadsheets and programs take as such. */

const analysis = analyze(readFileSync('examples/small-team-llama-70b.decodeplan', 'utf8'));
const { plan } = analysis;
const result = analysis.result();
assert.ok(plan && result);

void test('every figure is saved as plain numbers, as many in each row as there are columns', () => {
  for (const figure of figuresOf(plan, result)) {
    if (figure.missing !== null) continue;
    const { columns, rows } = figureData(figure);
    assert.ok(rows.length > 0, figure.id);
    for (const row of rows) {
      assert.equal(row.length, columns.length, figure.id);
      // Names come first; what follows is numbers, or the option of a map.
      const told = figure.id === 'winner-map' ? row.slice(0, -1) : row.slice(1);
      for (const cell of told) assert.ok(cell === null || typeof cell === 'number', `${figure.id}: ${cell}`);
    }
    const [head = '', ...lines] = dataCsv({ columns, rows }).trimEnd().split('\r\n');
    assert.equal(lines.length, rows.length);
    assert.ok(!/[$×–…]/.test(lines.join('')), `${figure.id}: ${lines.join('\n')}`);
    assert.ok(head.length > 0);
  }
});

void test('units stand in the headings, and bands beside their values', () => {
  const [workload = ''] = Object.keys(plan.workloads);
  const figure = costOverSpeed({ plan, result, ask: askNow(plan) }, workload, null, { bands: true });
  const csv = dataCsv(figureData(figure));
  const [head = ''] = csv.split('\r\n');
  assert.match(head, /^"?speed of each user.*\[tok\/s\]"?,/);
  const [option = ''] = Object.keys(plan.options);
  for (const name of [option, `${option}, low`, `${option}, high`])
    assert.ok(head.includes(`${name} [USD/Mtok]`), head);
  const point = figure.series[0]?.points.find(({ y }) => y !== null);
  const { rows } = figureData(figure);
  const row = rows.find(([x]) => x === point?.x);
  assert.ok(point?.y != null && point.band && row);
  for (const [i, value] of [point.y, point.band.low, point.band.high].entries())
    assert.ok(Math.abs(Number(row[i + 1]) / value - 1) < 1e-6);
});

void test('lines whose points stand at different places are saved a row a point', () => {
  const axis = { title: 'load', logarithmic: true, unit: 'requestRate' } as const;
  const figure: LineFigure = {
    ...{ id: 'x', kind: 'lines', finding: '', subtitle: '', summary: '', missing: null, pending: false },
    ...{ x: axis, y: { title: 'wait', logarithmic: true, unit: 'duration' }, rules: [], spots: [] },
    table: { caption: '', columns: [], rows: [] },
    series: [
      { id: 'a', label: 'a', style: 0, path: null, points: [{ x: 1, y: 2 }] },
      { id: 'b', label: 'b', style: 1, path: null, points: [{ x: 3, y: null }] },
    ],
  };
  assert.equal(
    dataCsv(figureData(figure)),
    'Line,load [req/s],wait [s],"wait, low [s]","wait, high [s]"\r\na,1,2,,\r\nb,3,,,\r\n',
  );
});

void test('a file names its plan, chart, model and day', () => {
  const of = { chart: 'cost-speed', title: 'T', plan: 'my plan', model: 'M', date: '2027-01-31' };
  assert.equal(dataName(of), 'my-plan-cost-speed');
  assert.equal(originLine(of), 'my plan · M · 2027-01-31');
  const read = JSON.parse(
    dataJson(of, { columns: [{ name: 'x', unit: 's' }], rows: [[1.5], [null]] }),
  ) as unknown;
  assert.deepEqual(read, { ...of, columns: [{ name: 'x', unit: 's' }], rows: [[1.5], [null]] });
});
