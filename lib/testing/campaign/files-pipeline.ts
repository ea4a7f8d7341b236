import assert from 'node:assert/strict';
import { col, defineQuery } from '../../index.ts';
import { CLICK_SCHEMA, type Click, Clicks } from './click.ts';
import { deploy } from './deploy.ts';
import { FileInput } from './file-input.ts';
import { LineFiles } from './line-files.ts';
import type { OpenPipeline, Pipeline, PipelineRequest } from './pipeline.ts';
import { readOutput } from './read-output.ts';

const BAD_SHARE = 0.04;
const POISON = 0.1;
/** The column that makes the folders comes last. */
const OUTPUT_SCHEMA = 'id INT, t TIMESTAMP, value INT, user STRING';

/** Files of JSON lines on S3, found by events through a queue and by ticks, as Parquet files in folders by user; lines that are no clicks go into quarantine. */
export const filesPipeline: Pipeline = {
  name: 's3-files-s3',
  open: async (request: PipelineRequest): Promise<OpenPipeline> => {
    const { world, history, dice } = request;
    const [from, to] = [world.name('input'), world.name('output')];
    await world.createBucket(from);
    await world.createBucket(to);
    const stage = await deploy(request, queryOf(from, to, Math.ceil(history.batchLimit / 4)));
    const input = new FileInput({ world, bucket: from, fleet: stage.fleet, history, dice: dice.fork() });
    const clicks = new Clicks(world, dice.fork());
    const files = new LineFiles('clicks', dice.fork());
    let poisons = 0;
    return {
      stages: [{ ...stage, inputs: [input] }],
      put: async (rows) => {
        const lines = clicks.next(rows, BAD_SHARE).map(({ data }) => data);
        for (const { key, text } of files.next(lines)) await input.put(key, text);
        if (dice.chance(POISON)) input.putPoison({ poison: poisons++ });
      },
      finish: async () => undefined,
      verify: async () => {
        const output = await readOutput(world, 'parquet', { bucket: to, prefix: 'rows' }, OUTPUT_SCHEMA);
        assert.deepEqual(output, clicks.rows.map(clickRow).sort(), 'rows');
        const bad = await readOutput(world, 'json', { bucket: to, prefix: 'bad' }, 'record STRING');
        assert.deepEqual(bad, clicks.bad.map((record) => JSON.stringify([record])).sort(), 'bad records');
        const dead = input.deadLetters.receive(1000).map(({ body }) => body);
        const lost = Array.from({ length: poisons }, (_, poison) => JSON.stringify({ poison }));
        assert.deepEqual(dead.filter((body) => body.includes('poison')).sort(), lost.sort(), 'dead letters');
      },
    };
  },
};

const queryOf = (from: string, to: string, filesPerBatch: number) =>
  defineQuery('files', (session) =>
    session.readStream
      .schema(CLICK_SCHEMA)
      .option('maxFilesPerTrigger', filesPerBatch)
      .option('badRecordsPath', `s3://${to}/bad`)
      .json(`s3://${from}/clicks`)
      .select(col('id'), col('user'), col('t'), col('value'))
      .writeStream.format('parquet')
      .partitionBy('user')
      .option('path', `s3://${to}/rows`),
  );

const clickRow = ({ id, user, timeMs, value }: Click): string =>
  JSON.stringify([id, new Date(timeMs).toISOString(), value, user]);
