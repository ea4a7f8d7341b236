import assert from 'node:assert/strict';
import { defineQuery, type StreamSession } from '../../index.ts';
import { Backfills } from './backfills.ts';
import { CLICK_SCHEMA, type ClickFrame, Clicks } from './click.ts';
import { verifyWindows, windowsOver } from './click-windows.ts';
import { deploy } from './deploy.ts';
import { KinesisInput } from './kinesis-input.ts';
import { LineFiles } from './line-files.ts';
import { noneLate } from './none-late.ts';
import type { OpenPipeline, Pipeline, PipelineRequest, Stage } from './pipeline.ts';

const DAY_MS = 86_400_000;

/** Where the clicks are that a backfill reads. */
interface Archive {
  /** A stream of clicks in a session. */
  readonly read: (session: Pick<StreamSession, 'readStream'>, batchLimit: number) => ClickFrame;
  put(lines: readonly { readonly key: string; readonly data: string }[]): Promise<void>;
  putLast(line: string): Promise<void>;
  readonly reshard: (how: 'merge' | 'split') => void;
}

/** Clicks in files, or kept by a stream, summed by user and ten seconds as Parquet files; step by step by executions of a state machine, some of them at once. */
export const backfillPipeline: Pipeline = {
  name: 'backfill-windows',
  open: async (request: PipelineRequest): Promise<OpenPipeline> => {
    const { world, history, dice } = request;
    const bucket = world.name('out');
    await world.createBucket(bucket);
    const clicks = new Clicks(world, dice.fork());
    const archive = dice.chance(0.5) ? await filesArchive(request) : await streamArchive(request);
    const query = defineQuery('backfilled', (session) =>
      windowsOver(archive.read(session, history.batchLimit))
        .writeStream.format('parquet')
        .option('path', `s3://${bucket}/rows`)
        .trigger({ availableNow: true }),
    );
    const { fleet, checkpoint } = await deploy(request, query);
    const backfills = new Backfills({ world, fleet, dice: dice.fork(), reshard: archive.reshard });
    const stage: Stage = { fleet, checkpoint, inputs: [backfills], tick: () => backfills.runAnother() };
    return {
      stages: [stage],
      put: (rows) => archive.put(clicks.next(rows)),
      finish: () => archive.putLast(clicks.last(DAY_MS)),
      verify: async () => {
        noneLate(fleet);
        await verifyWindows(world, { bucket, prefix: 'rows' }, clicks.rows);
        // Times of objects are whole seconds.
        world.clock.advance(1000);
        await archive.putLast(clicks.last(2 * DAY_MS));
        const again = await backfills.repeatAll();
        assert.deepEqual(
          again.filter(({ done, batchId }) => !done || batchId !== null),
          [],
          'a backfill that is over does nothing more',
        );
      },
    };
  },
};

async function filesArchive({ world, dice }: PipelineRequest): Promise<Archive> {
  const bucket = world.name('input');
  await world.createBucket(bucket);
  const files = new LineFiles('clicks', dice.fork());
  const put = async (lines: readonly string[]) => {
    const s3 = await world.aws.s3();
    for (const { key, text } of files.next(lines)) await s3.putObject({ Bucket: bucket, Key: key, Body: text });
  };
  return {
    read: (session, batchLimit) =>
      session.readStream
        .schema(CLICK_SCHEMA)
        .option('maxFilesPerTrigger', Math.ceil(batchLimit / 4))
        .json(`s3://${bucket}/clicks`),
    put: (lines) => put(lines.map(({ data }) => data)),
    putLast: (line) => put([line]),
    reshard: () => undefined,
  };
}

async function streamArchive(request: PipelineRequest): Promise<Archive> {
  const { world, history, dice } = request;
  const stream = world.name('clicks');
  await world.createStream(stream, history.shards);
  const records = await KinesisInput.open({ world, stream, history, dice: dice.fork() });
  return {
    read: (session, batchLimit) =>
      session.readStream
        .format('kinesis')
        .options({ streamName: stream, initialPosition: 'trim_horizon', maxRecordsPerTrigger: batchLimit })
        .schema(CLICK_SCHEMA)
        .load(),
    put: (lines) => records.put(lines),
    putLast: async (line) => void (await records.putInEveryShard(line)),
    reshard: (how) => records.reshard(how),
  };
}
