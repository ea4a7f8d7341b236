import assert from 'node:assert/strict';
import { col, defineQuery } from '../../index.ts';
import { CLICK_SCHEMA, type Click, Clicks } from './click.ts';
import { deploy } from './deploy.ts';
import { KinesisInput } from './kinesis-input.ts';
import type { OpenPipeline, Pipeline, PipelineRequest } from './pipeline.ts';
import { readOutput } from './read-output.ts';

const READ_SCHEMA = 'id INT, user STRING, doubled INT';

/** Clicks of a stream, doubled, into another stream at least once; a second query reads that one without its repeats, each row once. */
export const chainPipeline: Pipeline = {
  name: 'kinesis-kinesis',
  open: async (request: PipelineRequest): Promise<OpenPipeline> => {
    const { world, history, dice } = request;
    const [from, to, bucket] = [world.name('clicks'), world.name('doubled'), world.name('out')];
    await world.createStream(from, history.shards);
    await world.createStream(to, dice.between(1, 2));
    await world.createBucket(bucket);
    const writer = await deploy(request, writerOf(from, to, history.batchLimit));
    const reader = await deploy(request, readerOf(to, bucket, history.batchLimit));
    const inputOf = (stream: string, { fleet }: typeof writer) =>
      KinesisInput.open({ world, stream, fleet, history, dice: dice.fork() });
    const input = await inputOf(from, writer);
    const between = await inputOf(to, reader);
    const clicks = new Clicks(world, dice.fork());
    return {
      stages: [
        { ...writer, inputs: [input] },
        { ...reader, inputs: [between] },
      ],
      put: (rows) => input.put(clicks.next(rows)),
      finish: async () => undefined,
      verify: async () => {
        const output = await readOutput(world, 'parquet', { bucket, prefix: 'rows' }, READ_SCHEMA);
        assert.deepEqual(output, clicks.rows.map(doubled).sort(), 'rows of the second stream');
      },
    };
  },
};

const writerOf = (from: string, to: string, batchLimit: number) =>
  defineQuery('doubling', (session) =>
    session.readStream
      .format('kinesis')
      .options({ streamName: from, initialPosition: 'trim_horizon', maxRecordsPerTrigger: batchLimit })
      .schema(CLICK_SCHEMA)
      .load()
      .select(col('id'), col('user'), col('value').multiply(2).as('doubled'))
      .writeStream.format('kinesis')
      .options({ streamName: to, partitionKey: 'user' }),
  );

const readerOf = (stream: string, bucket: string, batchLimit: number) =>
  defineQuery('reading', (session) =>
    session.readStream
      .format('kinesis')
      .options({ streamName: stream, initialPosition: 'trim_horizon', maxRecordsPerTrigger: batchLimit })
      .option('dropRepeats', true)
      .schema(READ_SCHEMA)
      .load()
      .writeStream.format('parquet')
      .option('path', `s3://${bucket}/rows`),
  );

const doubled = ({ id, user, value }: Click): string => JSON.stringify([id, user, 2 * value]);
