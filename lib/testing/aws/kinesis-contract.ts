import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { _Record, Shard } from '@aws-sdk/client-kinesis';
import type { KinesisPort } from '../../connectors/aws/ports.ts';
import { hashKeyOf } from './kinesis/memory-stream.ts';

/** What a server of the contract gets wrong, so that a law is not asked of it. Each excuse is reported as a skipped test with its reason. */
interface KinesisExcuses {
  /** Why 56-digit sequence numbers are not expected. */
  readonly longSequenceNumbers?: string;
  /** Why parents need not stay readable after a split or a merge. */
  readonly readableParents?: string;
  /** Why the end of a closed shard need not name its children. */
  readonly childShards?: string;
  /** Why requests beyond the service's limits need not be refused. */
  readonly requestLimits?: string;
  /** Why lists of shards need not come page by page. */
  readonly shardPages?: string;
  /** Why a sequence number of another stream need not be refused. */
  readonly foreignSequenceNumbers?: string;
  /** Why MillisBehindLatest need not tell what is left. */
  readonly millisBehindLatest?: string;
}

/** A Kinesis that is held to the contract. */
interface KinesisUnderTest {
  readonly kinesis: KinesisPort;
  readonly excuses?: KinesisExcuses;
  createStream(name: string, shards: number): Promise<void>;
  deleteStream(name: string): Promise<void>;
  splitShard(name: string, shardId: string, at: string): Promise<void>;
  mergeShards(name: string, shardId: string, adjacentShardId: string): Promise<void>;
  close?(): Promise<void>;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (record: _Record): string => new TextDecoder().decode(record.Data);
const rangeOf = (shard: Shard | undefined): readonly [bigint, bigint] => [
  BigInt(shard?.HashKeyRange?.StartingHashKey ?? -1),
  BigInt(shard?.HashKeyRange?.EndingHashKey ?? -1),
];

/** Registers the tests that every Kinesis behind the port passes: in memory, local servers, AWS itself. */
export function kinesisContract(name: string, open: () => Promise<KinesisUnderTest>): void {
  describe(`${name} keeps the contract of Kinesis`, () => {
    let under: KinesisUnderTest;
    let count = 0;
    before(async () => {
      under = await open();
    });
    after(() => under.close?.());

    const law = (
      title: string,
      shards: number,
      check: (kinesis: KinesisPort, stream: string) => Promise<void>,
      excuse?: keyof KinesisExcuses,
    ) =>
      test(title, async (t) => {
        const reason = excuse === undefined ? undefined : under.excuses?.[excuse];
        if (reason !== undefined) return t.skip(`excused: ${reason}`);
        const stream = `contract-${process.pid}-${count++}`;
        await under.createStream(stream, shards);
        try {
          await check(under.kinesis, stream);
        } finally {
          await under.deleteStream(stream);
        }
      });

    shardLaws(law);
    recordLaws(law);
    iteratorLaws(law);
    reshardLaws(law, () => under);
  });
}

type Law = (
  title: string,
  shards: number,
  check: (kinesis: KinesisPort, stream: string) => Promise<void>,
  excuse?: keyof KinesisExcuses,
) => void;

async function put(kinesis: KinesisPort, stream: string, entries: readonly (readonly [key: string, data: string])[]) {
  const Records = entries.map(([PartitionKey, data]) => ({ PartitionKey, Data: bytes(data) }));
  const result = await kinesis.putRecords({ StreamName: stream, Records });
  assert.equal(result.FailedRecordCount, 0);
  return result.Records ?? [];
}

async function shardsOf(kinesis: KinesisPort, stream: string): Promise<readonly Shard[]> {
  const { Shards = [] } = await kinesis.listShards({ StreamName: stream });
  return [...Shards].sort((a, b) => ((a.ShardId ?? '') < (b.ShardId ?? '') ? -1 : 1));
}

async function iteratorAt(
  kinesis: KinesisPort,
  stream: string,
  shardId: string,
  position: {
    readonly type: 'AFTER_SEQUENCE_NUMBER' | 'AT_SEQUENCE_NUMBER' | 'LATEST' | 'TRIM_HORIZON';
    readonly sequence?: string;
  },
): Promise<string | undefined> {
  const { ShardIterator } = await kinesis.getShardIterator({
    StreamName: stream,
    ShardId: shardId,
    ShardIteratorType: position.type,
    ...(position.sequence !== undefined && { StartingSequenceNumber: position.sequence }),
  });
  return ShardIterator;
}

/** Reads until a shard has nothing more for now; `isClosed` once it has ended. */
async function readAll(kinesis: KinesisPort, iterator: string | undefined, limit?: number) {
  const records: _Record[] = [];
  for (let next = iterator; ; ) {
    const page = await kinesis.getRecords({ ShardIterator: next, ...(limit !== undefined && { Limit: limit }) });
    records.push(...(page.Records ?? []));
    if (limit !== undefined) assert.ok((page.Records ?? []).length <= limit);
    next = page.NextShardIterator ?? undefined;
    if (next === undefined) return { records, isClosed: true, children: page.ChildShards ?? [] };
    if ((page.Records ?? []).length === 0 && page.MillisBehindLatest === 0) return { records, isClosed: false };
  }
}

const firstShard = async (kinesis: KinesisPort, stream: string): Promise<string> =>
  (await shardsOf(kinesis, stream))[0]?.ShardId ?? '';

function shardLaws(law: Law): void {
  law('a new stream is described, and its shards share all hash keys', 3, async (kinesis, stream) => {
    const { StreamDescriptionSummary: summary } = await kinesis.describeStreamSummary({ StreamName: stream });
    assert.equal(summary?.StreamName, stream);
    assert.equal(summary?.StreamStatus, 'ACTIVE');
    assert.equal(summary?.RetentionPeriodHours, 24);
    assert.equal(summary?.OpenShardCount, 3);
    assert.ok(summary?.StreamCreationTimestamp instanceof Date);
    const ranges = (await shardsOf(kinesis, stream)).map(rangeOf);
    assert.equal(ranges.length, 3);
    assert.equal(ranges[0]?.[0], 0n);
    assert.equal(ranges[2]?.[1], 2n ** 128n - 1n);
    assert.equal(ranges[1]?.[0], (ranges[0]?.[1] ?? 0n) + 1n);
  });

  law(
    'shards are listed page by page',
    5,
    async (kinesis, stream) => {
      const ids: string[] = [];
      let page = await kinesis.listShards({ StreamName: stream, MaxResults: 2 });
      for (;;) {
        assert.ok((page.Shards ?? []).length <= 2);
        ids.push(...(page.Shards ?? []).map(({ ShardId = '' }) => ShardId));
        if (page.NextToken === undefined || page.NextToken === null) break;
        page = await kinesis.listShards({ NextToken: page.NextToken, MaxResults: 2 });
      }
      assert.equal(new Set(ids).size, 5);
      assert.equal(ids.length, 5);
    },
    'shardPages',
  );

  law('a stream that is not there is ResourceNotFoundException', 1, async (kinesis) => {
    const missing = { StreamName: 'no-such-stream' };
    const error = { name: 'ResourceNotFoundException' };
    await assert.rejects(kinesis.describeStreamSummary(missing), error);
    await assert.rejects(kinesis.listShards(missing), error);
    await assert.rejects(kinesis.putRecords({ ...missing, Records: [{ PartitionKey: 'k', Data: bytes('v') }] }), error);
  });
}

function recordLaws(law: Law): void {
  law('records go to the shard of their key and come back in order, byte for byte', 2, async (kinesis, stream) => {
    const entries = Array.from({ length: 40 }, (_, i) => [`key-${i % 7}`, `value ${i} é`] as const);
    const results = await put(kinesis, stream, entries);
    for (const shard of await shardsOf(kinesis, stream)) {
      const [from, to] = rangeOf(shard);
      const wanted = entries.filter(([key]) => hashKeyOf(key) >= from && hashKeyOf(key) <= to);
      const { records } = await readAll(
        kinesis,
        await iteratorAt(kinesis, stream, shard.ShardId ?? '', { type: 'TRIM_HORIZON' }),
      );
      assert.deepEqual(
        records.map((record) => [record.PartitionKey, textOf(record)]),
        wanted,
      );
      const sequences = records.map((record) => BigInt(record.SequenceNumber ?? 0));
      assert.ok(sequences.every((sequence, i) => i === 0 || sequence > (sequences[i - 1] ?? 0n)));
      assert.deepEqual(
        records.map((record) => record.SequenceNumber),
        results.filter((result) => result.ShardId === shard.ShardId).map((result) => result.SequenceNumber),
      );
      assert.ok(records.every((record) => record.ApproximateArrivalTimestamp instanceof Date));
    }
  });

  law(
    'sequence numbers have 56 digits',
    1,
    async (kinesis, stream) => {
      const [result] = await put(kinesis, stream, [['k', 'v']]);
      assert.match(result?.SequenceNumber ?? '', /^\d{56}$/);
    },
    'longSequenceNumbers',
  );

  law('an explicit hash key overrides the partition key', 2, async (kinesis, stream) => {
    const shards = await shardsOf(kinesis, stream);
    for (const shard of shards) {
      const ExplicitHashKey = String(rangeOf(shard)[0]);
      const { Records: [result] = [] } = await kinesis.putRecords({
        StreamName: stream,
        Records: [{ PartitionKey: 'same', ExplicitHashKey, Data: bytes('v') }],
      });
      assert.equal(result?.ShardId, shard.ShardId);
    }
  });

  law(
    'requests beyond the limits are refused as a whole',
    1,
    async (kinesis, stream) => {
      const record = { PartitionKey: 'k', Data: bytes('v') };
      const Records = Array.from({ length: 501 }, () => record);
      await assert.rejects(kinesis.putRecords({ StreamName: stream, Records }));
      const large = { PartitionKey: 'k', Data: new Uint8Array(1024 * 1024) };
      await assert.rejects(kinesis.putRecords({ StreamName: stream, Records: [record, large] }));
      const shard = await firstShard(kinesis, stream);
      const { records } = await readAll(kinesis, await iteratorAt(kinesis, stream, shard, { type: 'TRIM_HORIZON' }));
      assert.equal(records.length, 0);
    },
    'requestLimits',
  );
}

function iteratorLaws(law: Law): void {
  law('iterators start where they say', 1, async (kinesis, stream) => {
    const shard = await firstShard(kinesis, stream);
    const latest = await iteratorAt(kinesis, stream, shard, { type: 'LATEST' });
    const results = await put(
      kinesis,
      stream,
      ['a', 'b', 'c', 'd'].map((text) => [text, text] as const),
    );
    const sequence = results[1]?.SequenceNumber ?? '';
    const texts = async (iterator: string | undefined) => (await readAll(kinesis, iterator)).records.map(textOf);
    assert.deepEqual(await texts(await iteratorAt(kinesis, stream, shard, { type: 'TRIM_HORIZON' })), [...'abcd']);
    assert.deepEqual(await texts(await iteratorAt(kinesis, stream, shard, { type: 'AT_SEQUENCE_NUMBER', sequence })), [
      ...'bcd',
    ]);
    assert.deepEqual(
      await texts(await iteratorAt(kinesis, stream, shard, { type: 'AFTER_SEQUENCE_NUMBER', sequence })),
      [...'cd'],
    );
    assert.deepEqual(await texts(latest), [...'abcd']);
    assert.deepEqual(await texts(await iteratorAt(kinesis, stream, shard, { type: 'LATEST' })), []);
    // The same iterator gives the same records again.
    assert.deepEqual(await texts(latest), [...'abcd']);
  });

  law('a timestamp starts at the first record that arrived then or later', 1, async (kinesis, stream) => {
    const shard = await firstShard(kinesis, stream);
    await put(kinesis, stream, [['k', 'v']]);
    const { records } = await readAll(kinesis, await iteratorAt(kinesis, stream, shard, { type: 'TRIM_HORIZON' }));
    const arrival = records[0]?.ApproximateArrivalTimestamp ?? new Date(Number.NaN);
    const read = async (Timestamp: Date) => {
      const request = { StreamName: stream, ShardId: shard, ShardIteratorType: 'AT_TIMESTAMP' as const, Timestamp };
      const { ShardIterator } = await kinesis.getShardIterator(request);
      return (await readAll(kinesis, ShardIterator)).records.length;
    };
    assert.equal(await read(new Date(arrival.getTime() - 1000)), 1);
    assert.equal(await read(arrival), 1);
  });

  law('pages follow one another without gap or overlap', 1, async (kinesis, stream) => {
    const entries = Array.from({ length: 25 }, (_, i) => ['k', String(i)] as const);
    await put(kinesis, stream, entries);
    const shard = await firstShard(kinesis, stream);
    const { records } = await readAll(kinesis, await iteratorAt(kinesis, stream, shard, { type: 'TRIM_HORIZON' }), 10);
    assert.deepEqual(
      records.map(textOf),
      entries.map(([, data]) => data),
    );
  });

  law(
    'MillisBehindLatest is 0 at the tip only',
    1,
    async (kinesis, stream) => {
      await put(kinesis, stream, [
        ['k', 'a'],
        ['k', 'b'],
      ]);
      const shard = await firstShard(kinesis, stream);
      const first = await kinesis.getRecords({
        ShardIterator: await iteratorAt(kinesis, stream, shard, { type: 'TRIM_HORIZON' }),
        Limit: 1,
      });
      assert.ok((first.MillisBehindLatest ?? 0) > 0);
      const second = await kinesis.getRecords({ ShardIterator: first.NextShardIterator });
      assert.equal(second.MillisBehindLatest, 0);
    },
    'millisBehindLatest',
  );

  law('an iterator that is none is refused', 1, async (kinesis) => {
    await assert.rejects(kinesis.getRecords({ ShardIterator: 'none' }));
  });

  law(
    'a sequence number of another stream is InvalidArgumentException',
    1,
    async (kinesis, stream) => {
      const shard = await firstShard(kinesis, stream);
      const foreign = iteratorAt(kinesis, stream, shard, { type: 'AFTER_SEQUENCE_NUMBER', sequence: '12345' });
      await assert.rejects(foreign, { name: 'InvalidArgumentException' });
    },
    'foreignSequenceNumbers',
  );
}

function reshardLaws(law: Law, under: () => KinesisUnderTest): void {
  law('a split shard has two children with its hash keys', 1, async (kinesis, stream) => {
    const parent = await firstShard(kinesis, stream);
    await under().splitShard(stream, parent, String(2n ** 127n));
    const children = (await shardsOf(kinesis, stream)).filter((shard) => shard.ParentShardId === parent);
    assert.equal(children.length, 2);
    assert.deepEqual(children.map(rangeOf), [
      [0n, 2n ** 127n - 1n],
      [2n ** 127n, 2n ** 128n - 1n],
    ]);
    const [result] = await put(kinesis, stream, [['k', 'v']]);
    assert.ok(children.some((child) => child.ShardId === result?.ShardId));
  });

  law('merged shards have one child that names both', 2, async (kinesis, stream) => {
    const [a, b] = await shardsOf(kinesis, stream);
    await under().mergeShards(stream, a?.ShardId ?? '', b?.ShardId ?? '');
    const child = (await shardsOf(kinesis, stream)).find((shard) => shard.ParentShardId !== undefined);
    assert.deepEqual([child?.ParentShardId, child?.AdjacentParentShardId], [a?.ShardId, b?.ShardId]);
    assert.deepEqual(rangeOf(child), [0n, 2n ** 128n - 1n]);
  });

  law(
    'a parent stays readable to its end',
    1,
    async (kinesis, stream) => {
      const parent = await firstShard(kinesis, stream);
      await put(kinesis, stream, [['k', 'before']]);
      await under().splitShard(stream, parent, String(2n ** 127n));
      await put(kinesis, stream, [['k', 'after']]);
      const { records, isClosed } = await readAll(
        kinesis,
        await iteratorAt(kinesis, stream, parent, { type: 'TRIM_HORIZON' }),
      );
      assert.deepEqual(records.map(textOf), ['before']);
      assert.ok(isClosed);
      const closed = (await shardsOf(kinesis, stream)).find((shard) => shard.ShardId === parent);
      assert.ok(closed?.SequenceNumberRange?.EndingSequenceNumber !== undefined);
    },
    'readableParents',
  );

  law(
    'the end of a closed shard names its children',
    1,
    async (kinesis, stream) => {
      const parent = await firstShard(kinesis, stream);
      await under().splitShard(stream, parent, String(2n ** 127n));
      const { children = [] } = await readAll(
        kinesis,
        await iteratorAt(kinesis, stream, parent, { type: 'TRIM_HORIZON' }),
      );
      assert.equal(children.length, 2);
      assert.ok(children.every(({ ParentShards = [] }) => ParentShards.includes(parent)));
    },
    'childShards',
  );
}
