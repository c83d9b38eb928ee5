import assert from 'node:assert/strict';
import { openRange } from '../../../../src/engine/questions/errors/attachOverRanges.js';
import type { PlanResult } from '../../../../src/engine/shapes/result.js';
import type {
  BarFigure,
  Figure,
  LineFigure,
  LineSeries,
  MapFigure,
  SpanFigure,
} from '../../../../src/report/figures/figure.js';
import { valueAt } from '../../../../src/report/words/insight.js';

/** Says whether a title holds, of its own figure; each is found by how it is worded. */
export interface Check {
  readonly title: RegExp;
  readonly holds: (found: Readonly<Record<string, string>>, figure: Figure, result: PlanResult) => void;
}

const lines = (figure: Figure): LineFigure => {
  assert.equal(figure.kind, 'lines');
  return figure;
};
const bars = (figure: Figure): BarFigure => {
  assert.equal(figure.kind, 'bars');
  return figure;
};
const spans = (figure: Figure): SpanFigure => {
  assert.equal(figure.kind, 'spans');
  return figure;
};
const map = (figure: Figure): MapFigure => {
  assert.equal(figure.kind, 'map');
  return figure;
};
/** A sum of money as a title has it, half a cent off at most, or half of its third digit. */
const usdNear = (text: string, usd: number) => near(amount(text), usd, Math.max(0.006, 0.0051 / usd));

/** What the bar of a row comes to; `null` where it has none. */
const barOf = (figure: Figure, row: string): number | null => {
  const { rows, parts } = bars(figure);
  return parts[0]?.values[rows.findIndex(({ label }) => label === row)] ?? null;
};
const near = (a: number, b: number, by = 0.02) =>
  assert.ok(Math.abs(a - b) <= by * Math.abs(b) + 1e-9, `${a} is not about ${b}`);

/** A number as a title has it, half of its last digit off at most. */
const rounded = (text: string, value: number) =>
  near(Number(text.replaceAll(',', '')), value, (0.5001 * 10 ** -(text.split('.')[1]?.length ?? 0)) / value);

const known = ({ points }: LineSeries) => points.filter(({ y }) => y !== null);
const room = (figure: LineFigure) => figure.rules.find(({ axis }) => axis === 'y')?.value ?? 0;
const fitsAt = (figure: LineFigure, { points }: LineSeries) =>
  points.map(({ y }) => (y ?? 0) <= room(figure));

const DECIMAL: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, B: 1e9, T: 1e12 };
const BINARY: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20 };
const SECONDS: Readonly<Record<string, number>> = { µs: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: 86_400 };

/** An amount of money, tokens or time as a title has it, in SI units. */
function amount(text: string): number {
  const [, usd, digits = '', suffix = '', unit = ''] =
    /^(\$?)([\d.,]+)([KMBT]?)(?: ([^ ]+))?/.exec(text) ?? [];
  const number = Number(digits.replaceAll(',', '').replace(/\.$/, ''));
  if (unit === 'tokens/day') return (number * (DECIMAL[suffix] ?? 1)) / 86_400;
  if (unit in SECONDS) return number * (SECONDS[unit] ?? 1);
  return number * ((usd ? DECIMAL : BINARY)[suffix] ?? 1);
}

const series = (figure: LineFigure, name: string): LineSeries => {
  const own = figure.series.find(({ label }) => label === name);
  assert.ok(own, `${name} is not drawn`);
  return own;
};
const current = (figure: LineFigure) => figure.rules.find(({ tone }) => tone === 'plan')?.value ?? null;

