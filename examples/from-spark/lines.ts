// The lines of docs/from-spark.md, which `npm run docs` makes from this file: under each `py:` its TypeScript line, after `≠` what differs.
// They are compiled and run by lines.test.ts; the PySpark lines are run by lines.spark.test.ts.
import {
  approxCountDistinct,
  avg,
  coalesce,
  col,
  collectList,
  concatWs,
  count,
  type DataFrame,
  dateTrunc,
  desc,
  explode,
  expr,
  fromJson,
  getJsonObject,
  lit,
  max,
  maxBy,
  regexpExtract,
  StreamSession,
  sessionWindow,
  split,
  sum,
  toTimestamp,
  transform,
  udf,
  upper,
  when,
  window,
  windowTime,
} from 'millrace';
import { EVENTS, PAYMENTS } from './schemas.ts';

/** Opens a session; the first line of every program. */
export async function openSession(): Promise<StreamSession> {
  // ## Session
  // py: spark = SparkSession.builder.getOrCreate()
  // ≠ `await using session = …` stops it at the end of the block, as `spark.stop()` does; settings as `create({ conf: { … } })`
  const session = await StreamSession.create();
  return session;
}

/** Static frames and settings. */
export const staticLines = (session: StreamSession, folder: string) => {
  const df = session.table<{ user: string; country: string }>('users');
  // biome-ignore format: a line each
  return [
    // py: spark.conf.set("spark.sql.session.timeZone", "UTC")
    // ≠ settings that Millrace does not know are refused; UTC is the default
    session.conf.set('spark.sql.session.timeZone', 'UTC'),
    // py: spark.createDataFrame([("ann", "DE"), ("bob", "FR")], "user STRING, country STRING")
    // ≠ rows may be objects too
    session.createDataFrame([['ann', 'DE'], ['bob', 'FR']], 'user STRING, country STRING'),
    // py: spark.read.schema("user STRING, country STRING").option("header", True).csv(f"{folder}/users")
    session.read.schema('user STRING, country STRING').option('header', true).csv(`${folder}/users`),
    // py: spark.read.option("header", True).option("inferSchema", True).csv(f"{folder}/users")
    // ≠ the columns are untyped; files in S3 need a schema
    session.read.option('header', true).option('inferSchema', true).csv(`${folder}/users`),
    // py: spark.read.json(f"{folder}/events")
    session.read.json(`${folder}/events`),
    // py: spark.range(3)
    session.range(3),
    // py: df.write.mode("overwrite").partitionBy("country").parquet(f"{folder}/written")
    // ≠ awaited; new files are there before old ones go
    df.write.mode('overwrite').partitionBy('country').parquet(`${folder}/written`),
    // py: df.describe("country")
    df.describe('country'),
    // py: df.groupBy("user").pivot("country", ["DE", "FR"]).count()
    // ≠ the values are always given
    df.groupBy('user').pivot('country', ['DE', 'FR']).count(),
    // py: df.union(df).exceptAll(df)
    df.union(df).exceptAll(df),
    // py: df.sample(1.0)
    df.sample(1.0),
    // py: df.toJSON().first()
    // ≠ a frame with the column `value`
    df.toJSON().first(),
    // py: [df.head(1), df.tail(1), df.isEmpty()]
    Promise.all([df.head(1), df.tail(1), df.isEmpty()]),
    // py: spark.sql("SHOW TABLES")
    // ≠ the same, and so `CREATE TEMP VIEW`, `DROP VIEW`, `DESCRIBE`, `SHOW COLUMNS`, `SET`, `EXPLAIN`; tables are not made: `df.write` writes files
    session.sql('SHOW TABLES'),
    // py: spark.catalog.listTables()
    session.catalog.listTables(),
    // py: spark.table("users")
    // ≠ the columns are untyped unless a type argument names them
    session.table('users'),
    // py: spark.catalog.dropTempView("nothing")
    session.catalog.dropTempView('nothing'),
    // py: df.createOrReplaceTempView("customers")
    df.createOrReplaceTempView('customers'),
  ];
};

