"""Copies a topic into another under Spark's continuous trigger until it is killed; prints `ready` once it runs.

python spark_continuous.py SERVERS TOPIC TARGET CHECKPOINT JAR[,JAR…]
"""

import sys
import time

from pyspark.sql import SparkSession

servers, topic, target, checkpoint, jars = sys.argv[1:6]
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.jars", jars)
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
query = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", servers)
    .option("subscribe", topic)
    .option("startingOffsets", "earliest")
    .load()
    .selectExpr("value")
    .writeStream.format("kafka")
    .option("kafka.bootstrap.servers", servers)
    .option("topic", target)
    .option("checkpointLocation", checkpoint)
    .trigger(continuous="1 second")
    .start()
)
time.sleep(5)
if query.exception() is not None:
    raise query.exception()
print("ready", flush=True)
query.awaitTermination()
