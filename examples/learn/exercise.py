"""What the PySpark twins of the exercises share."""
import shutil

from pyspark.sql import SparkSession


def session():
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    return spark


def deliver(file, folder):
    """Puts a copy of a file into a watched folder as a whole: names that begin with a dot are not seen."""
    hidden = folder / f".{file.name}"
    shutil.copyfile(file, hidden)
    hidden.rename(folder / file.name)
