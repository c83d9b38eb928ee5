import { keptLast } from '../../units/memo.js';
import { newLedger, type Ledger } from './ledger.js';

/** Resolves a part of a plan, and takes down where its values come from. */
export type KeptPart<A extends object, V> = (asked: A, ledger: Ledger) => V;

/** The same with what it came to last, as long as all that it follows from is the same objects and values. */
export function keptPart<A extends object, V>(resolve: KeptPart<A, V>): KeptPart<A, V> {
  const last = keptLast((asked: A) => {
    const ledger = newLedger();
    return { value: resolve(asked, ledger), ledger };
  });
  return (asked, ledger) => {
    const own = last(asked);
    ledger.add(own.ledger);
    return own.value;
  };
}
