import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointMetadata } from '../contracts/checkpoint-store.ts';
import type { StateTable } from '../contracts/state-table.ts';
import { quoteIdentifier } from '../expression/duckdb-sql.ts';
import type { StreamSession } from '../local/stream-session.ts';
import type { ReplayedState } from './replay-state.ts';

/** A state table as SQL sees it. */
export interface StateView {
  /** Operator's name and id: `stateStoreSave_0`, `symmetricHashJoin_1_left`. */
  readonly name: string;
  readonly table: StateTable;
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
    const columns = table.columns.map(({ name, type }) => {
      const readable = CAST.reduce((text, [pattern, cast]) => text.replace(pattern, cast), type);
      return readable === type
        ? quoteIdentifier(name)
        : `CAST(${quoteIdentifier(name)} AS ${readable}) AS ${quoteIdentifier(name)}`;
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