/** Streams. */
export const readStreamLines = (session: StreamSession, folder: string) => {
  const stream = session.readStream.schema(EVENTS).json(`${folder}/events`);
  // ## readStream
  // biome-ignore format: a line each
  return [
    // py: spark.readStream.schema(EVENTS).json(f"{folder}/events")
    // ≠ a literal schema text types the columns: a wrong name does not compile
    session.readStream.schema(EVENTS).json(`${folder}/events`),
    // py: spark.readStream.format("json").schema(EVENTS).load(f"{folder}/events")
    session.readStream.format('json').schema(EVENTS).load(`${folder}/events`),
    // py: spark.readStream.schema(EVENTS).option("maxFilesPerTrigger", 1).parquet(f"{folder}/events")
    // ≠ unknown options are refused, with the nearest known name
    session.readStream.schema(EVENTS).option('maxFilesPerTrigger', 1).parquet(`${folder}/events`),
    // py: spark.readStream.schema("user STRING, country STRING").option("header", True).csv(f"{folder}/users")
    session.readStream.schema('user STRING, country STRING').option('header', true).csv(`${folder}/users`),
    // py: spark.readStream.text(f"{folder}/events")
    session.readStream.text(`${folder}/events`),
    // py: spark.readStream.format("rate").option("rowsPerSecond", 10).load()
    session.readStream.format('rate').option('rowsPerSecond', 10).load(),
    // py: spark.readStream.format("rate-micro-batch").options(rowsPerBatch=10, advanceMillisPerBatch=500).load()
    // ≠ `options` takes an object
    session.readStream.format('rate-micro-batch').options({ rowsPerBatch: 10, advanceMillisPerBatch: 500 }).load(),
    // py: spark.readStream.format("socket").option("host", "localhost").option("port", 9999).load()
    session.readStream.format('socket').option('host', 'localhost').option('port', 9999).load(),
    // py: stream.isStreaming
    stream.isStreaming,
    // py: stream.printSchema()
    stream.printSchema(),
  ];
};

/** What is done with columns and rows. */
export const frameLines = (session: StreamSession, folder: string) => {
  const df = session.readStream.schema(EVENTS).json(`${folder}/events`);
  const more = session.readStream.schema(EVENTS).json(`${folder}/events`);
  // ## DataFrame
  // biome-ignore format: a line each
  return [
    // py: df.select("user", "amount")
    df.select('user', 'amount'),
    // py: df.select("user", (F.col("amount") * 2).alias("twice"))
    // ≠ operators are methods: `plus`, `minus`, `multiply`, `divide`, `mod`
    df.select('user', col('amount').multiply(2).as('twice')),
    // py: df.selectExpr("user", "amount * 2 AS twice")
    df.selectExpr('user', 'amount * 2 AS twice'),
    // py: df.filter("amount > 10 AND user IS NOT NULL")
    df.filter('amount > 10 AND user IS NOT NULL'),
    // py: df.filter((F.col("amount") > 10) & F.col("user").isNotNull())
    // ≠ `gt`, `lt`, `geq`, `leq`, `eq`, `notEqual`; `and`, `or`, `not`
    df.filter(col('amount').gt(10).and(col('user').isNotNull())),
    // py: df.where(F.col("user") == "ann")
    df.where(col('user').eq('ann')),
    // py: df.where(~F.col("user").isin("ann", "bob"))
    df.where(col('user').isin('ann', 'bob').not()),
    // py: df.withColumn("large", F.col("amount") > 100)
    df.withColumn('large', col('amount').gt(100)),
    // py: df.withColumns({"large": F.col("amount") > 100, "source": F.lit("web")})
    df.withColumns({ large: col('amount').gt(100), source: lit('web') }),
    // py: df.withColumnRenamed("t", "timestamp")
    df.withColumnRenamed('t', 'timestamp'),
    // py: df.drop("payload", "tags")
    df.drop('payload', 'tags'),
    // py: df.distinct()
    // ≠ as in Spark it is `dropDuplicates()`; `SELECT DISTINCT` of a stream is an aggregate
    df.distinct(),
    // py: df.dropDuplicates(["user", "t"])
    df.dropDuplicates(['user', 't']),
    // py: df.union(more)
    df.union(more),
    // py: df.unionByName(more)
    df.unionByName(more),
    // py: df.unionByName(more, allowMissingColumns=True)
    df.unionByName(more, true),
    // py: df.na.fill(0)
    df.na.fill(0),
    // py: df.fillna({"user": "nobody"})
    df.fillna({ user: 'nobody' }),
    // py: df.na.drop("any", subset=["user"])
    // ≠ by position; `{ thresh: 2 }` for `thresh=2`
    df.na.drop('any', ['user']),
    // py: df.na.replace(["ann", "bob"], ["Ann", "Bob"], "user")
    // ≠ pairs as a `Map` too, or an object where texts are replaced
    df.na.replace(['ann', 'bob'], ['Ann', 'Bob'], 'user'),
    // py: df.unpivot("t", ["user", "payload"], "name", "value")
    df.unpivot('t', ['user', 'payload'], 'name', 'value'),
    // py: df.to(StructType.fromDDL("user STRING, amount DECIMAL(10,2)"))
    df.to('user STRING, amount DECIMAL(10,2)'),
    // py: df.repartition(8)
    // ≠ changes nothing, as `coalesce` and `hint`: there are no partitions
    df.repartition(8),
    // py: df.alias("e").select("e.user")
    df.alias('e').select('e.user'),
    // py: df.groupBy("user").count()
    df.groupBy('user').count(),
    // py: df.groupBy("user").agg(F.sum("amount").alias("total"), F.max("t").alias("last"))
    df.groupBy('user').agg(sum('amount').as('total'), max('t').as('last')),
    // py: df.groupBy("user").avg("amount")
    df.groupBy('user').avg('amount'),
    // py: df.groupBy("user").agg({"amount": "max"})
    df.groupBy('user').agg({ amount: 'max' }),
    // py: df.rollup("user").count()
    df.rollup('user').count(),
    // py: df.groupingSets([["user"], []], "user").count()
    df.groupingSets([['user'], []], 'user').count(),
    // py: df.agg(F.count("*").alias("n"), F.avg("amount"))
    df.agg(count('*').as('n'), avg('amount')),
    // py: df.groupBy("user").count().orderBy(F.desc("count"))
    df.groupBy('user').count().orderBy(desc('count')),
    // py: df.observe("input", F.count("*").alias("rows"))
    df.observe('input', count('*').as('rows')),
    // py: df.transform(lambda frame: frame.limit(5))
    df.transform((frame) => frame.limit(5)),
    // py: df.columns
    df.columns,
    // py: df.explain()
    df.explain(),
  ];
};

