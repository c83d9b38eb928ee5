import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { cutToWidth, linesWithin, moveApart, type EndLabel } from '../../../webview/charts/endLabels.js';
import { freePlace, fromAbove, placesOf, spotPlaces, type Box } from '../../../webview/charts/marks.js';
import { seriesStyle } from '../../../webview/charts/theme.js';

/** Names beside lines and bars. */

const HEIGHT = 15;
const label = (left: number, anchor: number, width = 60): EndLabel => ({
  text: 'x',
  colour: '',
  left,
  width,
  anchor,
  y: anchor,
});

void test('names at the same place are set under each other, in the order of their lines', () => {
  const labels = [label(100, 50), label(100, 49), label(100, 52)];
  moveApart(labels, 0, 300, HEIGHT);
  assert.deepEqual(
    labels.map(({ anchor }) => anchor),
    [49, 50, 52],
  );
  labels.slice(1).forEach(({ y }, i) => assert.ok(y - (labels[i]?.y ?? y) >= HEIGHT));
});

void test('names that stand beside each other stay at their lines', () => {
  const labels = [label(0, 50), label(200, 52)];
  moveApart(labels, 0, 300, HEIGHT);
  assert.deepEqual(
    labels.map(({ y }) => y),
    [50, 52],
  );
});

void test('names stay within the plot as long as it has room for them', () => {
  const anchors = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(anchors, (all) => {
      const labels = all.map((anchor) => label(0, anchor));
      moveApart(labels, 0, 300, HEIGHT);
      const ys = labels.map(({ y }) => y).sort((a, b) => a - b);
      assert.ok(ys.every((y, i) => i === 0 || y - (ys[i - 1] ?? 0) >= HEIGHT - 1e-9));
      assert.ok((ys[0] ?? 0) >= HEIGHT / 2 - 1e-9 && (ys.at(-1) ?? 0) <= 300 - HEIGHT / 2 + 1e-9);
    }),
  );
});

/** Every letter is ten pixels wide here; only measuring is asked of the context. */
const context = {
  measureText: (text: string) => ({ width: 10 * text.length }),
} as unknown as CanvasRenderingContext2D;

void test('a note takes a second line before it loses a word', () => {
  const note = '187 : 1,750, on their own';
  assert.deepEqual(linesWithin(context, note, 1000), [note]);
  assert.deepEqual(linesWithin(context, note, 130), ['187 : 1,750,', 'on their own']);
  assert.deepEqual(linesWithin(context, '$0.018, 11 % prompt', 120), ['$0.018,', '11 % prompt']);
  assert.deepEqual(linesWithin(context, note, 60), [cutToWidth(context, note, 60)]);
  fc.assert(
    fc.property(fc.lorem(), fc.integer({ min: 10, max: 400 }), (text, room) => {
      const lines = linesWithin(context, text, room);
      assert.ok(lines.length <= 2);
      if (lines.length === 2) assert.equal(lines.join(' '), text);
    }),
  );
});

void test('a note that is too long ends after a part of it, if that fits', () => {
  assert.equal(cutToWidth(context, '1.8×; DeepSeek 1.5×', 1000), '1.8×; DeepSeek 1.5×');
  assert.equal(cutToWidth(context, '1.8×; DeepSeek 1.5×', 60), '1.8×');
  assert.equal(cutToWidth(context, 'no parts here', 60), 'no pa…');
});

void test('thirty-six series differ in colour or dash', () => {
  const looks = Array.from({ length: 36 }, (_, i) => `${i % 6} ${seriesStyle(i).shape}`);
  assert.equal(new Set(looks).size, 36);
});

void test('labels of lines across a plot never stand on each other, nor as close as to read as one', () => {
  const area = { left: 60, right: 400, top: 40, bottom: 260 };
  const lines = fc.array(
    fc.record({
      axis: fc.constantFrom('x', 'y'),
      at: fc.integer({ min: 40, max: 260 }),
      width: fc.integer({ min: 20, max: 160 }),
    }),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(lines, (all) => {
      const taken: Box[] = [];
      for (const { axis, at, width } of all) {
        const size = { width, height: HEIGHT, row: HEIGHT + 1 };
        const place = freePlace(placesOf(axis, axis === 'x' ? at + 60 : at, size, area), taken);
        if (!place) continue;
        for (const other of taken) {
          const beside = place.left - other.right >= 8 || other.left - place.right >= 8;
          assert.ok(beside || place.top >= other.bottom || other.top >= place.bottom);
        }
        assert.ok(place.left >= 2 && place.right <= area.right + 2 + width);
        taken.push(place);
      }
      assert.ok(taken.length > 0);
    }),
  );
});

void test('of two level lines next to each other one label stands over its line, the other under it', () => {
  const area = { left: 60, right: 400, top: 40, bottom: 260 };
  const size = { width: 160, height: HEIGHT, row: HEIGHT + 1 };
  const rule = (value: number) => ({ axis: 'y', value, label: '', tone: 'limit' }) as const;
  assert.deepEqual(
    fromAbove([rule(122), rule(133)]).map(({ value }) => value),
    [133, 122],
  );
  const first = freePlace(placesOf('y', 120, size, area), []);
  assert.ok(first && first.bottom <= 120);
  const second = freePlace(placesOf('y', 124, size, area), [first]);
  assert.ok(second && second.top >= 124);
});

void test('the name of a ring stands within the plot, and off the line that the ring is on', () => {
  const area: Box = { left: 40, right: 300, top: 10, bottom: 200 };
  const size = { width: 30, height: 15 };
  const spots = fc.record({ x: fc.integer({ min: 40, max: 300 }), y: fc.integer({ min: 10, max: 200 }) });
  fc.assert(
    fc.property(spots, fc.integer({ min: -30, max: 30 }), (at, beside) => {
      // The line of the ring and, near it, that of another room.
      const lines = [at.y, at.y + beside].map((y) => ({ left: 40, right: 300, top: y - 1, bottom: y + 1 }));
      const places = spotPlaces(at, size, area);
      assert.ok(places.length > 0);
      for (const { left, right, top, bottom } of places)
        assert.ok(left >= area.left && right <= area.right && top >= area.top && bottom <= area.bottom);
      const place = freePlace(places, lines);
      if (!place) return;
      for (const line of lines) assert.ok(place.bottom <= line.top || place.top >= line.bottom);
    }),
  );
  // Under the ring stands the other line: the name goes over it.
  const under = { left: 40, right: 300, top: 114, bottom: 116 };
  const place = freePlace(spotPlaces({ x: 150, y: 100 }, size, area), [under]);
  assert.ok(place && place.bottom < 100);
});
