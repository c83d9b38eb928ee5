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

/** Name of an uncertain input, and how its values are written. One that several options hold is named without them. */
export function uncertainName(key: PathKey): UncertainName {
  const path = keyPath(key);
  const dimension = memberOf(path)?.dimension;
  return {
    label: path[0] === 'options' ? titleOf(path) : inputName(path),
    quantity: (value) => (dimension ? format.quantity(value, dimension) : format.plain(value)),
  };
}
