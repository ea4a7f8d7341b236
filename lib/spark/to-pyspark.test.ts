import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { col, count, explode, sum, window } from '../api/functions/index.ts';
import { udf } from '../api/udf.ts';
import { openSession, temporaryFolder } from '../local/query.fixture.ts';
import type { StreamSession } from '../local/stream-session.ts';
import { toPySpark } from './to-pyspark.ts';

const clicksOf = (session: StreamSession) =>
  session.readStream
    .format('kinesis')
    .option('streamName', 'clicks')
    .option('initialPosition', 'trim_horizon')
    .schema('user_id BIGINT, action STRING, amount DOUBLE, ts TIMESTAMP, tags ARRAY<STRING>')
    .load();

async function refusal(t: TestContext, query: (session: StreamSession) => { toRequest(): never } | object) {
  const session = await openSession(t);
  try {
    toPySpark(query(session) as never);
  } catch (error) {
    return String((error as Error).message);
  }
  return 'printed';
}

test('a query from Kinesis to files is a script for EMR', async (t) => {
  const session = await openSession(t);
  const script = toPySpark(
    clicksOf(session)
      .filter("action = 'purchase'")
      .withWatermark('ts', '10 minutes')
      .groupBy(window('ts', '10 minutes', '5 minutes'), 'user_id')
      .agg(count('*').as('n'), sum('amount').as('total'))
      .writeStream.format('parquet')
      .queryName('purchases')
      .partitionBy('user_id')
      .option('path', 's3://bucket/purchases')
      .option('checkpointLocation', 'dynamodb://checkpoints/purchases')
      .trigger({ processingTime: '10 seconds' }),
    { conf: { 'spark.sql.shuffle.partitions': 4, 'spark.millrace.allowIncompatibleChanges': 'window' } },
  );
  for (const part of [
    '.format("aws-kinesis").option("kinesis.streamName", "clicks").option("kinesis.region", REGION)',
    '.option("kinesis.startingposition", "TRIM_HORIZON")',
    "from_json(CAST(data AS STRING), 'user_id BIGINT, action STRING, amount DOUBLE, ts TIMESTAMP, tags ARRAY<STRING>')",
    '.withWatermark("ts", "10 minutes")',
    "window(ts, '600000000 microseconds', '300000000 microseconds', '0 microseconds')",
    '.partitionBy("user_id")',
    '.queryName("purchases")',
    '.option("path", "s3://bucket/purchases")',
    'CHECKPOINT = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("CHECKPOINT", "checkpoint")',
    '.trigger(processingTime="10000 milliseconds")',
    'spark.conf.set("spark.sql.shuffle.partitions", "4")',
  ])
    assert.ok(script.includes(part), `${part}\n${script}`);
  assert.ok(!script.includes('spark.millrace'));
});

test('a source that is used twice is one, and no name is ambiguous', async (t) => {
  const session = await openSession(t);
  const numbers = session.readStream
    .format('rate')
    .option('rowsPerSecond', 5)
    .load()
    .withWatermark('timestamp', '1 minute');
  const joined = numbers.alias('a').join(numbers.alias('b'), col('a.value').eq(col('b.value')));
  const script = toPySpark(joined.select('a.value', 'b.timestamp').writeStream.format('console'));
  assert.equal(script.match(/readStream/g)?.length, 1, script);
  assert.equal(script.match(/withWatermark/g)?.length, 1, script);
  assert.match(script, /return f\d+\.toDF\("value", "timestamp"\)/);
});

test('Kafka and Kinesis as sinks, triggers, rows of the plan, generators', async (t) => {
  const session = await openSession(t);
  const tags = clicksOf(session).select('user_id', explode('tags').as('tag'));
  const kinesis = toPySpark(
    tags.writeStream
      .format('kinesis')
      .option('streamName', 'out')
      .option('partitionKey', 'tag')
      .trigger({ once: true }),
  );
  assert.match(
    kinesis,
    /out\.selectExpr\("to_json\(struct\(\*\)\) AS data", "CAST\(tag AS STRING\) AS partitionKey"\)/,
  );
  assert.match(kinesis, /trigger\(once=True\)/);
  const names = session.createDataFrame([{ tag: "it's", id: 1n }], 'tag STRING, id BIGINT NOT NULL');
  const kafka = toPySpark(
    tags
      .join(names, 'tag', 'left')
      .selectExpr('tag AS value', 'CAST(id AS STRING) AS key')
      .writeStream.format('kafka')
      .options({ 'kafka.bootstrap.servers': 'h:9092', topic: 't' })
      .trigger({ availableNow: true }),
  );
  assert.match(kafka, /CAST\('it\\\\'s' AS STRING\) AS tag/);
  assert.match(kafka, /\.option\("kafka.bootstrap.servers", "h:9092"\)\.option\("topic", "t"\)/);
  assert.match(kafka, /trigger\(availableNow=True\)/);
});

test('subqueries are SELECTs from views; what they say of the query around them stands in their conditions', async (t) => {
  const session = await openSession(t);
  session.readStream.format('rate').load().createOrReplaceTempView('r');
  session.range(3).createOrReplaceTempView('n');
  const printed = (text: string) => toPySpark(session.sql(text).writeStream.format('noop'));
  assert.match(
    printed('SELECT value FROM r WHERE value IN (SELECT id FROM n)'),
    /createOrReplaceTempView\("view_f\d+"\)/,
  );
  const correlated = printed('SELECT value FROM r WHERE EXISTS (SELECT 1 FROM n WHERE n.id = r.value)');
  assert.match(correlated, /EXISTS \(SELECT 1 AS \S+ FROM view_f\d+ WHERE \(id = value\)\)/);
});

test('what Spark does not have is refused by name', async (t) => {
  const folder = await temporaryFolder(t);
  const loud = udf('loud', { args: ['STRING'], returns: 'STRING' }, (text) => text?.toUpperCase() ?? null);
  const rate = (session: StreamSession) => session.readStream.format('rate').load();
  assert.match(
    await refusal(t, (session) => clicksOf(session).select(loud('action').as('a')).writeStream.format('noop')),
    /the function loud, which is written in TypeScript/,
  );
  assert.match(await refusal(t, (session) => rate(session).writeStream.foreachBatch(() => undefined)), /foreachBatch/);
  assert.match(
    await refusal(t, (session) => rate(session).writeStream.format('dynamodb').option('tableName', 't')),
    /a sink of the format dynamodb/,
  );
  assert.match(
    await refusal(t, (session) => {
      const stream = session.memoryStream('n INT');
      return session.readStream.format('memory').option('stream', stream.name).load().writeStream.format('noop');
    }),
    /a source of the format memory/,
  );
  assert.match(
    await refusal(t, (session) =>
      session.readStream.schema('n INT').option('badRecordsPath', '/bad').json(folder).writeStream.format('noop'),
    ),
    /the option badRecordsPath/,
  );
});