const memory: Check[] = [
  {
    title: /^(?<workload>\S+) fits on every option; (?<option>\S+) is fullest: /,
    holds: ({ workload = '', option = '' }, _figure, { options }) => {
      const all = Object.values(options).map(({ workloads }) => workloads[workload]?.memory?.pressure ?? 0);
      assert.equal(options[option]?.workloads[workload]?.memory?.pressure, Math.max(...all));
      assert.ok(Math.max(...all) <= 1);
    },
  },
  {
    title: /^(?<workload>\S+) fits on (?<option>\S+): \S+ % of its KV memory/,
    holds: ({ workload = '', option = '' }, _figure, { options }) =>
      assert.ok((options[option]?.workloads[workload]?.memory?.pressure ?? 2) <= 1),
  },
  {
    title: /^(?<workload>\S+) asks (?<option>\S+) for/,
    holds: ({ workload = '', option = '' }, _figure, { options }) => {
      const all = Object.values(options).map(({ workloads }) => workloads[workload]?.memory?.pressure ?? 0);
      assert.equal(options[option]?.workloads[workload]?.memory?.pressure, Math.max(...all));
      assert.ok(Math.max(...all) > 1);
    },
  },
  {
    title: /^(?<option>\S+) has no memory left for the KV cache of (?<workload>\S+)$/,
    holds: ({ option = '', workload = '' }, _figure, { options }) =>
      assert.equal(options[option]?.workloads[workload]?.memory?.pressure, Infinity),
  },
  {
    title: /^On \S+, all users fit if each has the same context, up to [\d.,]+[KM]?$/,
    holds: (_found, figure) => {
      for (const one of lines(figure).series) assert.ok(fitsAt(lines(figure), one).every(Boolean));
    },
  },
  {
    title: /^(?<option>\S+) has no room for KV, at any context length$/,
    holds: ({ option = '' }, figure, { options }) => {
      for (const { memory } of Object.values(options[option]?.workloads ?? {}))
        assert.ok(memory === null || memory.pressure === Infinity);
      assert.match(
        lines(figure)
          .rules.map(({ label }) => label)
          .join(),
        /^none of .* is free$/,
      );
    },
  },
  {
    title: /^On \S+, not all users of (?<workload>\S+) fit at any context length/,
    holds: ({ workload = '' }, figure) =>
      assert.ok(!fitsAt(lines(figure), series(lines(figure), workload)).some(Boolean)),
  },
  {
    title: /^On \S+, no workload has room for all its users at any context length$/,
    holds: (_found, figure) => {
      for (const one of lines(figure).series) assert.ok(!fitsAt(lines(figure), one).some(Boolean));
    },
  },
  {
    title: /^\S+ holds (?<users>[\d,]+) (?<workload>\S+) users up to (?<tokens>\S+)/,
    holds: ({ workload = '', tokens = '' }, figure) => {
      const own = series(lines(figure), workload);
      const end = amount(tokens);
      for (const { x, y } of own.points) {
        if (x < end * 0.95) assert.ok((y ?? 0) <= room(lines(figure)));
        if (x > end * 1.05) assert.ok((y ?? 0) > room(lines(figure)));
      }
    },
  },
  {
    title: /^There is no room for \S+ at all$/,
    holds: (_found, figure) => {
      for (const { cells } of map(figure).rows) for (const { colour } of cells) assert.equal(colour, 'error');
    },
  },
  {
    title: /^\S+ could grow to (?<factor>[\d.,]+)× its users/,
    holds: ({ factor = '' }, figure) => {
      assert.ok(amount(factor) >= 1);
      const own = map(figure).rows.flatMap(({ cells }) => cells.filter((cell) => cell.current));
      for (const { colour } of own) assert.notEqual(colour, 'error');
    },
  },
  {
    title: /^\S+ fits at its mix of contexts, with no room for more users$/,
    holds: (_found, figure) => {
      const own = map(figure).rows.flatMap(({ cells }) => cells.filter((cell) => cell.current));
      for (const { colour } of own) assert.notEqual(colour, 'error');
    },
  },
  {
    title: /^\S+ must shrink to/,
    holds: (_found, figure) =>
      assert.ok(map(figure).rows.some(({ cells }) => cells.some(({ colour }) => colour === 'error'))),
  },
];

