import pathlib, socket, sys, time

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parent))
from exercise import session
from pyspark.sql.functions import desc, explode, split

spark = session()
server = socket.create_server(("127.0.0.1", 0))
# #region query
counts = (
    spark.readStream.format("socket")
    .option("host", "127.0.0.1")
    .option("port", server.getsockname()[1])
    .load()
    .select(explode(split("value", " ")).alias("word"))
    .groupBy("word")
    .count()
    .orderBy(desc("count"), "word")
)
query = counts.writeStream.outputMode("complete").format("console").start()
# #endregion


def until(is_true):
    while not is_true():
        if query.exception():
            raise query.exception()
        time.sleep(0.05)


client, _ = server.accept()
until(lambda: query.lastProgress is not None)
for index, line in enumerate((HERE / "lines.txt").read_text().splitlines()):
    client.sendall(f"{line}\n".encode())
    until(lambda: sum(p["numInputRows"] for p in query.recentProgress) > index)
query.stop()
