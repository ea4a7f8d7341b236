import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointMetadata } from '../contracts/checkpoint-store.ts';
import type { StateColumn, StateTable } from '../contracts/state-table.ts';
import { quoteIdentifier } from '../expression/duckdb-sql.ts';
import type { StreamSession } from '../local/stream-session.ts';
import type { ReplayedState } from './replay-state.ts';

/** A state table as SQL sees it. */
export interface StateView {
  /** Operator's name and id: `stateStoreSave_0`, `symmetricHashJoin_1_left`. */
  readonly name: string;
  readonly table: StateTable;
}

/** The columns of a state table under the names of the query; a name that is there twice gets that of the column too. */
export function labelledColumns({ columns, keyColumns }: StateTable) {
  const label = (column: StateColumn): string => column.label ?? column.name;
  return columns.map((column) => {
    const isUnique = columns.filter((other) => label(other).toLowerCase() === label(column).toLowerCase()).length === 1;
    const shown = isUnique ? label(column) : `${label(column)}_${column.name}`;
    return { ...column, label: shown, isKey: keyColumns.includes(column.name) };
  });
}

/** Types that have no counterpart in Spark or in Parquet; nested ones too. */
const CAST: readonly (readonly [RegExp, string])[] = [
  [/(?<!")\bU?HUGEINT\b(?!")/gi, 'DECIMAL(38, 0)'],
  [/(?<!")\bINTERVAL\b(?!")/gi, 'VARCHAR'],
];

/** The tables under names that say whose they are. */
export const stateViews = (metadata: CheckpointMetadata, tables: readonly StateTable[]): readonly StateView[] =>
  tables.map((table) => {
    const operator = metadata.operators.find(({ operatorId }) => operatorId === table.operatorId);
    const rest = table.name.replace(/^state_\d+/, '');
    return { name: `${operator?.operatorName ?? 'state'}_${table.operatorId}${rest}`, table };
  });

/** Makes each table a view of a session. */
export async function createStateViews(
  session: StreamSession,
  { executor, scratchDirectory }: ReplayedState,
  views: readonly StateView[],
): Promise<void> {
  for (const { name, table } of views) {
    const columns = labelledColumns(table).map(({ name, type, label }) => {
      const readable = CAST.reduce((text, [pattern, cast]) => text.replace(pattern, cast), type);
      const value = readable === type ? quoteIdentifier(name) : `CAST(${quoteIdentifier(name)} AS ${readable})`;
      return `${value} AS ${quoteIdentifier(label)}`;
    });
    const folder = join(scratchDirectory, name);
    await mkdir(folder);
    await executor.exportParquet(
      `SELECT ${columns.join(', ')} FROM ${quoteIdentifier(table.name)}`,
      join(folder, 'rows.parquet'),
    );
    session.read.parquet(folder).createOrReplaceTempView(name);
  }
}
