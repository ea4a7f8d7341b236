import pathlib, sys, tempfile

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parent))
from exercise import deliver, session
from pyspark.sql.functions import count, desc, expr, sum

spark = session()
inbox = pathlib.Path(tempfile.mkdtemp())
# #region query
revenue = (
    spark.readStream.schema("ordered TIMESTAMP, customer STRING, product STRING, quantity INT, price DECIMAL(8,2)")
    .option("header", True)
    .option("maxFilesPerTrigger", 1)
    .csv(str(inbox))
    .filter("quantity IS NOT NULL")
    .groupBy("product")
    .agg(count("*").alias("orders"), sum("quantity").alias("pieces"), sum(expr("quantity * price")).alias("revenue"))
    .orderBy(desc("revenue"))
)
query = revenue.writeStream.outputMode("complete").format("console").start()
# #endregion
for file in sorted((HERE / "orders").iterdir()):
    deliver(file, inbox)
    query.processAllAvailable()
query.stop()