const attention: Check[] = [
  {
    title: / stores keys and values of every head: nothing is saved$/,
    holds: (_found, figure) => {
      const { rows, parts } = bars(figure);
      const valueOf = (name: string) => parts[0]?.values[rows.findIndex(({ label }) => label === name)] ?? 0;
      near(valueOf('As it is'), valueOf('With full MHA'), 1e-6);
    },
  },
  {
    title: /sequence takes .*, (?<factor>[\d.,]+)× what it would with GQA-8$/,
    holds: ({ factor = '' }, figure) => {
      const at = current(lines(figure)) ?? 0;
      const [own = 0, gqa = 1] = ['As it is', 'With GQA-8'].map(
        (name) => valueAt(series(lines(figure), name).points, at) ?? 0,
      );
      near(own / gqa, amount(factor), 0.06);
    },
  },
  {
    title: /^Both ways divide the cache evenly: (?<split>[\d.,]+)× less a rank over \d+ ranks$/,
    holds: ({ split = '' }, figure) => {
      for (const { points } of lines(figure).series)
        near((points[0]?.y ?? 0) / (points.at(-1)?.y ?? 1), amount(split), 0.06);
    },
  },
  {
    title: / stores \S+ \S+ a token at \S+, (?<factor>[\d.,]+)× less than full attention would$/,
    holds: ({ factor = '' }, figure) => {
      const { rows, parts } = bars(figure);
      const valueOf = (name: string) => parts[0]?.values[rows.findIndex(({ label }) => label === name)] ?? 0;
      near(amount(factor), valueOf('With full MHA') / valueOf('As it is'), 0.06);
    },
  },
  {
    title: / cost (?<own>\S+) on \S+; with (?<other>GQA-8|full MHA) they would cost (?<usd>\S+)$/,
    holds: ({ own = '', other, usd = '' }, figure) => {
      const { max } = bars(figure);
      const there = barOf(figure, `With ${other}`);
      usdNear(own, barOf(figure, 'As it is') ?? 0);
      // Bars are cut where they would hide the others.
      if (there === max) assert.ok(amount(usd) >= max * 0.97);
      else usdNear(usd, there ?? 0);
    },
  },
  {
    title: /^With (?<other>GQA-8|full MHA) \S+ could not serve .* at all; as it is, at (?<own>\S+)$/,
    holds: ({ own = '', other }, figure) => {
      usdNear(own, barOf(figure, 'As it is') ?? 0);
      assert.equal(barOf(figure, `With ${other}`), null);
    },
  },
  {
    title: / costs (?<own>\S+) on \S+, and as much with (?<other>GQA-8|full MHA)$/,
    holds: ({ own = '', other }, figure) => {
      usdNear(own, barOf(figure, 'As it is') ?? 0);
      near(amount(own), barOf(figure, `With ${other}`) ?? 0, 0.06);
    },
  },
  {
    title: /sequence takes .*, as much as with GQA-8$/,
    holds: (_found, figure) => {
      const at = current(lines(figure)) ?? 0;
      const [own = 0, gqa = 0] = ['As it is', 'With GQA-8'].map(
        (name) => valueAt(series(lines(figure), name).points, at) ?? 0,
      );
      near(own, gqa, 0.06);
    },
  },
  {
    title: /sequence takes .*, (?<factor>[\d.,]+)× less than with GQA-8$/,
    holds: ({ factor = '' }, figure) => {
      const at = current(lines(figure)) ?? 0;
      const [own = 0, gqa = 0] = ['As it is', 'With GQA-8'].map(
        (name) => valueAt(series(lines(figure), name).points, at) ?? 0,
      );
      near(gqa / own, amount(factor), 0.06);
      assert.ok(gqa > own);
    },
  },
  {
    title:
      /^Over (?<ranks>\d+) ranks tensor parallelism saves (?<split>[\d.,]+)× a rank, data-parallel attention (?<data>[\d.,]+)×$/,
    holds: ({ split = '', data = '' }, figure) => {
      const falls = lines(figure).series.map(({ points }) => (points[0]?.y ?? 0) / (points.at(-1)?.y ?? 1));
      near(falls[0] ?? 0, amount(split), 0.06);
      near(falls[1] ?? 0, amount(data), 0.06);
    },
  },
  {
    title: /^Tensor parallelism copies the cache to every rank; data-parallel attention divides it$/,
    holds: (_found, figure) => {
      const [tensor] = lines(figure).series;
      near(tensor?.points[0]?.y ?? 0, tensor?.points.at(-1)?.y ?? 1, 0.06);
    },
  },
];

