#!/usr/bin/env python3
"""Compare the expected texts of goldens with what Apache Spark puts out.

    .spark/venv/bin/python conformance/golden/check_spark.py [NAME...]

Goldens whose query is TypeScript are left out: Spark cannot run it.
"""
import contextlib, glob, io, json, os, shutil, sys, tempfile
from pyspark.sql import SparkSession

ROOT = os.path.dirname(os.path.abspath(__file__))
ALL_ROWS = 1_000_000

def text_of(path):
    with open(path) as f: return f.read()

def place_input(golden, source, folder):
    """Copies the files of a source; by their times they arrive a second after each other."""
    os.makedirs(folder)
    for i, path in enumerate(sorted(glob.glob(f"{golden}/input/{source}/*"))):
        copy = shutil.copy(path, folder)
        os.utime(copy, (1_700_000_000 + i,) * 2)

def read(spark, golden, spec, work, by_file):
    for name, source in spec["sources"].items():
        reader = spark.readStream.format(source["format"]).options(**source.get("options", {}))
        if "schema" in source: reader = reader.schema(source["schema"])
        if by_file: reader = reader.option("maxFilesPerTrigger", "1")
        place_input(golden, name, f"{work}/{name}")
        frame = reader.load() if "batches" in spec else reader.load(f"{work}/{name}")
        if "watermark" in source: frame = frame.withWatermark(*source["watermark"])
        frame.createOrReplaceTempView(name)
    return spark.sql(text_of(f"{golden}/query.sql"))

def write(frame, spec, work):
    sink = spec["sink"]
    writer = frame.writeStream.outputMode(spec["outputMode"]).options(**sink.get("options", {}))
    writer = writer.option("checkpointLocation", f"{work}/checkpoint").trigger(availableNow=True)
    if "partitionBy" in sink: writer = writer.partitionBy(*sink["partitionBy"])
    for _ in range(spec.get("batches", 1)):
        if sink["format"] == "memory": query = writer.format("memory").queryName("result").start()
        else: query = writer.format(sink["format"]).start(f"{work}/output")
        query.awaitTermination()

def lines_by_folder(output):
    folders = {}
    for path in glob.glob(f"{output}/**/part-*", recursive=True):
        lines = text_of(path).split("\n")[:-1]
        if lines: folders.setdefault(os.path.relpath(os.path.dirname(path), output), []).extend(lines)
    return "\n".join("\n".join([f"{folder}/", *sorted(lines)]) for folder, lines in sorted(folders.items())) + "\n"

def shown(spark, sql):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed): spark.sql(sql).show(ALL_ROWS, False)
    return printed.getvalue()[:-1]

def output_text(spark, spec, work, sql):
    sink_format = spec["sink"]["format"]
    if sink_format == "parquet": spark.read.parquet(f"{work}/output").createOrReplaceTempView("result")
    elif sink_format != "memory": return lines_by_folder(f"{work}/output")
    columns = range(1, len(spark.table("result").columns) + 1)
    return shown(spark, sql or f"SELECT * FROM result ORDER BY {', '.join(map(str, columns))}")

def check(spark, name, by_file):
    golden = f"{ROOT}/{name}"
    spec = json.loads(text_of(f"{golden}/golden.json"))
    with tempfile.TemporaryDirectory() as work:
        write(read(spark, golden, spec, work, by_file), spec, work)
        texts = {"expected.txt": output_text(spark, spec, work, spec.get("show"))}
        if by_file and "showByFile" in spec: texts["expected-by-file.txt"] = output_text(spark, spec, work, spec["showByFile"])
    differing = [file for file, text in texts.items() if text != text_of(f"{golden}/{file}")]
    print("differs" if differing else "same   ", name, "by file" if by_file else "in one batch")
    for file in differing: print(f"{file} on Spark:\n{texts[file]}")
    return not differing

def main(names):
    spark = (SparkSession.builder.master("local[2]").config("spark.sql.session.timeZone", "UTC")
             .config("spark.sql.shuffle.partitions", 1).config("spark.ui.enabled", "false").getOrCreate())
    spark.sparkContext.setLogLevel("OFF")
    known = sorted(os.path.basename(os.path.dirname(path)) for path in glob.glob(f"{ROOT}/*/query.sql"))
    results = [check(spark, name, by_file) for name in names or known for by_file in (False, True)]
    sys.exit(0 if all(results) else 1)

os.environ["TZ"] = "UTC"
main(sys.argv[1:])