/** Expressions, each as a column of a frame. */
export const functionLines = () => {
  // ## Functions
  // biome-ignore format: a line each
  return [
    // py: F.when(F.col("amount") > 100, "large").otherwise("small")
    when(col('amount').gt(100), 'large').otherwise('small'),
    // py: F.coalesce("user", F.lit("nobody"))
    coalesce('user', lit('nobody')),
    // py: F.expr("amount BETWEEN 1 AND 9")
    expr('amount BETWEEN 1 AND 9'),
    // py: F.col("amount").between(1, 9)
    col('amount').between(1, 9),
    // py: F.col("amount").cast("string")
    col('amount').cast('string'),
    // py: F.col("user").like("a%")
    col('user').like('a%'),
    // py: F.concat_ws("-", "user", "payload")
    // ≠ names are in camel case: `concat_ws` is `concatWs`; in SQL text they are Spark's
    concatWs('-', 'user', 'payload'),
    // py: F.split("user", "n")
    split('user', 'n'),
    // py: F.explode("tags")
    explode('tags'),
    // py: F.regexp_extract("user", "(.)n", 1)
    regexpExtract('user', '(.)n', 1),
    // py: F.to_timestamp("payload", "yyyy-MM-dd")
    toTimestamp('payload', 'yyyy-MM-dd'),
    // py: F.date_trunc("hour", "t")
    dateTrunc('hour', 't'),
    // py: F.from_json("payload", "page STRING, ms INT")
    fromJson('payload', 'page STRING, ms INT'),
    // py: F.get_json_object("payload", "$.page")
    getJsonObject('payload', '$.page'),
    // py: F.collect_list("amount")
    collectList('amount'),
    // py: F.max_by("user", "amount")
    maxBy('user', 'amount'),
    // py: F.transform("tags", lambda tag: F.upper(tag))
    // ≠ the function gets the index too if it takes two arguments
    transform('tags', (tag) => upper(tag)),
    // py: F.udf(lambda user: user.upper(), "string")(F.col("user"))
    // ≠ named and typed, so that the plan stays data; `session.udf.register` makes it known to SQL
    udf('shout', { args: ['STRING'], returns: 'STRING' }, (user) => user?.toUpperCase() ?? null)(col('user')),
  ];
};

