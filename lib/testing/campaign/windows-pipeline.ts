import assert from 'node:assert/strict';
import { col, count, defineQuery, sum, window } from '../../index.ts';
import { CLICK_SCHEMA, type Click, Clicks } from './click.ts';
import { deploy } from './deploy.ts';
import { KinesisInput } from './kinesis-input.ts';
import { noneLate } from './none-late.ts';
import type { OpenPipeline, Pipeline, PipelineRequest } from './pipeline.ts';
import { readOutput } from './read-output.ts';

const WINDOW_MS = 10_000;
const BAD_SHARE = 0.04;
const DAY_MS = 86_400_000;

/** Clicks of a stream, summed by user and ten seconds, as Parquet files on S3; records that are no clicks go into quarantine. */
export const windowsPipeline: Pipeline = {
  name: 'kinesis-windows-s3',
  open: async (request: PipelineRequest): Promise<OpenPipeline> => {
    const { world, history, dice } = request;
    const [stream, bucket] = [world.name('clicks'), world.name('out')];
    await world.createStream(stream, history.shards);
    await world.createBucket(bucket);
    const { fleet, checkpoint } = await deploy(request, queryOf(stream, bucket, history.batchLimit));
    const input = await KinesisInput.open({ world, stream, fleet, history, dice: dice.fork() });
    const clicks = new Clicks(world, dice.fork());
    return {
      stages: [{ fleet, checkpoint, inputs: [input] }],
      put: (rows) => input.put(clicks.next(rows, BAD_SHARE)),
      finish: async () => void (await input.putInEveryShard(clicks.last(DAY_MS))),
      verify: async () => {
        const schema = 'start TIMESTAMP, user STRING, n BIGINT, total BIGINT';
        const output = await readOutput(world, 'parquet', { bucket, prefix: 'rows' }, schema);
        assert.deepEqual(output, windowsOf(clicks.rows), 'windows');
        const bad = await readOutput(world, 'json', { bucket, prefix: 'bad' }, 'record STRING');
        assert.deepEqual(bad, clicks.bad.map((record) => JSON.stringify([record])).sort(), 'bad records');
        noneLate(fleet);
      },
    };
  },
};

const queryOf = (stream: string, bucket: string, batchLimit: number) =>
  defineQuery('windows', (session) =>
    session.readStream
      .format('kinesis')
      .options({ streamName: stream, initialPosition: 'trim_horizon', maxRecordsPerTrigger: batchLimit })
      .option('badRecordsPath', `s3://${bucket}/bad`)
      .schema(CLICK_SCHEMA)
      .load()
      .withWatermark('t', '10 seconds')
      .groupBy(window('t', '10 seconds'), col('user'))
      .agg(count('*').as('n'), sum('value').as('total'))
      .select(col('window.start').as('start'), col('user'), col('n'), col('total'))
      .writeStream.format('parquet')
      .option('path', `s3://${bucket}/rows`),
  );

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
