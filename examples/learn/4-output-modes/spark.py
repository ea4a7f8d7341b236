import pathlib, sys, tempfile

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parent))
from exercise import deliver, session
from pyspark.sql.functions import count, max, window

spark = session()
folder = pathlib.Path(tempfile.mkdtemp())


# #region query
def count_readings(mode):
    def show(batch, batch_id):
        print(f"{mode}, batch {batch_id}")
        batch.orderBy("start").show()

    counts = (
        spark.readStream.schema("t TIMESTAMP, reading INT")
        .csv(str(folder / mode))
        .withWatermark("t", "10 minutes")
        .groupBy(window("t", "10 minutes"))
        .agg(count("*").alias("readings"), max("reading").alias("highest"))
        .selectExpr("window.start", "window.end", "readings", "highest")
    )
    return counts.writeStream.outputMode(mode).foreachBatch(show).start()
# #endregion


queries = {}
for mode in ["append", "update", "complete"]:
    (folder / mode).mkdir()
    queries[mode] = count_readings(mode)
for file in sorted((HERE / "readings").iterdir()):
    print(f"=== {file.name}\n{file.read_text()}")
    for mode, query in queries.items():
        deliver(file, folder / mode)
        query.processAllAvailable()
for query in queries.values():
    query.stop()
