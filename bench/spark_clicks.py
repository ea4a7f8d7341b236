"""The click query of click-query.ts on PySpark: prints one JSON line for each result, and what it does to standard error.

    spark_clicks.py session FOLDER RUNS      several runs in one session, after one to warm up
    spark_clicks.py program FOLDER OPTIONS   one run in a session of its own; OPTIONS of the source are JSON
"""
import json
import shutil
import sys
import tempfile
import time

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

SCHEMA = ("user_id BIGINT, action STRING, amount DOUBLE, timestamp TIMESTAMP, "
          "session STRING, page STRING, agent STRING")


def counts(spark, folder, options):
    return (spark.readStream.format("json").schema(SCHEMA).options(**options).load(folder)
            .withWatermark("timestamp", "10 minutes")
            .groupBy(F.window("timestamp", "10 minutes"), "action")
            .agg(F.count("*").alias("n"), F.sum("amount").alias("total")))


def run(writer):
    checkpoint = tempfile.mkdtemp(prefix="spark-bench-")
    try:
        start = time.perf_counter()
        query = writer.outputMode("update").option("checkpointLocation", checkpoint).trigger(availableNow=True).start()
        query.awaitTermination()
        return time.perf_counter() - start
    finally:
        shutil.rmtree(checkpoint, ignore_errors=True)


def session():
    spark = (SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
             .config("spark.sql.shuffle.partitions", "2").config("spark.sql.session.timeZone", "UTC")
             .config("spark.driver.memory", "4g").getOrCreate())
    spark.sparkContext.setLogLevel("OFF")
    return spark


def program(folder, options):
    seconds = run(counts(session(), folder, options).writeStream.format("noop"))
    print(json.dumps({"seconds": seconds}))


def warm_session(folder, runs):
    spark = session()
    lines = []

    def collect(batch, _):
        lines.extend(f"{r.start} {r.action} {r.n} {r.total:.2f}" for r in batch.collect())

    shown = counts(spark, folder, {}).selectExpr(
        "CAST(unix_seconds(window.start) AS STRING) AS start", "action", "n", "total")
    print("  Spark: warming up", file=sys.stderr, flush=True)
    run(shown.writeStream.foreachBatch(collect))
    print(json.dumps({"totals": sorted(lines)}), flush=True)
    for name, options in (("one batch", {}), ("ten batches", {"maxFilesPerTrigger": 1})):
        for i in range(runs):
            seconds = run(counts(spark, folder, options).writeStream.format("noop"))
            print(f"  Spark: {name}, run {i + 1} of {runs}: {seconds:.2f} s", file=sys.stderr, flush=True)
            print(json.dumps({"name": name, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    mode, folder, argument = sys.argv[1:]
    if mode == "session":
        warm_session(folder, int(argument))
    else:
        program(folder, json.loads(argument))
