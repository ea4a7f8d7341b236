"""Runs printed scripts of recorded cases, given as a JSON list, on Spark, and compares with what is recorded; a line of JSON for each."""
import json, logging, os, sys, time
import record
from pyspark.sql import SparkSession

os.environ["TZ"] = "UTC"; time.tzset(); logging.disable(logging.CRITICAL)
spark = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
         .config("spark.sql.shuffle.partitions", "1").config("spark.sql.session.timeZone", "UTC")
         .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC").getOrCreate())
spark.sparkContext.setLogLevel("OFF")

def build_of(printed):
    def build(spark, case, dirs, made):
        for name, table in case.get("static", {}).items():
            folder = os.path.join(dirs, "static-" + name); os.makedirs(folder)
            record.lines(folder + "/rows.json", table["rows"])
        for name in case["sources"]: os.makedirs(os.path.join(dirs, "in-" + name), exist_ok=True)
        script = {}
        exec(printed["script"].replace(printed["folder"], dirs), script)
        return script["build"](spark)
    return build

def comparable(result):
    """Columns by name and type; rows, watermarks and state by batch."""
    return json.loads(json.dumps(result))

for printed in json.load(sys.stdin):
    with open(printed["path"]) as f: case = json.load(f)
    record.build = build_of(printed)
    try:
        now, was = comparable(record.run(spark, case)), case["expect"]
        print(json.dumps({"path": printed["path"], "same": now == was, **({} if now == was else {"now": now})}), flush=True)
    except Exception as e:
        print(json.dumps({"path": printed["path"], "same": False, "now": str(e)[:2000]}), flush=True)
