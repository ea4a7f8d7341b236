import type { DynamoDbPort, S3Port } from '../../connectors/aws/ports.ts';
import type { CheckpointStore } from '../../contracts/checkpoint-store.ts';
import type { Mutation } from './mutation.ts';

/** A batch may be planned and committed by two: nothing asks any more whether an entry is there already. */
export const fenceRemoved: Mutation = {
  name: 'the fence removed',
  services: (services) => ({
    ...services,
    dynamoDb: async () => {
      const port = await services.dynamoDb();
      const putItem: DynamoDbPort['putItem'] = ({ ConditionExpression, ExpressionAttributeNames, ...input }) =>
        ConditionExpression === 'attribute_not_exists(#pk)'
          ? port.putItem(input)
          : port.putItem({
              ...input,
              ...(ConditionExpression !== undefined && { ConditionExpression }),
              ...(ExpressionAttributeNames !== undefined && { ExpressionAttributeNames }),
            });
      return { ...port, putItem };
    },
  }),
};

/** Files of the output are written only with the next call after the commit of their batch. */
export const commitBeforeSink: Mutation = {
  name: 'commit before sink',
  services: (services) => {
    const held: Held = { writes: [], isCommitted: false };
    return {
      ...services,
      s3: async () => holding(await services.s3(), held),
      dynamoDb: async () => committing(await services.dynamoDb(), held),
    };
  },
};

interface Held {
  writes: (() => Promise<unknown>)[];
  isCommitted: boolean;
}

/** Writes of the output wait; nobody is told. */
function holding(port: S3Port, held: Held): S3Port {
  const putObject: S3Port['putObject'] = async (input) => {
    if (input.Key?.startsWith('rows/') !== true) return port.putObject(input);
    held.writes.push(() => port.putObject(input));
    return { $metadata: {} };
  };
  return { ...port, putObject };
}

/** What has waited for a commit is written before anything else is asked. */
function committing(port: DynamoDbPort, held: Held): DynamoDbPort {
  const flush = async (): Promise<void> => {
    if (!held.isCommitted) return;
    held.isCommitted = false;
    for (const write of held.writes.splice(0)) await write();
  };
  return {
    ...port,
    getItem: async (input) => flush().then(() => port.getItem(input)),
    query: async (input) => flush().then(() => port.query(input)),
    putItem: async (input) => {
      await flush();
      const output = await port.putItem(input);
      if (input.Item?.['sk']?.S?.startsWith('commit#') === true) held.isCommitted = true;
      return output;
    },
  };
}

/** Every third commit leaves a delta of its state out. */
export const deltaLeftOut: Mutation = {
  name: 'a delta left out',
  checkpoint: (store: CheckpointStore): CheckpointStore => {
    const add: CheckpointStore['commits']['add'] = (entry, deltas) =>
      store.commits.add(entry, entry.batchId % 3 === 1 ? deltas.slice(1) : deltas);
    const commits: CheckpointStore['commits'] = {
      read: (id) => store.commits.read(id),
      latest: () => store.commits.latest(),
      range: (from, through) => store.commits.range(from, through),
      add,
    };
    return delegating(store, commits);
  },
};

/** One chunk of a state delta is never written, though its batch is committed. */
export const chunkLeftOut: Mutation = {
  name: 'a delta chunk left out',
  services: (services) => {
    let chunks = 0;
    return {
      ...services,
      dynamoDb: async () => {
        const port = await services.dynamoDb();
        const putItem: DynamoDbPort['putItem'] = async (input) => {
          const isChunk = input.Item?.['sk']?.S?.startsWith('delta#') === true;
          if (isChunk && chunks++ % 3 === 1) return { $metadata: {} };
          return port.putItem(input);
        };
        return { ...port, putItem };
      },
    };
  },
};

function delegating(store: CheckpointStore, commits: CheckpointStore['commits']): CheckpointStore {
  return {
    location: store.location,
    offsets: store.offsets,
    commits,
    readMetadata: () => store.readMetadata(),
    createMetadata: (metadata) => store.createMetadata(metadata),
    openBlob: (ref) => store.openBlob(ref),
    addSnapshot: (batchId, blobs) => store.addSnapshot(batchId, blobs),
    latestSnapshot: (batchId) => store.latestSnapshot(batchId),
    sourceLog: (index) => store.sourceLog(index),
    sideLog: (name) => store.sideLog(name),
    purge: (oldest) => store.purge(oldest),
    close: () => store.close(),
  };
}
