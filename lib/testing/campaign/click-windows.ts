import assert from 'node:assert/strict';
import { col, count, sum, window } from '../../index.ts';
import type { Click, ClickFrame } from './click.ts';
import { readOutput } from './read-output.ts';
import type { World } from './world.ts';

const WINDOW_MS = 10_000;
const SCHEMA = 'start TIMESTAMP, user STRING, n BIGINT, total BIGINT';

/** Clicks summed by user and ten seconds. */
export const windowsOver = (clicks: ClickFrame) =>
  clicks
    .withWatermark('t', '10 seconds')
    .groupBy(window('t', '10 seconds'), col('user'))
    .agg(count('*').as('n'), sum('value').as('total'))
    .select(col('window.start').as('start'), col('user'), col('n'), col('total'));

/** Holds the Parquet files below a place to the windows of all clicks. */
export async function verifyWindows(
  world: World,
  place: { readonly bucket: string; readonly prefix: string },
  clicks: readonly Click[],
): Promise<void> {
  assert.deepEqual(await readOutput(world, 'parquet', place, SCHEMA), windowsOf(clicks), 'windows');
}

/** The same in one go. */
function windowsOf(clicks: readonly Click[]): readonly string[] {
  const startOf = ({ timeMs }: Click): string => new Date(timeMs - (timeMs % WINDOW_MS)).toISOString();
  const groups = Map.groupBy(clicks, (click) => JSON.stringify([startOf(click), click.user]));
  return [...groups]
    .map(([key, rows]) => {
      const total = rows.reduce((all, { value }) => all + value, 0);
      return JSON.stringify([...JSON.parse(key), String(rows.length), String(total)]);
    })
    .sort();
}