/** The challenger's side of each drawn point is what stretches of the axis say, but for points next to an end. */
function holdsStretches(figure: LineFigure, challenger: string, baseline: string, where: string): void {
  const stretches = [
    ...where.matchAll(
      /(below|above|from) (\S+(?: tok\/s| tokens\/day)?)(?: to (\S+(?: tok\/s| tokens\/day)?))?/g,
    ),
  ].map(([, kind, a = '', b = '']) =>
    kind === 'below' ? [0, amount(a)] : kind === 'above' ? [amount(a), Infinity] : [amount(a), amount(b)],
  );
  assert.ok(stretches.length > 0, where);
  const isAtEnd = (x: number) =>
    stretches.flat().some((end) => end > 0 && Math.abs(Math.log(x / end)) < 0.15);
  const other = series(figure, baseline).points;
  for (const [i, { x, y }] of series(figure, challenger).points.entries()) {
    const against = other[i]?.y ?? null;
    // Within 2 % both cost about the same.
    if (y === null || against === null || isAtEnd(x) || Math.abs(y / against - 1) < 0.02) continue;
    const told = stretches.some(([low = 0, high = 0]) => x > low && x < high);
    assert.equal(y < against, told, `at ${x}: ${y} against ${against}, told ${where}`);
  }
}

