"""The examples of this folder on PySpark; what it prints is kept in spark-output.txt."""
import os, pathlib, re, shutil, sys, tempfile, time

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parent / "learn"))
from exercise import session
from pyspark.errors import StreamingQueryException
from pyspark.sql.functions import col, count, count_if, max, sum
from pyspark.sql.streaming import StreamingQueryListener

spark = session()
folder = pathlib.Path(tempfile.mkdtemp())
(folder / "orders").mkdir()
for index, name in enumerate(["1.csv", "2.csv"]):
    shutil.copyfile(HERE / "orders" / name, folder / "orders" / name)
    os.utime(folder / "orders" / name, (60 * index, 60 * index))


def read_orders():
    reader = spark.readStream.schema("id INT, customer STRING, amount INT").option("header", True)
    return reader.option("maxFilesPerTrigger", 1).csv(str(folder / "orders"))


log = folder / "foreach.log"


class Writer:
    def tell(self, line):
        with open(log, "a") as file:
            file.write(line + "\n")

    def open(self, partition_id, epoch_id):
        self.tell(f"open {partition_id} {epoch_id}")
        return epoch_id > 0

    def process(self, row):
        self.tell(f"process {row.id} {row.customer}")

    def close(self, error):
        self.tell(f"close {error}")


print("== foreach")
query = read_orders().select("id", "customer").writeStream.foreach(Writer()).trigger(availableNow=True).start()
query.awaitTermination()
print(log.read_text(), end="")

print("== foreach-batch")
customers = spark.createDataFrame([("ann", "DE"), ("bob", "FR"), ("cid", "DE")], "customer STRING, country STRING")


def tell_countries(orders, batch_id):
    by_country = orders.join(customers, "customer").groupBy("country").agg(sum("amount").alias("amount"))
    for row in by_country.orderBy("country").collect():
        print(f"{batch_id} {row.country} {row.amount}")
    print(f"{batch_id} {orders.count()} orders")


read_orders().writeStream.foreachBatch(tell_countries).trigger(availableNow=True).start().awaitTermination()

print("== observe")
observed = read_orders().observe(
    "input", count("*").alias("rows"), max("amount").alias("greatest"), count_if(col("amount") < 10).alias("small")
)
query = observed.filter("amount >= 10").writeStream.format("noop").trigger(availableNow=True).start()
query.awaitTermination()
for progress in query.recentProgress:
    metrics = progress["observedMetrics"]["input"]
    print(f"{progress['batchId']} rows={metrics['rows']} greatest={metrics['greatest']} small={metrics['small']}")

print("== to-table")
writer = read_orders().filter("amount >= 20").writeStream.format("parquet").option("path", str(folder / "large_orders"))
writer = writer.option("checkpointLocation", str(folder / "checkpoint")).trigger(availableNow=True)
writer.toTable("large_orders").awaitTermination()
for row in spark.sql("SELECT customer, amount FROM large_orders ORDER BY amount").collect():
    print(f"{row.customer} {row.amount}")
print(f"{spark.table('large_orders').count()} rows")

print("== failure")
query = read_orders().selectExpr("id", "amount / (id - 5) AS share").writeStream.format("noop")
query = query.trigger(availableNow=True).start()
try:
    query.awaitTermination()
except StreamingQueryException as error:
    print(f"condition {error.getCondition()}")
    failure = query._jsq.exception().get()
    message = failure.getMessage()
    print("cause " + re.search(r"terminated with exception:.*?\[([A-Z_]+)\]", message, re.S)[1])
    print(f"batch {len(query.recentProgress)}")
    print(f"offsets {failure.startOffset()} to {failure.endOffset()}")


class Listener(StreamingQueryListener):
    def onQueryStarted(self, event):
        print(f"started {event.name}")

    def onQueryProgress(self, event):
        print(f"progress {event.progress.batchId} {event.progress.numInputRows} rows")

    def onQueryIdle(self, event):
        pass

    def onQueryTerminated(self, event):
        print(f"terminated {event.errorClassOnException}")


print("== listener", flush=True)
listener = Listener()
spark.streams.addListener(listener)
for name, divisor in [("well", "id"), ("ill", "(id - 5)")]:
    writer = read_orders().selectExpr(f"amount / {divisor} AS share").writeStream.queryName(name).format("noop")
    query = writer.trigger(availableNow=True).start()
    try:
        query.awaitTermination()
    except StreamingQueryException:
        pass
    time.sleep(2)  # events come by themselves, a little later
spark.streams.removeListener(listener)
