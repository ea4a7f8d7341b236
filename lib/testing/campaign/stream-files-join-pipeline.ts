import assert from 'node:assert/strict';
import { defineQuery } from '../../index.ts';
import { CLICK_SCHEMA, Clicks } from './click.ts';
import { pairsOf, pairsOver } from './click-pairs.ts';
import { deploy } from './deploy.ts';
import { FileInput } from './file-input.ts';
import { KinesisInput } from './kinesis-input.ts';
import { LineFiles } from './line-files.ts';
import { noneLate } from './none-late.ts';
import type { OpenPipeline, Pipeline, PipelineRequest } from './pipeline.ts';
import { readOutput } from './read-output.ts';

const DAY_MS = 86_400_000;

/**
 * Clicks of a stream with those in files on S3 by the same user within twenty seconds, as Parquet files; clicks of the stream without any, alone. A file whose
 * event is lost is found hours later: the delay on its side is a day, and until the end all state stays.
 */
export const streamFilesJoinPipeline: Pipeline = {
  name: 'kinesis-s3-join',
  open: async (request: PipelineRequest): Promise<OpenPipeline> => {
    const { world, history, dice } = request;
    const [stream, from, to] = [world.name('clicks'), world.name('input'), world.name('out')];
    await world.createStream(stream, history.shards);
    await world.createBucket(from);
    await world.createBucket(to);
    const stage = await deploy(request, queryOf(stream, from, to, history.batchLimit));
    const { fleet } = stage;
    const records = await KinesisInput.open({ world, stream, fleet, history, dice: dice.fork() });
    const objects = new FileInput({ world, bucket: from, fleet, history, dice: dice.fork() });
    const files = new LineFiles('clicks', dice.fork());
    const [left, right] = [new Clicks(world, dice.fork()), new Clicks(world, dice.fork())];
    const putFiles = async (lines: readonly string[]) => {
      for (const { key, text } of files.next(lines)) await objects.put(key, text);
    };
    return {
      stages: [{ ...stage, inputs: [records, objects] }],
      put: async (rows) => {
        await records.put(left.next(rows));
        await putFiles(right.next(rows).map(({ data }) => data));
      },
      finish: async () => {
        await records.putInEveryShard(left.last(3 * DAY_MS));
        await putFiles([right.last(3 * DAY_MS)]);
      },
      verify: async () => {
        noneLate(fleet);
        const rows = await readOutput(world, 'parquet', { bucket: to, prefix: 'pairs' }, 'pair STRING, total INT');
        const pairs = rows.map((row) => (JSON.parse(row) as unknown[]).join(' '));
        const expected = pairsOf(left.rows, right.rows);
        assert.deepEqual(pairs.filter((pair) => !pair.startsWith('-1-')).sort(), expected, 'pairs');
      },
    };
  },
};

const queryOf = (stream: string, from: string, to: string, batchLimit: number) =>
  defineQuery('pairs-of-files', (session) =>
    pairsOver(
      session.readStream
        .format('kinesis')
        .options({ streamName: stream, initialPosition: 'trim_horizon', maxRecordsPerTrigger: batchLimit })
        .schema(CLICK_SCHEMA)
        .load()
        .withWatermark('t', '10 seconds'),
      session.readStream
        .schema(CLICK_SCHEMA)
        .option('maxFilesPerTrigger', Math.ceil(batchLimit / 4))
        .json(`s3://${from}/clicks`)
        .withWatermark('t', '1 day'),
    )
      .writeStream.format('parquet')
      .option('path', `s3://${to}/pairs`),
  );
