import {
  CreateStreamCommand,
  DeleteStreamCommand,
  KinesisClient,
  MergeShardsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { awsServices } from '../../lib/connectors/aws/clients.ts';
import { kinesisContract } from '../../lib/testing/aws/kinesis-contract.ts';

kinesisContract('MiniStack', async () => {
  const client = new KinesisClient({ requestHandler: new NodeHttpHandler() });
  return {
    kinesis: await awsServices().kinesis(),
    // MiniStack 1.5.33; what is not excused it does right.
    excuses: {
      longSequenceNumbers: 'its sequence numbers have 30 digits',
      requestLimits: 'it takes any number and size of records',
      foreignSequenceNumbers: 'it takes any sequence number',
      readableParents: 'it deletes a parent with its unread records',
      childShards: 'it deletes a parent with its unread records',
      shardPages: 'it wants the name of the stream beside NextToken, which AWS refuses',
    },
    createStream: async (StreamName, ShardCount) => {
      await client.send(new CreateStreamCommand({ StreamName, ShardCount }));
    },
    deleteStream: async (StreamName) => {
      await client.send(new DeleteStreamCommand({ StreamName }));
    },
    splitShard: async (StreamName, ShardToSplit, NewStartingHashKey) => {
      await client.send(new SplitShardCommand({ StreamName, ShardToSplit, NewStartingHashKey }));
    },
    mergeShards: async (StreamName, ShardToMerge, AdjacentShardToMerge) => {
      await client.send(new MergeShardsCommand({ StreamName, ShardToMerge, AdjacentShardToMerge }));
    },
    close: async () => client.destroy(),
  };
});
