import assert from 'node:assert/strict';
import { defineQuery } from '../../index.ts';
import { CLICK_SCHEMA, Clicks } from './click.ts';
import { pairsOf, pairsOver } from './click-pairs.ts';
import { deploy } from './deploy.ts';
import { KinesisInput } from './kinesis-input.ts';
import { noneLate } from './none-late.ts';
import type { OpenPipeline, Pipeline, PipelineRequest } from './pipeline.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;

/** Clicks of one stream with those of another by the same user within twenty seconds, into a DynamoDB table; clicks without any, alone. */
export const joinPipeline: Pipeline = {
  name: 'join-dynamodb',
  open: async (request: PipelineRequest): Promise<OpenPipeline> => {
    const { world, history, dice } = request;
    const [left, right, table] = [world.name('left'), world.name('right'), world.name('pairs')];
    await world.createStream(left, history.shards);
    await world.createStream(right, dice.between(1, 2));
    await world.createTable({ name: table, partitionKey: { name: 'pair', type: 'S' } });
    const stage = await deploy(request, queryOf(left, right, table, history.batchLimit));
    const inputOf = (stream: string) =>
      KinesisInput.open({ world, stream, fleet: stage.fleet, history, dice: dice.fork() });
    const sides = [await inputOf(left), await inputOf(right)] as const;
    const clicks = [new Clicks(world, dice.fork()), new Clicks(world, dice.fork())] as const;
    return {
      stages: [{ ...stage, inputs: sides }],
      put: async (rows) => {
        for (const [i, side] of sides.entries()) await side.put(clicks[i === 0 ? 0 : 1].next(rows));
      },
      finish: async () => {
        for (const [i, side] of sides.entries()) await side.putInEveryShard(clicks[i === 0 ? 0 : 1].last(DAY_MS));
      },
      verify: async () => {
        noneLate(stage.fleet);
        assert.deepEqual(await pairsIn(world, table), pairsOf(clicks[0].rows, clicks[1].rows), 'pairs');
      },
    };
  },
};

const queryOf = (left: string, right: string, table: string, batchLimit: number) =>
  defineQuery('pairs', (session) => {
    const side = (streamName: string) =>
      session.readStream
        .format('kinesis')
        .options({ streamName, initialPosition: 'trim_horizon', maxRecordsPerTrigger: batchLimit })
        .schema(CLICK_SCHEMA)
        .load()
        .withWatermark('t', '10 seconds');
    return pairsOver(side(left), side(right))
      .writeStream.format('dynamodb')
      .options({ tableName: table, partitionKey: 'pair' });
  });

/** What is in the table, but for the click that comes last. */
async function pairsIn(world: World, table: string): Promise<readonly string[]> {
  const port = await world.aws.dynamoDb();
  const { Items: items = [] } = await port.scan({ TableName: table, ConsistentRead: true });
  return items
    .map(({ pair, total }) => `${pair?.S} ${total?.N}`)
    .filter((text) => !text.startsWith('-1-'))
    .sort();
}
