import assert from 'node:assert/strict';
import { defineQuery } from '../../index.ts';
import { CLICK_SCHEMA, Clicks } from './click.ts';
import { verifyWindows, windowsOver } from './click-windows.ts';
import { deploy } from './deploy.ts';
import { KinesisInput } from './kinesis-input.ts';
import { noneLate } from './none-late.ts';
import type { OpenPipeline, Pipeline, PipelineRequest } from './pipeline.ts';
import { readOutput } from './read-output.ts';

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
    const stage = await deploy(request, queryOf(stream, bucket, history.batchLimit));
    const input = await KinesisInput.open({ world, stream, fleet: stage.fleet, history, dice: dice.fork() });
    const clicks = new Clicks(world, dice.fork());
    return {
      stages: [{ ...stage, inputs: [input] }],
      put: (rows) => input.put(clicks.next(rows, BAD_SHARE)),
      finish: async () => void (await input.putInEveryShard(clicks.last(DAY_MS))),
      verify: async () => {
        await verifyWindows(world, { bucket, prefix: 'rows' }, clicks.rows);
        const bad = await readOutput(world, 'json', { bucket, prefix: 'bad' }, 'record STRING');
        assert.deepEqual(bad, clicks.bad.map((record) => JSON.stringify([record])).sort(), 'bad records');
        noneLate(stage.fleet);
      },
    };
  },
};

const queryOf = (stream: string, bucket: string, batchLimit: number) =>
  defineQuery('windows', (session) =>
    windowsOver(
      session.readStream
        .format('kinesis')
        .options({ streamName: stream, initialPosition: 'trim_horizon', maxRecordsPerTrigger: batchLimit })
        .option('badRecordsPath', `s3://${bucket}/bad`)
        .schema(CLICK_SCHEMA)
        .load(),
    )
      .writeStream.format('parquet')
      .option('path', `s3://${bucket}/rows`),
  );
