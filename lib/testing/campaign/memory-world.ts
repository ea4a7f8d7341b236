import { memoryAws } from '../aws/memory-aws.ts';
import { takingTurns } from '../aws/taking-turns.ts';
import type { Dice } from './dice.ts';
import { JumpingClock } from './jumping-clock.ts';
import type { World } from './world.ts';

const START_MS = Date.UTC(2024, 0, 1);
const MAX_SHARDS = 6;
const RETENTION_HOURS = 24 * 7;

/** An AWS in this process for one history; its clock begins with 2024. */
export function memoryWorld(folder: string, seed: number): World {
  const clock = new JumpingClock(START_MS);
  const { services, dynamoDb, s3, kinesis } = memoryAws({ clock, seed, dynamoDb: { unprocessed: 0.02 } });
  return {
    aws: { ...services, kinesis: async () => takingTurns(await services.kinesis()) },
    clock,
    folder,
    createStream: async (name, shards) => kinesis.createStream(name, { shards, retentionHours: RETENTION_HOURS }),
    createBucket: async (name) => s3.createBucket(name),
    createTable: async (definition) => dynamoDb.createTable(definition),
    name: (name) => name,
    reshard: (stream, how, dice: Dice) => {
      const open = kinesis.openShards(stream);
      if (how === 'split') {
        if (open.length < MAX_SHARDS) kinesis.splitShard(stream, dice.pick(open));
        return;
      }
      for (const one of dice.shuffled(open))
        for (const other of dice.shuffled(open))
          if (one !== other && merges(() => kinesis.mergeShards(stream, one, other))) return;
    },
  };
}

/** Only neighbours can be merged, and the port does not tell which are. */
function merges(merge: () => unknown): boolean {
  try {
    merge();
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidArgumentException') return false;
    throw error;
  }
}
