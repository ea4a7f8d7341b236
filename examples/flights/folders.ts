import { join } from 'node:path';

/** Where one run of the example keeps its files. */
export interface FlightFolders {
  /** CSV files that wait to be delivered, made once from the Parquet file. */
  readonly staged: string;
  /** The watched folder. */
  readonly input: string;
  readonly output: string;
  readonly checkpoint: string;
}

/** The folders below `base`, a set for each number of rows. */
export function flightFolders(base: string, rows: number): FlightFolders {
  const set = `${rows / 1000}k`;
  return {
    staged: join(base, 'data', set, 'staged'),
    input: join(base, 'data', set, 'input'),
    output: join(base, 'output', set),
    checkpoint: join(base, 'checkpoint', set),
  };
}
