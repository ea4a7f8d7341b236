import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mock } from 'node:test';
import type { StreamSession } from 'millrace';
import type { GoldenSpec } from './golden.ts';
import type { GoldenResult } from './run-golden.ts';

const ALL_ROWS = 1_000_000;

/** A sink's output as the expected texts hold it: lines by folder for csv, json and text, Spark's table of rows for memory and Parquet. */
export function outputText(
  { session, outputFolder }: GoldenResult,
  { sink }: GoldenSpec,
  sql?: string,
): Promise<string> {
  if (sink.format === 'parquet') session.read.parquet(outputFolder).createOrReplaceTempView('result');
  else if (sink.format !== 'memory') return Promise.resolve(linesByFolder(outputFolder));
  return shown(session, sql ?? sortedByAll(session.table('result').columns.length));
}

const sortedByAll = (columns: number): string =>
  `SELECT * FROM result ORDER BY ${Array.from({ length: columns }, (_, i) => i + 1).join(', ')}`;

/** What `show` prints. */
async function shown(session: StreamSession, sql: string): Promise<string> {
  const log = mock.method(console, 'log', () => undefined);
  try {
    await session.sql(sql).show(ALL_ROWS, false);
    return log.mock.calls.map((call) => String(call.arguments[0])).join('\n');
  } finally {
    log.mock.restore();
  }
}

/** The sorted lines of all data files, below the name of their folder. */
function linesByFolder(root: string): string {
  const files = globSync('**/part-*', { cwd: root }).sort();
  const folders = Map.groupBy(files, (file) => dirname(file));
  const texts = [...folders].map(([folder, names]) => {
    const lines = names.flatMap((name) => readFileSync(join(root, name), 'utf8').split('\n').slice(0, -1));
    return [`${folder}/`, ...lines.sort()].join('\n');
  });
  return `${texts.join('\n')}\n`;
}
