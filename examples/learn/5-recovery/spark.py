import os, pathlib, signal, subprocess, sys, tempfile, time
from datetime import datetime, timedelta

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parent))
FILES, PAYMENTS = 40, 50


def write_payments(folder):
    folder.mkdir()
    for file in range(FILES):
        ids = range(file * PAYMENTS, (file + 1) * PAYMENTS)
        lines = [f"{i},{datetime(2024, 3, 1) + timedelta(seconds=30 * i)},{i * 37 % 101}\n" for i in ids]
        write_one(folder, file, "".join(lines))
    write_one(folder, FILES, f"{FILES * PAYMENTS},2024-03-02 12:00:00,0\n")


def write_one(folder, file, text):
    # Files are read in the order of their times of change, which must differ for it to be one order.
    path = folder / f"{file:03}.csv"
    path.write_text(text)
    os.utime(path, (1709251200 + file, 1709251200 + file))


def committed(folder):
    ids = [int(path.name) for path in (folder / "checkpoint" / "commits").glob("*") if path.name.isdigit()]
    return max(ids, default=-1) + 1


def start_run(folder, *args):
    return subprocess.Popen([sys.executable, __file__, str(folder), *args], start_new_session=True)


def run(folder, last):
    from exercise import session
    from pyspark.sql.functions import count, sum, window

    spark = session()
    # #region query
    hours = (
        spark.readStream.schema("id BIGINT, t TIMESTAMP, amount INT")
        .option("maxFilesPerTrigger", 1)
        .csv(f"{folder}/payments")
        .withWatermark("t", "10 minutes")
        .groupBy(window("t", "1 hour"))
        .agg(count("*").alias("payments"), sum("amount").alias("amount"))
        .selectExpr("window.start AS hour", "payments", "amount")
    )
    writer = hours.writeStream.outputMode("append").format("parquet").option("checkpointLocation", f"{folder}/checkpoint")
    query = writer.trigger(availableNow=True).start(f"{folder}/hours")
    # #endregion
    query.awaitTermination()
    if last:
        spark.read.parquet(f"{folder}/hours").orderBy("hour").show(30)
        spark.read.parquet(f"{folder}/hours").createOrReplaceTempView("hours")
        spark.read.schema("id BIGINT, t TIMESTAMP, amount INT").csv(f"{folder}/payments").createOrReplaceTempView("payments")
        spark.sql(
            """SELECT (SELECT count(*) FROM payments) - 1 AS payments, sum(payments) AS counted,
                      (SELECT sum(amount) FROM payments) AS amount, sum(amount) AS summed,
                      count(*) AS hours, count(DISTINCT hour) AS different
               FROM hours"""
        ).show()


def main():
    folder = pathlib.Path(tempfile.mkdtemp())
    write_payments(folder / "payments")
    print(f"{FILES * PAYMENTS} payments in {FILES} files", flush=True)
    for batches in [5, 20]:
        child = start_run(folder)
        while committed(folder) < batches and child.poll() is None:
            time.sleep(0.01)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        print(f"killed with {committed(folder)} of {FILES + 1} files committed", file=sys.stderr)
    sys.exit(start_run(folder, "--last").wait())


if len(sys.argv) > 1:
    run(sys.argv[1], "--last" in sys.argv)
else:
    main()
