import type { PiecePrice } from '../../engine/questions/bill/optionBill.js';
import { HOURS_PER_YEAR } from '../../units/constants.js';
import { hardwareKey, type InputSheet } from './inputs.js';

/** USD a year of one piece, with what pays its price back over the years, or only what running it takes. */
export function costOfOne(inputs: InputSheet, priced: PiecePrice, capital: boolean): string {
  const input = (key: string) => inputs.addressOf(key);
  const key = hardwareKey(priced);
  if (priced.rent !== null) return `${input(`${key} rent`)}*${HOURS_PER_YEAR}`;
  const years = input('amortization');
  const rate = input('capitalCost');
  const annuity = `IF(${rate}=0,1/${years},${rate}/(1-(1+${rate})^(0-${years})))`;
  const power = input(`${key} power`);
  const kilowatts = priced.allIn ? `${power}/${input('pue')}` : power;
  const shares = capital ? `(${annuity}+${input('operations')})` : input('operations');
  return `${input(`${key} price`)}*${shares}+${kilowatts}*(${input('pue')}*${input('electricity')}*${HOURS_PER_YEAR}+${input('hosting')}*12)`;
}
