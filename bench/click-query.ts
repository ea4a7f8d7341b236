import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, type StreamingQueryProgress, type StreamSession, sum, window } from 'millrace';
import { CLICK_SCHEMA } from './click-files.ts';

/** The query that every engine runs: clicks and amounts by action and ten minutes of event time. */
export function clickCounts(session: StreamSession, folder: string, options: Readonly<Record<string, number>>) {
  return session.readStream
    .format('json')
    .schema(CLICK_SCHEMA)
    .options(options)
    .load(folder)
    .withWatermark('timestamp', '10 minutes')
    .groupBy(window('timestamp', '10 minutes'), 'action')
    .agg(count('*').as('n'), sum('amount').as('total'));
}

/** Runs the query over a folder to its end with a new checkpoint, and returns the progress of its batches. */
export async function runClickCounts(
  session: StreamSession,
  folder: string,
  options: Readonly<Record<string, number>>,
): Promise<readonly StreamingQueryProgress[]> {
  const checkpoint = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  try {
    const query = await clickCounts(session, folder, options)
      .writeStream.outputMode('update')
      .format('noop')
      .option('checkpointLocation', checkpoint)
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    return query.recentProgress;
  } finally {
    rmSync(checkpoint, { recursive: true, force: true });
  }
}

/** The result over the whole folder as text, to compare engines: one line `start action n total` each, sorted. */
export async function clickTotals(session: StreamSession, folder: string): Promise<string[]> {
  const checkpoint = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const lines: string[] = [];
  try {
    const query = await clickCounts(session, folder, {})
      .selectExpr('CAST(unix_seconds(window.start) AS STRING) AS start', 'action', 'n', 'total')
      .writeStream.outputMode('update')
      .foreachBatch(async (batch) => {
        const rows = (await batch.collect()) as unknown as readonly Record<string, unknown>[];
        lines.push(...rows.map(({ start, action, n, total }) => `${start} ${action} ${n} ${Number(total).toFixed(2)}`));
      })
      .option('checkpointLocation', checkpoint)
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    return lines.sort();
  } finally {
    rmSync(checkpoint, { recursive: true, force: true });
  }
}