const costs: Check[] = [
  {
    title:
      /^(?:Still to spend: )?(?<challenger>\S+) (?:becomes|is) cheaper than (?<baseline>\S+) (?:for \S+ )?(?<where>(?:below|above|from) [^(]*)/,
    holds: ({ challenger = '', baseline = '', where = '' }, figure) =>
      holdsStretches(lines(figure), challenger, baseline, where),
  },
  {
    title: /^(?<challenger>\S+) and (?<baseline>\S+) change places again and again over /,
    holds: ({ challenger = '', baseline = '' }, figure) => {
      const of = (name: string) => lines(figure).series.find(({ id }) => id === name)?.points ?? [];
      const others = of(baseline);
      const cheaper = of(challenger).flatMap(({ y }, i) => {
        const other = others[i]?.y ?? null;
        return y === null || other === null || y === other ? [] : [y < other];
      });
      assert.ok(cheaper.some((one, i) => i > 0 && one !== cheaper[i - 1]));
    },
  },
  {
    title: /^(?<option>\S+) is cheapest (?:at|for) .*, at \$(?<usd>[\d.,]+) per million tokens$/,
    holds: ({ option = '', usd = '' }, figure) => {
      const at = current(lines(figure));
      assert.ok(at !== null);
      const here = lines(figure).series.flatMap(({ label, points }) => {
        const cost = valueAt(points, at);
        return cost === null ? [] : [{ label, cost }];
      });
      // Lines are read between two points, the title is not.
      const own = here.find(({ label }) => label === option)?.cost ?? Infinity;
      assert.ok(own <= Math.min(...here.map(({ cost }) => cost)) * 1.3);
      near(amount(usd), own, 0.3);
    },
  },
  {
    title:
      /^(?<option>\S+) is the cheapest that works .*, at \$(?<usd>[\d.,]+) per million tokens; (?<other>\S+) at \$(?<less>[\d.,]+) does not$/,
    holds: ({ option = '', other = '', usd = '', less = '' }, _figure, { options }) => {
      assert.ok(options[option]?.feasible && !options[other]?.feasible);
      assert.ok(amount(less) <= amount(usd));
    },
  },
  {
    title: /^(?<option>\S+) costs least .*, \$[\d.,]+ per million tokens, but no option works$/,
    holds: (_found, _figure, { options }) => {
      for (const { feasible } of Object.values(options)) assert.ok(!feasible);
    },
  },
  {
    title: /^The lowest cost .* is \$(?<usd>[\d.,]+) per million tokens, with (?<option>\S+) at /,
    holds: ({ usd = '', option = '' }, figure) => {
      const all = lines(figure).series.flatMap(({ id, points }) => points.map((point) => ({ id, ...point })));
      const had = all.some(({ y, beyond }) => y !== null && !beyond) ? all.filter((p) => !p.beyond) : all;
      const costs = (points: typeof all) => points.flatMap(({ y }) => y ?? []);
      rounded(usd, Math.min(...costs(had)));
      near(Math.min(...costs(had.filter(({ id }) => id === option))), Math.min(...costs(had)));
    },
  },
  {
    title: /^No option has a known cost (?:at|for) /,
    holds: (_found, figure) => {
      const at = current(lines(figure));
      for (const { points } of lines(figure).series)
        assert.equal(at === null ? (points.find(({ y }) => y !== null) ?? null) : valueAt(points, at), null);
    },
  },
  {
    title: /^(?<option>\S+) is cheapest (?:all-in, )?of the options that work, at/,
    holds: ({ option = '' }, figure, { options }) => {
      const rows = bars(figure).rows.map(({ label }, i) => ({
        label,
        usd: bars(figure).parts[0]?.values[i] ?? Infinity,
      }));
      const working = rows.filter(({ label }) => options[label]?.feasible);
      assert.equal(working.toSorted((a, b) => a.usd - b.usd)[0]?.label, option);
    },
  },
  {
    title: /^No option that works has a known cost$/,
    holds: (_found, figure, { options }) => {
      for (const { label } of bars(figure).rows) assert.ok(!options[label]?.feasible);
    },
  },
  {
    title: /^(?<option>\S+) is cheapest (?:everywhere|wherever any option has a cost)$/,
    holds: ({ option = '' }, figure) => {
      const told = map(figure).rows.flatMap(({ cells }) => cells.map(({ value }) => value));
      assert.ok(told.every((value) => value === option || value === '–'));
      assert.equal(figure.finding.endsWith('everywhere'), !told.includes('–'));
    },
  },
  {
    title: /^(?<option>\S+) is cheapest on (?<share>[\d.]+) % of the map, then (?<second>\S+)$/,
    holds: ({ option = '', share = '', second = '' }, figure) => {
      const told = map(figure).rows.flatMap(({ cells }) => cells.map(({ value }) => value));
      const count = (name: string) => told.filter((value) => value === name).length;
      near(count(option) / told.length, amount(share) / 100, 0.05);
      assert.ok(count(second) > 0 && count(second) <= count(option));
    },
  },
];

const lpx: Check[] = [
  {
    title: /^LPX is (?<not>not )?the cheapest way to serve (?<workload>\S+)$/,
    holds: ({ not, workload = '' }, _figure, { mix }) =>
      assert.equal(mix.served[workload]?.lpx ?? false, not === undefined),
  },
  {
    title: /^With and without LPX, (?<workload>\S+) costs the same within what the model errs$/,
    holds: ({ workload = '' }, _figure, { attachRate }) => assert.deepEqual(attachRate.ties, [workload]),
  },
  {
    title:
      /^LPX is in the cheapest way to serve \d+ of \d+ workloads(?:, \d+ by a tie)?: [\d.]+ % to [\d.]+ % of .*$/,
    holds: (_found, _figure, { attachRate }) => {
      const { ties, overRanges } = attachRate;
      const open = openRange(attachRate);
      assert.ok((ties.length > 0 || overRanges) && open && open.low < open.high);
    },
  },
  {
    title: /^Over the plan’s ranges LPX may or may not be the cheapest way to serve \S+$/,
    holds: (_found, _figure, { attachRate: { overRanges } }) =>
      assert.deepEqual([overRanges?.low, overRanges?.high], [0, 1]),
  },
  {
    title:
      /^LPX is in the best mix for none of \d+ workloads; where one option serves all, it is cheaper for (?<ahead>\d+)$/,
    holds: ({ ahead = '' }, figure, { mix }) => {
      assert.ok(!Object.values(mix.served).some(({ lpx: is }) => is));
      const left = spans(figure).rows.filter(({ mark }) => mark !== null && mark < 1);
      assert.equal(left.length, Math.min(Number(ahead), spans(figure).rows.length));
    },
  },
  {
    title: /^LPX is the cheapest way to serve none of \d+ workloads/,
    holds: (_found, _figure, { mix }) => assert.ok(!Object.values(mix.served).some(({ lpx: is }) => is)),
  },
  {
    title: /^Here (?<option>\S+) reaches (?<gain>[\d.,]+)× the /,
    holds: ({ gain = '' }, figure) => {
      const all = spans(figure).parts[0]?.values ?? [];
      assert.ok(all.some((span) => span?.some((end) => Math.abs(end / amount(gain) - 1) < 0.06)));
    },
  },
];

const spread: Check[] = [
  {
    title: /^.* decides whether there is a break-even; /,
    holds: (_found, figure) => assert.ok(spans(figure).rows.some(({ note }) => /none at/.test(note))),
  },
  {
    title: /^\S+ pays in half of the draws at best, at /,
    holds: (_found, figure) => {
      const all = lines(figure).series.flatMap((one) => known(one).map(({ y }) => y ?? 0));
      assert.equal(Math.max(...all), 0.5);
    },
  },
  {
    title: /^Whether \S+ pays hangs on /,
    holds: (_found, figure) => {
      const all = lines(figure).series.flatMap((one) => known(one).map(({ y }) => y ?? 0));
      assert.ok(Math.min(...all) <= 0.5 && Math.max(...all) >= 0.5);
    },
  },
  {
    title: /^Neither (?<one>\S+) nor (?<other>\S+) serves the plan in any of the draws$/,
    holds: ({ one, other }, figure) =>
      assert.ok(spans(figure).rows.every(({ label }) => label !== one && label !== other)),
  },
  {
    title: /^(?:A tie: )?\S+ is cheaper than \S+ in /,
    holds: (_found, figure) => assert.ok(spans(figure).rows.length > 0),
  },
  {
    title: /^\S+ stands alone: (?<absent>\S+) serves the plan in none of the draws$/,
    holds: ({ absent }, figure) => assert.ok(spans(figure).rows.every(({ label }) => label !== absent)),
  },
  {
    title:
      /^(?<other>\S+) stands alone: \S+ (?:serves the plan|works) in none of the draws, at any .* shown$/,
    holds: ({ other }, figure) => {
      const chances = lines(figure).series.flatMap((one) => known(one).map(({ y }) => y));
      const alone = lines(figure).series.some(({ label }) => label === other) ? 1 : 0;
      assert.ok(chances.every((chance) => chance === alone));
    },
  },
  {
    title:
      /^(?<challenger>\S+) more likely (?<not>loses than pays|pays than not) at every .* shown(?:, counting only options that work)?$/,
    holds: ({ not }, figure) => {
      const all = lines(figure).series.flatMap((one) => known(one).map(({ y }) => y ?? 0));
      assert.ok(all.every((chance) => (not === 'loses than pays' ? chance < 0.5 : chance > 0.5)));
    },
  },
  {
    title: /^\S+ more likely pays than not (?<where>(?:below|above|from) .*)$/,
    holds: (_found, figure) => {
      const all = lines(figure).series.flatMap((one) => known(one).map(({ y }) => (y ?? 0) > 0.5));
      assert.ok(all.includes(true) && all.includes(false));
    },
  },
  {
    title: /^.* moves (?:the break-even most|most what \S+ costs against \S+); /,
    holds: (_found, figure) => assert.ok(spans(figure).rows.length > 0),
  },
];

const request: Check[] = [
  {
    title: /^The first token of \S+ comes within (?<value>.*?) at \S+ on \S+(?:, (?<target>.*) allowed)?$/,
    holds: ({ value = '', target }) =>
      assert.ok(target === undefined || amount(value) <= amount(target) * 1.01),
  },
  {
    title: /^The first token of \S+ takes (?<value>.*) at \S+ on \S+, more than the (?<target>.*) allowed$/,
    holds: ({ value = '', target = '' }) => assert.ok(amount(value) >= amount(target) * 0.99),
  },
  { title: /^A request of \S+ takes /, holds: (_found, figure) => assert.ok(bars(figure).rows.length > 0) },
  {
    title: /^On \S+, .* come in time up to the plan’s peak of (?<now>.*), no further$/,
    holds: ({ now = '' }, figure) => {
      const limit = lines(figure).rules.find(({ tone }) => tone === 'limit');
      const peak = lines(figure).rules.find(({ tone }) => tone === 'plan');
      assert.ok(limit && peak?.label.endsWith(now));
    },
  },
  {
    title: /^On (?<option>\S+), .* come in time up to (?<held>.*?)(?:; the plan peaks at .*)?$/,
    holds: ({ option = '', held = '' }, figure) => {
      const most = lines(figure).rules.find(({ axis }) => axis === 'y')?.value ?? 0;
      for (const { x, y } of series(lines(figure), option).points)
        if (x < amount(held) * 0.9) assert.ok((y ?? 0) <= most * 1.01);
    },
  },
  {
    title: /^On (?<option>\S+), .* are later than asked at any load$/,
    holds: ({ option = '' }, figure) => {
      const most = lines(figure).rules.find(({ axis }) => axis === 'y')?.value ?? 0;
      for (const { y } of series(lines(figure), option).points) assert.ok((y ?? Infinity) > most);
    },
  },
  {
    title:
      /^On (?<option>\S+), .* take about .* at the plan’s peak of .*; (?:memory is full at|no more than) (?<last>\S+ req\/s)/,
    holds: ({ option = '', last = '' }, figure) =>
      near(series(lines(figure), option).points.at(-1)?.x ?? 0, amount(last), 0.06),
  },
  {
    title: /^\S+ gives (?:first )?tokens of \S+ up to /,
    holds: (_found, figure) => assert.ok(lines(figure).series.length > 0),
  },
  {
    title:
      /^A request of \S+ costs .* on (?<option>\S+): (?<prompt>[\d.]+) % of it is its prompt, (?<answer>[\d.]+) % its answer$/,
    holds: ({ option = '', prompt = '' }, figure) => {
      const at = bars(figure).rows.findIndex(({ label }) => label === option);
      const parts = bars(figure).parts.map(({ values }) => values[at] ?? 0);
      near(
        (parts[0] ?? 0) + (parts[1] ?? 0),
        (amount(prompt) / 100) * parts.reduce((sum, v) => sum + v, 0),
        0.06,
      );
    },
  },
  {
    title:
      /^Prompts of \S+ keep (?<prompts>[\d.,]+) accelerators busy beside (?<decode>[\d.,]+) that decode on (?<option>\S+)$/,
    holds: ({ prompts = '', decode = '', option = '' }, figure) => {
      const at = bars(figure).rows.findIndex(({ label }) => label === option);
      near(bars(figure).parts[0]?.values[at] ?? 0, amount(decode), 0.01);
      near(bars(figure).parts[1]?.values[at] ?? 0, amount(prompts), 0.01);
    },
  },
  {
    title: /of each prompt of \S+ is cached, which saves .* of computing it on \S+$/,
    holds: (_found, figure) => assert.ok(bars(figure).rows.length > 0),
  },
];

/** Titles that claim nothing: they say what is drawn, or that nothing is known. */
const CLAIMLESS =
  /^(?:How far the cost of each option may be off|KV cache over context on|Concurrency and context|Published claims|.*not known|No break-even|.*whatever the)/;

export const CHECKS: readonly Check[] = [
  { title: CLAIMLESS, holds: () => undefined },
  ...memory,
  ...attention,
  ...costs,
  ...lpx,
  ...spread,
  ...request,
];
