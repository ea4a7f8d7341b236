import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { StreamSession } from '../../local/stream-session.ts';
import { KinesisFixture, START_MS, servicesOf } from './kinesis.fixture.ts';

const root = await mkdtemp(join(tmpdir(), 'millrace-metadata-'));
after(() => rm(root, { recursive: true, force: true }));

interface Reading {
  readonly schema: string;
  readonly select: readonly string[];
  readonly options?: Record<string, string>;
}

/** What is in the stream, as texts of rows without their sequence numbers' sizes. */
async function read(fixture: KinesisFixture, { schema, select, options = {} }: Reading): Promise<readonly string[]> {
  const rows: Record<string, unknown>[] = [];
  await using session = await StreamSession.create({ aws: servicesOf(fixture.port), threads: 1 });
  const frame = session.readStream
    .format('kinesis')
    .options({ streamName: 's', initialPosition: 'trim_horizon', includeMetadata: true, ...options })
    .schema(schema)
    .load();
  const query = await frame
    .selectExpr(...select)
    .writeStream.option('checkpointLocation', await mkdtemp(join(root, 'checkpoint-')))
    .trigger({ availableNow: true })
    .foreachBatch(async (batch) => void rows.push(...((await batch.collect()) as Record<string, unknown>[])))
    .start();
  await query.awaitTermination();
  return rows.map((row) => Object.values(row).map(textOf).join(' ')).sort();
}

const textOf = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value));

test('each row has the place of its record beside the fields of its payload', async () => {
  const fixture = new KinesisFixture(2);
  await fixture.put('ann={"id":1}', 'cy={"id":2}', 'ann=[{"id":3},{"id":4}]', 'bob={"id":');
  const places = await read(fixture, {
    schema: 'id INT',
    select: ['id', 'partitionKey', 'right(shardId, 1)', 'stream', 'length(sequenceNumber)'],
  });
  const shards = new Map(places.map((place) => [place.split(' ')[1], place.split(' ')[2]]));
  assert.equal(new Set(shards.values()).size, 2, 'both shards have records');
  const [ann, cy, bob] = ['ann', 'cy', 'bob'].map((key) => shards.get(key));
  assert.deepEqual(
    places,
    [`1 ann ${ann} s 56`, `2 cy ${cy} s 56`, `3 ann ${ann} s 56`, `4 ann ${ann} s 56`, `null bob ${bob} s 56`].sort(),
  );
});

test('a query may use the metadata alone, or leave it', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('ann={"id":1}', 'bob={"id":2}');
  const time = new Date(START_MS).toISOString();
  assert.deepEqual(await read(fixture, { schema: 'id INT', select: ['partitionKey', 'approximateArrivalTimestamp'] }), [
    `ann ${time}`,
    `bob ${time}`,
  ]);
  assert.deepEqual(await read(fixture, { schema: 'id INT', select: ['id'] }), ['1', '2']);
});

test('bad records are set aside with those that stay keeping their own metadata', async () => {
  const fixture = new KinesisFixture(2);
  await fixture.put('ann={"id":1}', 'bob=no json', 'cy={"id":"x"}', 'dan={"id":4}');
  const badRecordsPath = join(root, 'bad');
  const rows = await read(fixture, { schema: 'id INT', select: ['id', 'partitionKey'], options: { badRecordsPath } });
  assert.deepEqual(rows, ['1 ann', '4 dan']);
  const files = await Promise.all(
    (await readdir(badRecordsPath)).map((name) => readFile(join(badRecordsPath, name), 'utf8')),
  );
  const reasons = files.flatMap((text) => text.trimEnd().split('\n')).map((line) => JSON.parse(line).reason);
  assert.ok(reasons.includes('It does not fit the schema: id INT'), String(reasons));
  assert.equal(reasons.length, 2);
});

test('metadata without a schema, or beside columns of the same name, is refused', async () => {
  const fixture = new KinesisFixture();
  const withMetadata = (schema?: string) => () => fixture.open({ includeMetadata: 'true' }, schema);
  const message = /the schema has a column SHARDID of its own/;
  assert.throws(withMetadata('id INT, SHARDID STRING'), { condition: 'INVALID_OPTION', message });
  assert.throws(withMetadata(), { condition: 'INVALID_OPTION', message: /without a schema/ });
});
