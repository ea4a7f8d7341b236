import type { ConsumedCapacity, ReturnConsumedCapacity } from '@aws-sdk/client-dynamodb';

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

/** Units of a read of so many bytes in all; nothing found costs as much as the smallest item. */
export const readUnits = (bytes: number, isConsistent: boolean | undefined): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (isConsistent === true ? 1 : 0.5);

/** Units of a write by the larger of the item before and after. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));

/** What an answer tells of it, if it was asked to. */
export function consumed(
  table: string,
  units: number,
  wanted: ReturnConsumedCapacity | undefined,
): { ConsumedCapacity?: ConsumedCapacity } {
  if (wanted === undefined || wanted === 'NONE') return {};
  const total = { TableName: table, CapacityUnits: units };
  return { ConsumedCapacity: wanted === 'TOTAL' ? total : { ...total, Table: { CapacityUnits: units } } };
}
