import pathlib, sys, time

sys.path.append(str(pathlib.Path(__file__).parent.parent))
from exercise import session
from pyspark.sql.functions import avg, count, max, min, round, stddev, variance

spark = session()
# #region query
statistics = (
    spark.readStream.format("rate-micro-batch")
    .option("rowsPerBatch", 10)
    .load()
    .agg(
        count("value").alias("count"),
        min("value").alias("min"),
        max("value").alias("max"),
        avg("value").alias("avg"),
        round(stddev("value"), 6).alias("stddev"),
        round(variance("value"), 6).alias("variance"),
    )
)
writer = statistics.writeStream.outputMode("complete").format("console")
query = writer.trigger(processingTime="1 second").start()
# #endregion
while not query.exception() and (query.lastProgress is None or query.lastProgress["batchId"] < 4):
    time.sleep(0.01)
query.stop()