/** Event time. */
export const windowLines = (session: StreamSession, folder: string) => {
  const df = session.readStream.schema(EVENTS).json(`${folder}/events`);
  const minutes = df.withWatermark('t', '10 minutes').groupBy(window('t', '1 minute')).count();
  // ## Windows and watermarks
  // biome-ignore format: a line each
  return [
    // py: df.withWatermark("t", "10 minutes")
    df.withWatermark('t', '10 minutes'),
    // py: df.withWatermark("t", "10 minutes").groupBy(F.window("t", "5 minutes"), "user").count()
    df.withWatermark('t', '10 minutes').groupBy(window('t', '5 minutes'), 'user').count(),
    // py: df.groupBy(F.window("t", "1 hour", "15 minutes")).count()
    df.groupBy(window('t', '1 hour', '15 minutes')).count(),
    // py: df.groupBy(F.window("t", "1 day", startTime="6 hours")).count()
    // ≠ by position: the slide comes before the start
    df.groupBy(window('t', '1 day', '1 day', '6 hours')).count(),
    // py: df.groupBy(F.session_window("t", "30 minutes"), "user").count()
    df.groupBy(sessionWindow('t', '30 minutes'), 'user').count(),
    // py: df.groupBy(F.window("t", "5 minutes")).count().select("window.start", "count")
    df.groupBy(window('t', '5 minutes')).count().select('window.start', 'count'),
    // py: minutes.groupBy(F.window(F.window_time("window"), "1 hour")).sum("count")
    // ≠ one aggregation over another needs a watermark and append mode, as in Spark
    minutes.groupBy(window(windowTime('window'), '1 hour')).sum('count'),
    // py: df.withWatermark("t", "1 hour").dropDuplicatesWithinWatermark(["user"])
    df.withWatermark('t', '1 hour').dropDuplicatesWithinWatermark(['user']),
    // py: df.agg(F.approx_count_distinct("user"))
    // ≠ as in Spark, `countDistinct` over a stream is refused
    df.agg(approxCountDistinct('user')),
  ];
};

/** Two inputs. */
export const joinLines = (session: StreamSession, folder: string) => {
  const users = session.read.schema('user STRING, country STRING').option('header', true).csv(`${folder}/users`);
  const df = session.readStream.schema(EVENTS).json(`${folder}/events`).withWatermark('t', '1 hour');
  const paid = session.readStream.schema(PAYMENTS).json(`${folder}/payments`).withWatermark('paid', '1 hour');
  // ## Joins
  // biome-ignore format: a line each
  return [
    // py: df.join(users, "user")
    df.join(users, 'user'),
    // py: df.join(users, ["user"], "left")
    df.join(users, ['user'], 'left'),
    // py: df.join(users, df["user"] == users["user"])
    // ≠ `df.col('user')` for `df["user"]`
    df.join(users, df.col('user').eq(users.col('user'))),
    // py: df.join(users, "user", "left_semi")
    df.join(users, 'user', 'left_semi'),
    // py: df.join(paid, F.expr("user = payer AND paid BETWEEN t AND t + INTERVAL 1 HOUR"))
    df.join(paid, expr('user = payer AND paid BETWEEN t AND t + INTERVAL 1 HOUR')),
    // py: df.join(paid, F.expr("user = payer AND paid BETWEEN t AND t + INTERVAL 1 HOUR"), "left_outer")
    df.join(paid, expr('user = payer AND paid BETWEEN t AND t + INTERVAL 1 HOUR'), 'left_outer'),
    // py: df.crossJoin(users)
    df.crossJoin(users),
  ];
};

/** Where results go; every writer here could be started. */
export const writeStreamLines = (session: StreamSession, folder: string) => {
  const df: DataFrame<{ user: string; amount: 'int' }> = session.readStream
    .schema(EVENTS)
    .json(`${folder}/events`) as never;
  // ## writeStream
  // biome-ignore format: a line each
  return [
    // py: df.writeStream.format("console").option("truncate", False)
    df.writeStream.format('console').option('truncate', false),
    // py: df.writeStream.format("memory").queryName("events")
    df.writeStream.format('memory').queryName('events'),
    // py: df.writeStream.format("parquet").option("path", f"{folder}/out").option("checkpointLocation", f"{folder}/cp")
    // ≠ no `_spark_metadata`: every reader sees the folder as it is
    df.writeStream.format('parquet').option('path', `${folder}/out`).option('checkpointLocation', `${folder}/cp`),
    // py: df.writeStream.format("json").partitionBy("user")
    // ≠ names one by one
    df.writeStream.format('json').partitionBy('user'),
    // py: df.groupBy("user").count().writeStream.outputMode("complete")
    df.groupBy('user').count().writeStream.outputMode('complete'),
    // py: df.writeStream.foreachBatch(lambda batch, batch_id: batch.show())
    // ≠ may be async; `batch.write` may write several targets; a batch that runs again is written again, as in Spark
    df.writeStream.foreachBatch((batch, _batchId) => batch.show()),
    // py: df.writeStream.foreach(lambda row: print(row.user))
    // ≠ rows are objects; or an object with `open`, `process`, `close`
    df.writeStream.foreach((row) => console.log(row.user)),
    // py: df.writeStream.trigger(processingTime="10 seconds")
    // ≠ or `Trigger.processingTime('10 seconds')`
    df.writeStream.trigger({ processingTime: '10 seconds' }),
    // py: df.writeStream.trigger(availableNow=True)
    df.writeStream.trigger({ availableNow: true }),
    // py: df.writeStream.trigger(once=True)
    df.writeStream.trigger({ once: true }),
  ];
};

