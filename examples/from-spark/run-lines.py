"""Runs PySpark lines, given as a JSON list, each with what it needs at hand; tells those that fail."""
import json, pathlib, sys, tempfile

sys.path.append(str(pathlib.Path(__file__).parent.parent / "learn"))
from exercise import session
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StructType
from pyspark.sql.streaming import StreamingQueryListener

lines, events, payments = json.load(sys.stdin)
folder = tempfile.mkdtemp()
for name in ["events", "payments", "users"]:
    (pathlib.Path(folder) / name).mkdir()
(pathlib.Path(folder) / "users" / "1.csv").write_text("user,country\nann,DE\n")
(pathlib.Path(folder) / "events" / "1.json").write_text('{"user":"ann","amount":12,"t":"2024-03-01T12:00:00Z"}\n')
spark = session()
users = spark.read.schema("user STRING, country STRING").option("header", True).csv(f"{folder}/users")
users.createOrReplaceTempView("users")


class Listener(StreamingQueryListener):
    def onQueryStarted(self, event): pass
    def onQueryProgress(self, event): pass
    def onQueryIdle(self, event): pass
    def onQueryTerminated(self, event): pass


def names(section):
    """What the lines of a section call by name."""
    known = {"spark": spark, "folder": folder, "F": F, "EVENTS": events, "users": users, "SparkSession": SparkSession,
             "StructType": StructType}
    stream = spark.readStream.schema(events).json(f"{folder}/events")
    stream.createOrReplaceTempView("events")
    known |= {"df": stream, "stream": stream, "more": spark.readStream.schema(events).json(f"{folder}/events")}
    minutes = stream.withWatermark("t", "10 minutes").groupBy(F.window("t", "1 minute")).count()
    known |= {"listener": Listener(), "minutes": minutes}
    if section == "Session":
        known["df"] = users
    if section == "Joins":
        known["df"] = stream.withWatermark("t", "1 hour")
        paid = spark.readStream.schema(payments).json(f"{folder}/payments")
        known["paid"] = paid.withWatermark("paid", "1 hour")
    return known


failures, section, scope = [], None, {}
for line in lines:
    if line["section"] != section:
        section = line["section"]
        scope = names(section)
    try:
        result = exec(line["spark"], scope) if line["spark"].split(" ")[1:2] == ["="] else eval(line["spark"], scope)
        if section == "Functions":
            scope["df"].select(result)
    except Exception as error:
        failures.append(f"{line['spark']}: {error}")
print(f"LINES {json.dumps(failures)}")
