import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import type { Change } from '../../src/contract/scenarios.js';
import { comparisonOf } from '../../src/engine/questions/comparison.js';
import { otherShares } from '../../src/engine/moves/stretches.js';
import {
  allLevers,
  chosenByEngine,
  isShare,
  leversOf,
  tiedTo,
  type Lever,
} from '../../src/report/figures/levers.js';
import { solvedSetting, type Setting } from '../../src/report/words/settings.js';
import * as l10n from '../../src/l10n/l10n.js';
import { keyPath, pathKey } from '../../src/plan/path.js';
import { element, resize } from '../dom.js';
import { decidingLevers } from './deciding.js';
import { createLeverControl, type LeverControl } from './leverControl.js';
import type { LeverState } from './leverParts.js';
import { keepingReach } from './leverScale.js';
import type { WhatIfScene } from './scene.js';

export interface LeverListEvents {
  /** A value is moved, and others with it. */
  readonly onMove: (changes: readonly Change[]) => void;
  readonly onCommit: () => void;
  readonly onCancel: () => void;
  /** One anchor is to hold the value of these places. */
  readonly onShare: (paths: readonly string[]) => void;
}

/** The sliders of a workload, of an option, and of the plan itself. */
export interface LeverList {
  readonly element: HTMLElement;
  /** Returns how many there are; without `all`, those that decide most are shown. */
  readonly update: (
    scene: WhatIfScene,
    of: { readonly workload: string | null; readonly option: string | null; readonly all: boolean },
  ) => number;
}

/** `onHand` is called when one is moved by hand. */
export function createLeverList(id: string, events: LeverListEvents, onHand: () => void): LeverList {
  const levers = element('div', { class: 'levers', id });
  const controls = new WeakMap<Element, LeverControl>();
  const reach = new Map<string, Lever>();
  let scene: WhatIfScene | null = null;
  const alongWith = (path: string, setting: Setting): Change[] =>
    scene && isShare(path)
      ? otherSharesOf(scene, path, setting.value)
      : placesOf(path).map((place) => ({ path: place, ...setting }));
  const placesOf = (path: string) => (scene ? [path, ...tiedTo(scene.plan, scene.written, path)] : [path]);
  const make = () => {
    const control = createLeverControl({
      onCommit: events.onCommit,
      onCancel: events.onCancel,
      onMove: ({ path }, setting) => {
        onHand();
        const others = alongWith(path, setting).filter((one) => one.path !== path);
        events.onMove([{ path, ...setting }, ...others]);
      },
      onShare: ({ path }) => events.onShare(placesOf(path)),
    });
    controls.set(control.element, control);
    return control.element;
  };
  return {
    element: levers,
    update: (next, { workload, option, all }) => {
      scene = next;
      const { plan, written, source, moved } = next;
      const there = withAcceptance(plan, leversOf(plan, workload, option)).filter(({ path }) =>
        Object.hasOwn(written, path),
      );
      const shown = all
        ? there
        : decidingLevers(there, (lever) => moved.some(({ path }) => path === lever.path));
      resize(levers, shown.length, make);
      shown.forEach((given, i) => {
        const key = `${source} ${given.path}`;
        const lever = keepingReach(given, reach.get(key));
        reach.set(key, lever);
        controls.get(levers.children.item(i) ?? levers)?.update(stateOf(next, lever));
      });
      return there.length;
    },
  };
}

/** What the control of a lever shows. */
function stateOf(
  { plan, result, written, shared, anchored, moved, enabled }: WhatIfScene,
  lever: Lever,
): LeverState {
  const { path } = lever;
  const places = tiedTo(plan, written, path);
  const names = places.map((place) => keyPath(place)[1] ?? '');
  const setting = moved.find((one) => one.path === path) ?? null;
  return {
    lever,
    like: written[path] ?? null,
    chosen: chosenByEngine(lever, result),
    moved: setting,
    enabled,
    shared: shared.includes(path),
    along: isShare(path) ? l10n.t('the others share the rest') : alongText(names),
    sharable: names.length > 0 && ![path, ...places].some((place) => anchored.includes(place)),
  };
}

/** Where a file's text and a share come within this of each other, they are the same. */
const SAME_SHARE = 5e-5;

/** What the other workloads' shares are beside one that is moved: the last takes what rounding leaves. */
function otherSharesOf({ plan, written }: WhatIfScene, path: string, share: number): Change[] {
  const others = Object.entries(otherShares(plan, String(keyPath(path)[1]), share));
  const levers = allLevers(plan);
  let left = 1 - share;
  return others.flatMap(([name, wanted], i) => {
    const lever = levers.find((one) => one.path === pathKey(['workloads', name, 'share']));
    if (!lever) return [];
    const value = i === others.length - 1 ? left : wanted;
    const setting = solvedSetting(
      lever,
      written[lever.path] ?? null,
      value,
      (near) => Math.abs(near - value) < SAME_SHARE,
    );
    left -= setting.value;
    return [{ path: lever.path, ...setting }];
  });
}

/** Names of options that are told; of more, how many there are. */
const MOST_NAMES = 3;

function alongText(names: readonly string[]): string {
  if (names.length === 0) return '';
  return names.length <= MOST_NAMES
    ? l10n.t('and of {names}', { names: names.join(', ') })
    : l10n.t('and of {count} other options', { count: names.length });
}

/** Whether LPX pays hangs on what software accepts: where the option drafts nothing, that of the one it is compared with. */
function withAcceptance(plan: ResolvedPlan, levers: readonly Lever[]): Lever[] {
  const isAcceptance = ({ dimension }: Lever) => dimension === 'acceptance';
  if (levers.some(isAcceptance)) return [...levers];
  const baseline = comparisonOf(plan)?.baseline;
  const others = allLevers(plan).filter(isAcceptance);
  const other = others.find(({ owner }) => owner === baseline) ?? others[0];
  if (!other) return [...levers];
  const at = levers.findLastIndex(({ owner }) => owner !== null) + 1;
  const label = l10n.t('{input}, {option}', { input: other.label, option: other.owner ?? '' });
  return levers.toSpliced(at, 0, { ...other, label });
}
