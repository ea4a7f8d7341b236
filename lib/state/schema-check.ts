import type { StateColumn, StateOperatorSchema, StateTable } from '../contracts/index.ts';
import { CheckpointError } from '../errors/index.ts';

/** What the check needs of a stateful operator. */
export interface StateOperator {
  readonly operatorId: number;
  readonly operatorName: string;
  readonly tables: readonly StateTable[];
}

/** The schemas of a query's state as its checkpoint records them. */
export const stateSchemas = (operators: readonly StateOperator[]): readonly StateOperatorSchema[] =>
  operators.map(({ operatorId, operatorName, tables }) => ({
    operatorId,
    operatorName,
    tables: tables.map(({ name, columns, keyColumns }) => ({
      name,
      columns: columns.map((column) => ({ name: column.name, type: column.type })),
      keyColumns,
    })),
  }));

/** Refuses a query whose state does not fit the checkpoint's. Types count, and their order; names do not, as in Spark. */
export function checkStateSchemas(
  stored: readonly StateOperatorSchema[],
  current: readonly StateOperatorSchema[],
  location: string,
): void {
  checkOperators(stored, current, location);
  for (const operator of current) {
    const before = stored.find(({ operatorId }) => operatorId === operator.operatorId);
    for (const table of operator.tables) {
      const old = before?.tables.find(({ name }) => name === table.name);
      const what = `table ${table.name} of operator ${operator.operatorId} (${operator.operatorName})`;
      checkColumns('STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE', old && keysOf(old), keysOf(table), what, location);
      checkColumns('STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE', old && valuesOf(old), valuesOf(table), what, location);
    }
  }
}

type StoredTable = StateOperatorSchema['tables'][number];

const keysOf = ({ columns, keyColumns }: StoredTable): readonly StateColumn[] =>
  columns.filter(({ name }) => keyColumns.includes(name));
const valuesOf = ({ columns, keyColumns }: StoredTable): readonly StateColumn[] =>
  columns.filter(({ name }) => !keyColumns.includes(name));

const listOf = (operators: readonly StateOperatorSchema[]): string =>
  [...operators]
    .sort((a, b) => a.operatorId - b.operatorId)
    .map(({ operatorId, operatorName }) => `(OperatorId: ${operatorId} -> OperatorName: ${operatorName})`)
    .join(', ');

function checkOperators(
  stored: readonly StateOperatorSchema[],
  current: readonly StateOperatorSchema[],
  location: string,
): void {
  const [OpsInMetadataSeq, OpsInCurBatchSeq] = [listOf(stored), listOf(current)];
  if (OpsInMetadataSeq === OpsInCurBatchSeq) return;
  const condition =
    stored.length === 0
      ? 'STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY'
      : 'STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA';
  throw new CheckpointError(condition, { OpsInMetadataSeq, OpsInCurBatchSeq, location });
}

function checkColumns(
  condition: 'STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE' | 'STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE',
  before: readonly StateColumn[] | undefined,
  after: readonly StateColumn[],
  what: string,
  location: string,
): void {
  const types = (columns: readonly StateColumn[]) => columns.map(({ type }) => type).join(', ');
  if (before !== undefined && types(before) === types(after)) return;
  const [stored, current] = [describe(before ?? []), describe(after)];
  throw new CheckpointError(condition, {
    storedKeySchema: stored,
    newKeySchema: current,
    storedValueSchema: stored,
    newValueSchema: current,
    what,
    location,
  });
}

const describe = (columns: readonly StateColumn[]): string =>
  `[${columns.map(({ name, type }) => `${name} ${type}`).join(', ')}]`;
