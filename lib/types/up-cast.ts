import type { DataType } from './data-type.ts';

const NUMBERS: readonly DataType['kind'][] = ['byte', 'short', 'integer', 'long', 'float', 'double'];
const TIMES: readonly DataType['kind'][] = ['date', 'timestamp_ntz', 'timestamp'];

/** Whether every value of a type is one of another, as Spark's up-cast has it: to wider numbers, to later kinds of time, and to text. */
export function canUpCast(from: DataType, to: DataType): boolean {
  if (from.kind === 'null') return true;
  if (to.kind === 'string') return !['array', 'map', 'struct'].includes(from.kind);
  if (from.kind === 'decimal' && to.kind === 'decimal')
    return to.scale >= from.scale && to.precision - to.scale >= from.precision - from.scale;
  const isWider = (order: readonly DataType['kind'][]): boolean =>
    order.includes(from.kind) && order.indexOf(from.kind) <= order.indexOf(to.kind);
  return isWider(NUMBERS) || isWider(TIMES);
}
