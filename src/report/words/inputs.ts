import type { ErrorOf } from '../../engine/questions/errors/modelErrors.js';
import type { Sensitivity } from '../../engine/questions/sensitivity.js';
import * as l10n from '../../l10n/l10n.js';
import { memberOf, titleOf } from '../../plan/members.js';
import { keyPath, type Path, type PathKey } from '../../plan/path.js';
import * as format from './format.js';

/** The name of an input with the workload or option that it belongs to, as in `chat › Median context`. */
export function inputName(path: Path): string {
  const [room, name] = path;
  const owned = (room === 'workloads' || room === 'options') && name !== undefined;
  return owned ? `${String(name)} › ${titleOf(path)}` : titleOf(path);
}

/** An uncertain input on screen. */
export interface UncertainName {
  readonly label: string;
  /** Writes its values, given in SI units. */
  readonly quantity: (value: number) => string;
}

/**
 * Name of an uncertain input, and how its values are written. One that several options hold is named without them,
 * unless another `among` those that stand with it would have the same name.
 */
export function uncertainName(key: PathKey, among: readonly PathKey[] = []): UncertainName {
  const path = keyPath(key);
  const dimension = memberOf(path)?.dimension;
  const short = shortName(path);
  const hasTwin = among.some((other) => other !== key && shortName(keyPath(other)) === short);
  return {
    label: hasTwin ? inputName(path) : short,
    quantity: (value) => (dimension ? format.quantity(value, dimension) : format.plain(value)),
  };
}

const shortName = (path: Path): string => (path[0] === 'options' ? titleOf(path) : inputName(path));

/** What one row of a tornado varies, and both of its ends. */
export interface VariedName {
  readonly label: string;
  readonly low: string;
  readonly high: string;
  /** Writes its values between them; `null` where there are none between. */
  readonly quantity: ((value: number) => string) | null;
}

/** What of a row of a tornado names it. */
type Varied = Pick<Sensitivity, 'path' | 'range' | 'varied'>;

/** Name of what a row of a tornado varies `among` the others, and its ends as they are written. */
export function variedName({ path, range, varied }: Varied, among: readonly Varied[] = []): VariedName {
  if (varied?.code === 'engine')
    return { label: titleOf(['serving', 'engine']), low: varied.low, high: varied.high, quantity: null };
  const { label, quantity } =
    varied === null
      ? uncertainName(path, pathsOf(among))
      : { label: errorName(varied.of), quantity: format.nearOne };
  return { label, low: quantity(range.low), high: quantity(range.high), quantity };
}

/** What it is called where a line or a title begins with it. A name that its reader gave stays as it was written. */
export function inputHeading(one: Varied, among: readonly Varied[]): string {
  const { label } = variedName(one, among);
  return one.varied === null ? label : format.capitalized(label);
}

const pathsOf = (all: readonly Varied[]) =>
  all.flatMap(({ varied, path }) => (varied === null ? [path] : []));

/** An error of the model in words. */
export function errorName(of: ErrorOf): string {
  if (of.code === 'lpx') return l10n.t('what is assumed of LPX');
  if (of.code === 'measured-steps') return l10n.t('measured steps of {option}', { option: of.option });
  return l10n.t('step times of {engine} on {accelerator}', {
    engine: of.engine,
    accelerator: of.accelerator,
  });
}