/** What is done with a query that runs. */
export const queryLines = async (session: StreamSession, folder: string) => {
  const df = session.readStream.schema(EVENTS).json(`${folder}/events`);
  // ## Queries
  // py: query = df.writeStream.format("memory").queryName("all").start()
  // ≠ `start` is awaited; refusals reject
  const query = await df.writeStream.format('memory').queryName('all').start();
  const listener = {};
  // biome-ignore format: a line each
  return [
    // py: query.processAllAvailable()
    await query.processAllAvailable(),
    // py: [query.id, query.runId, query.name]
    [query.id, query.runId, query.name],
    // py: query.status
    // ≠ fields of progress and status are properties: `query.status.message`
    query.status,
    // py: query.lastProgress
    query.lastProgress,
    // py: query.recentProgress
    query.recentProgress,
    // py: query.isActive
    query.isActive,
    // py: query.exception()
    query.exception(),
    // py: query.explain()
    query.explain(),
    // py: spark.streams.active
    session.streams.active,
    // py: spark.streams.get(query.id)
    session.streams.get(query.id),
    // py: spark.streams.awaitAnyTermination(1)
    // ≠ milliseconds, not seconds
    await session.streams.awaitAnyTermination(1000),
    // py: spark.streams.addListener(listener)
    // ≠ an object with any of `onQueryStarted`, `onQueryProgress`, `onQueryIdle`, `onQueryTerminated`
    session.streams.addListener(listener),
    // py: spark.streams.removeListener(listener)
    session.streams.removeListener(listener),
    // py: spark.sql("SELECT user, sum(amount) AS total FROM all GROUP BY user").collect()
    // ≠ rows are plain objects; BIGINT is a `bigint`
    await session.sql('SELECT user, sum(amount) AS total FROM all GROUP BY user').collect(),
    // py: query.awaitTermination(1)
    // ≠ milliseconds, not seconds
    await query.awaitTermination(1000),
    // py: query.stop()
    await query.stop(),
    // py: spark.streams.resetTerminated()
    session.streams.resetTerminated(),
  ];
};

/** Streams and tables in SQL text. */
export const sqlLines = (session: StreamSession, folder: string) => {
  session.readStream.schema(EVENTS).json(`${folder}/events`).createOrReplaceTempView('events');
  // ## SQL
  // biome-ignore format: a line each
  return [
    // py: spark.sql("SELECT user, amount FROM events WHERE amount > 10")
    // ≠ the same text; `sql<{ user: string }>(…)` types the columns
    session.sql('SELECT user, amount FROM events WHERE amount > 10'),
    // py: spark.sql("SELECT user FROM events WHERE amount > :least", args={"least": 10})
    session.sql('SELECT user FROM events WHERE amount > :least', { least: 10 }),
    // py: spark.sql("SELECT window.start, count(*) AS n FROM events GROUP BY window(t, '5 minutes')")
    session.sql("SELECT window.start, count(*) AS n FROM events GROUP BY window(t, '5 minutes')"),
    // py: spark.sql("SELECT user, explode(tags) AS tag FROM events")
    session.sql('SELECT user, explode(tags) AS tag FROM events'),
    // py: spark.sql("SELECT e.user, u.country FROM events e JOIN users u ON e.user = u.user")
    session.sql('SELECT e.user, u.country FROM events e JOIN users u ON e.user = u.user'),
    // py: spark.sql("WITH large AS (SELECT * FROM events WHERE amount > 9) SELECT user, count(*) FROM large GROUP BY user")
    session.sql('WITH large AS (SELECT * FROM events WHERE amount > 9) SELECT user, count(*) FROM large GROUP BY user'),
  ];
};
